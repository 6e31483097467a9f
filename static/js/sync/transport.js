/**
 * One attempt to be connected, over a socket or, where those are blocked, over an event stream; and
 * behind a stream the attempts to get back to a socket (SPEC H13, H14). Streams take turns (SPEC H16).
 */

import { ABNORMAL, STREAM_PAUSED } from "./close_codes.js";
import { EventStream } from "./event_stream.js";
import { openSocket } from "./socket.js";
import { TransportPolicy } from "./transport_policy.js";

/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./transport_policy.js").TransportKind} TransportKind */
/** @typedef {import("./socket.js").OpenSocket} OpenSocket */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** @typedef {import("./stream_slots.js").StreamSlots} StreamSlots */
/** @typedef {{policy: TransportPolicy, open: Record<TransportKind, OpenSocket>, streamSlots: StreamSlots, now: () => number, startTimer: StartTimer}} Environment */

/** Some networks swallow the upgrade without an answer; by then it would have come. */
const OPENING_TIMEOUT_MS = 6_000;

/** @implements {Socket} */
class Transport {
  #environment;
  #url;
  #events;
  /** What carries the line now. @type {Socket | null} */
  #active = null;
  /** A socket that may take its place. @type {Socket | null} */
  #probe = null;
  /** Takes the timer back: of the opening, or of the next probe. */
  #cancelTimer = noTimer;
  #isOver = false;

  /** @param {Environment} world @param {string} url @param {SocketEvents} events */
  constructor(world, url, events) {
    this.#environment = world;
    this.#url = url;
    this.#events = events;
    if (world.policy.next === "socket") this.#openSocket();
    else this.#openStream();
  }

  /** @param {string} text */
  send(text) {
    this.#active?.send(text);
  }

  /** Ends it. A page that comes back over a stream keeps its turn meanwhile. */
  close() {
    this.#isOver = true;
    this.#cancelTimer();
    this.#probe?.close();
    this.#active?.close();
  }

  backlog() {
    return this.#active?.backlog() ?? 0;
  }

  #openSocket() {
    const { policy, open, now, startTimer } = this.#environment;
    const carrier = open.socket(this.#url, {
      opened: () => {
        this.#cancelTimer();
        policy.socketOpened(now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => this.#closed("socket", code),
    });
    this.#active = carrier;
    this.#cancelTimer = startTimer(() => {
      carrier.close();
      this.#closed("socket", ABNORMAL);
    }, OPENING_TIMEOUT_MS);
  }

  #openStream() {
    const { policy, open, streamSlots } = this.#environment;
    let isSilent = true;
    streamSlots.acquire(() => {
      if (this.#isOver) return;
      this.close();
      this.#events.closed(STREAM_PAUSED);
    });
    this.#active = open.stream(this.#url, {
      opened: () => this.#events.opened(),
      received: (text) => {
        if (isSilent) {
          isSilent = false;
          policy.streamWorked();
          this.#scheduleProbe();
        }
        this.#events.received(text);
      },
      closed: (code) => this.#closed("stream", code),
    });
  }

  /** @param {TransportKind} way @param {number} code */
  #closed(way, code) {
    const { policy, now } = this.#environment;
    this.#cancelTimer();
    this.#probe?.close();
    if (policy.closed(way, code, now())) return this.#openStream();
    this.#isOver = true;
    this.#events.closed(code);
  }

  #scheduleProbe() {
    const { policy, startTimer } = this.#environment;
    this.#cancelTimer = startTimer(() => this.#probeSocket(), policy.nextProbeDelay());
  }

  /** A socket in the background; the stream goes on until it is open. */
  #probeSocket() {
    const { policy, open, streamSlots, now, startTimer } = this.#environment;
    let isIn = false;
    const probe = open.socket(this.#url, {
      opened: () => {
        this.#cancelTimer();
        isIn = true;
        this.#probe = null;
        this.#active?.close();
        streamSlots.release();
        this.#active = probe;
        policy.switchedToSocket(now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => {
        if (isIn) this.#closed("socket", code);
        else this.#probeFailed();
      },
    });
    this.#probe = probe;
    this.#cancelTimer = startTimer(() => {
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

/**
 * Opens lines that remember from each other what works here.
 * @param {object} world
 * @param {string} world.base  address of the board's API
 * @param {import("./snapshot_loader.js").Fetch} world.fetch
 * @param {StreamSlots} world.streamSlots
 * @param {() => number} world.now
 * @param {StartTimer} world.startTimer
 * @param {OpenSocket} [world.socket]
 * @returns {OpenSocket}
 */
export function transportOpener({
  base,
  fetch,
  streamSlots,
  now,
  startTimer,
  socket = openSocket,
}) {
  const policy = new TransportPolicy();
  /** @type {OpenSocket} */
  const stream = (_, events) => new EventStream({ base, fetch, startTimer }, events);
  return (url, events) =>
    new Transport({ policy, open: { socket, stream }, streamSlots, now, startTimer }, url, events);
}

function noTimer() {
  // There is no timer yet.
}
