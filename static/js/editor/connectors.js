/**
 * Lets the bound ends of lines follow this person's edits, and sets them anew where an edit of somebody else came between.
 */

import { Bindings } from "../model/bindings.js";
import { misfits, withFollowing } from "../model/following.js";
import { editKey } from "../model/pending.js";
import { idsOf } from "../model/reduce.js";
import { batchOps } from "./batch_ops.js";
import { restoredIds } from "./history_restores.js";

/** @typedef {import("../model/following.js").Context} Context */
/** @typedef {import("../model/following.js").Following} Following */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/**
 * A pending edit that sets ends anew: its lines, the head of the log that it was made for, and how often this page sets them
 * again when somebody else was quicker.
 * @typedef {{ids: string[], upto: number, triesLeft: number}} Correction
 */

/** How often a page sets ends anew because of one edit. */
const TRIES = 3;

/** Codes of a correction that an edit of somebody else has overtaken. */
const OVERTAKEN = new Set(["changed", "lost"]);

export class Connectors {
  bindings;
  #view;
  #tag;
  #maySet;
  #submit;
  /** Ids in logged edits that this page has sent whose lines may not fit. @type {Set<string>} */
  #unchecked = new Set();
  /** How often this page may set the ends of their lines. */
  #tries = 0;
  /** The pending corrections, by key. @type {Map<string, Correction>} */
  #corrections = new Map();

  /**
   * @param {Replica} view
   * @param {{tag: string, maySet: (line: Shape) => boolean, submit: (ops: Op[], upto: number) => number}} host  `submit` sends an edit
   *   without a history and returns its number
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

  /** The number of lines that stay and lose the shape of an end when these shapes go. @param {ReadonlySet<string>} ids */
  countLoose(ids) {
    const lines = new Set([...ids].flatMap((id) => [...this.bindings.linesOf(id)]));
    return [...lines].filter((id) => !ids.has(id)).length;
  }

  /**
   * Notes what an edit in the log that this page has sent, if for a closed one, has touched. A correction gives its lines one
   * try fewer than it had, so pages that correct each other come to an end: only an edit that a person makes gives new tries.
   * @param {{edit: LoggedEdit, seq: number}} logged
   */
  logged({ edit, seq }) {
    const correction = this.#takeCorrection(edit);
    if (correction !== undefined) {
      // An edit in between may have moved what the lines are bound to.
      if (seq > correction.upto + 1) this.#note(correction.ids, correction.triesLeft);
    } else if (!this.bindings.isEmpty || !this.#view.board.isWhole) {
      for (const op of edit.ops) this.#note([...idsOf(op), ...restoredIds(op)], TRIES);
    }
    this.check();
  }

  /** Handles a refused edit. @param {EditName} edit @param {string} code @returns {boolean} whether it was a correction, of which the person knows nothing */
  refused(edit, code) {
    const correction = this.#takeCorrection(edit);
    if (correction === undefined) return false;
    if (OVERTAKEN.has(code)) this.#note(correction.ids, correction.triesLeft);
    this.check();
    return true;
  }

  /**
   * Sets ends that do not fit, once the board shows what the log has: all edits of this page are in it, and all shapes have
   * come. So a shape may be moved before the lines that are bound to it have loaded. What somebody else does to the lines
   * meanwhile stays: then the server refuses the edit (SPEC O4).
   */
  check() {
    const { pending, board } = this.#view;
    if (this.#unchecked.size === 0 || pending.length > 0 || !board.isWhole) return;
    const sets = misfits(this.#unchecked, this.context);
    const [upto, triesLeft] = [board.head, this.#tries - 1];
    this.#unchecked.clear();
    this.#tries = 0;
    for (const ops of batchOps(sets)) {
      const n = this.#submit(ops, upto);
      this.#corrections.set(editKey(this.#tag, n), { ids: ops.flatMap(idsOf), upto, triesLeft });
    }
  }

  /** @param {readonly string[]} ids @param {number} tries */
  #note(ids, tries) {
    if (tries === 0) return;
    for (const id of ids) this.#unchecked.add(id);
    this.#tries = Math.max(this.#tries, tries);
  }

  /** @param {EditName} edit */
  #takeCorrection({ tag, n }) {
    const key = editKey(tag, n);
    const correction = this.#corrections.get(key);
    this.#corrections.delete(key);
    return correction;
  }
}
