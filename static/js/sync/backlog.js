/**
 * Everything that waits to be in the log: the edits of this page, and before them what closed pages
 * of the same person have left behind (SPEC E7, K3).
 *
 * What a page left is older than what this page makes, and this page may build on it; so nothing is
 * sent while something older waits. A pure part of the session's state machine.
 */

import { Submissions } from "./submissions.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./edit_queue.js").EditQueue} EditQueue */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./submissions.js").Refusal} Refusal */
/** An edit by its tag and number. @typedef {{tag: string, n: number}} EditName */

/** Edits of a connection that may be unanswered (SPEC E11). */
const MAX_IN_FLIGHT = 256;
const MAX_BYTES_IN_FLIGHT = 256 * 1024;

export class Backlog {
  #queue;
  #own;
  /** Of closed pages, oldest first. @type {Submissions[]} */
  #leftovers = [];
  /** Edits that waited when the connection came back. */
  #returning = 0;

  /** @param {string} tag  of this page @param {EditQueue} queue */
  constructor(tag, queue) {
    this.#queue = queue;
    this.#own = new Submissions(tag, queue);
  }

  /** How many edits wait to be in the log. */
  get waiting() {
    return this.#all.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Name of the edit that goes out next or is out, empty for none. */
  get oldest() {
    const next = this.#all.find(({ waiting }) => waiting > 0);
    return next === undefined ? "" : `${next.tag}.${next.oldest}`;
  }

  get #all() {
    return [...this.#leftovers, this.#own];
  }

  /** Whether edits of a tag are sent here. @param {string} tag */
  sends(tag) {
    return this.of(tag) !== undefined;
  }

  /** @param {Op[]} ops @param {number} [upto] */
  add(ops, upto) {
    return this.#own.add(ops, upto);
  }

  /** Takes over what a closed page left; the queue has it already. @param {string} tag @param {number} now */
  adopt(tag, now) {
    if (this.sends(tag)) return;
    const leftover = new Submissions(tag, this.#queue, { isLeftover: true });
    leftover.resumeLeftover(false, now);
    this.#leftovers.push(leftover);
    this.#returning += leftover.waiting;
  }

  /** Somebody else sends it. @param {string} tag @returns {readonly PendingEdit[]} what waited */
  disown(tag) {
    this.#leftovers = this.#leftovers.filter((leftover) => leftover.tag !== tag);
    const left = this.#queue.removeTag(tag);
    this.#returning = Math.min(this.#returning, this.waiting);
    return left;
  }

  opened() {
    for (const one of this.#all) one.opened();
  }

  /**
   * Takes up where the server is, as `Submissions.welcomed` has it.
   * @param {{last: number, head: number, hasSkipped: boolean, isLost: boolean}} welcome  whether the order was lost
   * @param {number} now  ms
   */
  resume({ isLost, ...welcome }, now) {
    const own = this.#own.resumeOwn(welcome, now);
    const wasLost = isLost || own.lost.length + own.gone > 0;
    const all = [...this.#leftovers.map((one) => one.resumeLeftover(wasLost, now)), own];
    return {
      lost: all.flatMap(({ lost }) => lost),
      gone: all.reduce((sum, { gone }) => sum + gone, 0),
      refused: all.flatMap(({ refused }) => refused),
    };
  }

  /** An edit stands in the log. @param {EditName} edit @param {number} now @returns {EditName[]} pending ones it jumped over */
  logged({ tag, n }, now) {
    return named(tag, this.of(tag)?.logged(n, now) ?? []);
  }

  /** @param {{tag?: string, last: number, seq: number}} ack @param {number} now */
  acked(ack, now) {
    this.of(ack.tag)?.acked(ack, now);
  }

  /** A doubtful edit turned out not to be stored. @param {EditName} edit */
  markMissing({ tag, n }) {
    this.of(tag)?.markMissing(n);
  }

  /** Refused for good. @param {{tag?: string, n: number, code: string}} nack @returns {Refusal[]} */
  refused({ tag, n, code }) {
    return this.of(tag)?.refused(n, code) ?? [];
  }

  /** The server waits for this number. @param {{tag?: string, n: number}} nack */
  rewindTo({ tag, n }) {
    this.of(tag)?.rewindTo(n);
  }

  /** The log is known up to `head`, as `Submissions.reached` has it. @param {number} head */
  resolveUpTo(head) {
    /** @type {{jumped: EditName[], refused: Refusal[], doubtful: PendingEdit[]}} */
    const all = { jumped: [], refused: [], doubtful: [] };
    for (const one of this.#all) {
      const { jumped, refused, doubtful } = one.resolveUpTo(head);
      all.jumped.push(...named(one.tag, jumped));
      all.refused.push(...refused);
      all.doubtful.push(...doubtful);
    }
    return all;
  }

  releasePassedOver() {
    return this.#all.flatMap((one) => one.releasePassedOver());
  }

  /** The connection was closed over something that was sent (SPEC C11). */
  suspectInFlight() {
    for (const one of this.#all) one.suspectInFlight();
  }

  /** The connection is back after a while: what waits now is counted until all of it is decided. */
  countReturning() {
    this.#returning = this.waiting;
  }

  /** How many have been sent since the return, once none of them waits any more; told once. */
  takeReturned() {
    if (this.waiting > 0) return 0;
    const count = this.#returning;
    this.#returning = 0;
    return count;
  }

  /** `ops` messages for all that may go out now. @returns {string[]} */
  takeMessages() {
    const room = { count: MAX_IN_FLIGHT, bytes: MAX_BYTES_IN_FLIGHT };
    for (const { inFlight } of this.#all) {
      room.count -= inFlight.count;
      room.bytes -= inFlight.bytes;
    }
    return this.#all.find(({ waiting }) => waiting > 0)?.takeMessages(room) ?? [];
  }

  /** @param {string | undefined} tag  none for this page's own @returns {Submissions | undefined} */
  of(tag) {
    return tag === undefined ? this.#own : this.#all.find((one) => one.tag === tag);
  }
}

/** @param {string} tag @param {readonly number[]} numbers @returns {EditName[]} */
function named(tag, numbers) {
  return numbers.map((n) => ({ tag, n }));
}
