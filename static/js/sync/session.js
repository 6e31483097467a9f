/**
 * The client's side of a connection as a state machine (SPEC E and C).
 *
 * It has no socket and no clock. It is told what happened and when, in ms; what is to be done about
 * it stands in `takeEffects`, in order, and is done by `connection.js`. Tests simulate it whole.
 */

import { Backlog } from "./backlog.js";
import { ABNORMAL, backoffMs, RELOAD, stopCodeFor } from "./close_codes.js";
import { Deadlines } from "./deadlines.js";
import { Effects } from "./effects.js";
import { Progress } from "./progress.js";
import { decode } from "./protocol.js";
import { Reconnector } from "./reconnector.js";
import { statusOf } from "./status.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./protocol.js").ServerMessage} ServerMessage */
/** @typedef {import("./protocol.js").Welcome} Welcome */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./effects.js").Effect} Effect */

/** What the head of a heartbeat promises must be there after this long without any log. */
const GAP_MS = 1000;

export class Session {
  /** @type {Welcome["role"]} */
  role = "editor";
  /** My author number, 0 until it is known. */
  author = 0;
  /** @type {Deadlines<import("./reconnector.js").Alarm>} */
  #deadlines = new Deadlines();
  #link;
  #progress = new Progress();
  #effects = new Effects();
  /** What `hello` says of me. */
  #identity;
  #random;
  #backlog;
  /** Failures in a row. */
  #attempts = { load: 0, store: 0 };

  /**
   * @param {{person: string, tag: string, name: string, queue: import("./edit_queue.js").EditQueue, random: () => number}} options
   *   `person` is the secret of 32 hex digits, `random` answers 0 to 1
   */
  constructor({ queue, random, ...self }) {
    this.#identity = self;
    this.#random = random;
    this.#link = new Reconnector(this.#deadlines, random);
    this.#backlog = new Backlog(self.tag, queue);
  }

  /** What is to be done now, in order. @returns {Effect[]} */
  takeEffects() {
    return this.#effects.take();
  }

  /** When `tick` is wanted; infinity for never. */
  get wakeAt() {
    return this.#deadlines.next;
  }

  get isLive() {
    return this.#link.phase === "live";
  }

  /** Whether the server's board is complete. */
  get isReady() {
    return this.#progress.isReady;
  }

  /** Whether the parts of the board are shown as they come. */
  get showsParts() {
    return this.#progress.showsParts;
  }

  /** What the person is told. */
  get status() {
    return statusOf({
      link: this.#link,
      hasBoard: this.#progress.hasBoard,
      mayDraw: this.role !== "viewer",
      waiting: this.#backlog.waiting,
      retryAt: this.#deadlines.at("load") ?? this.#deadlines.at("retry"),
      isStoreAway: this.#attempts.store > 0,
    });
  }

  /** @param {number} now */
  start(now) {
    this.#load();
    this.#connect(now);
  }

  /** Ends it for good; what waits stays in the queue. @param {number} [code]  why, for the person */
  stop(code) {
    this.#link.stop(code);
    this.#effects.push({ do: "disconnect" });
  }

  /** An edit has thrown on the board of this page: fetches the server's board instead. @param {number} now */
  boardFailed(now) {
    if (this.#link.phase === "stopped") return;
    const before = this.#link.boardFailed(now);
    if (before === null) return this.stop(RELOAD);
    this.#attempts.load = before;
    if (before === 0) this.#load();
    else this.loadFailed("broken", now);
  }

  /** The person does not want to wait. @param {number} now */
  tryNow(now) {
    if (this.#link.phase === "stopped") return;
    if (this.#progress.hasFailed) this.#load();
    if (this.#link.phase === "waiting" || this.#link.isHanging(now)) this.#connect(now);
    // After sleep or a change of network an open socket may be dead: it has to answer now.
    if (this.isLive) this.#ping(now);
  }

  /** There is a reason to believe that the connection is gone; until it answers, it is. @param {number} now */
  checkAlive(now) {
    if (!this.isLive) return;
    this.#link.isUnverified = true;
    this.#ping(now);
  }

  /** The name that the next `hello` tells. @param {string} name */
  rename(name) {
    this.#identity.name = name;
  }

  /** Takes an edit in; `flush` sends it. @param {Op[]} ops @param {number | undefined} upto @param {number} now */
  submit(ops, upto, now) {
    const edit = this.#backlog.add(ops, upto);
    this.#link.trackOldest(this.#backlog.oldest, now);
    return edit;
  }

  /** Sends what a closed page left; it is in the queue. @param {string} tag @param {number} now */
  adopt(tag, now) {
    this.#backlog.adopt(tag, now);
    this.#link.trackOldest(this.#backlog.oldest, now);
    this.flush();
  }

  /** Leaves to somebody else what a page left. @param {string} tag @returns {readonly PendingEdit[]} what waited here */
  disown(tag) {
    return this.#backlog.disown(tag);
  }

  /** A doubtful edit turned out not to be stored. @param {PendingEdit} edit */
  markMissing(edit) {
    this.#backlog.markMissing(edit);
  }

  /** Sends what may be sent. */
  flush() {
    if (!this.isLive || this.#deadlines.at("resume") !== undefined) return;
    for (const text of this.#backlog.takeMessages()) this.#effects.push({ do: "send", text });
  }

  /** The socket is open, or another has taken its place. @param {number} now */
  opened(now) {
    if (!this.#link.isUp && this.#link.phase !== "connecting") return;
    this.#link.opened(now);
    this.#backlog.opened();
    this.#sayHello();
  }

  /** @param {string} text @param {number} now */
  received(text, now) {
    if (!this.#link.isUp) return;
    this.#link.received(now);
    const message = decode(text);
    if (message === "broken") this.#abort(now);
    else if (message === "newer") this.stop(RELOAD);
    else if (message !== null) this.#dispatch(message, now);
    this.#link.trackOldest(this.#backlog.oldest, now);
  }

  /** The socket is closed. @param {number} code @param {number} now */
  closed(code, now) {
    if (!this.#link.isUp && this.#link.phase !== "connecting") return;
    this.#effects.refuse(this.#backlog.releasePassedOver());
    if (this.#link.closed(code, now) === "broken") this.#backlog.suspectInFlight();
    this.#effects.push({ do: "offline" });
  }

  /** The manifest is there, its chunks follow. @param {import("./progress.js").Position} position @param {number} now */
  manifestLoaded(position, now) {
    if (this.#link.phase === "stopped") return;
    this.#progress.startFrom(position);
    this.#sayHello();
    // It was time to come back already, but there was nothing to say hello with.
    const isDue = this.#link.phase === "waiting" && this.#deadlines.at("retry") === undefined;
    if (isDue) this.#connect(now);
  }

  /**
   * This browser has kept the board, which can be shown until the server's is to be had.
   * @returns {boolean}  whether it is wanted
   */
  acceptStoredBoard() {
    if (this.#link.phase === "stopped" || this.#progress.hasBoard) return false;
    if (this.#progress.isPartial) return false;
    this.#progress.hasBoard = true;
    return true;
  }

  /** The board of the last manifest is complete and shown. @param {number} seq @param {number} now */
  boardLoaded(seq, now) {
    if (this.#link.phase === "stopped" || !this.#progress.isPartial) return;
    this.#attempts.load = 0;
    for (const step of this.#progress.complete(seq)) this.#apply(step, now);
    this.#resolveDecided();
    this.flush();
  }

  /** @param {number | string} code  HTTP status, or why there was none @param {number} now */
  loadFailed(code, now) {
    if (this.#link.phase === "stopped") return;
    const end = stopCodeFor(code);
    if (end !== null) return this.stop(end);
    this.#link.reason = code;
    this.#progress.fail();
    // The log that came was for that board; it comes again after the next hello.
    if (this.#link.isUp) this.#link.phase = "open";
    this.#deadlines.set("load", now + backoffMs(this.#attempts.load, this.#random()));
    this.#attempts.load += 1;
  }

  /** Does what has become due. @param {number} now */
  tick(now) {
    const deadlines = this.#deadlines;
    if (deadlines.take("load", now)) this.#load();
    if (deadlines.take("resume", now)) this.flush();
    if (deadlines.take("opening", now) || deadlines.take("silent", now)) this.#abort(now);
    if (deadlines.take("quiet", now)) this.#ping(now);
    if (deadlines.take("late", now)) {
      this.#link.isLate = true;
      if (this.isLive) this.#ping(now);
    }
    if (deadlines.take("gap", now)) this.#sayHelloAgain();
    if (deadlines.take("retry", now)) this.#connect(now);
  }

  /** @param {ServerMessage} message @param {number} now */
  #dispatch(message, now) {
    if (message.t === "welcome") this.#onWelcome(message, now);
    else if (message.t === "resync") this.#onResync();
    else if (message.t === "bye") this.#link.serverLeaving(message.retry_ms);
    // Until a hello is answered, what comes still belongs to the one before.
    else if (!this.isLive) return;
    else if (message.t === "log") this.#onLog(message, now);
    else if (message.t === "ack") this.#onAck(message, now);
    else if (message.t === "nack") this.#onNack(message, now);
    else if (message.t === "live") this.#effects.push({ do: "live", message });
    else this.#onHeartbeat(message.head, now);
  }

  /** @param {Welcome} message @param {number} now */
  #onWelcome(message, now) {
    if (this.#link.phase !== "greeting") return;
    const wasAway = this.#link.welcomed(now);
    this.role = message.role;
    this.author = message.author ?? this.author;
    this.#effects.push({ do: "welcome", message });
    const hasSkipped = this.#progress.takeSkipped();
    const isLost = this.#progress.takeOrderLost();
    const place = { ...message, hasSkipped, isLost };
    const { lost, gone, refused } = this.#backlog.resume(place, now);
    if (lost.length > 0) this.#effects.push({ do: "again", edits: lost });
    this.#effects.refuse(refused);
    if (isLost || lost.length + gone > 0) {
      this.#effects.push({ do: "order-lost", sent: lost.length });
    }
    if (wasAway) this.#backlog.countReturning();
    this.#resolveDecided();
    this.flush();
  }

  #onResync() {
    if (!this.#link.isUp) return;
    this.#progress.checkOrder();
    this.#load();
  }

  /** @param {import("./protocol.js").Log} message @param {number} now */
  #onLog({ seq, edits }, now) {
    this.#deadlines.clear("gap");
    const steps = this.#progress.receive(seq, edits);
    if (steps === null) return this.#sayHelloAgain();
    for (const step of steps) this.#apply(step, now);
    if (this.#progress.isBehind) this.#deadlines.set("gap", now + GAP_MS);
    if (this.#progress.isOverfull) this.#load();
    this.#resolveDecided();
    this.flush();
  }

  /** @param {import("./progress.js").SequencedEdit} step @param {number} now */
  #apply({ seq, edit }, now) {
    this.#progress.advance(seq);
    if (this.#backlog.sends(edit.tag)) {
      this.author = edit.author;
      this.#link.editAccepted();
      this.#attempts.store = 0;
    }
    // Dropped first, so that what is confirmed never lies under what was refused.
    this.#effects.drop(this.#backlog.logged(edit, now));
    this.#effects.push({ do: "apply", seq, edit });
  }

  /** @param {import("./protocol.js").Ack} ack @param {number} now */
  #onAck(ack, now) {
    this.#backlog.acked(ack, now);
    this.#resolveDecided();
    this.flush();
  }

  /** @param {import("./protocol.js").Nack} nack @param {number} now */
  #onNack(nack, now) {
    if (nack.retry) {
      this.#backlog.rewindTo(nack);
      if (nack.code === "store" && this.#deadlines.at("resume") === undefined) {
        this.#deadlines.set("resume", now + backoffMs(this.#attempts.store, this.#random()));
        this.#attempts.store += 1;
      }
    } else {
      this.#effects.refuse(this.#backlog.refused(nack));
      this.#resolveDecided();
    }
    this.flush();
  }

  /** @param {number} head @param {number} now */
  #onHeartbeat(head, now) {
    this.#effects.refuse(this.#backlog.releasePassedOver());
    this.#progress.serverHead = head;
    const waits = this.#deadlines.at("gap") !== undefined;
    if (this.#progress.isBehind && !waits) this.#deadlines.set("gap", now + GAP_MS);
  }

  /** Draws the conclusions from how far the log is applied. */
  #resolveDecided() {
    if (!this.#progress.isReady) return;
    const { jumped, refused, doubtful } = this.#backlog.resolveUpTo(this.#progress.applied);
    this.#effects.drop(jumped);
    this.#effects.doubt(doubtful);
    this.#effects.refuse(refused);
    const count = this.#backlog.takeReturned();
    if (count > 0) this.#effects.push({ do: "sent", count });
  }

  /** @param {number} now */
  #connect(now) {
    this.#deadlines.clear("retry");
    // A hello must follow soon. The first time the manifest is as quick as the socket; after that
    // `foundManifest` goes on from here.
    if (this.#link.wasTried && !this.#progress.hasPosition) return;
    this.#link.connecting(now);
    this.#effects.push({ do: "connect" });
  }

  /** Finds out whether the connection is still there. @param {number} now */
  #ping(now) {
    // Before a hello was answered, nothing else may be said.
    if (this.isLive) this.#effects.send({ t: "ping" });
    this.#link.pingSent(now);
  }

  /** Gives the connection up from this side. @param {number} now */
  #abort(now) {
    this.#effects.push({ do: "disconnect" });
    this.closed(ABNORMAL, now);
  }

  /** Fetches a snapshot; on a socket that is open a hello follows. */
  #load() {
    this.#deadlines.clear("load", "gap");
    this.#progress.beginLoading();
    if (this.#link.isUp) this.#link.phase = "open";
    this.#effects.push({ do: "load" });
  }

  /** Says hello as soon as there is a socket and a place in the log to go on from. */
  #sayHello() {
    if (this.#link.phase !== "open" || !this.#progress.hasPosition) return;
    this.#link.phase = "greeting";
    const { seq: since, at } = this.#progress.known;
    this.#effects.send({ t: "hello", ...this.#identity, since, at });
  }

  /** Something is missing between what is known and what came (SPEC C8). */
  #sayHelloAgain() {
    this.#progress.serverHead = 0;
    this.#link.phase = "open";
    this.#sayHello();
  }
}
