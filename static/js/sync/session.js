/**
 * The client's side of a connection as a state machine: when to connect, say hello, load and come back (SPEC E and C).
 *
 * It has no socket and no clock. `connection.js` passes it events with their time in ms, and performs the effects of
 * `takeEffects` in order. Tests simulate it whole. `Reconciler` decides about edits.
 */

import { ABNORMAL, backoffMs, OUT, RELOAD, stopCodeFor } from "./close_codes.js";
import { Deadlines } from "./deadlines.js";
import { Effects } from "./effects.js";
import { decode } from "./protocol.js";
import { Reconciler } from "./reconciler.js";
import { Reconnector } from "./reconnector.js";
import { statusOf } from "./status.js";

/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./protocol.js").ServerMessage} ServerMessage */
/** @typedef {import("./protocol.js").Welcome} Welcome */

export class Session {
  /** @type {Welcome["role"]} */
  role = "editor";
  /** Mode of the lesson, and the authors who have the pen while it is frozen, which `lesson` says after `welcome`. @type {Pick<import("./protocol.js").Lesson, "mode" | "pen">} */
  #lesson = { mode: "free", pen: [] };
  /** @type {Deadlines<import("./reconnector.js").Alarm>} */
  #deadlines = new Deadlines();
  #effects = new Effects();
  #reconnector;
  #reconciler;
  #progress;
  #backlog;
  /** Fields of `hello` about this page. */
  #identity;
  #random;
  /** Loads in a row that failed. */
  #loadFailures = 0;

  /**
   * @param {{person: string, tag: string, name: string, token?: string, code?: string, queue: import("./edit_queue.js").EditQueue, random: () => number}} options
   *   `person` is the secret of 32 hex digits, `token` that of the board's owner, `code` that of the lesson, `random` returns 0 to 1
   */
  constructor({ queue, random, ...identity }) {
    this.#identity = identity;
    this.#random = random;
    this.#reconnector = new Reconnector(this.#deadlines, random);
    this.#reconciler = new Reconciler(
      { tag: identity.tag, queue, random },
      {
        effects: this.#effects,
        deadlines: this.#deadlines,
        onAccepted: () => this.#reconnector.editAccepted(),
      },
    );
    this.#progress = this.#reconciler.progress;
    this.#backlog = this.#reconciler.backlog;
  }

  /** Removes and returns what is to be done now, in order. @returns {import("./effects.js").Effect[]} */
  takeEffects() {
    return this.#effects.take();
  }

  /** When to call `tick`; infinity for never. */
  get wakeAt() {
    return this.#deadlines.next;
  }

  /** Author number of this person, 0 until it is known. */
  get author() {
    return this.#reconciler.author;
  }

  /** Why this person may change nothing now, as the code of a refusal; null if they may. @returns {"role" | "mode" | null} */
  get forbidden() {
    if (this.role === "viewer") return "role";
    const { mode, pen } = this.#lesson;
    const isFree = mode !== "frozen" || this.role === "owner" || pen.includes(this.author);
    return isFree ? null : "mode";
  }

  /** Whether edits are kept until the lesson allows them again (SPEC R5). */
  get #isHeld() {
    return this.forbidden === "mode";
  }

  get isLive() {
    return this.#reconnector.phase === "live";
  }

  /** Whether the server's board is complete. */
  get isReady() {
    return this.#progress.isReady;
  }

  /** Whether the parts of the board are shown as they arrive. */
  get showsParts() {
    return this.#progress.showsParts;
  }

  /** State that the page shows to the person. */
  get status() {
    return statusOf({
      reconnector: this.#reconnector,
      hasBoard: this.#progress.hasBoard,
      forbidden: this.forbidden,
      waiting: this.#backlog.waiting,
      retryAt: this.#deadlines.at("load") ?? this.#deadlines.at("retry"),
      isStoreAway: this.#reconciler.isStoreFailing,
    });
  }

  /** @param {number} now */
  start(now) {
    this.#load();
    this.#connect(now);
  }

  /** Ends the session for good; pending edits stay in the queue. @param {number | string} [code]  the reason, for the person */
  stop(code) {
    this.#reconnector.stop(code);
    this.#effects.push({ do: "disconnect" });
    if (code === OUT) this.#effects.push({ do: "removed" });
  }

  /** Loads the board from the server again, because an edit has thrown on it. @param {number} now */
  boardFailed(now) {
    if (this.#reconnector.phase === "stopped") return;
    const failuresBefore = this.#reconnector.boardFailed(now);
    if (failuresBefore === null) return this.stop(RELOAD);
    this.#loadFailures = failuresBefore;
    if (failuresBefore === 0) this.#load();
    else this.loadFailed("broken", now);
  }

  /** Retries at once, because the person does not want to wait. @param {number} now */
  tryNow(now) {
    if (this.#reconnector.phase === "stopped") return;
    if (this.#progress.hasFailed) this.#load();
    if (this.#reconnector.phase === "waiting" || this.#reconnector.isHanging(now))
      this.#connect(now);
    // After sleep or a change of network an open socket may be dead: a ping finds out.
    if (this.isLive) this.#ping(now);
  }

  /** Pings, because the connection may be gone; it counts as offline until the answer. @param {number} now */
  checkAlive(now) {
    if (!this.isLive) return;
    this.#reconnector.isUnverified = true;
    this.#ping(now);
  }

  /** Sets the name for the next `hello`. @param {string} name */
  rename(name) {
    this.#identity.name = name;
  }

  /** Queues an edit; `flush` sends it. @param {import("../model/reduce.js").Op[]} ops @param {number | undefined} upto @param {number} now */
  submit(ops, upto, now) {
    const edit = this.#backlog.add(ops, upto);
    this.#trackOldest(now);
    return edit;
  }

  /** Sends the leftovers of a closed page, which are in the queue. @param {string} tag @param {number} now */
  adopt(tag, now) {
    this.#backlog.adopt(tag, now);
    this.#trackOldest(now);
    this.flush();
  }

  /** Gives leftovers up to another page. @param {string} tag @returns {readonly PendingEdit[]}  those that were pending */
  disown(tag) {
    return this.#backlog.disown(tag);
  }

  /** Takes an uncertain edit that turned out not to be stored. @param {PendingEdit} edit */
  markMissing({ tag, n }) {
    this.#backlog.of(tag)?.markMissing(n);
  }

  /** Sends all edits that may be sent now. */
  flush() {
    if (!this.isLive || this.#reconciler.isPaused || this.#isHeld) return;
    for (const text of this.#backlog.takeMessages()) this.#effects.push({ do: "send", text });
  }

  /** The socket is open, or another has replaced it. @param {number} now */
  opened(now) {
    if (!this.#reconnector.isUp && this.#reconnector.phase !== "connecting") return;
    this.#reconnector.opened(now);
    this.#backlog.opened();
    this.#sayHello();
  }

  /** @param {string} text @param {number} now */
  received(text, now) {
    if (!this.#reconnector.isUp) return;
    this.#reconnector.received(now);
    const message = decode(text);
    if (message === "broken") this.#abort(now);
    else if (message === "newer") this.stop(RELOAD);
    else if (message !== null) this.#dispatch(message, now);
    this.#trackOldest(now);
  }

  /** The socket is closed. @param {number} code @param {number} now */
  closed(code, now) {
    if (!this.#reconnector.isUp && this.#reconnector.phase !== "connecting") return;
    this.#reconciler.releasePassedOver();
    if (this.#reconnector.closed(code, now) === "broken") this.#backlog.suspectInFlight();
    this.#effects.push({ do: "offline" });
  }

  /** The manifest has arrived; its chunks follow. @param {import("./progress.js").Position} position @param {number} now */
  manifestLoaded(position, now) {
    if (this.#reconnector.phase === "stopped") return;
    this.#progress.startFrom(position);
    this.#sayHello();
    // The retry was due already, but without a position there was nothing to say hello with.
    const isDue =
      this.#reconnector.phase === "waiting" && this.#deadlines.at("retry") === undefined;
    if (isDue) this.#connect(now);
  }

  /**
   * Offers a board that this browser has stored, to be shown until the server's arrives.
   * @returns {boolean}  whether it is to be shown
   */
  acceptStoredBoard() {
    if (this.#reconnector.phase === "stopped" || this.#progress.hasBoard) return false;
    if (this.#progress.isPartial) return false;
    this.#progress.hasBoard = true;
    return true;
  }

  /** The board of the last manifest is complete and shown. @param {number} seq @param {number} now */
  boardLoaded(seq, now) {
    if (this.#reconnector.phase === "stopped" || !this.#progress.isPartial) return;
    this.#loadFailures = 0;
    this.#reconciler.completeBoard(seq, now);
    this.#reconciler.resolve();
    this.flush();
  }

  /** @param {number | string} code  HTTP status, or why there was none @param {number} now */
  loadFailed(code, now) {
    if (this.#reconnector.phase === "stopped") return;
    const stopCode = stopCodeFor(code);
    if (stopCode !== null) return this.stop(stopCode);
    this.#reconnector.reason = code;
    this.#progress.fail();
    // The log received so far was for that board; it comes again after the next hello.
    if (this.#reconnector.isUp) this.#reconnector.phase = "open";
    this.#deadlines.set("load", now + backoffMs(this.#loadFailures, this.#random()));
    this.#loadFailures += 1;
  }

  /** Does everything that is due. @param {number} now */
  tick(now) {
    const deadlines = this.#deadlines;
    if (deadlines.take("load", now)) this.#load();
    if (deadlines.take("resume", now)) this.flush();
    if (deadlines.take("opening", now) || deadlines.take("silent", now)) this.#abort(now);
    if (deadlines.take("quiet", now)) this.#ping(now);
    if (deadlines.take("late", now)) {
      this.#reconnector.isLate = true;
      if (this.isLive) this.#ping(now);
    }
    if (deadlines.take("gap", now)) this.#sayHelloAgain();
    if (deadlines.take("retry", now)) this.#connect(now);
  }

  /** @param {ServerMessage} message @param {number} now */
  #dispatch(message, now) {
    if (message.t === "welcome") this.#onWelcome(message, now);
    else if (message.t === "resync") this.#onResync();
    else if (message.t === "bye") this.#reconnector.serverLeaving(message.retry_ms);
    else if (message.t === "you") this.#onYou(message);
    // Until a hello is answered, messages still belong to the one before.
    else if (!this.isLive) return;
    else if (message.t === "log") this.#onLog(message, now);
    else if (message.t === "ack") this.#onAck(message, now);
    else if (message.t === "nack") this.#onNack(message, now);
    else if (message.t === "live") this.#effects.push({ do: "live", message });
    else if (message.t === "lesson") this.#onLesson(message);
    else if (message.t === "call" || message.t === "followed")
      this.#effects.push({ do: "attention", message });
    else this.#reconciler.receiveHeartbeat(message.head, now);
  }

  /** @param {Welcome} message @param {number} now */
  #onWelcome(message, now) {
    if (this.#reconnector.phase !== "greeting") return;
    const wasAway = this.#reconnector.welcomed(now);
    this.role = message.role;
    this.#lesson = { mode: message.mode, pen: [] };
    this.#effects.push({ do: "welcome", message });
    this.#reconciler.resume(message, now);
    if (wasAway) this.#backlog.countReturning();
    this.#reconciler.resolve();
    this.flush();
  }

  /** @param {import("./protocol.js").Lesson} lesson */
  #onLesson(lesson) {
    this.#lesson = lesson;
    this.#effects.push({ do: "lesson", lesson });
    this.flush();
  }

  /** @param {import("./protocol.js").You} you */
  #onYou({ role, author }) {
    if (role === OUT) return this.stop(OUT);
    if (!this.isLive) return;
    this.role = role;
    this.#reconciler.author = author ?? this.author;
    this.#effects.push({ do: "you" });
    this.flush();
  }

  #onResync() {
    if (!this.#reconnector.isUp) return;
    this.#progress.checkOrder();
    this.#load();
  }

  /** @param {import("./protocol.js").Log} message @param {number} now */
  #onLog(message, now) {
    const outcome = this.#reconciler.receiveLog(message, now);
    if (outcome === "gap") return this.#sayHelloAgain();
    if (outcome === "overfull") this.#load();
    this.#reconciler.resolve();
    this.flush();
  }

  /** @param {import("./protocol.js").Ack} ack @param {number} now */
  #onAck(ack, now) {
    this.#backlog.of(ack.tag)?.acked(ack, now);
    this.#reconciler.resolve();
    this.flush();
  }

  /** @param {import("./protocol.js").Nack} nack @param {number} now */
  #onNack(nack, now) {
    this.#reconciler.receiveNack(nack, now);
    this.flush();
  }

  /** @param {number} now */
  #trackOldest(now) {
    // Held edits wait for no answer.
    const oldest = this.#isHeld ? "" : this.#backlog.oldest;
    this.#reconnector.trackOldest(oldest, now);
  }

  /** @param {number} now */
  #connect(now) {
    this.#deadlines.clear("retry");
    // A hello must follow soon. The first manifest arrives as early as the socket opens; later ones connect in `manifestLoaded`.
    if (this.#reconnector.wasTried && !this.#progress.hasPosition) return;
    this.#reconnector.connecting(now);
    this.#effects.push({ do: "connect" });
  }

  /** Finds out whether the connection is alive. @param {number} now */
  #ping(now) {
    // Before a hello is answered, nothing else may be sent.
    if (this.isLive) this.#effects.send({ t: "ping" });
    this.#reconnector.pingSent(now);
  }

  /** Closes the connection from this side. @param {number} now */
  #abort(now) {
    this.#effects.push({ do: "disconnect" });
    this.closed(ABNORMAL, now);
  }

  /** Loads a snapshot; on an open socket a hello follows. */
  #load() {
    this.#deadlines.clear("load", "gap");
    this.#progress.beginLoading();
    if (this.#reconnector.isUp) this.#reconnector.phase = "open";
    this.#effects.push({ do: "load" });
  }

  /** Says hello as soon as there is a socket and a position in the log. */
  #sayHello() {
    if (this.#reconnector.phase !== "open" || !this.#progress.hasPosition) return;
    this.#reconnector.phase = "greeting";
    const { seq: since, at } = this.#progress.known;
    this.#effects.send({ t: "hello", ...this.#identity, since, at });
  }

  /** Requests the log again from the known position, because some of it is missing (SPEC C8). */
  #sayHelloAgain() {
    this.#progress.serverHead = 0;
    this.#reconnector.phase = "open";
    this.#sayHello();
  }
}
