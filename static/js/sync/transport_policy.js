/**
 * Chooses the transport of the next connection: a WebSocket, or an event stream where networks block WebSockets
 * (SPEC H13, H14). Pure; the caller passes times in ms.
 */

import { ABNORMAL } from "./close_codes.js";

/** @typedef {"socket" | "stream"} TransportKind */

/** Some networks drop the upgrade request of a WebSocket without an answer. */
export const OPENING_TIMEOUT_MS = 6_000;

/** A network that blocks WebSockets blocks the first one. After a success, failures more likely mean that the server is down. */
const MAX_FAILURES = 2;
const MAX_FAILURES_AFTER_SUCCESS = 4;

/** A WebSocket that lasts less than this counts as blocked; some proxies let it open first. */
const STEADY_MS = 10_000;

/** First delay before a stream is probed for a WebSocket; it doubles each time. */
const PROBE_MS = 30_000;
const PROBE_AFTER_SUCCESS_MS = 5_000;
const MAX_PROBE_MS = 600_000;

export class TransportPolicy {
  /** WebSockets in a row that did not open or did not last. */
  #failures = 0;
  #hasWorked = false;
  /** Whether a stream has worked, and no WebSocket since. */
  #prefersStream = false;
  #probes = 0;
  /** @type {number | null} */
  #openSince = null;

  /** @returns {TransportKind} */
  get next() {
    return this.#prefersStream || this.#failures >= this.#limit ? "stream" : "socket";
  }

  /** Whether this network seems to block WebSockets: one has failed, and none has worked. */
  get mayNeedStream() {
    return this.#failures > 0 && !this.#hasWorked;
  }

  get #limit() {
    return this.#hasWorked ? MAX_FAILURES_AFTER_SUCCESS : MAX_FAILURES;
  }

  /** A WebSocket is open. @param {number} now */
  socketOpened(now) {
    this.#hasWorked = true;
    this.#openSince = now;
  }

  /** A stream has delivered something. */
  streamWorked() {
    this.#prefersStream = true;
  }

  /** A WebSocket has replaced a stream; if it does not last, that failure leads back to a stream. @param {number} now */
  switchedToSocket(now) {
    this.socketOpened(now);
    this.#prefersStream = false;
    this.#failures = this.#limit - 1;
  }

  /**
   * A connection has closed, or never opened.
   * @param {TransportKind} kind
   * @param {number} code
   * @param {number} now
   * @returns {boolean} whether to try a stream at once
   */
  closed(kind, code, now) {
    if (kind === "stream") {
      // Neither works: the server is down. A WebSocket is next.
      if (!this.#prefersStream) this.#failures = this.#limit - 1;
      return false;
    }
    const since = this.#openSince;
    this.#openSince = null;
    const hasLasted = since !== null && (code !== ABNORMAL || now - since >= STEADY_MS);
    if (hasLasted) {
      this.#failures = 0;
      this.#probes = 0;
      return false;
    }
    this.#failures += 1;
    return since === null && this.next === "stream";
  }

  /** Delay before the next probe for a WebSocket; each is longer. @returns {number} ms */
  nextProbeDelay() {
    const first = this.#hasWorked ? PROBE_AFTER_SUCCESS_MS : PROBE_MS;
    const delay = Math.min(MAX_PROBE_MS, first * 2 ** Math.min(this.#probes, 10));
    this.#probes += 1;
    return delay;
  }
}
