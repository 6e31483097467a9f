/**
 * Undo and redo of this person's edits (SPEC O4).
 *
 * Both are edits. They carry the confirmed seq that the page had seen, so that the server refuses parts that somebody
 * else has changed since. A write of somebody else makes the same register stale in all entries. An undo leaves out the
 * stale parts, sends the rest, and reports how many it left out.
 */

import { importWithRetry } from "../platform/loading.js";
import { batchOps } from "./batch_ops.js";
import { HistoryEntry } from "./history_entry.js";
import { HistoryLog } from "./history_log.js";
import { completeParts, partsOf, rangesBefore } from "./history_parts.js";
import { Refusals } from "./history_refusals.js";
import { PendingRestores } from "./history_restores.js";
import { HistoryStacks } from "./history_stacks.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../sync/edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/** @typedef {import("../sync/history_tables.js").LogPosition} LogPosition */
/** @typedef {import("./history_keeper.js").HistoryKeeper} HistoryKeeper */
/** @typedef {import("./history_parts.js").Direction} Direction */
/** @typedef {import("./history_log.js").Applied} Applied */
/** The number of parts that an undo or redo did, that it left out because somebody else had changed them, and that wait for the log. @typedef {{undone: number, dropped: number, waiting: number}} Outcome */

/**
 * @typedef {object} Host
 * @property {Replica} view
 * @property {string} tag
 * @property {(ops: Op[], upto?: number) => number} submit  shows and sends one edit
 * @property {(ops: readonly Op[]) => import("../model/following.js").Following} following  adds the ends of lines that
 *   follow from ops; they are no part of the history
 * @property {(outcome: Outcome) => void} report  called when part of an undo was left out
 * @property {() => void} reportGone  called when edits of earlier page loads cannot be undone any more
 * @property {() => boolean} isReady  whether the board is complete
 * @property {() => boolean} isOffline
 * @property {(position: LogPosition) => Promise<import("../sync/log_reader.js").LogPiece>} readLog
 * @property {() => number} now  ms
 * @property {() => number} dateNow  time of the device, ms
 */
/** Parts that the history over a reload works with. @typedef {{host: Host, stacks: HistoryStacks, log: HistoryLog, refusals: Refusals, step: (direction: Direction) => void}} HistoryParts */

export class History {
  #host;
  /** Keeps the history over a reload, once its code has loaded. @type {HistoryKeeper | null} */
  #keeper = null;
  #stacks;
  #log;
  #restores;
  #refusals;

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
    this.#stacks = new HistoryStacks(host.view.pool);
    this.#log = new HistoryLog(host, this.#stacks);
    this.#restores = new PendingRestores(host, this.#stacks);
    this.#refusals = new Refusals(host, this.#stacks, (entry, direction, only) =>
      this.#run(entry, direction, only),
    );
    host.view.subscribe(({ reset }) => {
      if (reset) this.#stacks.index.moveTo(host.view.pool);
    });
  }

  get canUndo() {
    return this.#stacks.canUndo;
  }

  get canRedo() {
    return this.#stacks.canRedo;
  }

  /**
   * Submits the ops of one gesture as one entry.
   * @param {readonly Op[]} ops  at least one
   * @param {{after?: number, upto?: number}} [options]  `after` joins the entry of that edit while it is the latest one; `upto` as in SPEC O4
   * @returns {number} number of its last edit
   */
  commit(ops, { after, upto } = {}) {
    const { view, tag, submit } = this.#host;
    const stacks = this.#stacks;
    const since = view.board.head;
    this.#keeper?.committed();
    if (stacks.isEmpty && !this.#log.isFrozen) this.#log.skip();
    /** @type {import("../model/points.js").Range[]} */
    const ranges = [];
    // The next edit would free the points that an edit replaces.
    const retain = (/** @type {import("../model/points.js").Range[]} */ added) => {
      stacks.index.retain(added);
      ranges.push(...added);
    };
    const { ops: all, derived } = this.#following(ops, upto);
    const edits = batchOps(all).map((list) => {
      const edit = { tag, n: 0 };
      const own = list.filter((op) => !derived.has(op));
      const parts = own.flatMap((op) => partsOf(op, view, edit));
      retain(parts.flatMap(rangesBefore));
      edit.n = submit(list, upto);
      retain(completeParts(parts, view));
      return { parts, edit };
    });
    const latest = stacks.done.at(-1);
    const isJoined = after !== undefined && latest?.lastEdit === after;
    const entry = isJoined ? latest : new HistoryEntry(since);
    entry.extend(edits, stacks.index);
    if (isJoined) stacks.changed(entry);
    else if (entry.parts.length > 0) stacks.push(entry);
    stacks.index.release(ranges);
    return edits.at(-1)?.edit.n ?? 0;
  }

  /** Restores what any edit removed. It becomes an entry once the restored shapes are known. @param {EditName} edit */
  bringBack(edit) {
    this.#restores.start(edit);
  }

  undo() {
    this.#restores.collect();
    this.#request("undo");
  }

  redo() {
    this.#request("redo");
  }

  /** Starts to keep the history over a reload. @returns {Promise<HistoryKeeper>} */
  async open() {
    const { HistoryKeeper } = await importWithRetry(() => import("./history_keeper.js"));
    this.#keeper = new HistoryKeeper({
      ...{ host: this.#host, stacks: this.#stacks, log: this.#log, refusals: this.#refusals },
      step: (direction) => this.#step(direction),
    });
    return this.#keeper;
  }

  /** Continues an undo that has waited for the board. */
  boardReady() {
    this.#keeper?.earlier.resume();
  }

  /**
   * Undoes the entry of an edit of this page that removed something, at any position.
   * @param {number} n
   * @returns {boolean} whether there is one
   */
  undoRemoval(n) {
    const edit = { tag: this.#host.tag, n };
    // Deleting an empty page removes no shape.
    const entry = this.#stacks.done.find(
      (other) => other.isRemovedBy(edit) || other.lastEdit === n,
    );
    if (entry === undefined) return false;
    if (entry === this.#stacks.done.at(-1)) {
      this.undo();
      return true;
    }
    // An entry from the middle cannot be redone in its position.
    this.#reportDropped(this.#run(entry, "undo"));
    this.#stacks.remove(entry);
    return true;
  }

  /** Handles an edit in the log. @param {Applied} applied @returns {boolean} whether it is an undo or redo of this page */
  applied(applied) {
    this.#keeper?.earlier.readIfAbout(applied.edit.tag);
    const isUndo = this.#refusals.applied(applied.edit);
    this.#restores.applied(applied.edit);
    this.#log.applied(applied);
    this.#keeper?.earlier.resume();
    return isUndo;
  }

  /**
   * Handles the refusal of an edit, which is rolled back.
   * @param {PendingEdit} edit
   * @param {string} code
   * @returns {boolean} whether the refusal needs no further notice
   */
  refused(edit, code) {
    this.#keeper?.earlier.readIfAbout(edit.tag);
    this.#restores.forget(edit);
    return this.#refusals.refused(edit, code);
  }

  /** @param {Direction} direction */
  #request(direction) {
    const earlier = this.#keeper?.earlier;
    const { done, undone, isEmpty } = this.#stacks;
    const entry = (direction === "undo" ? done : undone).at(-1);
    // With nothing to undo the log need not be read.
    if (entry === undefined && earlier?.waiting[direction] !== true) return;
    // Entries of an earlier page load lie below those of this one.
    const isEarlier = entry === undefined ? direction === "undo" || isEmpty : entry.isAdopted;
    const waits = earlier?.isBusy === true || (isEarlier && earlier?.isReady === false);
    const { awaitsShapes } = this.#refusals;
    // The press must not come into effect when the network is back, long after it.
    if (awaitsShapes && this.#host.isOffline())
      this.#host.report({ undone: 0, dropped: 0, waiting: 1 });
    else if (waits || awaitsShapes) earlier?.request(direction);
    else this.#step(direction);
  }

  /** @param {Direction} direction */
  #step(direction) {
    const { done, undone } = this.#stacks;
    const [from, to] = direction === "undo" ? [done, undone] : [undone, done];
    const entry = from.pop();
    if (entry === undefined) return;
    const outcome = this.#run(entry, direction);
    if (outcome.undone > 0) to.push(entry);
    else if (outcome.waiting > 0) from.push(entry);
    else this.#stacks.remove(entry);
    this.#reportDropped(outcome);
    this.#stacks.updateSignals();
  }

  /**
   * @param {HistoryEntry} entry
   * @param {Direction} direction
   * @param {ReadonlySet<string>} [only]
   * @returns {Outcome}
   */
  #run(entry, direction, only) {
    const { tag, submit } = this.#host;
    const upto = this.#uptoFor(entry);
    this.#log.endWaiting(entry);
    const context = { ...this.#host, only };
    const { returns, ops, count, overtaken, waiting } = entry.plan(direction, context);
    const outcome = { dropped: overtaken.length, waiting: waiting.length };
    this.#stacks.removeParts(entry, count > 0 ? [...overtaken, ...waiting] : overtaken);
    // An entry that only waits can be undone later.
    if (count === 0 && waiting.length > 0) return { undone: 0, ...outcome };
    const all = this.#following(ops, upto).ops;
    const lists = [...returns.filter(({ length }) => length > 0), ...batchOps(all)];
    const sent = lists.map((list) => ({ edit: { tag, n: submit(list, upto) }, ops: list }));
    entry.recordRun(direction, sent);
    this.#stacks.changed(entry);
    this.#refusals.started(entry, direction, sent);
    return { undone: sent.length === 0 ? 0 : count, ...outcome };
  }

  /** Adds the ends of lines that follow. An edit that would be refused because of them goes without; they are set once it is in the log. @param {readonly Op[]} ops @param {number} [upto] */
  #following(ops, upto) {
    const { view, following } = this.#host;
    const isUpToDate = upto === undefined || upto >= view.board.head;
    return isUpToDate ? following(ops) : { ops, derived: new Set() };
  }

  /** The seq after which others may not have changed what an entry writes. @param {HistoryEntry} entry */
  #uptoFor(entry) {
    const { head } = this.#host.view.board;
    const { isBehind, position } = this.#log;
    // Without a connection the log was not read: the server decides.
    return entry.isAdopted && isBehind ? Math.min(head, Math.max(position.seq, entry.since)) : head;
  }

  /** @param {Outcome} outcome */
  #reportDropped(outcome) {
    const { undone, dropped, waiting } = outcome;
    const least = undone === 0 && waiting === 0 ? 1 : 0;
    if (dropped + waiting + least > 0)
      this.#host.report({ undone, dropped: Math.max(least, dropped), waiting });
  }
}
