/**
 * The edits of one tag from the moment they have a number until the log has them or they are refused
 * (SPEC E). The tag is this page's own, or that of a closed page whose leftovers it sends (SPEC E7).
 *
 * A number is decided by the log, by a nack, or by being jumped over: when the log, an ack or the
 * `last` of a welcome goes past a pending number, and the log up to there is known, that edit was
 * refused. A pure state machine; the session feeds it and sends what it hands out.
 */

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./edit_queue.js").EditQueue} EditQueue */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {{edit: PendingEdit, code: string}} Refusal */
/** How much may go out, or is out. @typedef {{count: number, bytes: number}} SendWindow */

/** Edits of one message: what SPEC F1 allows, less the envelope. */
const MESSAGE_BYTES = 64 * 1024 - 128;

/** How long an acknowledged edit is kept for the case that the order is lost (SPEC C12). */
const RESUBMIT_WITHIN_MS = 120_000;

/** Edits kept for that case, so that a hand that never rests does not fill the memory. */
const MAX_RECENT = 4096;

/** Stands in for a number that was refused and is asked for again: it is refused again. */
const EMPTY_EDIT = '{"ops":[]}';

/** The reason of a refusal whose nack got lost. */
export const LOST = "lost";

/** The reason when the connection was closed over what was sent (SPEC C11). */
const FRAME = "frame";

export class Submissions {
  tag;
  #queue;
  #isLeftover;
  #lastNumber = 0;
  /** Number that goes out next on this connection. */
  #nextNumber = 1;
  /** Only the first message of a connection may skip numbers (SPEC E4). */
  #canSkip = true;
  /**
   * Everything up to `last` is decided once the log is known up to `seq`. A welcome decides without
   * further nacks; after a snapshot it also decides what stands in log that was never seen, and so
   * does an ack for a leftover. `at` is when it was said, ms.
   * @type {({last: number, seq: number} & ({by: "ack"} | {by: "welcome" | "snapshot" | "leftover", at: number}))[]}
   */
  #verdicts = [];
  /** Jumped over, so refused; the nack that says why may be on its way. @type {Map<number, PendingEdit>} */
  #passedOver = new Map();
  /** In the log, oldest first. @type {{edit: PendingEdit, at: number}[]} */
  #recent = [];
  /** Highest number that was out when the connection was closed over it. */
  #suspected = 0;

  /** @param {string} tag @param {EditQueue} queue @param {{isLeftover?: boolean}} [of] */
  constructor(tag, queue, { isLeftover = false } = {}) {
    this.tag = tag;
    this.#queue = queue;
    this.#isLeftover = isLeftover;
  }

  /** How many edits wait to be in the log. */
  get waiting() {
    return this.#pending.length;
  }

  /** Number of the oldest of them, 0 for none. */
  get oldest() {
    return this.#pending[0]?.n ?? 0;
  }

  /** Sent on this connection and undecided. @returns {SendWindow} */
  get inFlight() {
    let count = 0;
    let bytes = 0;
    for (const edit of this.#pending) {
      if (edit.n >= this.#nextNumber) break;
      count += 1;
      bytes += edit.bytes;
    }
    return { count, bytes };
  }

  /** @returns {readonly PendingEdit[]} */
  get #pending() {
    return this.#queue.editsOf(this.tag);
  }

  /**
   * Gives an edit its number.
   * @param {Op[]} ops
   * @param {number} [upto]
   */
  add(ops, upto) {
    this.#lastNumber += 1;
    const json = JSON.stringify({ ops, upto });
    const bytes = new TextEncoder().encode(json).length;
    const edit = { tag: this.tag, n: this.#lastNumber, ops, upto, json, bytes };
    this.#queue.add(edit);
    return edit;
  }

  /** A new connection knows nothing of what an older one sent. */
  opened() {
    this.#canSkip = true;
  }

  /**
   * Takes up where the server is (SPEC E8), and finds what it lost of mine (SPEC C12).
   * @param {{last: number, head: number, hasSkipped: boolean}} welcome  whether a snapshot skipped log since the last one
   * @param {number} now  ms
   * @returns {{lost: PendingEdit[], gone: number, refused: Refusal[]}}  `lost` is pending again, `gone` was undo and stays out
   */
  resumeOwn({ last, head, hasSkipped }, now) {
    this.#trimRecent(now);
    const missing = this.#recent.filter(({ edit }) => edit.n > last).map(({ edit }) => edit);
    this.#recent = this.#recent.filter(({ edit }) => edit.n <= last);
    const lost = missing.filter((edit) => edit.upto === undefined);
    for (const edit of lost) this.#queue.add(edit);
    this.#verdicts = [{ last, seq: head, by: hasSkipped ? "snapshot" : "welcome", at: now }];
    const refused = this.#takeSuspect(last);
    this.#nextNumber = this.#pending.find((edit) => edit.n > last)?.n ?? this.#lastNumber + 1;
    return { lost, gone: missing.length - lost.length, refused };
  }

  /**
   * The same for leftovers, of which a welcome says nothing: all that waits is sent, and an answer
   * tells what is there already.
   * @param {boolean} isLost  whether the order was lost
   * @param {number} now  ms
   */
  resumeLeftover(isLost, now) {
    this.#trimRecent(now);
    const missing = isLost ? this.#recent.splice(0).map(({ edit }) => edit) : [];
    const lost = missing.filter((edit) => edit.upto === undefined);
    for (const edit of lost) this.#queue.add(edit);
    this.#verdicts = [];
    const refused = this.#takeSuspect(0);
    this.#nextNumber = this.#pending[0]?.n ?? 1;
    return { lost, gone: missing.length - lost.length, refused };
  }

  /**
   * An edit of this tag stands in the log.
   * @param {number} n
   * @param {number} now  ms
   * @returns {number[]} pending numbers it jumped over
   */
  logged(n, now) {
    // Behind a snapshot the numbers below may be stored as well; `reached` sees to them.
    const isBlind = this.#isLeftover || this.#verdicts.some(({ by }) => by === "snapshot");
    const jumped = isBlind ? [] : this.#passOver((edit) => edit.n < n);
    const edit = this.#queue.remove(this.tag, n);
    if (edit !== null) this.#recent.push({ edit, at: now });
    this.#trimRecent(now);
    return jumped;
  }

  /** Everything up to `last` is decided (SPEC L4). @param {{last: number, seq: number}} ack @param {number} now  ms */
  acked({ last, seq }, now) {
    if (this.#isLeftover) this.#verdicts.push({ last, seq, by: "leftover", at: now });
    else this.#verdicts.push({ last, seq, by: "ack" });
  }

  /**
   * The log is known up to `head`.
   * @param {number} head
   * @returns {{jumped: number[], refused: Refusal[], doubtful: PendingEdit[]}}  `doubtful` may be stored as well
   */
  resolveUpTo(head) {
    const jumped = [];
    const refused = [];
    const doubtful = [];
    for (const decided of this.#verdicts) {
      const { last, seq, by } = decided;
      if (seq > head) continue;
      const numbers = this.#passOver((edit) => edit.n <= last);
      if (by === "snapshot" || by === "leftover") {
        const edits = numbers.flatMap((n) => this.refused(n, LOST)).map(({ edit }) => edit);
        // The order may still be lost; then they are sent again like all that were seen in the log.
        for (const edit of edits) this.#recent.push({ edit, at: decided.at });
        // The highest number that is stored is stored; an ack counts what was refused too.
        const stored = by === "snapshot" ? last : 0;
        doubtful.push(...edits.filter(({ n }) => n !== stored));
        jumped.push(...numbers.filter((n) => n === stored));
        continue;
      }
      jumped.push(...numbers);
      // Nobody will say why any more.
      if (by === "welcome") refused.push(...this.releasePassedOver());
    }
    this.#verdicts = this.#verdicts.filter(({ seq }) => seq > head);
    return { jumped, refused, doubtful };
  }

  /** Refused for good. @param {number} n @param {string} code @returns {Refusal[]} */
  refused(n, code) {
    const edit = this.#passedOver.get(n) ?? this.#queue.remove(this.tag, n);
    this.#passedOver.delete(n);
    return edit === null ? [] : [{ edit, code }];
  }

  /** A snapshot shows that this doubtful edit is not stored. @param {number} n */
  markMissing(n) {
    this.#recent = this.#recent.filter(({ edit }) => edit.n !== n);
  }

  /** The server waits for this number and ignores those above (SPEC E5). @param {number} n */
  rewindTo(n) {
    this.#nextNumber = Math.min(this.#nextNumber, n);
  }

  /** Nacks come right after the log they depend on; what has none by now will not get one. @returns {Refusal[]} */
  releasePassedOver() {
    const refused = [...this.#passedOver.values()].map((edit) => ({ edit, code: LOST }));
    this.#passedOver.clear();
    return refused;
  }

  /** The connection was closed over something that was sent (SPEC C11). */
  suspectInFlight() {
    this.#suspected = this.#nextNumber - 1;
  }

  /** `ops` messages for all that may go out now. @param {SendWindow} room  for what goes out now @returns {string[]} */
  takeMessages(room) {
    const pending = this.#pending;
    const messages = [];
    const head = this.#isLeftover ? `{"t":"ops","tag":"${this.tag}"` : '{"t":"ops"';
    let { count, bytes } = room;
    let at = this.inFlight.count;
    while (at < pending.length) {
      if (this.#canSkip) this.#nextNumber = /** @type {PendingEdit} */ (pending[at]).n;
      const first = this.#nextNumber;
      const batch = [];
      let size = 0;
      for (let edit = pending[at]; edit !== undefined; edit = pending[at]) {
        const mine = edit.n === this.#nextNumber;
        const json = mine ? edit.json : EMPTY_EDIT;
        const length = mine ? edit.bytes : EMPTY_EDIT.length;
        const fits = count > 0 && length <= bytes;
        if (!fits || size + length + 1 > MESSAGE_BYTES) break;
        batch.push(json);
        size += length + 1;
        count -= 1;
        bytes -= length;
        this.#nextNumber += 1;
        if (mine) at += 1;
      }
      if (batch.length === 0) break;
      messages.push(`${head},"first":${first},"edits":[${batch.join(",")}]}`);
      this.#canSkip = false;
    }
    return messages;
  }

  /** @param {(edit: PendingEdit) => boolean} isPast */
  #passOver(isPast) {
    const jumped = [];
    for (let edit = this.#pending[0]; edit !== undefined && isPast(edit); edit = this.#pending[0]) {
      this.#queue.remove(this.tag, edit.n);
      this.#passedOver.set(edit.n, edit);
      jumped.push(edit.n);
    }
    return jumped;
  }

  /** The first edit that was out and is not stored is the one that did it. @param {number} last @returns {Refusal[]} */
  #takeSuspect(last) {
    const suspected = this.#suspected;
    this.#suspected = 0;
    const edit = this.#pending.find(({ n }) => n > last && n <= suspected);
    return edit === undefined ? [] : this.refused(edit.n, FRAME);
  }

  /** @param {number} now */
  #trimRecent(now) {
    const from = this.#recent.findIndex(({ at }) => now - at <= RESUBMIT_WITHIN_MS);
    const old = from === -1 ? this.#recent.length : from;
    this.#recent.splice(0, Math.max(old, this.#recent.length - MAX_RECENT));
  }
}
