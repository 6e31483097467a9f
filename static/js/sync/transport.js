/**
 * One connection attempt: over a WebSocket or, where networks block those, over an event stream (SPEC H13). The modules of the
 * event stream load when a network seems to block WebSockets.
 */

import { importOnce } from "../platform/loading.js";
import { ABNORMAL } from "./close_codes.js";
import { openSocket } from "./socket.js";
import { OPENING_TIMEOUT_MS, TransportPolicy } from "./transport_policy.js";

/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./snapshot_loader.js").Fetch} Fetch */
/** @typedef {import("./socket.js").OpenSocket} OpenSocket */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** @typedef {import("./stream_slots.js").SlotPage} SlotPage */
/** @typedef {import("./stream_slots.js").StreamSlots} StreamSlots */
/** @typedef {import("./transport_policy.js").TransportKind} TransportKind */
/**
 * @typedef {object} Environment
 * @property {string} base  address of the board's API
 * @property {SlotPage} page
 * @property {Fetch} fetch
 * @property {() => number} now
 * @property {StartTimer} startTimer
 * @property {OpenSocket} [socket]
 * @property {import("./connection_tap.js").ConnectionTap} tap  what watches the channels
 */

/** Opens transports, which share what they learn about this network. */
export class Transports {
  policy = new TransportPolicy();
  environment;
  openSocket;
  /** Which pages of this browser hold a stream; null until this page has needed one. @type {StreamSlots | null} */
  streamSlots = null;

  /** @param {Environment} environment */
  constructor(environment) {
    this.environment = environment;
    const { socket = openSocket, tap } = environment;
    this.openSocket = tap.watched("socket", socket);
  }

  /** @type {OpenSocket} */
  open = (url, events) => new Transport(this, url, events);
}

/** @implements {Socket} */
class Transport {
  #shared;
  #url;
  #events;
  /** @type {Socket | null} */
  #active = null;
  #cancelTimeout = noTimer;
  #isOver = false;

  /** @param {Transports} shared @param {string} url @param {SocketEvents} events */
  constructor(shared, url, events) {
    this.#shared = shared;
    this.#url = url;
    this.#events = events;
    if (shared.policy.next === "socket") this.#openSocket();
    else this.#openStream();
  }

  /** @param {string} text */
  send(text) {
    this.#active?.send(text);
  }

  close() {
    this.#isOver = true;
    this.#cancelTimeout();
    this.#active?.close();
  }

  backlog() {
    return this.#active?.backlog() ?? 0;
  }

  #openSocket() {
    const { policy, environment, openSocket: open } = this.#shared;
    const socket = open(this.#url, {
      opened: () => {
        this.#cancelTimeout();
        policy.socketOpened(environment.now());
        this.#events.opened();
      },
      received: (text) => this.#events.received(text),
      closed: (code) => this.#closed("socket", code),
    });
    this.#active = socket;
    this.#cancelTimeout = environment.startTimer(() => {
      socket.close();
      this.#closed("socket", ABNORMAL);
    }, OPENING_TIMEOUT_MS);
  }

  #openStream() {
    this.#active = null;
    loadStreams().then(
      ({ StreamTransport }) => {
        if (this.#isOver) return;
        this.#active = new StreamTransport(this.#shared, this.#url, {
          opened: () => this.#events.opened(),
          received: (text) => this.#events.received(text),
          closed: (kind, code) => this.#closed(kind, code),
        });
      },
      () => {
        if (!this.#isOver) this.#closed("stream", ABNORMAL);
      },
    );
  }

  /** @param {TransportKind} kind @param {number} code */
  #closed(kind, code) {
    const { policy, environment } = this.#shared;
    this.#cancelTimeout();
    if (policy.closed(kind, code, environment.now())) return this.#openStream();
    // In advance, so that the next attempt need not wait; if this fails, that one tries again.
    if (policy.mayNeedStream) loadStreams().catch(() => undefined);
    this.#isOver = true;
    this.#events.closed(code);
  }
}

function loadStreams() {
  return importOnce(() => import("./stream_transport.js"));
}

function noTimer() {
  // No timer is set yet.
}
