/**
 * Keeps the board of this page equal to the server's: connects the session with its transport, timers, the replica and the
 * peers.
 */

import { refittedBy } from "../model/following.js";
import { FORM } from "../model/known.js";
import { Replica } from "../model/replica.js";
import { guarded, report, Signal } from "../platform/signal.js";
import { Attention } from "./attention.js";
import { BoardLoader } from "./board_loader.js";
import { STREAM_PAUSED } from "./close_codes.js";
import { ConnectionTap } from "./connection_tap.js";
import { EditQueue } from "./edit_queue.js";
import { LessonControl } from "./lesson_control.js";
import { LiveSender } from "./live_sender.js";
import { readLog } from "./log_reader.js";
import { OfflineStore } from "./offline_store.js";
import { Peers } from "./peers.js";
import { ReplicaUpdater } from "./replica_updater.js";
import { Session } from "./session.js";
import { SessionDriver, startTimer } from "./session_driver.js";
import { SnapshotLoader } from "./snapshot_loader.js";
import { isSameStatus, withPictures } from "./status.js";
import { LOST } from "./submissions.js";
import { Transports } from "./transport.js";
import { visitorFetch } from "./visitor.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./live_sender.js").DraftContent} DraftContent */
/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./status.js").Status} Status */
/** @typedef {import("./submissions.js").Refusal} Refusal */

/**
 * Events for the layers above, in addition to the replica. `isKept`: its picture is kept for the person. `isMine`: this page has shown the edit as pending. `removed` counts shapes; `refitted` are the ops that only bring bound ends of lines to their place. `order-lost`: the server was set back, and
 * `sent` edits were sent again. `sent`: all edits of an absence are in the log.
 * @typedef {{kind: "applied", edit: LoggedEdit, seq: number, removed: number, refitted: ReadonlySet<Op>, isMine: boolean}
 *   | {kind: "refused", edit: PendingEdit, code: string, isKept: boolean}
 *   | {kind: "order-lost", sent: number}
 *   | {kind: "sent", count: number}} Event
 */

/**
 * @typedef {object} Options
 * @property {string} boardId
 * @property {string} origin  of the server, `https://host`
 * @property {string} person  secret, 32 hex digits
 * @property {string} [token]  of the board's owner
 * @property {string} [code]  of the lesson
 * @property {string} name
 * @property {string} tag     16 hex digits, new for each page load
 * @property {() => number} [now]  ms
 * @property {() => number} [dateNow]  time of the device, ms
 * @property {() => number} [random]  0 to 1
 * @property {StartTimer} [startTimer]
 * @property {import("./socket.js").OpenSocket} [open]
 * @property {import("./snapshot_loader.js").Fetch} [fetch]
 * @property {import("./snapshot_loader.js").Unzip} [unzip]
 * @property {import("./offline_store.js").OpenOfflineWriter} [openOfflineWriter]  loads what persists pending edits
 */

/** Bytes in the socket's buffer above which gestures and cursors wait: sent now they would delay everything else. */
const MAX_BUFFERED = 64 * 1024;

export class Connection {
  replica = new Replica(report);
  peers;
  boardId;
  tag;
  /** @type {Signal<Status>} */
  status;
  /** Set after the replica shows it. @type {Signal<Event | null>} */
  events = new Signal(/** @type {Event | null} */ (null));
  tap = new ConnectionTap();
  /** Persists pending edits and the board. */
  offlineStore;
  /** Loads the board from the server. */
  boardLoader;
  lesson;
  #queue = new EditQueue();
  #session;
  #driver;
  #transports;
  #sender = new LiveSender();
  attention = new Attention(this.#sender, () => this.#flushSoon());
  #updater;
  #url;
  #now;
  #dateNow;
  #startTimer;
  #request;
  #base;
  #open;
  /** @type {Socket | null} */
  #socket = null;
  #isFlushing = false;
  /** The role when the status was set last. */
  #shownRole = "editor";

  /** @param {Options} options */
  constructor({ boardId, origin, person, token, code, name, tag, ...environment }) {
    this.boardId = boardId;
    this.tag = tag;
    // The wall clock may be set back, which would delay every deadline.
    const now = environment.now ?? (() => performance.now());
    const timing = { now, startTimer: environment.startTimer ?? startTimer };
    this.#now = now;
    this.#dateNow = environment.dateNow ?? Date.now;
    this.#startTimer = timing.startTimer;
    const random = environment.random ?? Math.random;
    const session = new Session({ person, tag, name, token, code, queue: this.#queue, random });
    this.#session = session;
    this.#updater = new ReplicaUpdater(this.replica, tag);
    this.#driver = this.#createDriver(timing);
    const plain = environment.fetch ?? ((url, options) => fetch(url, options));
    const request = visitorFetch({ person, token, code }, plain);
    this.#request = request;
    const base = `${origin}/api/boards/${boardId}`;
    this.#base = base;
    this.lesson = new LessonControl({ base, person, token, fetch: request });
    const slotPage = {
      tag,
      onSlotFree: () => this.#resumeStream(),
      hasUnsent: () => this.status.value.waiting > 0,
    };
    const { tap } = this;
    this.#transports = new Transports({ base, page: slotPage, fetch: request, tap, ...timing });
    this.#open = tap.around(environment.open ?? this.#transports.open);
    this.#url = `${origin.replace(/^http/, "ws")}/b/${boardId}/ws?v=${FORM}`;
    this.peers = new Peers({ name, tag }, (id) => this.replica.board.shapes.has(id));
    this.peers.ownHand.subscribe((place) => this.attention.handShown(place));
    this.status = new Signal(session.status);
    const page = { session, replica: this.replica, runEffects: () => this.#driver.run() };
    this.offlineStore = new OfflineStore(
      { board: boardId, person, tag, queue: this.#queue, dateNow: this.#dateNow, ...timing },
      { ...page, openWriter: environment.openOfflineWriter },
    );
    const { offlineStore } = this;
    const snapshots = new SnapshotLoader(base, request, environment.unzip);
    this.boardLoader = new BoardLoader(snapshots, { ...page, offlineStore, ...timing });
  }

  /** `owner`, `editor` or `viewer`; `editor` until the server's first answer. */
  get role() {
    return this.#session.role;
  }

  /** Why this person may change nothing now, null if they may. */
  get forbidden() {
    return this.#session.forbidden;
  }

  /** Whether no further edit fits into the queue. */
  get isFull() {
    return this.#queue.isFull;
  }

  start() {
    this.#session.start(this.#now());
    this.#driver.run();
    this.offlineStore.open();
  }

  /** Ends the connection for good; pending edits are not sent any more. */
  stop() {
    this.#session.stop();
    this.boardLoader.stop();
    this.#driver.run();
    this.offlineStore.stop();
  }

  /** Reconnects at once instead of waiting, or pings the server on an open connection. */
  tryNow() {
    this.#handle(() => this.#session.tryNow(this.#now()));
  }

  /** Records that somebody uses this page: the pages of a browser that were used last are connected. */
  markUsed() {
    this.#transports.streamSlots?.markUsed();
    this.#resumeStream();
  }

  /** Releases the leases and the stream slot of this page, because it ends. */
  leave() {
    this.offlineStore.leave();
    this.#transports.streamSlots?.release();
  }

  /** Pings the server, because the browser reports that it is offline, which may be wrong. */
  checkAlive() {
    this.#handle(() => this.#session.checkAlive(this.#now()));
  }

  /**
   * Shows an edit at once and sends it as soon as possible.
   * @param {Op[]} ops  at most one edit's worth (SPEC L2)
   * @param {number} [upto]  for undo and redo (SPEC O4)
   * @returns {number} its number
   */
  submit(ops, upto) {
    const { n } = this.#session.submit(ops, upto, this.#now());
    // The edit is sent even if this page cannot show it.
    this.#updater.addPending({ tag: this.tag, n, ops });
    this.#flushSoon();
    this.#updateStatus();
    return n;
  }

  /** The clocks of this page: `now` never goes back, `dateNow` is the time of the device, both in ms. */
  get clocks() {
    return { now: this.#now, dateNow: this.#dateNow };
  }

  /**
   * Reads a piece of the log after a position; fails at once without a connection.
   * @param {import("./history_tables.js").LogPosition} position
   * @returns {Promise<import("./log_reader.js").LogPiece>}
   */
  async readLog(position) {
    if (!this.#session.isLive) throw new Error("there is no connection");
    const environment = { fetch: this.#request, startTimer: this.#startTimer };
    return readLog(this.#base, position, environment);
  }

  /** @param {DraftContent} content */
  draft(content) {
    this.#sender.draft(content, this.#now());
    this.#flushSoon();
  }

  /** @param {number | null} n  of the edit that the gesture became, null when it was cancelled */
  endDraft(n) {
    this.#sender.endDraft(n);
    this.#flushSoon();
  }

  /** Shapes that come later, as the others see them beside the running gesture; `end` is called with null when one is given up. */
  announcements = {
    begin: (/** @type {import("../model/shape.js").NewShape} */ shape) => {
      this.#sender.announce(shape, this.#now());
      this.#flushSoon();
    },
    end: (/** @type {string} */ id, /** @type {number | null} */ n) => {
      this.#sender.endAnnounced(id, n);
      this.#flushSoon();
    },
  };

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

  /** @param {() => void} event */
  #handle(event) {
    this.#driver.handle(event);
  }

  /** Reconnects if this page had released its stream to other pages. */
  #resumeStream() {
    if (this.status.value.code === STREAM_PAUSED) this.tryNow();
  }

  /** Sends at the end of the task, so that everything of one task leaves together. */
  #flushSoon() {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#handle(() => {
        // The end of a gesture leaves before its edit, so that peers never show both.
        this.#sendLive();
        this.#session.flush();
      });
    });
  }

  #sendLive() {
    const socket = this.#socket;
    if (socket === null || !this.#session.isLive || socket.backlog() > MAX_BUFFERED) return;
    for (const text of this.#sender.takeMessages(this.#now())) socket.send(text);
  }

  /** @param {{now: () => number, startTimer: StartTimer}} timing */
  #createDriver(timing) {
    const machine = { session: this.#session, updater: this.#updater };
    return new SessionDriver(machine, {
      ...timing,
      handlers: this.#createHandlers(),
      onIdle: () => this.#updateStatus(),
      wakeAt: () => {
        const live = this.#session.isLive ? this.#sender.wakeAt : Number.POSITIVE_INFINITY;
        return Math.min(live, this.peers.wakeAt);
      },
      onTimer: (now) => {
        this.peers.expire(now);
        this.#sendLive();
      },
    });
  }

  /** @returns {import("./session_driver.js").EffectHandlers} */
  #createHandlers() {
    return {
      connect: () => this.#connect(),
      disconnect: () => {
        this.#socket?.close();
        this.#socket = null;
      },
      load: () => this.boardLoader.start(),
      send: ({ text }) => this.#socket?.send(text),
      welcome: ({ message }) => {
        this.replica.setAuthor(this.#session.author);
        this.peers.welcome(message);
        this.#sender.opened(this.#now());
        this.attention.welcomed();
        this.#sendLive();
      },
      live: ({ message }) => this.peers.live(message, this.#now()),
      attention: ({ message }) => this.attention.received(message, this.peers.me),
      offline: () => this.peers.offline(),
      you: () => this.replica.setAuthor(this.#session.author),
      lesson: ({ lesson }) => this.lesson.settings.set(lesson),
      removed: () => this.offlineStore.forgetBoard(),
      apply: (sequenced) => this.#apply(sequenced),
      "drop-pending": (name) => this.#updater.dropPending(name),
      refused: (refusal) => this.#refuse(refusal),
      uncertain: ({ edits }) => {
        for (const edit of this.#updater.resolveUncertain(edits)) {
          this.#session.markMissing(edit);
          this.#refuse({ edit, code: LOST });
        }
      },
      "restore-pending": ({ edits }) => this.#updater.restorePending(edits),
      "order-lost": ({ sent }) => this.events.set({ kind: "order-lost", sent }),
      "backlog-sent": ({ count }) => this.events.set({ kind: "sent", count }),
    };
  }

  /** @param {import("./progress.js").SequencedEdit} sequenced */
  #apply({ edit, seq }) {
    const isMine = this.replica.isPendingEdit(edit.tag, edit.n);
    const { board } = this.replica;
    const refitted = refittedBy(edit.ops, {
      shape: (id) => board.shapes.get(id),
      pool: board.pool,
    });
    const removed = this.#updater.apply(edit, seq);
    if (removed !== null) guarded(() => this.offlineStore.editApplied(seq, edit));
    // In the same task, so that an edit and its gesture are never both shown, nor both missing.
    guarded(() => this.peers.logged(edit));
    if (edit.tag === this.tag) this.#sender.logged(edit.n);
    this.events.set({ kind: "applied", edit, seq, removed: removed ?? 0, refitted, isMine });
  }

  /** @param {Refusal} refusal */
  #refuse({ edit, code }) {
    this.#updater.dropPending(edit);
    const isKept = this.offlineStore.editRefused(edit, code);
    if (edit.tag === this.tag) this.#sender.refused(edit.n);
    this.#flushSoon();
    this.events.set({ kind: "refused", edit, code, isKept });
  }

  #connect() {
    this.#socket?.close();
    this.#socket = this.#open(this.#url, {
      opened: () => this.#handle(() => this.#session.opened(this.#now())),
      received: (text) => this.#handle(() => this.#session.received(text, this.#now())),
      closed: (code) => {
        this.#socket = null;
        this.#handle(() => this.#session.closed(code, this.#now()));
      },
    });
  }

  #updateStatus() {
    const next = withPictures(this.#session.status, this.#queue.pictures.count);
    if (isSameStatus(next, this.status.value) && this.role === this.#shownRole) return;
    this.#shownRole = this.role;
    this.status.set(next);
    // Another page may send the pending edits of a page that has stopped. To leave updates the status again.
    if (next.state === "stopped") guarded(() => this.leave());
    if (next.waiting === 0) this.#transports.streamSlots?.allSent();
  }
}
