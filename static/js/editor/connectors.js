/**
 * Lets the bound ends of lines follow this person's edits, and sets them anew where an edit of somebody else came between.
 */

import { Bindings } from "../model/bindings.js";
import { misfits, withFollowing } from "../model/following.js";
import { editKey } from "../model/pending.js";
import { idsOf } from "../model/reduce.js";
import { restoredIds } from "./history_restores.js";

/** @typedef {import("../model/following.js").Context} Context */
/** @typedef {import("../model/following.js").Following} Following */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */

export class Connectors {
  bindings;
  #view;
  #tag;
  #maySet;
  #submit;
  /** Ids in logged edits that this page has sent whose lines may not fit. @type {Set<string>} */
  #unchecked = new Set();
  /** Keys of the edits that have set ends anew. @type {Set<string>} */
  #corrections = new Set();

  /**
   * @param {Replica} view
   * @param {{tag: string, maySet: (line: Shape) => boolean, submit: (sets: SetOp[]) => number[]}} host  `submit` sends without a history
   *   and returns the numbers of the edits
   */
  constructor(view, { tag, maySet, submit }) {
    this.#view = view;
    this.#tag = tag;
    this.#maySet = maySet;
    this.#submit = submit;
    this.bindings = new Bindings(view);
  }

  /** @returns {Context} */
  get context() {
    const { bindings } = this;
    return {
      shape: (id) => this.#view.shape(id),
      pool: this.#view.pool,
      linesOf: (id) => bindings.linesOf(id),
      maySet: this.#maySet,
    };
  }

  /** The ops of a gesture with the ends that follow from them. @param {readonly Op[]} ops @returns {Following} */
  following(ops) {
    return this.bindings.isEmpty
      ? { ops: [...ops], derived: new Set() }
      : withFollowing(ops, this.context);
  }

  /** Notes what an edit in the log that this page has sent, if for a closed one, has touched. @param {LoggedEdit} edit */
  logged({ tag, n, ops }) {
    // One set: pages that correct each other would never end.
    if (this.#corrections.delete(editKey(tag, n))) return;
    if (!this.bindings.isEmpty)
      for (const op of ops)
        for (const id of [...idsOf(op), ...restoredIds(op)]) this.#unchecked.add(id);
    this.check();
  }

  /**
   * Sets ends that do not fit, once the board shows what the log has: all edits of this page are in it, and all shapes have
   * come. So a shape may be moved before the lines that are bound to it have loaded.
   */
  check() {
    const { pending, board } = this.#view;
    if (this.#unchecked.size === 0 || pending.length > 0 || !board.isWhole) return;
    const sets = misfits(this.#unchecked, this.context);
    this.#unchecked.clear();
    if (sets.length === 0) return;
    for (const n of this.#submit(sets)) this.#corrections.add(editKey(this.#tag, n));
  }
}
