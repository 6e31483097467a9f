/**
 * The lab of *Under the hood*: slows this page's connection, cuts it and keeps it away, to show what the page does then.
 *
 * It acts between the session and the transport, so that the session sees what a bad network does. Nothing is stored: after a
 * reload it is off.
 */

import { Signal } from "../platform/signal.js";
import { ABNORMAL } from "./close_codes.js";

/** @typedef {import("./connection_tap.js").OpenConnection} OpenConnection */
/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./socket.js").OpenSocket} OpenSocket */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** `delay`: ms each way. `cuts`: whether it cuts at random times. `awayUntil`: no connection opens before, 0 for now. @typedef {{delay: number, cuts: boolean, awayUntil: number}} LabState */

/** Mean time between random cuts, and the shortest, ms. */
const MEAN_CUT_MS = 8_000;
const MIN_CUT_MS = 2_000;

export class Lab {
  /** @type {Signal<LabState>} */
  state = new Signal(/** @type {LabState} */ ({ delay: 0, cuts: false, awayUntil: 0 }));
  /** @type {LabSocket | null} */
  #socket = null;
  #environment;
  #cancelCut = noTimer;
  #cancelReturn = noTimer;

  /** @param {{now: () => number, random: () => number, startTimer: StartTimer}} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  get isOn() {
    const { delay, cuts, awayUntil } = this.state.value;
    return delay > 0 || cuts || awayUntil > 0;
  }

  /** Delays every message by some ms, both ways. @param {number} delay */
  slow(delay) {
    this.#set({ delay });
  }

  /** Cuts the connection; none opens for some ms. @param {number} [awayMs] */
  cut(awayMs = 0) {
    if (awayMs > 0) {
      this.#cancelReturn();
      this.#set({ awayUntil: this.#environment.now() + awayMs });
      this.#cancelReturn = this.#environment.startTimer(() => this.#comeBack(), awayMs);
    }
    this.#socket?.cut();
  }

  /** Cuts at random times, or stops doing so. @param {boolean} cuts */
  cutAtRandom(cuts) {
    this.#cancelCut();
    this.#set({ cuts });
    if (cuts) this.#scheduleCut();
  }

  /** Lets everything through again. */
  turnOff() {
    this.cutAtRandom(false);
    this.#comeBack();
    this.slow(0);
  }

  /** Takes over an open connection. @param {OpenConnection} present @returns {OpenConnection} */
  adopt({ socket, events }) {
    const lab = this.#wrap(events);
    lab.attach(socket);
    return { socket: lab, events: lab.events };
  }

  /** @param {OpenSocket} open @returns {OpenSocket} */
  around(open) {
    return (url, events) => {
      const lab = this.#wrap(events);
      if (this.state.value.awayUntil > this.#environment.now()) lab.refuse();
      else lab.attach(open(url, lab.events));
      return lab;
    };
  }

  /** @param {SocketEvents} events */
  #wrap(events) {
    const { now, startTimer } = this.#environment;
    const delay = () => this.state.value.delay;
    this.#socket = new LabSocket({ now, startTimer, delay }, events);
    return this.#socket;
  }

  #scheduleCut() {
    const { random, startTimer } = this.#environment;
    const wait = MIN_CUT_MS - Math.log(1 - random()) * (MEAN_CUT_MS - MIN_CUT_MS);
    this.#cancelCut = startTimer(() => {
      this.cut();
      this.#scheduleCut();
    }, wait);
  }

  #comeBack() {
    this.#cancelReturn();
    this.#set({ awayUntil: 0 });
  }

  /** @param {Partial<LabState>} change */
  #set(change) {
    this.state.set({ ...this.state.value, ...change });
  }
}

/** @typedef {{now: () => number, startTimer: StartTimer, delay: () => number}} Timing */

/** A connection through the lab. @implements {Socket} */
class LabSocket {
  /** Listener of the connection below. @type {SocketEvents} */
  events;
  /** @type {Socket | null} */
  #socket = null;
  #above;
  #timing;
  #outgoing;
  #incoming;
  #waitingBytes = 0;
  #isOver = false;

  /** @param {Timing} timing @param {SocketEvents} above  the session's */
  constructor(timing, above) {
    this.#timing = timing;
    this.#above = above;
    this.#outgoing = new DelayQueue(timing);
    this.#incoming = new DelayQueue(timing);
    this.events = {
      opened: () => this.#incoming.add(() => above.opened()),
      received: (text) => this.#incoming.add(() => above.received(text)),
      closed: (code) => this.#incoming.add(() => this.#end(code)),
    };
  }

  /** @param {Socket} socket */
  attach(socket) {
    this.#socket = socket;
  }

  /** Ends as a connection that never opened, in a task of its own as a real one. */
  refuse() {
    this.#timing.startTimer(() => this.#end(ABNORMAL), 0);
  }

  /** Ends as by a pulled cable: what is on its way is lost. */
  cut() {
    if (this.#isOver) return;
    this.#socket?.close();
    this.#end(ABNORMAL);
  }

  /** @param {string} text */
  send(text) {
    this.#waitingBytes += text.length;
    this.#outgoing.add(() => {
      this.#waitingBytes -= text.length;
      this.#socket?.send(text);
    });
  }

  close() {
    this.#isOver = true;
    this.#stop();
    this.#socket?.close();
  }

  backlog() {
    return this.#waitingBytes + (this.#socket?.backlog() ?? 0);
  }

  /** @param {number} code */
  #end(code) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stop();
    this.#above.closed(code);
  }

  #stop() {
    this.#outgoing.stop();
    this.#incoming.stop();
  }
}

/** Runs actions in order, each after the delay of its time. Without a delay they run at once. */
class DelayQueue {
  /** @type {{due: number, action: () => void}[]} */
  #waiting = [];
  #timing;
  #cancel = noTimer;
  #isStopped = false;

  /** @param {Timing} timing */
  constructor(timing) {
    this.#timing = timing;
  }

  /** @param {() => void} action */
  add(action) {
    if (this.#isStopped) return;
    const delay = this.#timing.delay();
    if (delay === 0 && this.#waiting.length === 0) return action();
    const due = Math.max(this.#timing.now() + delay, this.#waiting.at(-1)?.due ?? 0);
    this.#waiting.push({ due, action });
    if (this.#waiting.length === 1) this.#schedule();
  }

  /** Drops what waits, for good. */
  stop() {
    this.#isStopped = true;
    this.#waiting = [];
    this.#cancel();
  }

  #schedule() {
    this.#cancel();
    const first = this.#waiting[0];
    if (first === undefined) return;
    const wait = Math.max(0, first.due - this.#timing.now());
    this.#cancel = this.#timing.startTimer(() => this.#run(), wait);
  }

  #run() {
    const now = this.#timing.now();
    const due = this.#waiting.findIndex((each) => each.due > now);
    const ready = this.#waiting.splice(0, due < 0 ? this.#waiting.length : due);
    for (const { action } of ready) if (!this.#isStopped) action();
    this.#schedule();
  }
}

function noTimer() {
  // No timer is set yet.
}
