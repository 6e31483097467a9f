/**
 * Restores of what edits of others, or of other page loads, removed. Each becomes a history entry once its shapes are known.
 */

import { HistoryEntry } from "./history_entry.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/** @typedef {import("./history.js").Host} Host */
/** @typedef {import("./history_stacks.js").HistoryStacks} HistoryStacks */

export class PendingRestores {
  #host;
  #stacks;
  /** Restores that are not in the log yet, by number, with the ids on the board when each was made. @type {Map<number, {head: number, before: ReadonlySet<string>}>} */
  #pending = new Map();

  /** @param {Host} host @param {HistoryStacks} stacks */
  constructor(host, stacks) {
    this.#host = host;
    this.#stacks = stacks;
  }

  /** Restores what an edit removed. @param {EditName} edit */
  start({ tag, n }) {
    const { board } = this.#host.view;
    const before = new Set(board.shapes.keys());
    const number = this.#host.submit([{ op: "restore", tag, n }]);
    this.#pending.set(number, { head: board.head, before });
  }

  /** @param {LoggedEdit} edit */
  applied({ tag, n, ops }) {
    if (tag === this.#host.tag && this.#pending.delete(n)) this.#push(n, ops.flatMap(restoredIds));
    this.collect();
  }

  /** @param {EditName} refused */
  forget({ tag, n }) {
    if (tag === this.#host.tag) this.#pending.delete(n);
  }

  /** Finds restores without a logged edit: a large one is sent as a snapshot instead (SPEC C6). */
  collect() {
    const { view, tag } = this.#host;
    for (const [number, { head, before }] of this.#pending) {
      if (view.pending.some((edit) => edit.tag === tag && edit.n === number)) continue;
      this.#pending.delete(number);
      const shapes = [...view.board.shapes.values()];
      const isBack = ({ id = "", seq = 0 }) => seq <= head && !before.has(id);
      this.#push(
        number,
        shapes.filter(isBack).map(({ id }) => id),
      );
    }
  }

  /** @param {number} n @param {readonly string[]} ids */
  #push(n, ids) {
    if (ids.length === 0) return;
    const edit = { tag: this.#host.tag, n };
    const entry = new HistoryEntry(this.#host.view.board.head);
    const kind = /** @type {const} */ ("add");
    const parts = ids.map((id) => ({ kind, id, edit, isStale: false }));
    entry.extend([{ parts, edit }], this.#stacks.index);
    this.#stacks.push(entry);
  }
}

/** The ids that an op of the log has restored. @param {Op} op @returns {string[]} */
export function restoredIds(op) {
  return op.op === "restore" ? (op.shapes ?? []).map(({ id }) => id) : [];
}
