/**
 * The board of this page, kept equal to everybody's: the session and what it needs of the world.
 *
 * It brings together lines, snapshots, timers, the replica and the peers, and does what the
 * session says is to be done.
 */

import { Replica } from "../model/replica.js";
import { guarded, report, Signal } from "../platform/signal.js";
import { BoardLoader } from "./board_loader.js";
import { STREAM_PAUSED } from "./close_codes.js";
import { EditQueue } from "./edit_queue.js";
import { LiveSender } from "./live_sender.js";
import { LogApplier } from "./log_applier.js";
import { OfflineStore } from "./offline_store.js";
import { Peers } from "./peers.js";
import { insertPending, splitUncertain } from "./pending_view.js";
import { FORM } from "./protocol.js";
import { Session } from "./session.js";
import { SnapshotLoader } from "./snapshot_loader.js";
import { StreamSlots } from "./stream_slots.js";
import { LOST } from "./submissions.js";
import { transportOpener } from "./transport.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./live_sender.js").DraftContent} DraftContent */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./effects.js").Effect} Effect */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./status.js").Status} Status */

/**
 * What those above want to know besides what the replica shows. `removed` counts shapes.
 * @typedef {{kind: "applied", edit: LoggedEdit, removed: number}
 *   | {kind: "refused", edit: PendingEdit, code: string}
 *   | {kind: "order-lost", sent: number}
 *   | {kind: "sent", count: number}} Event
 */
/** Calls back after some ms; what it returns takes the call back. @typedef {(call: () => void, ms: number) => () => void} StartTimer */

/**
 * @typedef {object} Options
 * @property {string} boardId
 * @property {string} origin  of the server, `https://host`
 * @property {string} person  secret, 32 hex digits
 * @property {string} name
 * @property {string} tag     16 hex digits, new for each page load
 * @property {() => number} [now]  ms
 * @property {() => number} [random]  0 to 1
 * @property {StartTimer} [later]
 * @property {import("./socket.js").OpenSocket} [open]
 * @property {import("./snapshot_loader.js").Fetch} [fetch]
 * @property {import("./offline_store.js").OpenOfflineWriter} [keep]  on this device what waits; fetched when it is wanted
 */

/** Beyond this much on its way out, gestures and cursors only make everything later. */
const MAX_BACKLOG = 64 * 1024;

/** Effects that change the board. @type {ReadonlySet<Effect["do"]>} */
const CHANGES = new Set(/** @type {const} */ (["drop", "refused", "doubtful", "again"]));

export class Connection {
  replica = new Replica(report);
  peers;
  boardId;
  tag;
  /** @type {Signal<Status>} */
  status;
  /** Told after the replica shows it. @type {Signal<Event | null>} */
  events = new Signal(/** @type {Event | null} */ (null));
  /** What outlives this page. */
  offlineStore;
  /** How the board comes here. */
  boardLoader;
  #queue = new EditQueue();
  #session;
  #streamSlots;
  #sender = new LiveSender();
  #logApplier = new LogApplier(this.replica);
  #url;
  #now;
  #startTimer;
  #open;
  /** @type {Socket | null} */
  #socket = null;
  /** Takes the timer back. @type {(() => void) | null} */
  #cancelTimer = null;
  #isFlushing = false;

  /** @param {Options} options */
  constructor({ boardId, origin, person, name, tag, ...world }) {
    this.boardId = boardId;
    this.tag = tag;
    // The clock of the wall may be set back, and everything that waits would wait for it to come round again.
    this.#now = world.now ?? (() => performance.now());
    this.#startTimer = world.later ?? later;
    const random = world.random ?? Math.random;
    this.#session = new Session({ person, tag, name, queue: this.#queue, random });
    const request = world.fetch ?? ((url, options) => fetch(url, options));
    const base = `${origin}/api/boards/${boardId}`;
    this.#streamSlots = new StreamSlots(tag, {
      onRoom: () => this.#resumeStream(),
      hasUnsent: () => this.status.value.waiting > 0,
    });
    const by = {
      base,
      fetch: request,
      streamSlots: this.#streamSlots,
      now: this.#now,
      later: this.#startTimer,
    };
    this.#open = world.open ?? transportOpener(by);
    this.#url = `${origin.replace(/^http/, "ws")}/b/${boardId}/ws?v=${FORM}`;
    this.peers = new Peers({ name, tag }, (id) => this.replica.board.shapes.has(id));
    this.status = new Signal(this.#session.status);
    this.offlineStore = new OfflineStore(
      { board: boardId, person, tag, queue: this.#queue, now: this.#now, later: this.#startTimer },
      {
        keep: world.keep,
        session: this.#session,
        replica: this.replica,
        changed: () => this.#runEffects(),
      },
    );
    this.boardLoader = new BoardLoader(new SnapshotLoader(base, request), {
      ...{ session: this.#session, replica: this.replica, offlineStore: this.offlineStore },
      ...{ now: this.#now, later: this.#startTimer, changed: () => this.#runEffects() },
    });
  }

  /** `owner`, `editor` or `viewer`; `editor` until the server has said it. */
  get role() {
    return this.#session.role;
  }

  /** Whether no further edit fits into the queue. */
  get isFull() {
    return this.#queue.isFull;
  }

  start() {
    this.#session.start(this.#now());
    this.#runEffects();
    this.offlineStore.open();
  }

  /** Ends it for good; what is pending is not sent any more. */
  stop() {
    this.#session.stop();
    this.boardLoader.stop();
    this.#runEffects();
    this.offlineStore.stop();
  }

  /** Comes back at once instead of waiting, or finds out at once whether it is still there. */
  tryNow() {
    this.#handle(() => this.#session.tryNow(this.#now()));
  }

  /** Somebody uses this page: of the pages of a browser, those that were used last are connected. */
  markUsed() {
    this.#streamSlots.markUsed();
    this.#resumeStream();
  }

  /** Takes the connection up again that was given up for other pages. */
  #resumeStream() {
    if (this.status.value.code === STREAM_PAUSED) this.tryNow();
  }

  /** The page ends: others may look after what waits, and there is room for their streams. */
  leave() {
    this.offlineStore.leave();
    this.#streamSlots.release();
  }

  /** The browser says that it has no network; it may be wrong, so the server is asked. */
  checkAlive() {
    this.#handle(() => this.#session.checkAlive(this.#now()));
  }

  /**
   * Shows an edit at once and sends it when it can be sent.
   * @param {Op[]} ops  at most one edit's worth (SPEC L2)
   * @param {number} [upto]  for undo and redo (SPEC O4)
   * @returns {number} its number
   */
  submit(ops, upto) {
    const { n } = this.#session.submit(ops, upto, this.#now());
    // The edit is sent even if this page cannot show it.
    if (!guarded(() => this.replica.addPending({ tag: this.tag, n, ops }))) this.#logApplier.fail();
    this.#flushSoon();
    this.#updateStatus();
    return n;
  }

  /** @param {DraftContent} content */
  draft(content) {
    this.#sender.draft(content, this.#now());
    this.#flushSoon();
  }

  /** @param {number | null} n  of the edit that the gesture became */
  endDraft(n) {
    this.#sender.endDraft(n);
    this.#flushSoon();
  }

  /** @param {import("./live_sender.js").Presence} presence */
  setPresence(presence) {
    this.#sender.setPresence(presence);
    this.#flushSoon();
  }

  /** @param {string} name */
  rename(name) {
    this.#session.rename(name);
    this.peers.renameMe(name);
    this.setPresence({ name });
  }

  /** At the end of the task, so that all that belongs together goes out together. */
  #flushSoon() {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#handle(() => {
        // The end of a gesture goes before its edit: nobody shows the edit and the gesture at once.
        this.#sendLive();
        this.#session.flush();
      });
    });
  }

  #sendLive() {
    const socket = this.#socket;
    if (socket === null || !this.#session.isLive || socket.backlog() > MAX_BACKLOG) return;
    for (const text of this.#sender.takeMessages(this.#now())) socket.send(text);
  }

  /** Tells the session what happened, and does what it asks for. @param {() => void} tell */
  #handle(tell) {
    // The session may have done half of it, so the board is compared with the server's by fetching that.
    if (!guarded(tell)) this.#logApplier.fail();
    this.#runEffects();
  }

  /** Does all that the session wants done, and sets the timer for what comes next. */
  #runEffects() {
    for (;;) {
      if (this.#logApplier.takeFailure()) this.#session.boardFailed(this.#now());
      const effects = this.#session.takeEffects();
      if (effects.length === 0) break;
      for (const effect of effects) {
        const isDone = guarded(() => this.#perform(effect));
        if (!isDone && CHANGES.has(effect.do)) this.#logApplier.fail();
      }
    }
    guarded(() => this.#logApplier.settle());
    this.#updateStatus();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const now = this.#now();
    const live = this.#session.isLive ? this.#sender.wakeAt : Number.POSITIVE_INFINITY;
    const wakeAt = Math.min(this.#session.wakeAt, live, this.peers.wakeAt);
    if (!Number.isFinite(wakeAt)) return;
    this.#cancelTimer = this.#startTimer(
      () => this.#onTimer(),
      Math.max(1, Math.ceil(wakeAt - now)),
    );
  }

  #onTimer() {
    const now = this.#now();
    this.#handle(() => {
      this.#session.tick(now);
      this.peers.expire(now);
      this.#sendLive();
    });
  }

  /** @param {Effect} effect */
  #perform(effect) {
    switch (effect.do) {
      case "connect":
        this.#connect();
        break;
      case "disconnect":
        this.#socket?.close();
        this.#socket = null;
        break;
      case "load":
        this.boardLoader.start();
        break;
      case "send":
        this.#socket?.send(effect.text);
        break;
      case "welcome":
        this.replica.setAuthor(this.#session.author);
        this.peers.welcome(effect.message);
        this.#sender.opened(this.#now());
        this.#sendLive();
        break;
      case "live":
        this.peers.live(effect.message, this.#now());
        break;
      case "offline":
        this.peers.offline();
        break;
      default:
        this.#change(effect);
    }
  }

  /**
   * What changes the board, or what is known of my edits.
   * @param {Exclude<Effect, {do: "connect" | "disconnect" | "load" | "send" | "welcome" | "live" | "offline"}>} effect
   */
  #change(effect) {
    switch (effect.do) {
      case "apply": {
        const { edit, seq } = effect;
        const removed = this.#logApplier.apply(edit, seq);
        if (removed !== null) guarded(() => this.offlineStore.editApplied(seq, edit));
        // In the same task, so that nothing is drawn twice and nothing is missing for a moment.
        guarded(() => this.peers.logged(edit));
        if (edit.tag === this.tag) this.#sender.logged(edit.n);
        this.events.set({ kind: "applied", edit, removed: removed ?? 0 });
        break;
      }
      case "drop":
        this.replica.dropPending(effect.tag, effect.n);
        break;
      case "refused": {
        const { edit, code } = effect;
        this.replica.dropPending(edit.tag, edit.n);
        if (edit.tag === this.tag) this.#sender.refused(edit.n);
        this.#flushSoon();
        this.events.set({ kind: "refused", edit, code });
        break;
      }
      case "doubtful":
        this.#resolveUncertain(effect.edits);
        break;
      case "again":
        insertPending(this.replica, effect.edits, this.tag);
        break;
      case "order-lost":
        this.events.set({ kind: "order-lost", sent: effect.sent });
        break;
      case "sent":
        this.events.set({ kind: "sent", count: effect.count });
        break;
    }
  }

  /** Edits were decided while the log was skipped by a snapshot. @param {readonly PendingEdit[]} edits */
  #resolveUncertain(edits) {
    const { missing, stored } = splitUncertain(this.replica, edits);
    for (const { tag, n } of stored) this.replica.dropPending(tag, n);
    for (const edit of missing) {
      this.#session.markMissing(edit);
      this.#change({ do: "refused", edit, code: LOST });
    }
  }

  #connect() {
    this.#socket?.close();
    const socket = this.#open(this.#url, {
      opened: () => this.#handle(() => this.#session.opened(this.#now())),
      received: (text) => this.#handle(() => this.#session.received(text, this.#now())),
      closed: (code) => {
        this.#socket = null;
        this.#handle(() => this.#session.closed(code, this.#now()));
      },
    });
    this.#socket = socket;
  }

  #updateStatus() {
    const next = this.#session.status;
    const old = this.status.value;
    const same =
      next.state === old.state &&
      next.waiting === old.waiting &&
      next.code === old.code &&
      next.retryAt === old.retryAt;
    if (same) return;
    // What this page will never send may be sent by another.
    if (next.state === "stopped") guarded(() => this.leave());
    this.status.set(next);
    if (next.waiting === 0) this.#streamSlots.allSent();
  }
}

/** @type {StartTimer} */
function later(call, ms) {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
