/**
 * All pending edits of a connection: those of this page, and leftovers of closed pages of the same person (SPEC E7, K3).
 *
 * Leftovers are older and this page may build on them, so edits go out in the order of their pages, one page at a time.
 * A pure part of the session's state machine.
 */

import { Submissions } from "./submissions.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./edit_queue.js").EditQueue} EditQueue */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./submissions.js").EditName} EditName */
/** @typedef {import("./submissions.js").Refusal} Refusal */

/** Edits of a connection that may be unanswered (SPEC E11). */
const MAX_IN_FLIGHT = 256;
const MAX_BYTES_IN_FLIGHT = 256 * 1024;

export class Backlog {
  #queue;
  #own;
  /** Of closed pages, oldest first. @type {Submissions[]} */
  #leftovers = [];
  /** Edits that were pending when the connection came back. */
  #returning = 0;

  /** @param {string} tag  of this page @param {EditQueue} queue */
  constructor(tag, queue) {
    this.#queue = queue;
    this.#own = new Submissions(tag, queue);
  }

  /** Number of pending edits. */
  get waiting() {
    return this.#all.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Name of the oldest pending edit, empty for none. */
  get oldest() {
    const next = this.#all.find(({ waiting }) => waiting > 0);
    return next === undefined ? "" : `${next.tag}.${next.oldest}`;
  }

  get #all() {
    return [...this.#leftovers, this.#own];
  }

  /** @param {string | undefined} tag  none for this page @returns {Submissions | undefined}  undefined for a tag of another page */
  of(tag) {
    return tag === undefined ? this.#own : this.#all.find((one) => one.tag === tag);
  }

  /** @param {Op[]} ops @param {number} [upto] */
  add(ops, upto) {
    return this.#own.add(ops, upto);
  }

  /** Adopts the leftovers of a closed page, which the queue holds already. @param {string} tag @param {number} now  ms */
  adopt(tag, now) {
    if (this.of(tag) !== undefined) return;
    const leftover = new Submissions(tag, this.#queue, { isLeftover: true });
    leftover.resumeLeftover(false, now);
    this.#leftovers.push(leftover);
    this.#returning += leftover.waiting;
  }

  /** Gives leftovers up to another page. @param {string} tag @returns {readonly PendingEdit[]}  those that were pending */
  disown(tag) {
    this.#leftovers = this.#leftovers.filter((leftover) => leftover.tag !== tag);
    const removed = this.#queue.removeTag(tag);
    this.#returning = Math.min(this.#returning, this.waiting);
    return removed;
  }

  opened() {
    for (const one of this.#all) one.opened();
  }

  /**
   * Continues from the state of the server, as `Submissions.resumeOwn` does.
   * @param {{last: number, head: number, hasSkipped: boolean, isLost: boolean}} welcome  `isLost`: the order was lost
   * @param {number} now  ms
   */
  resume({ isLost, ...welcome }, now) {
    const own = this.#own.resumeOwn(welcome, now);
    const wasLost = isLost || own.lost.length + own.discarded > 0;
    const all = [...this.#leftovers.map((one) => one.resumeLeftover(wasLost, now)), own];
    return {
      lost: all.flatMap(({ lost }) => lost),
      discarded: all.reduce((sum, { discarded }) => sum + discarded, 0),
      refused: all.flatMap(({ refused }) => refused),
    };
  }

  /** Resolves what is decided by the log up to `head`, as `Submissions.resolveUpTo` does. @param {number} head */
  resolveUpTo(head) {
    /** @type {{passedOver: EditName[], refused: Refusal[], uncertain: PendingEdit[]}} */
    const all = { passedOver: [], refused: [], uncertain: [] };
    for (const one of this.#all) {
      const { passedOver, refused, uncertain } = one.resolveUpTo(head);
      all.passedOver.push(...passedOver);
      all.refused.push(...refused);
      all.uncertain.push(...uncertain);
    }
    return all;
  }

  releasePassedOver() {
    return this.#all.flatMap((one) => one.releasePassedOver());
  }

  /** Records that the connection was closed because of something in flight (SPEC C11). */
  suspectInFlight() {
    for (const one of this.#all) one.suspectInFlight();
  }

  /** Starts to count the edits that are pending as the connection comes back after an absence. */
  countReturning() {
    this.#returning = this.waiting;
  }

  /** Number of edits sent since the return, once none is pending any more; then 0. */
  takeReturned() {
    if (this.waiting > 0) return 0;
    const count = this.#returning;
    this.#returning = 0;
    return count;
  }

  /** `ops` messages for all edits that may go out now. @returns {string[]} */
  takeMessages() {
    const space = { count: MAX_IN_FLIGHT, bytes: MAX_BYTES_IN_FLIGHT };
    for (const { inFlight } of this.#all) {
      space.count -= inFlight.count;
      space.bytes -= inFlight.bytes;
    }
    return this.#all.find(({ waiting }) => waiting > 0)?.takeMessages(space) ?? [];
  }
}
