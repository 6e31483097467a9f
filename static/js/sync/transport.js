/**
 * One connection attempt: over a WebSocket or, where networks block those, over an event stream, during which it probes for a
 * WebSocket (SPEC H13, H14). `StreamSlots` limits the streams of a browser (SPEC H16).
 */

import { ABNORMAL, STREAM_PAUSED } from "./close_codes.js";
import { ConnectionTap } from "./connection_tap.js";
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

/** Some networks drop the upgrade request without an answer. */
const OPENING_TIMEOUT_MS = 6_000;

/** @implements {Socket} */
class Transport {
  #environment;
  #url;
  #events;
  /** The open WebSocket or stream. @type {Socket | null} */
  #active = null;
  /** A WebSocket that may replace the stream. @type {Socket | null} */
  #probe = null;
  /** Cancels the timeout of the opening, or the timer of the next probe. */
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

  /** Closes it. The slot of a stream stays acquired, because the page may come back over a stream. */
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
    const socket = open.socket(this.#url, {
      opened: () => {
        this.#cancelTimer();
        policy.socketOpened(now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => this.#closed("socket", code),
    });
    this.#active = socket;
    this.#cancelTimer = startTimer(() => {
      socket.close();
      this.#closed("socket", ABNORMAL);
    }, OPENING_TIMEOUT_MS);
  }

  #openStream() {
    const { policy, open, streamSlots } = this.#environment;
    let hasReceived = false;
    streamSlots.acquire(() => {
      if (this.#isOver) return;
      this.close();
      this.#events.closed(STREAM_PAUSED);
    });
    this.#active = open.stream(this.#url, {
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
    const { policy, now } = this.#environment;
    this.#cancelTimer();
    this.#probe?.close();
    if (policy.closed(kind, code, now())) return this.#openStream();
    this.#isOver = true;
    this.#events.closed(code);
  }

  #scheduleProbe() {
    const { policy, startTimer } = this.#environment;
    this.#cancelTimer = startTimer(() => this.#probeSocket(), policy.nextProbeDelay());
  }

  /** Opens a WebSocket in the background; the stream continues until it is open. */
  #probeSocket() {
    const { policy, open, streamSlots, now, startTimer } = this.#environment;
    let hasReplacedStream = false;
    const probe = open.socket(this.#url, {
      opened: () => {
        this.#cancelTimer();
        hasReplacedStream = true;
        this.#probe = null;
        this.#active?.close();
        streamSlots.release();
        this.#active = probe;
        policy.switchedToSocket(now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => {
        if (hasReplacedStream) this.#closed("socket", code);
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
 * Returns a function that opens transports, which share what they learn about this network.
 * @param {object} environment
 * @param {string} environment.base  address of the board's API
 * @param {import("./snapshot_loader.js").Fetch} environment.fetch
 * @param {StreamSlots} environment.streamSlots
 * @param {() => number} environment.now
 * @param {StartTimer} environment.startTimer
 * @param {OpenSocket} [environment.socket]
 * @param {import("./connection_tap.js").ConnectionTap} [environment.tap]  what watches the channels
 * @returns {OpenSocket}
 */
export function transportOpener({
  base,
  fetch,
  streamSlots,
  now,
  startTimer,
  socket = openSocket,
  tap = new ConnectionTap(),
}) {
  const policy = new TransportPolicy();
  /** @type {OpenSocket} */
  const stream = (_, events) => new EventStream({ base, fetch, startTimer }, events);
  const open = { socket: tap.watched("socket", socket), stream: tap.watched("stream", stream) };
  return (url, events) =>
    new Transport({ policy, open, streamSlots, now, startTimer }, url, events);
}

function noTimer() {
  // No timer is set yet.
}
