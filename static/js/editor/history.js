/**
 * Undo and redo of this person's edits (SPEC O4).
 *
 * Both are edits. They carry the confirmed seq that the page had seen, so that the server refuses parts that somebody
 * else has changed since. A write of somebody else makes the same register stale in all entries. An undo leaves out the
 * stale parts, sends the rest, and reports how many it left out.
 */

import { idsOf } from "../model/reduce.js";
import { Signal } from "../platform/signal.js";
import { batchOps } from "./batch_ops.js";
import { HistoryEntry } from "./history_entry.js";
import { PartIndex } from "./history_index.js";
import { noteZ, pageKey, partsOf } from "./history_parts.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../sync/edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./history_parts.js").Direction} Direction */
/** @typedef {import("./history_parts.js").Part} Part */
/** The number of parts that an undo or redo did, that it left out because somebody else had changed them, and that wait for the log. @typedef {{undone: number, dropped: number, waiting: number}} Outcome */

/**
 * @typedef {object} Host
 * @property {Replica} view
 * @property {string} tag
 * @property {(ops: Op[], upto?: number) => number} submit  shows and sends one edit
 * @property {(outcome: Outcome) => void} report  called when part of an undo was left out
 */

/** Entries of undo; the oldest is dropped beyond it. */
const MAX_ENTRIES = 1000;

/**
 * Refusal codes caused by an earlier edit of somebody else. An undo with the code `lost` was refused with one of the
 * other two, because an undo has no other way to fail.
 */
const OVERTAKEN = new Set(["changed", "nothing", "lost"]);

export class History {
  canUndo = new Signal(false);
  canRedo = new Signal(false);
  #host;
  /** @type {HistoryEntry[]} */
  #done = [];
  /** @type {HistoryEntry[]} */
  #undone = [];
  /** Undo and redo edits that are not in the log yet, by number. @type {Map<number, {entry: HistoryEntry, direction: Direction}>} */
  #running = new Map();
  /**
   * Restores of other edits' removals that are not in the log yet, with the ids on the board when each was made.
   * @type {Map<number, {head: number, before: ReadonlySet<string>}>}
   */
  #returning = new Map();
  /** The parts of all entries. */
  #index = new PartIndex();

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
  }

  /**
   * Submits the ops of one gesture as one entry.
   * @param {readonly Op[]} ops  at least one
   * @param {{after?: number, upto?: number}} [options]  `after` joins the entry of that edit while it is the latest one; `upto` as in SPEC O4
   * @returns {number} number of its last edit
   */
  commit(ops, { after, upto } = {}) {
    const { view } = this.#host;
    let last = 0;
    const edits = batchOps(ops).map((edit) => {
      const parts = edit.flatMap((op) => partsOf(op, view));
      last = this.#host.submit(edit, upto);
      return { parts, n: last };
    });
    const latest = this.#done.at(-1);
    if (after === undefined || latest?.lastEdit !== after) this.#push(new HistoryEntry(edits));
    else {
      latest.extend(edits);
      this.#index.add(latest.parts);
    }
    return last;
  }

  /**
   * Restores what any edit removed. It becomes an entry once the restored shapes are known.
   * @param {{tag: string, n: number}} edit
   */
  bringBack({ tag, n }) {
    const { board } = this.#host.view;
    const before = new Set(board.shapes.keys());
    this.#returning.set(this.#host.submit([{ op: "restore", tag, n }]), {
      head: board.head,
      before,
    });
  }

  /** @param {HistoryEntry} entry */
  #push(entry) {
    if (entry.parts.length === 0) return;
    for (const old of this.#undone.splice(0)) this.#index.remove(old.parts);
    this.#done.push(entry);
    this.#index.add(entry.parts);
    for (const old of this.#done.splice(0, this.#done.length - MAX_ENTRIES))
      this.#index.remove(old.parts);
    this.#updateSignals();
  }

  undo() {
    this.#collectReturns();
    this.#step("undo", this.#done, this.#undone);
  }

  redo() {
    this.#step("redo", this.#undone, this.#done);
  }

  /**
   * Undoes the entry with a removing edit, at any position.
   * @param {number} n
   * @returns {boolean} whether there is one
   */
  undoRemoval(n) {
    const at = this.#done.findIndex((entry) => entry.isRemovedBy(n));
    if (at === -1) return false;
    if (at === this.#done.length - 1) {
      this.undo();
      return true;
    }
    // An entry from the middle cannot be redone in its position.
    const [entry] = this.#done.splice(at, 1);
    if (entry !== undefined) {
      this.#reportDropped(this.#run(entry, "undo"));
      this.#index.remove(entry.parts);
    }
    return true;
  }

  /** Handles an edit in the log. @param {LoggedEdit} edit */
  applied({ tag, n, author, ops }) {
    const { view, tag: mine } = this.#host;
    if (tag === mine) this.#running.delete(n);
    if (tag === mine && this.#returning.delete(n)) this.#pushReturn(n, ops.flatMap(idsReturned));
    this.#collectReturns();
    this.#noteZ({ tag, n, ops });
    if (author === view.author) return;
    for (const op of ops) {
      if (op.op === "page") {
        for (const part of this.#index.of(pageKey(op.page)))
          if (part.kind === "page" && op[part.register] != null) part.isStale = true;
      }
      if (op.op !== "set") continue;
      for (const part of this.#index.related(op.id)) {
        if (part.kind === "clear") continue;
        // A deletion covers all registers. A waiting part replaces what the others wrote before it.
        if (part.kind !== "set" || (op[part.register] != null && part.waits !== true))
          part.isStale = true;
      }
    }
  }

  /** Tells waiting parts which z an edit has written. @param {Pick<LoggedEdit, "tag" | "n" | "ops">} edit */
  #noteZ({ tag, n, ops }) {
    const { view, tag: mine } = this.#host;
    for (const id of ops.flatMap((op) => [...idsOf(op), ...idsReturned(op)])) {
      for (const part of this.#index.of(id))
        if (part.kind === "set" && part.waits === true)
          noteZ(part, tag === mine && n === part.n, view);
    }
  }

  /** Gives up what an entry awaits of edits that came with a snapshot instead of the log. @param {HistoryEntry} entry */
  #endWaiting({ parts }) {
    const { view, tag } = this.#host;
    const own = view.pending.filter((edit) => edit.tag === tag);
    const open = new Set(own.map(({ n }) => n));
    for (const part of parts) {
      if (part.kind !== "set" || part.waits !== true || open.has(part.n)) continue;
      part.waits = false;
      part.isStale = true;
    }
  }

  /** Finds restores without a logged edit: a large one is sent as a snapshot instead (SPEC C6). */
  #collectReturns() {
    const { view, tag } = this.#host;
    for (const [number, { head, before }] of this.#returning) {
      if (view.pending.some((edit) => edit.tag === tag && edit.n === number)) continue;
      this.#returning.delete(number);
      const shapes = [...view.board.shapes.values()];
      const isBack = ({ id = "", seq = 0 }) => seq <= head && !before.has(id);
      this.#pushReturn(
        number,
        shapes.filter(isBack).map(({ id }) => id),
      );
    }
  }

  /** @param {number} n @param {readonly string[]} ids */
  #pushReturn(n, ids) {
    const parts = ids.map((id) => ({ kind: /** @type {const} */ ("add"), id, n, isStale: false }));
    this.#push(new HistoryEntry([{ parts, n }]));
  }

  /**
   * Handles the refusal of an edit of this page, which is rolled back.
   * @param {PendingEdit} edit
   * @param {string} code
   * @returns {boolean} whether the refusal needs no further notice
   */
  refused({ n, ops }, code) {
    const running = this.#running.get(n);
    this.#running.delete(n);
    this.#returning.delete(n);
    if (running === undefined) {
      for (const entry of [...this.#done, ...this.#undone]) this.#forget(entry, n);
      return false;
    }
    const { entry, direction } = running;
    const isListed = this.#done.includes(entry) || this.#undone.includes(entry);
    if (!isListed) return true;
    if (OVERTAKEN.has(code)) {
      if (ops[0]?.op === "restore") this.#returnRest(entry, direction, { n: ops[0].n, ops, code });
      else this.#sendRest(entry, direction, ops);
      this.#forget(entry, n);
      return true;
    }
    this.#remove(entry);
    return false;
  }

  /** @param {Direction} direction @param {HistoryEntry[]} from @param {HistoryEntry[]} to */
  #step(direction, from, to) {
    const entry = from.pop();
    if (entry === undefined) return;
    const outcome = this.#run(entry, direction);
    if (outcome.undone > 0) to.push(entry);
    else if (outcome.waiting > 0) from.push(entry);
    else this.#index.remove(entry.parts);
    this.#reportDropped(outcome);
    this.#updateSignals();
  }

  /**
   * @param {HistoryEntry} entry
   * @param {Direction} direction
   * @param {ReadonlySet<string>} [only]
   * @returns {Outcome}
   */
  #run(entry, direction, only) {
    const { view, submit } = this.#host;
    const upto = view.board.head;
    this.#endWaiting(entry);
    const { returns, ops, count, overtaken, waiting } = entry.plan(direction, view, only);
    const outcome = { dropped: overtaken.length, waiting: waiting.length };
    this.#drop(entry, count > 0 ? [...overtaken, ...waiting] : overtaken);
    // An entry that only waits can be undone later.
    if (count === 0 && waiting.length > 0) return { undone: 0, ...outcome };
    const lists = [...returns.filter(({ length }) => length > 0), ...batchOps(ops)];
    const edits = lists.map((edit) => ({ n: submit(edit, upto), ops: edit }));
    entry.recordRun(direction, edits);
    for (const { n } of edits) this.#running.set(n, { entry, direction });
    return { undone: edits.length === 0 ? 0 : count, ...outcome };
  }

  /**
   * Sends a refused restore of edit `n` again, without the pieces that somebody else has changed.
   * @param {HistoryEntry} entry
   * @param {Direction} direction
   * @param {{n: number, ops: readonly Op[], code: string}} refused
   */
  #returnRest(entry, direction, { n, ops, code }) {
    if (entry.isUndone !== (direction === "undo")) return;
    const { view, submit } = this.#host;
    let plan = entry.returnOf(n, view);
    if (code !== "changed" || JSON.stringify(plan.ops) === JSON.stringify(ops)) {
      for (const part of entry.parts)
        if (part.kind === "split" && part.n === n) part.isStale = true;
      plan = entry.returnOf(n, view);
    }
    const { count, overtaken } = plan;
    this.#drop(entry, overtaken);
    const isSent = code === "changed" && plan.ops.length > 0 && overtaken.length > 0;
    if (isSent) {
      const edit = { n: submit(plan.ops, view.board.head), ops: plan.ops };
      entry.recordRun(direction, [edit]);
      this.#running.set(edit.n, { entry, direction });
    }
    const dropped = Math.max(1, overtaken.length);
    this.#host.report({ undone: isSent ? count : 0, dropped, waiting: 0 });
    if (entry.parts.length === 0) this.#remove(entry);
  }

  /**
   * Sends the rest of a refused undo again, without the parts that are stale by now.
   * @param {HistoryEntry} entry
   * @param {Direction} direction
   * @param {readonly Op[]} ops  the refused ones
   */
  #sendRest(entry, direction, ops) {
    const ids = new Set(ops.flatMap((op) => (op.op === "add" ? [] : idsOf(op).slice(0, 1))));
    // The person pressed the opposite key meanwhile; the rest is obsolete.
    if (entry.isUndone !== (direction === "undo")) return;
    const before = entry.parts.length;
    const { ops: rest } = entry.plan(direction, this.#host.view, ids);
    const isSame = JSON.stringify(rest) === JSON.stringify(ops);
    if (isSame)
      this.#drop(
        entry,
        entry.parts.filter((part) => "id" in part && ids.has(part.id)),
      );
    const { undone, dropped, waiting } = this.#run(entry, direction, ids);
    const lost = isSame ? before - entry.parts.length : dropped;
    this.#host.report({ undone, dropped: Math.max(1, lost), waiting });
    if (entry.parts.length === 0) this.#remove(entry);
  }

  /** @param {Outcome} outcome */
  #reportDropped(outcome) {
    const { undone, dropped, waiting } = outcome;
    const least = undone === 0 && waiting === 0 ? 1 : 0;
    if (dropped + waiting + least > 0)
      this.#host.report({ undone, dropped: Math.max(least, dropped), waiting });
  }

  /** @param {HistoryEntry} entry @param {readonly Part[]} overtaken */
  #drop(entry, overtaken) {
    if (overtaken.length === 0) return;
    const parts = new Set(overtaken);
    entry.forget((part) => parts.has(part));
    this.#index.remove(overtaken);
  }

  /** Removes the parts of a refused edit, which cannot be undone. @param {HistoryEntry} entry @param {number} n */
  #forget(entry, n) {
    const refused = entry.parts.filter((part) => part.n === n);
    entry.forgetEdit(n);
    this.#index.remove(refused);
    if (refused.length > 0 && entry.parts.length === 0) this.#remove(entry);
  }

  /** @param {HistoryEntry} entry */
  #remove(entry) {
    this.#done = this.#done.filter((other) => other !== entry);
    this.#undone = this.#undone.filter((other) => other !== entry);
    this.#index.remove(entry.parts);
    this.#updateSignals();
  }

  #updateSignals() {
    const canUndo = this.#done.length > 0;
    const canRedo = this.#undone.length > 0;
    if (canUndo !== this.canUndo.value) this.canUndo.set(canUndo);
    if (canRedo !== this.canRedo.value) this.canRedo.set(canRedo);
  }
}

/** The ids that an op of the log has restored. @param {Op} op @returns {string[]} */
export function idsReturned(op) {
  return op.op === "restore" ? (op.shapes ?? []).map(({ id }) => id) : [];
}
