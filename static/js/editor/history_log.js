/**
 * Lets the log run through the history: writes of others make parts stale, and the log tells which numbers a change of order
 * wrote and replaced.
 */

import { idsOf } from "../model/reduce.js";
import { isSameEdit, pageKey } from "./history_parts.js";
import { idsReturned } from "./history_returns.js";
import { rangeOf, registerValue } from "./history_values.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */
/** @typedef {import("./history_parts.js").SetPart} SetPart */
/** @typedef {import("./history_stacks.js").HistoryStacks} HistoryStacks */
/** An edit of the log, and how many shapes it removed. @typedef {{edit: LoggedEdit, seq: number, removed: number}} Applied */
/** @typedef {Pick<import("./history.js").Host, "view" | "tag">} Host */

export class HistoryLog {
  #host;
  #stacks;

  /** @param {Host} host @param {HistoryStacks} stacks */
  constructor(host, stacks) {
    this.#host = host;
    this.#stacks = stacks;
  }

  /** @param {Applied} applied */
  applied({ edit, seq, removed }) {
    const { author, board } = this.#host.view;
    this.#noteZ(edit);
    if (edit.author !== author) return this.markStale(edit);
    this.#share(edit);
    const hasClear = edit.ops.some(({ op }) => op === "clear");
    // A board that has failed did not apply the edit.
    const isCounted = board.head === seq && board.isWhole;
    if (hasClear && removed === 0 && isCounted) this.#forgetClear(edit);
  }

  /** Makes the parts stale that an edit of somebody else has overwritten. @param {LoggedEdit} edit */
  markStale({ ops }) {
    const { index } = this.#stacks;
    for (const op of ops) {
      if (op.op === "page") {
        for (const part of index.of(pageKey(op.page)))
          if (part.kind === "page" && op[part.register] != null) part.isStale = true;
      }
      if (op.op !== "set") continue;
      for (const part of index.related(op.id)) {
        if (part.kind === "clear") continue;
        // A deletion covers all registers. A waiting part replaces what the others wrote before it.
        if (part.kind !== "set" || (op[part.register] != null && part.waits !== true))
          part.isStale = true;
      }
    }
  }

  /** Gives up what an entry awaits of edits that came with a snapshot instead of the log. @param {HistoryEntry} entry */
  endWaiting({ parts }) {
    const { pending } = this.#host.view;
    for (const part of parts) {
      if (part.kind !== "set" || part.waits !== true) continue;
      if (pending.some((edit) => isSameEdit(edit, part.edit))) continue;
      part.waits = false;
      part.isStale = true;
    }
  }

  /** Tells waiting parts which z an edit has written. @param {LoggedEdit} edit */
  #noteZ(edit) {
    const { shapes } = this.#host.view.board;
    for (const id of edit.ops.flatMap((op) => [...idsOf(op), ...idsReturned(op)])) {
      for (const part of this.#stacks.index.of(id)) {
        if (part.kind !== "set" || part.waits !== true) continue;
        const z = shapes.get(part.id)?.z;
        if (isSameEdit(part.edit, edit)) {
          part.after = z;
          part.waits = false;
        } else part.before = z;
      }
    }
  }

  /** Lets parts refer to the points of the confirmed shapes, instead of those of the pending ones. @param {LoggedEdit} edit */
  #share(edit) {
    const { board } = this.#host.view;
    for (const op of edit.ops) {
      if (op.op !== "set" || op.geometry == null) continue;
      for (const part of this.#stacks.index.of(op.id)) {
        const shape = board.shapes.get(op.id);
        if (part.kind !== "set" || !isSameEdit(part.edit, edit) || shape === undefined) continue;
        const range = rangeOf(part.after, part.register);
        if (range === null || !board.pool.isEqual(range, shape)) continue;
        this.#stacks.index.setAfter(part, registerValue(shape, "geometry", range.keepsTime));
      }
    }
  }

  /** Forgets a clear that took nothing, so that its undo restores nothing. @param {LoggedEdit} edit */
  #forgetClear(edit) {
    const entry = this.#stacks.removedBy(edit);
    if (entry === undefined) return;
    entry.forgetEdit(edit);
    const isClear = (/** @type {import("./history_parts.js").Part} */ part) =>
      part.kind === "clear" && isSameEdit(part.edit, edit);
    this.#stacks.removeParts(entry, entry.parts.filter(isClear));
    if (entry.parts.length === 0) this.#stacks.remove(entry);
  }
}
