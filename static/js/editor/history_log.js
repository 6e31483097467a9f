/**
 * Lets the log run through the history: writes of others make parts stale, and the log tells which numbers a change of order
 * wrote and replaced.
 */

import { isFollower, placedBy } from "../model/following.js";
import { idsOf, zAfter } from "../model/reduce.js";
import { zOf } from "../model/shape.js";
import { isSameEdit, pageKey } from "./history_parts.js";
import { restoredIds } from "./history_restores.js";
import { rangeOf, registerValue } from "./history_values.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */
/** @typedef {import("../sync/history_tables.js").LogPosition} LogPosition */
/** @typedef {import("./history_parts.js").ClearPart} ClearPart */
/** @typedef {import("./history_parts.js").Part} Part */
/** @typedef {import("./history_stacks.js").HistoryStacks} HistoryStacks */
/** @typedef {import("../model/reduce.js").Op} Op */
/** An edit of the log, how many shapes it removed, and its ops that only refit lines. @typedef {{edit: LoggedEdit, seq: number, removed: number, refitted: ReadonlySet<Op>}} Applied */
/** @typedef {Pick<import("./history.js").Host, "view" | "tag">} Host */

export class HistoryLog {
  /** The log that all entries know. @type {LogPosition} */
  position = { seq: 0, at: 0 };
  /** Whether the position stays, because entries of an earlier page load are not read yet. */
  isFrozen = false;
  #host;
  #stacks;

  /** @param {Host} host @param {HistoryStacks} stacks */
  constructor(host, stacks) {
    this.#host = host;
    this.#stacks = stacks;
  }

  /** Whether the board has log that some entries do not know. */
  get isBehind() {
    return this.position.seq < this.#host.view.board.head;
  }

  /** Sets the position to the board's, because there are no entries that know less. */
  skip() {
    const { head, at } = this.#host.view.board;
    this.position = { seq: head, at };
  }

  /** Sets the position back, for entries of an earlier page load. @param {LogPosition} position */
  rewind(position) {
    if (this.#stacks.isEmpty && !this.isFrozen) this.position = position;
    else if (position.seq < this.position.seq) this.position = position;
  }

  /** Handles an edit that the board has now. @param {Applied} applied */
  applied({ edit, seq, removed, refitted }) {
    const { author, board } = this.#host.view;
    if (!this.isFrozen && (this.#stacks.isEmpty || seq === this.position.seq + 1))
      this.position = { seq, at: edit.at };
    this.#noteZ(edit, (id) => board.shapes.get(id)?.z);
    if (edit.author !== author) return this.#markStale(edit, seq, refitted);
    this.#share(edit);
    const hasClear = edit.ops.some(({ op }) => op === "clear");
    // A board that has failed did not apply the edit.
    const isCounted = board.head === seq && board.isWhole;
    if (hasClear && removed === 0 && isCounted) this.#forgetClear(edit);
  }

  /** Handles the next edit after the position, which came to the board with a snapshot. @param {LoggedEdit} edit */
  replay(edit) {
    const seq = this.position.seq + 1;
    this.position = { seq, at: edit.at };
    this.#noteZ(edit, (id) => zWritten(edit, id, seq));
    if (edit.author !== this.#host.view.author) this.#markStale(edit, seq);
  }

  /** Makes the parts stale that an edit of somebody else has overwritten. @param {LoggedEdit} edit @param {number} seq @param {ReadonlySet<Op>} [refitted]  unknown of an edit that came with a snapshot */
  #markStale({ ops }, seq, refitted = new Set()) {
    const { index } = this.#stacks;
    const placed = placedBy(ops);
    for (const op of ops) {
      if (op.op === "page") {
        for (const part of index.of(pageKey(op.page)))
          if (part.kind === "page" && op[part.register] != null) this.#setStale(part, seq);
      }
      if (op.op !== "set") continue;
      // A line that only follows is still the one that its author has drawn.
      const isDerived = refitted.has(op) || isFollower(op, placed);
      for (const part of index.related(op.id)) {
        if (part.kind === "clear" || (isDerived && part.kind !== "set")) continue;
        // A deletion covers all registers. A waiting part replaces what the others wrote before it.
        if (part.kind !== "set" || (op[part.register] != null && part.waits !== true))
          this.#setStale(part, seq);
      }
    }
  }

  /** @param {Exclude<Part, ClearPart>} part @param {number} seq  of the edit that has overwritten it */
  #setStale(part, seq) {
    const entry = this.#stacks.index.entryOf(part);
    if (part.isStale || entry === undefined || entry.since >= seq) return;
    part.isStale = true;
    this.#stacks.factsChanged(entry);
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

  /** Tells waiting parts which z an edit has written. @param {LoggedEdit} edit @param {(id: string) => number | undefined} zOfShape  after it */
  #noteZ(edit, zOfShape) {
    for (const id of edit.ops.flatMap((op) => [...idsOf(op), ...restoredIds(op)])) {
      for (const part of this.#stacks.index.of(id)) {
        if (part.kind !== "set" || part.waits !== true) continue;
        const z = zOfShape(part.id);
        if (z === undefined) continue;
        if (isSameEdit(part.edit, edit)) {
          part.after = z;
          part.waits = false;
        } else part.before = z;
        const entry = this.#stacks.index.entryOf(part);
        if (entry !== undefined) this.#stacks.factsChanged(entry);
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
    const isClear = (/** @type {Part} */ part) =>
      part.kind === "clear" && isSameEdit(part.edit, edit);
    this.#stacks.removeParts(entry, entry.parts.filter(isClear));
    if (entry.parts.length === 0) this.#stacks.remove(entry);
  }
}

/** The z that an edit of the log has written to a shape, undefined when it wrote none. @param {LoggedEdit} edit @param {string} id @param {number} seq */
function zWritten({ ops }, id, seq) {
  /** @type {number | undefined} */
  let z;
  for (const [index, op] of ops.entries()) {
    if (op.op === "add" && op.shape.id === id) z = zOf({ seq, index });
    else if (op.op === "set" && op.id === id && op.z != null) z = zAfter(op.z, { seq, index });
    else if (op.op === "bring" && op.shapes.some((shape) => shape.id === id))
      z = zOf({ seq, index });
    else if (op.op === "restore") z = op.shapes?.find((shape) => shape.id === id)?.z ?? z;
  }
  return z;
}
