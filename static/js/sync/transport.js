/**
 * One attempt to be connected, over a socket or, where those are blocked, over an event stream; and
 * behind a stream the attempts to get back to a socket (SPEC H13, H14). Streams take turns (SPEC H16).
 */

import { ABNORMAL, STREAM_PAUSED } from "./close_codes.js";
import { EventStream } from "./event_stream.js";
import { openSocket } from "./socket.js";
import { TransportPolicy } from "./transport_policy.js";

/** @typedef {import("./connection.js").Later} Later */
/** @typedef {import("./transport_policy.js").Carrier} Carrier */
/** @typedef {import("./socket.js").OpenSocket} OpenSocket */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** @typedef {import("./stream_slots.js").StreamSlots} StreamSlots */
/** @typedef {{policy: TransportPolicy, open: Record<Carrier, OpenSocket>, streamSlots: StreamSlots, now: () => number, later: Later}} World */

/** Some networks swallow the upgrade without an answer; by then it would have come. */
const OPENING_MS = 6_000;

/** @implements {Socket} */
class Transport {
  #world;
  #url;
  #events;
  /** What carries the line now. @type {Socket | null} */
  #carrier = null;
  /** A socket that may take its place. @type {Socket | null} */
  #probe = null;
  /** Takes the timer back: of the opening, or of the next probe. */
  #cancel = nothing;
  #isOver = false;

  /** @param {World} world @param {string} url @param {SocketEvents} events */
  constructor(world, url, events) {
    this.#world = world;
    this.#url = url;
    this.#events = events;
    if (world.policy.next === "socket") this.#dial();
    else this.#stream();
  }

  /** @param {string} text */
  send(text) {
    this.#carrier?.send(text);
  }

  /** Ends it. A page that comes back over a stream keeps its turn meanwhile. */
  close() {
    this.#isOver = true;
    this.#cancel();
    this.#probe?.close();
    this.#carrier?.close();
  }

  backlog() {
    return this.#carrier?.backlog() ?? 0;
  }

  #dial() {
    const { policy, open, now, later } = this.#world;
    const carrier = open.socket(this.#url, {
      opened: () => {
        this.#cancel();
        policy.socketOpened(now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => this.#closed("socket", code),
    });
    this.#carrier = carrier;
    this.#cancel = later(() => {
      carrier.close();
      this.#closed("socket", ABNORMAL);
    }, OPENING_MS);
  }

  #stream() {
    const { policy, open, streamSlots } = this.#world;
    let isSilent = true;
    streamSlots.acquire(() => {
      if (this.#isOver) return;
      this.close();
      this.#events.closed(STREAM_PAUSED);
    });
    this.#carrier = open.stream(this.#url, {
      opened: () => this.#events.opened(),
      received: (text) => {
        if (isSilent) {
          isSilent = false;
          policy.streamWorked();
          this.#probeLater();
        }
        this.#events.received(text);
      },
      closed: (code) => this.#closed("stream", code),
    });
  }

  /** @param {Carrier} way @param {number} code */
  #closed(way, code) {
    const { policy, now } = this.#world;
    this.#cancel();
    this.#probe?.close();
    if (policy.closed(way, code, now())) return this.#stream();
    this.#isOver = true;
    this.#events.closed(code);
  }

  #probeLater() {
    const { policy, later } = this.#world;
    this.#cancel = later(() => this.#tryAgain(), policy.takeProbeWait());
  }

  /** A socket in the background; the stream goes on until it is open. */
  #tryAgain() {
    const { policy, open, streamSlots, now, later } = this.#world;
    let isIn = false;
    const probe = open.socket(this.#url, {
      opened: () => {
        this.#cancel();
        isIn = true;
        this.#probe = null;
        this.#carrier?.close();
        streamSlots.release();
        this.#carrier = probe;
        policy.movedToSocket(now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => {
        if (isIn) this.#closed("socket", code);
        else this.#giveUp();
      },
    });
    this.#probe = probe;
    this.#cancel = later(() => {
      probe.close();
      this.#giveUp();
    }, OPENING_MS);
  }

  #giveUp() {
    this.#cancel();
    this.#probe = null;
    this.#probeLater();
  }
}

/**
 * Opens lines that remember from each other what works here.
 * @param {object} world
 * @param {string} world.base  address of the board's API
 * @param {import("./snapshot_loader.js").Fetch} world.fetch
 * @param {StreamSlots} world.streamSlots
 * @param {() => number} world.now
 * @param {Later} world.later
 * @param {OpenSocket} [world.socket]
 * @returns {OpenSocket}
 */
export function transportOpener({ base, fetch, streamSlots, now, later, socket = openSocket }) {
  const policy = new TransportPolicy();
  /** @type {OpenSocket} */
  const stream = (_, events) => new EventStream({ base, fetch, later }, events);
  return (url, events) =>
    new Transport({ policy, open: { socket, stream }, streamSlots, now, later }, url, events);
}

function nothing() {
  // There is no timer yet.
}
