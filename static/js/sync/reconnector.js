/**
 * The state of the connection itself: opening, live, silent, lost, waiting to reconnect (SPEC C8, C10, C11).
 *
 * A pure part of the session's state machine; the caller passes times in ms.
 */

import { backoffMs, reactionTo, STREAM_PAUSED } from "./close_codes.js";

/**
 * `retry`: reconnect. `load`: load a snapshot again. `opening`: timeout of an attempt. `quiet`: ping. `silent`: timeout of the
 * answer to a ping. `late`: an edit is unanswered for long. `gap`: timeout of announced log. `resume`: send edits again after
 * the server's store has failed.
 * @typedef {"retry" | "load" | "opening" | "quiet" | "silent" | "late" | "gap" | "resume"} Alarm
 */
/**
 * `open` has a socket and has not said hello, `greeting` waits for the welcome.
 * @typedef {"waiting" | "connecting" | "open" | "greeting" | "live" | "stopped"} Phase
 */

/** The server sends something every 15 s; after this long without a message a ping is sent. */
const QUIET_MS = 20_000;

/** Timeout of the answer to a ping; by then 25 s have passed without a message. */
const ANSWER_MS = 5000;

/** After this long without an answer to an edit the status says so. */
const LATE_MS = 5000;

/**
 * A connection that does not open in this time is tried again: TCP repeats lost packets ever more rarely. The first attempt,
 * and every fourth, has the longer timeout that a very slow network needs.
 */
const OPENING_MS = 5000;
const SLOW_OPENING_MS = 15_000;
const SLOW_OPENING_EVERY = 4;

/** An attempt this old may hang in a network that is lost. */
const HANGING_MS = 1000;

/** After an absence longer than this the page says when all edits are sent. */
const NOTICEABLE_ABSENCE_MS = 3000;

/** A connection that lasted this long resets the backoff. */
const STEADY_MS = 10_000;

/** A board that fails again within this time counts as the same failure. */
const SAME_FAILURE_MS = 60_000;

/** Boards in a row that may fail before the page asks for a reload. */
const MAX_FAILED_BOARDS = 5;

export class Reconnector {
  /** @type {Phase} */
  phase = "waiting";
  /** Why it is not live: a close code, an HTTP status, or a name. @type {number | string | undefined} */
  reason;
  /** Whether an attempt has succeeded or failed yet. */
  wasTried = false;
  /** Whether it may be lost: the ping of `checkAlive` is not answered yet. */
  isUnverified = false;
  /** Whether the oldest pending edit is unanswered for too long, even if other messages arrive. */
  isLate = false;
  #deadlines;
  #random;
  #attempt = 0;
  /** Closes because of a rejected frame, in a row. */
  #protocolErrors = 0;
  /** @type {number | null} */
  #byeMs = null;
  #liveSince = 0;
  /** Boards of this page that have failed in a row, and when the last one did. */
  #failedBoards = { count: 0, at: 0 };
  #connectingSince = 0;
  /** Name of the oldest pending edit, empty for none. */
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

  /** Whether messages of the server are accepted. */
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

  /** Whether a new attempt is better than waiting for the current one. @param {number} now */
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

  /** Sets the timeout of the answer; an earlier one stays. @param {number} now */
  pingSent(now) {
    this.#deadlines.set(
      "silent",
      Math.min(now + ANSWER_MS, this.#deadlines.at("silent") ?? now + ANSWER_MS),
    );
  }

  /** Restarts the timeout of edits when the oldest pending edit changes. @param {string} name  empty for none @param {number} now */
  trackOldest(name, now) {
    if (name === this.#oldestPending) return;
    this.#oldestPending = name;
    const isPaused = this.phase === "waiting" && this.reason === STREAM_PAUSED;
    if (isPaused && name !== "") this.#scheduleRetry(now);
    this.isLate = false;
    if (name === "") this.#deadlines.clear("late");
    else this.#deadlines.set("late", now + LATE_MS);
  }

  /** The hello is answered. @param {number} now @returns {boolean}  whether the absence was long enough to be noticed */
  welcomed(now) {
    this.phase = "live";
    this.wasTried = true;
    this.reason = undefined;
    this.#liveSince = now;
    // Pending edits are sent again, so their timeout starts again.
    this.trackOldest("", now);
    const absence = now - (this.#offlineSince ?? now);
    this.#offlineSince = null;
    return absence > NOTICEABLE_ABSENCE_MS;
  }

  /** The server restarts. @param {number} retryMs  longest delay of the next reconnect */
  serverLeaving(retryMs) {
    this.#byeMs = retryMs;
  }

  /** The log has an edit of this page. */
  editAccepted() {
    this.#protocolErrors = 0;
  }

  /**
   * @param {number} code
   * @param {number} now
   * @returns {"reconnect" | "stop" | "broken" | "pause"}  a paused page reconnects only to send pending edits
   */
  closed(code, now) {
    const reaction = reactionTo(code);
    this.#protocolErrors = reaction === "broken" ? this.#protocolErrors + 1 : 0;
    if (reaction === "stop" || this.#protocolErrors > 1) {
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
    // A paused page takes another slot for its pending edits (SPEC H16).
    if (reaction !== "pause" || this.#oldestPending !== "") this.#scheduleRetry(now);
    return reaction;
  }

  /**
   * Counts a board on which an edit has thrown.
   * @param {number} now
   * @returns {number | null}  failures in a row before it; null when loading another board does not help
   */
  boardFailed(now) {
    const { count, at } = this.#failedBoards;
    const before = now - at < SAME_FAILURE_MS ? count : 0;
    this.#failedBoards = { count: before + 1, at: now };
    return before < MAX_FAILED_BOARDS ? before : null;
  }

  /** Ends the connection for good. @param {number | string | undefined} code  the reason */
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
