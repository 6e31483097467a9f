/**
 * Which way the next connection takes: a socket, or an event stream where sockets are blocked
 * (SPEC H13, H14). Pure; times are handed in, in ms.
 */

import { ABNORMAL } from "./close_codes.js";

/** @typedef {"socket" | "stream"} TransportKind */

/** A network that blocks sockets blocks the first; one that never did is more likely without a server. */
const MAX_FAILURES = 2;
const MAX_FAILURES_AFTER_SUCCESS = 4;

/** A socket that is cut before that did not work; some proxies let it open first. */
const STEADY_MS = 10_000;

/** First wait before a socket is tried again behind a stream; it doubles each time. */
const PROBE_MS = 30_000;
const PROBE_AFTER_SUCCESS_MS = 5_000;
const MAX_PROBE_MS = 600_000;

export class TransportPolicy {
  /** Sockets in a row that did not open or did not last. */
  #failures = 0;
  #hasWorked = false;
  /** A stream has worked, and no socket since. */
  #prefersStream = false;
  #probes = 0;
  /** @type {number | null} */
  #openSince = null;

  /** @returns {TransportKind} */
  get next() {
    return this.#prefersStream || this.#failures >= this.#limit ? "stream" : "socket";
  }

  get #limit() {
    return this.#hasWorked ? MAX_FAILURES_AFTER_SUCCESS : MAX_FAILURES;
  }

  /** A socket is open. @param {number} now */
  socketOpened(now) {
    this.#hasWorked = true;
    this.#openSince = now;
  }

  /** Something came over a stream. */
  streamWorked() {
    this.#prefersStream = true;
  }

  /** A socket took the place of a stream; if it does not last, one more failure leads back. @param {number} now */
  switchedToSocket(now) {
    this.socketOpened(now);
    this.#prefersStream = false;
    this.#failures = this.#limit - 1;
  }

  /**
   * A connection has ended, or never opened.
   * @param {TransportKind} way
   * @param {number} code
   * @param {number} now
   * @returns {boolean} whether a stream is to be tried at once
   */
  closed(way, code, now) {
    if (way === "stream") {
      // Neither works: the server is away. The socket has the next turn.
      if (!this.#prefersStream) this.#failures = this.#limit - 1;
      return false;
    }
    const since = this.#openSince;
    this.#openSince = null;
    const lasted = since !== null && (code !== ABNORMAL || now - since >= STEADY_MS);
    if (lasted) {
      this.#failures = 0;
      this.#probes = 0;
      return false;
    }
    this.#failures += 1;
    return since === null && this.next === "stream";
  }

  /** How long to wait before a socket is tried behind a stream; longer each time. @returns {number} ms */
  nextProbeDelay() {
    const first = this.#hasWorked ? PROBE_AFTER_SUCCESS_MS : PROBE_MS;
    const wait = Math.min(MAX_PROBE_MS, first * 2 ** Math.min(this.#probes, 10));
    this.#probes += 1;
    return wait;
  }
}
