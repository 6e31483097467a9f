/**
 * How the connection itself fares: opening, alive, quiet, gone, to be tried again (SPEC C8, C10, C11).
 *
 * A pure part of the session's state machine; times are handed in, in ms.
 */

import { backoffMs, reactionTo, STREAM_PAUSED } from "./close_codes.js";

/**
 * `retry`, `load`: come back, fetch again. `opening`, `quiet`, `silent`: patience with the other
 * side. `late`: with its answer to an edit. `gap`: with the log behind a heartbeat. `resume`: with
 * the server's store.
 * @typedef {"retry" | "load" | "opening" | "quiet" | "silent" | "late" | "gap" | "resume"} Alarm
 */
/**
 * `open` has a socket and nothing to say hello with yet, `greeting` has said it.
 * @typedef {"waiting" | "connecting" | "open" | "greeting" | "live" | "stopped"} Phase
 */

/** The server says something every 15 s; after this long a ping asks whether it is there. */
const QUIET_MS = 20_000;

/** An answer to a ping takes no longer; then 25 s have passed without a sign of life. */
const ANSWER_MS = 5000;

/** An edit that is not taken by then is not said to be on its way any more. */
const LATE_MS = 5000;

/**
 * A connection that does not open by then is tried anew: packets that a dead network has swallowed
 * are repeated ever more rarely. The first attempt, and every fourth, has the patience that a very
 * slow network needs.
 */
const OPENING_MS = 5000;
const SLOW_OPENING_MS = 15_000;
const SLOW_OPENING_EVERY = 4;

/** An attempt this old may hang in a network that is gone. */
const HANGING_MS = 1000;

/** Away for longer than this, the person is told when all was sent. */
const NOTICEABLE_ABSENCE_MS = 3000;

/** A connection that lived this long was a good one: the next attempt is the first again. */
const STEADY_MS = 10_000;

/** A board that fails again within this time fails for the same reason. */
const SAME_FAILURE_MS = 60_000;

/** Boards in a row that fail before the page gives up: a reload brings another one of it. */
const MAX_FAILED_BOARDS = 5;

export class Reconnector {
  /** @type {Phase} */
  phase = "waiting";
  /** Why it is not live: a close code, an HTTP status, or a word. @type {number | string | undefined} */
  reason;
  /** Whether an attempt has succeeded or failed yet. */
  wasTried = false;
  /** It may be gone: nothing was heard since there was a reason to ask. */
  isUnverified = false;
  /** My oldest edit has waited for too long, whatever else is heard. */
  isLate = false;
  #deadlines;
  #random;
  #attempt = 0;
  /** Closes over something that was sent, in a row. */
  #protocolErrors = 0;
  /** @type {number | null} */
  #byeMs = null;
  #liveSince = 0;
  /** Boards that have failed on this page in a row, and when the last one did. */
  #failedBoards = { count: 0, at: 0 };
  #connectingSince = 0;
  /** Name of the oldest edit that waits, empty for none. */
  #oldestPending = "";
  /** @type {number | null} */
  #offlineSince = null;

  /**
   * @param {import("./deadlines.js").Deadlines<Alarm>} deadlines
   * @param {() => number} random  0 to 1
   */
  constructor(deadlines, random) {
    this.#deadlines = deadlines;
    this.#random = random;
  }

  /** Whether messages of the server are wanted. */
  get isUp() {
    return this.phase === "open" || this.phase === "greeting" || this.phase === "live";
  }

  /** @param {number} now */
  connecting(now) {
    const isPatient = !this.wasTried || this.#attempt % SLOW_OPENING_EVERY === 0;
    this.phase = "connecting";
    this.#connectingSince = now;
    this.#deadlines.set("opening", now + (isPatient ? SLOW_OPENING_MS : OPENING_MS));
  }

  /** Whether trying anew is better than waiting for the attempt that is under way. @param {number} now */
  isHanging(now) {
    const isOld = now - this.#connectingSince >= HANGING_MS;
    return this.phase === "connecting" && this.wasTried && isOld;
  }

  /** @param {number} now */
  opened(now) {
    this.phase = "open";
    this.#deadlines.clear("opening");
    this.received(now);
  }

  /** @param {number} now */
  received(now) {
    this.isUnverified = false;
    this.#deadlines.set("quiet", now + QUIET_MS);
    this.#deadlines.clear("silent");
  }

  /** It was asked whether it is there. @param {number} now */
  pingSent(now) {
    this.#deadlines.set(
      "silent",
      Math.min(now + ANSWER_MS, this.#deadlines.at("silent") ?? now + ANSWER_MS),
    );
  }

  /** The oldest edit that waits. @param {string} name  empty for none @param {number} now */
  trackOldest(name, now) {
    if (name === this.#oldestPending) return;
    this.#oldestPending = name;
    const isResting = this.phase === "waiting" && this.reason === STREAM_PAUSED;
    if (isResting && name !== "") this.#scheduleRetry(now);
    this.isLate = false;
    if (name === "") this.#deadlines.clear("late");
    else this.#deadlines.set("late", now + LATE_MS);
  }

  /** The hello is answered. @param {number} now @returns {boolean} whether it was away for so long that it was noticed */
  welcomed(now) {
    this.phase = "live";
    this.wasTried = true;
    this.reason = undefined;
    this.#liveSince = now;
    // What waits goes out again, and has its time again.
    this.trackOldest("", now);
    const away = now - (this.#offlineSince ?? now);
    this.#offlineSince = null;
    return away > NOTICEABLE_ABSENCE_MS;
  }

  /** The server will leave and be back. @param {number} retryMs */
  serverLeaving(retryMs) {
    this.#byeMs = retryMs;
  }

  /** Something that was sent has been taken. */
  editAccepted() {
    this.#protocolErrors = 0;
  }

  /**
   * @param {number} code
   * @param {number} now
   * @returns {"return" | "stop" | "broken" | "rest"}  after `stop` there is no coming back, after `rest` only to send what waits
   */
  closed(code, now) {
    const meaning = reactionTo(code);
    this.#protocolErrors = meaning === "broken" ? this.#protocolErrors + 1 : 0;
    if (meaning === "stop" || this.#protocolErrors > 1) {
      this.stop(code);
      return "stop";
    }
    if (this.phase === "live" && now - this.#liveSince > STEADY_MS) this.#attempt = 0;
    this.phase = "waiting";
    this.wasTried = true;
    this.reason = code;
    this.#offlineSince ??= now;
    this.isUnverified = false;
    this.#deadlines.clear("opening", "quiet", "silent", "gap", "resume");
    // A page that rests takes another turn for the edits that it has not sent (SPEC H16).
    if (meaning !== "rest" || this.#oldestPending !== "") this.#scheduleRetry(now);
    return meaning;
  }

  /**
   * Counts a board on which an edit has thrown.
   * @param {number} now
   * @returns {number | null}  which one in a row it is, from 0; null when no other board is of use
   */
  boardFailed(now) {
    const { count, at } = this.#failedBoards;
    const before = now - at < SAME_FAILURE_MS ? count : 0;
    this.#failedBoards = { count: before + 1, at: now };
    return before < MAX_FAILED_BOARDS ? before : null;
  }

  /** @param {number | undefined} code  why */
  stop(code) {
    this.phase = "stopped";
    this.reason = code;
    this.#deadlines.clear("retry", "load", "opening", "quiet", "silent", "late", "gap", "resume");
  }

  /** @param {number} now */
  #scheduleRetry(now) {
    this.#deadlines.set("retry", now + this.#nextDelay());
  }

  #nextDelay() {
    const bye = this.#byeMs;
    this.#byeMs = null;
    if (bye !== null) return this.#random() * bye;
    this.#attempt += 1;
    return backoffMs(this.#attempt - 1, this.#random());
  }
}
