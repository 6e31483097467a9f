/**
 * Matches the pending edits of this page against the server's log: the log is applied in order and without a gap, and each
 * pending edit is decided once (SPEC C, E).
 *
 * A pure part of the session's state machine. It never speaks to the server; `Session` does that.
 */

import { Backlog } from "./backlog.js";
import { backoffMs } from "./close_codes.js";
import { Progress } from "./progress.js";

/** @typedef {import("./progress.js").SequencedEdit} SequencedEdit */
/** @typedef {import("./protocol.js").Welcome} Welcome */

/** How long log may be missing that a heartbeat has announced. */
const GAP_MS = 1000;

export class Reconciler {
  progress = new Progress();
  backlog;
  /** Author number of this person, 0 until it is known. */
  author = 0;
  #effects;
  #deadlines;
  #random;
  #onAccepted;
  /** Answers in a row that nothing can be stored. */
  #storeFailures = 0;

  /**
   * @param {{tag: string, queue: import("./edit_queue.js").EditQueue, random: () => number}} options
   * @param {object} session
   * @param {import("./effects.js").Effects} session.effects
   * @param {import("./deadlines.js").Deadlines<import("./reconnector.js").Alarm>} session.deadlines
   * @param {() => void} session.onAccepted  called for each edit of this page that the log has
   */
  constructor({ tag, queue, random }, { effects, deadlines, onAccepted }) {
    this.backlog = new Backlog(tag, queue);
    this.#effects = effects;
    this.#deadlines = deadlines;
    this.#random = random;
    this.#onAccepted = onAccepted;
  }

  /** Whether the last answer was that nothing can be stored. */
  get isStoreFailing() {
    return this.#storeFailures > 0;
  }

  /** Whether edits wait until the server's store may work again. */
  get isPaused() {
    return this.#deadlines.at("resume") !== undefined;
  }

  /**
   * Continues from the state that a welcome reports, and sends again what the server has lost.
   * @param {Welcome} welcome
   * @param {number} now
   */
  resume({ last, head, author }, now) {
    this.author = author ?? this.author;
    const hasSkipped = this.progress.takeSkipped();
    const isLost = this.progress.takeOrderLost();
    const state = { last, head, hasSkipped, isLost };
    const { lost, discarded, refused } = this.backlog.resume(state, now);
    this.#effects.restorePending(lost);
    this.#effects.refuse(refused);
    if (isLost || lost.length + discarded > 0) {
      this.#effects.push({ do: "order-lost", sent: lost.length });
    }
  }

  /**
   * Applies a piece of the log.
   * @param {import("./protocol.js").Log} message
   * @param {number} now
   * @returns {"applied" | "gap" | "overfull"}  `gap`: log is missing before it; `overfull`: a new snapshot is quicker
   */
  receiveLog({ seq, edits }, now) {
    this.#deadlines.clear("gap");
    const received = this.progress.receive(seq, edits);
    if (received === null) return "gap";
    for (const sequenced of received) this.#apply(sequenced, now);
    if (this.progress.isBehind) this.#deadlines.set("gap", now + GAP_MS);
    return this.progress.isOverfull ? "overfull" : "applied";
  }

  /** Applies the log that was deferred until the board of the manifest was complete. @param {number} seq  of the manifest @param {number} now */
  completeBoard(seq, now) {
    for (const sequenced of this.progress.complete(seq)) this.#apply(sequenced, now);
  }

  /** @param {import("./protocol.js").Nack} nack @param {number} now */
  receiveNack({ tag, n, code, retry }, now) {
    const submissions = this.backlog.of(tag);
    if (!retry) {
      this.#effects.refuse(submissions?.refused(n, code) ?? []);
      this.resolve();
      return;
    }
    submissions?.rewindTo(n);
    if (code !== "store" || this.isPaused) return;
    this.#deadlines.set("resume", now + backoffMs(this.#storeFailures, this.#random()));
    this.#storeFailures += 1;
  }

  /** Waits for the log that a heartbeat announces. @param {number} head @param {number} now */
  receiveHeartbeat(head, now) {
    this.releasePassedOver();
    this.progress.serverHead = head;
    const isWaiting = this.#deadlines.at("gap") !== undefined;
    if (this.progress.isBehind && !isWaiting) this.#deadlines.set("gap", now + GAP_MS);
  }

  /** Refuses edits that the log passed over and that no nack has explained. */
  releasePassedOver() {
    this.#effects.refuse(this.backlog.releasePassedOver());
  }

  /** Decides pending edits by how far the log is applied. */
  resolve() {
    if (!this.progress.isReady) return;
    const { passedOver, refused, uncertain } = this.backlog.resolveUpTo(this.progress.applied);
    this.#effects.dropPending(passedOver);
    this.#effects.doubt(uncertain);
    this.#effects.refuse(refused);
    const count = this.backlog.takeReturned();
    if (count > 0) this.#effects.push({ do: "backlog-sent", count });
  }

  /** @param {SequencedEdit} sequenced @param {number} now */
  #apply({ seq, edit }, now) {
    this.progress.advance(seq);
    const submissions = this.backlog.of(edit.tag);
    if (submissions !== undefined) {
      this.author = edit.author;
      this.#onAccepted();
      this.#storeFailures = 0;
      // Dropped first, so that a confirmed edit is never shown below a refused one.
      this.#effects.dropPending(submissions.logged(edit.n, now));
    }
    this.#effects.push({ do: "apply", seq, edit });
  }
}
