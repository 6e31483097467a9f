/**
 * A connection over an event stream, during which it probes for a WebSocket that replaces the stream (SPEC H14). `StreamSlots`
 * limits the streams of a browser (SPEC H16).
 */

import { STREAM_PAUSED } from "./close_codes.js";
import { EventStream } from "./event_stream.js";
import { StreamSlots } from "./stream_slots.js";
import { OPENING_TIMEOUT_MS } from "./transport_policy.js";

/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./transport.js").Transports} Transports */
/** @typedef {import("./transport_policy.js").TransportKind} TransportKind */
/**
 * @typedef {object} StreamEvents
 * @property {() => void} opened
 * @property {(text: string) => void} received
 * @property {(kind: TransportKind, code: number) => void} closed
 */

/** @implements {Socket} */
export class StreamTransport {
  #shared;
  #slots;
  #url;
  #events;
  /** The stream, or the WebSocket that has replaced it. @type {Socket} */
  #active;
  /** A WebSocket that may replace the stream. @type {Socket | null} */
  #probe = null;
  /** Cancels the timeout of a probe, or the timer of the next one. */
  #cancelTimer = noTimer;
  #isOver = false;

  /** @param {Transports} shared @param {string} url @param {StreamEvents} events */
  constructor(shared, url, events) {
    this.#shared = shared;
    shared.streamSlots ??= new StreamSlots(shared.environment.page);
    this.#slots = shared.streamSlots;
    this.#url = url;
    this.#events = events;
    this.#slots.acquire(() => {
      if (this.#isOver) return;
      this.close();
      events.closed("stream", STREAM_PAUSED);
    });
    this.#active = this.#openStream();
  }

  /** @param {string} text */
  send(text) {
    this.#active.send(text);
  }

  /** Closes it. The slot of the stream stays acquired, because the page may come back over a stream. */
  close() {
    this.#isOver = true;
    this.#cancelTimer();
    this.#probe?.close();
    this.#active.close();
  }

  backlog() {
    return this.#active.backlog();
  }

  #openStream() {
    const { policy, environment } = this.#shared;
    let hasReceived = false;
    /** @type {import("./socket.js").OpenSocket} */
    const open = (_, events) => new EventStream(environment, events);
    return environment.tap.watched("stream", open)(this.#url, {
      opened: () => this.#events.opened(),
      received: (text) => {
        if (!hasReceived) {
          hasReceived = true;
          policy.streamWorked();
          this.#scheduleProbe();
        }
        this.#events.received(text);
      },
      closed: (code) => this.#closed("stream", code),
    });
  }

  /** @param {TransportKind} kind @param {number} code */
  #closed(kind, code) {
    this.#isOver = true;
    this.#cancelTimer();
    this.#probe?.close();
    this.#events.closed(kind, code);
  }

  #scheduleProbe() {
    const { policy, environment } = this.#shared;
    this.#cancelTimer = environment.startTimer(() => this.#probeSocket(), policy.nextProbeDelay());
  }

  /** Opens a WebSocket in the background; the stream continues until it is open. */
  #probeSocket() {
    const { policy, environment, openSocket } = this.#shared;
    let hasReplacedStream = false;
    const probe = openSocket(this.#url, {
      opened: () => {
        this.#cancelTimer();
        hasReplacedStream = true;
        this.#probe = null;
        this.#active.close();
        this.#slots.release();
        this.#active = probe;
        policy.switchedToSocket(environment.now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => {
        if (hasReplacedStream) this.#closed("socket", code);
        else this.#probeFailed();
      },
    });
    this.#probe = probe;
    this.#cancelTimer = environment.startTimer(() => {
      probe.close();
      this.#probeFailed();
    }, OPENING_TIMEOUT_MS);
  }

  #probeFailed() {
    this.#cancelTimer();
    this.#probe = null;
    this.#scheduleProbe();
  }
}

function noTimer() {
  // No timer is set yet.
}
