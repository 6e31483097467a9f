/**
 * The edits of one tag from the moment they have a number until the log has them or they are refused (SPEC E). The tag is
 * this page's own, or that of a closed page whose leftovers it sends (SPEC E7).
 *
 * The log decides a number, or a nack, or the log passes over it: when the log, an ack or the `last` of a welcome is beyond
 * a pending number, and the log up to there is known, that edit was refused. A pure state machine.
 */

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./edit_queue.js").EditQueue} EditQueue */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** An edit by its tag and number. @typedef {{tag: string, n: number}} EditName */
/** @typedef {{edit: PendingEdit, code: string}} Refusal */
/** How much may go out, or is in flight. @typedef {{count: number, bytes: number}} SendWindow */

/** Edits of one message: what SPEC F1 allows, less the envelope. */
const MESSAGE_BYTES = 64 * 1024 - 128;

/** How long an acknowledged edit is kept for the case that the order is lost (SPEC C12). */
const RESUBMIT_WITHIN_MS = 120_000;

/** Edits kept for that case, which bounds the memory of somebody who draws without a pause. */
const MAX_RECENT = 4096;

/** Replaces a refused number that the server requests again; it is refused again. */
const EMPTY_EDIT = '{"ops":[]}';

/** The code of a refusal whose nack got lost. */
export const LOST = "lost";

/** The code of an edit because of which the connection was closed (SPEC C11). */
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
   * Everything up to `last` is decided once the log is known up to `seq`. No nack follows a welcome. After a snapshot a
   * welcome also decides edits in the part of the log that was skipped, and so does an ack for a leftover. `at` is in ms.
   * @type {({last: number, seq: number} & ({by: "ack"} | {by: "welcome" | "snapshot" | "leftover", at: number}))[]}
   */
  #verdicts = [];
  /** Refused, because the log passed over them; the nack with the reason may follow. @type {Map<number, PendingEdit>} */
  #passedOver = new Map();
  /** In the log, oldest first. @type {{edit: PendingEdit, at: number}[]} */
  #recent = [];
  /** Highest number in flight when the server closed the connection because of it. */
  #suspected = 0;

  /** @param {string} tag @param {EditQueue} queue @param {{isLeftover?: boolean}} [options] */
  constructor(tag, queue, { isLeftover = false } = {}) {
    this.tag = tag;
    this.#queue = queue;
    this.#isLeftover = isLeftover;
  }

  /** Number of pending edits. */
  get waiting() {
    return this.#pending.length;
  }

  /** The `n` of the oldest of them, 0 for none. */
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
   * Numbers an edit and queues it.
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

  /** Starts a connection: the server has forgotten what an older one sent. */
  opened() {
    this.#canSkip = true;
  }

  /**
   * Continues from the state of the server (SPEC E8), and finds edits that it has lost (SPEC C12).
   * @param {{last: number, head: number, hasSkipped: boolean}} welcome  `hasSkipped`: a snapshot skipped log since the last one
   * @param {number} now  ms
   * @returns {{lost: PendingEdit[], discarded: number, refused: Refusal[]}}  `lost` is pending again, `discarded` counts lost undos
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
    return { lost, discarded: missing.length - lost.length, refused };
  }

  /**
   * Does the same for leftovers, which a welcome does not mention: all of them are sent, and the answers say which of them
   * the server has already.
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
    return { lost, discarded: missing.length - lost.length, refused };
  }

  /**
   * Takes an edit of this tag that is in the log.
   * @param {number} n
   * @param {number} now  ms
   * @returns {EditName[]} pending edits that the log passed over
   */
  logged(n, now) {
    // After a snapshot the numbers below may be stored as well; `resolveUpTo` decides them.
    const isUnclear = this.#isLeftover || this.#verdicts.some(({ by }) => by === "snapshot");
    const passedOver = isUnclear ? [] : this.#passOver((edit) => edit.n < n);
    const edit = this.#queue.remove(this.tag, n);
    if (edit !== null) this.#recent.push({ edit, at: now });
    this.#trimRecent(now);
    return this.#named(passedOver);
  }

  /** Takes an ack: everything up to `last` is decided (SPEC L4). @param {{last: number, seq: number}} ack @param {number} now  ms */
  acked({ last, seq }, now) {
    if (this.#isLeftover) this.#verdicts.push({ last, seq, by: "leftover", at: now });
    else this.#verdicts.push({ last, seq, by: "ack" });
  }

  /**
   * Resolves all verdicts on numbers up to seq `head` of the log.
   * @param {number} head
   * @returns {{passedOver: EditName[], refused: Refusal[], uncertain: PendingEdit[]}}  `uncertain` edits may be stored
   */
  resolveUpTo(head) {
    const passedOver = [];
    const refused = [];
    const uncertain = [];
    for (const verdict of this.#verdicts) {
      const { last, seq, by } = verdict;
      if (seq > head) continue;
      const numbers = this.#passOver((edit) => edit.n <= last);
      if (by === "snapshot" || by === "leftover") {
        const edits = numbers.flatMap((n) => this.refused(n, LOST)).map(({ edit }) => edit);
        // If the order is lost later, they are sent again like edits that were received in the log.
        for (const edit of edits) this.#recent.push({ edit, at: verdict.at });
        // The `last` of a welcome is stored for certain; that of an ack may have been refused.
        const stored = by === "snapshot" ? last : 0;
        uncertain.push(...edits.filter(({ n }) => n !== stored));
        passedOver.push(...numbers.filter((n) => n === stored));
        continue;
      }
      passedOver.push(...numbers);
      // No nack with a reason follows a welcome.
      if (by === "welcome") refused.push(...this.releasePassedOver());
    }
    this.#verdicts = this.#verdicts.filter(({ seq }) => seq > head);
    return { passedOver: this.#named(passedOver), refused, uncertain };
  }

  /** Takes a final nack. @param {number} n @param {string} code @returns {Refusal[]} */
  refused(n, code) {
    const edit = this.#passedOver.get(n) ?? this.#queue.remove(this.tag, n);
    this.#passedOver.delete(n);
    return edit === null ? [] : [{ edit, code }];
  }

  /** Takes an uncertain edit that a snapshot proves not to be stored. @param {number} n */
  markMissing(n) {
    this.#recent = this.#recent.filter(({ edit }) => edit.n !== n);
  }

  /** Sends again from a number that the server expects; it ignores those above (SPEC E5). @param {number} n */
  rewindTo(n) {
    this.#nextNumber = Math.min(this.#nextNumber, n);
  }

  /** Refuses what was passed over: a nack follows its log directly, so none is to be expected now. @returns {Refusal[]} */
  releasePassedOver() {
    const refused = [...this.#passedOver.values()].map((edit) => ({ edit, code: LOST }));
    this.#passedOver.clear();
    return refused;
  }

  /** Records that the connection was closed because of something in flight (SPEC C11). */
  suspectInFlight() {
    this.#suspected = this.#nextNumber - 1;
  }

  /** `ops` messages for all edits that may go out now. @param {SendWindow} space  of the connection @returns {string[]} */
  takeMessages(space) {
    const pending = this.#pending;
    const messages = [];
    const head = this.#isLeftover ? `{"t":"ops","tag":"${this.tag}"` : '{"t":"ops"';
    let { count, bytes } = space;
    let at = this.inFlight.count;
    while (at < pending.length) {
      if (this.#canSkip) this.#nextNumber = /** @type {PendingEdit} */ (pending[at]).n;
      const first = this.#nextNumber;
      const batch = [];
      let size = 0;
      for (let edit = pending[at]; edit !== undefined; edit = pending[at]) {
        const isNext = edit.n === this.#nextNumber;
        const json = isNext ? edit.json : EMPTY_EDIT;
        const length = isNext ? edit.bytes : EMPTY_EDIT.length;
        const fits = count > 0 && length <= bytes;
        if (!fits || size + length + 1 > MESSAGE_BYTES) break;
        batch.push(json);
        size += length + 1;
        count -= 1;
        bytes -= length;
        this.#nextNumber += 1;
        if (isNext) at += 1;
      }
      if (batch.length === 0) break;
      messages.push(`${head},"first":${first},"edits":[${batch.join(",")}]}`);
      this.#canSkip = false;
    }
    return messages;
  }

  /** @param {(edit: PendingEdit) => boolean} isPast @returns {number[]} */
  #passOver(isPast) {
    const numbers = [];
    for (let edit = this.#pending[0]; edit !== undefined && isPast(edit); edit = this.#pending[0]) {
      this.#queue.remove(this.tag, edit.n);
      this.#passedOver.set(edit.n, edit);
      numbers.push(edit.n);
    }
    return numbers;
  }

  /** @param {readonly number[]} numbers @returns {EditName[]} */
  #named(numbers) {
    return numbers.map((n) => ({ tag: this.tag, n }));
  }

  /** Refuses the first edit that was in flight and is not stored: the connection was closed because of it. @param {number} last @returns {Refusal[]} */
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
