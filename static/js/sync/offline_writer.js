/**
 * Writes pending edits to IndexedDB, and adopts those that closed pages have left there (SPEC K1 to K4).
 *
 * Drawing and sending continue from memory and never wait for it. Where nothing can be stored it reports that once.
 */

import { BoardWriter, readStoredBoard } from "./board_writer.js";
import { exitNotes, removeExitNote, replaceTabTag, writeExitNote } from "./exit_notes.js";
import { HistoryWriter } from "./history_writer.js";
import { Leases } from "./leases.js";
import { openDatabase, toPending, toStored } from "./offline_database.js";
import { WaitingPictures } from "./waiting_pictures.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./offline_database.js").OfflineDatabase} OfflineDatabase */
/** @typedef {import("./offline_database.js").StoredEdit} StoredEdit */
/** @typedef {import("./offline_database.js").StoredPicture} StoredPicture */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */

/**
 * The page that a writer belongs to, and its callbacks.
 * @typedef {object} OfflineWriterOptions
 * @property {string} board
 * @property {string} person
 * @property {string} tag  of this page
 * @property {import("./edit_queue.js").EditQueue} queue
 * @property {() => number} now
 * @property {() => number} dateNow  time of the device, ms
 * @property {import("./session_driver.js").StartTimer} startTimer
 * @property {import("./history_writer.js").HistorySource | null} history  the undo history, null for none
 * @property {(tag: string, edits: PendingEdit[]) => void} onAdopted   the queue holds edits that a closed page left
 * @property {(tag: string) => void} onDisowned  another page sends them
 * @property {(pictures: WaitingPictures) => void} onPictures  pictures can wait there from now on, or those of a closed page do
 * @property {() => void} onPicturesChanged
 * @property {(isStored: boolean) => void} onStored  whether all pending edits are on this device
 */

/** Between two heartbeats, at which a page also checks the leases of others. */
const HEARTBEAT_MS = 2000;

export class OfflineWriter {
  #options;
  #database;
  #leases;
  #boardWriter;
  /** @type {HistoryWriter | null} */
  #historyWriter = null;
  #pictures;
  /** Leases of this page by tag: its own, and adopted ones. @type {Map<string, Lease>} */
  #heldLeases = new Map();
  /** Edits to be written, by key. @type {Map<string, PendingEdit>} */
  #toPut = new Map();
  /** @type {Map<string, PendingEdit>} */
  #toDelete = new Map();
  /** Edits whose write has not succeeded yet. @type {Map<string, PendingEdit>} */
  #unconfirmed = new Map();
  #isFlushing = false;
  /** Whether a write has failed, so that everything is written again. */
  #needsRewrite = false;
  #isHidden = false;
  #hasLeft = false;
  #isStopped = false;
  /** @type {(() => void) | null} */
  #cancelTimer = null;

  /**
   * @param {OfflineWriterOptions} options
   * @returns {Promise<OfflineWriter | null>}  null where nothing can be stored
   */
  static async open(options) {
    try {
      /** @type {OfflineWriter | null} */
      let writer = null;
      const database = await openDatabase(() => writer?.stop());
      writer = new OfflineWriter(options, database);
      await writer.#start();
      return writer;
    } catch (error) {
      // Forbidden in this window, or broken.
      console.warn("nothing can be stored on this device", error);
      const { onPicturesChanged: onChanged } = options;
      options.onPictures(
        new WaitingPictures({ ...options, tables: null, leaseFor: () => null, onChanged }),
      );
      options.onStored(false);
      return null;
    }
  }

  /** @param {OfflineWriterOptions} options @param {OfflineDatabase} database */
  constructor(options, database) {
    this.#options = options;
    this.#database = database;
    const replacedTag = replaceTabTag(options.tag);
    this.#leases = new Leases(options.tag, replacedTag);
    const { history } = options;
    if (history !== null)
      this.#historyWriter = new HistoryWriter(
        { ...options, source: history },
        database.history,
        replacedTag,
      );
    this.#pictures = new WaitingPictures({
      ...options,
      tables: database.pictures,
      leaseFor: (tag) => (this.#heldLeases.has(tag) ? null : this.#newLease(tag)),
      onChanged: () => {
        options.onPicturesChanged();
        this.#flushSoon();
      },
    });
    this.#boardWriter = new BoardWriter(options.board, {
      database,
      now: options.now,
      startTimer: options.startTimer,
    });
  }

  async #start() {
    const { queue, tag } = this.#options;
    queue.listen({
      added: (edit) => this.#enqueue(edit, this.#toPut, this.#toDelete),
      removed: (edit) => this.#enqueue(edit, this.#toDelete, this.#toPut),
    });
    for (const edit of queue.editsOf(tag)) this.#toPut.set(keyOf(edit), edit);
    await this.#heartbeat();
    this.#options.onPictures(this.#pictures);
    this.#options.onStored(true);
  }

  /** Stops writing; stored edits stay stored. */
  stop() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#boardWriter.stop();
    this.#historyWriter?.stop();
    this.#pictures.detach();
    this.#database.close();
    this.#options.onStored(false);
  }

  /** Another board is shown. @param {Board} board @param {{isStored?: boolean}} [options] */
  boardReplaced(board, options) {
    this.#boardWriter.boardReplaced(board, options);
  }

  /** An edit was applied to the board. @param {number} seq @param {LoggedEdit} edit */
  editApplied(seq, edit) {
    this.#boardWriter.editApplied(seq, edit);
  }

  /** The board that was stored last, null for none. */
  async storedBoard() {
    return this.#isStopped ? null : readStoredBoard(this.#database, this.#options.board);
  }

  /** Deletes the stored board. */
  async forgetBoard() {
    if (!this.#isStopped) await this.#boardWriter.forget();
  }

  /** Number of pending edits and pictures of this board, of all pages of this browser. */
  async countPending() {
    const { board } = this.#options;
    if (this.#isStopped) return 0;
    return (await this.#database.countEdits(board)) + (await this.#database.pictures.count(board));
  }

  /** Notes in the leases that the page is in the background, where timers are slow. @param {boolean} isHidden */
  setHidden(isHidden) {
    if (this.#isHidden === isHidden) return;
    this.#isHidden = isHidden;
    this.#historyWriter?.setHidden(isHidden);
    this.#heartbeatOrRetry();
  }

  /** Releases the leases, because the page ends, or sleeps and may resume: other pages may send its edits. */
  leave() {
    if (this.#isStopped) return;
    this.#hasLeft = true;
    this.#cancelTimer?.();
    const { tag } = this.#options;
    const own = [...this.#heldLeases.values()];
    const isEmpty = (/** @type {Lease} */ lease) => !this.#hasWork(lease.tag);
    this.#pictures.setPaused(true);
    const leases = own
      .filter((lease) => !isEmpty(lease))
      .map((lease) => ({ ...lease, holder: "" }));
    this.#flush({ leases, end: own.filter(isEmpty) });
    this.#heldLeases.clear();
    // `#flush` has added a lease if the end of the page has finished a stroke.
    const edits = [...this.#unconfirmed.values()].map((edit) =>
      toStored(edit, this.#options.board),
    );
    if (leases.length > 0) writeExitNote({ holder: tag, leases, edits });
    for (const lease of own) if (lease.tag !== tag) this.#disown(lease.tag);
    this.#historyWriter?.leave();
  }

  /** Takes the leases back, because the page is shown again. */
  resume() {
    if (!this.#hasLeft) return;
    this.#hasLeft = false;
    this.#needsRewrite = true;
    removeExitNote(this.#options.tag);
    this.#historyWriter?.resume();
    this.#pictures.reload().then(() => this.#pictures.setPaused(false));
    this.#heartbeatOrRetry();
  }

  /**
   * Writes or deletes an edit at the end of the task.
   * @param {PendingEdit} edit
   * @param {Map<string, PendingEdit>} changes
   * @param {Map<string, PendingEdit>} opposite  `#toDelete` for `#toPut`, and the other way round
   */
  #enqueue(edit, changes, opposite) {
    const key = keyOf(edit);
    // An edit that was added and removed within a task was never stored.
    if (!opposite.delete(key) || changes === this.#toPut) changes.set(key, edit);
    this.#flushSoon();
  }

  /** Whether a lease has anything to be sent. @param {string} tag */
  #hasWork(tag) {
    return this.#options.queue.editsOf(tag).length > 0 || this.#pictures.has(tag);
  }

  #flushSoon() {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  /** Requests all writes at once. @param {{leases?: Lease[], end?: Lease[]}} [pages]  `end`: leases to be deleted */
  async #flush(pages = {}) {
    if (this.#isStopped) return;
    const { board, queue } = this.#options;
    const { leases = [], end = [] } = pages;
    const put = [...this.#toPut.values()];
    const remove = [...this.#toDelete.values()];
    this.#toPut.clear();
    this.#toDelete.clear();
    for (const tag of new Set(put.map((edit) => edit.tag))) {
      // No page would find an edit without a lease.
      const isHeld = this.#heldLeases.has(tag) || leases.some((lease) => lease.tag === tag);
      if (!isHeld) leases.push(this.#newLease(tag));
    }
    for (const edit of put) this.#unconfirmed.set(keyOf(edit), edit);
    for (const edit of remove) this.#unconfirmed.delete(keyOf(edit));
    const tail = this.#boardWriter.takeTail();
    const pictures = this.#pictures.takeChanges();
    const rows = put.length + remove.length + leases.length + end.length;
    if (rows === 0 && tail === null && pictures === undefined) return;
    try {
      await this.#database.write({ put, remove, tail, leases, end, pictures }, board);
      for (const edit of put) this.#unconfirmed.delete(keyOf(edit));
      if (!this.#needsRewrite) return;
      this.#needsRewrite = false;
      this.#options.onStored(true);
    } catch (error) {
      if (this.#isStopped) return;
      console.warn("not everything could be stored on this device", error);
      this.#needsRewrite = true;
      this.#pictures.restoreChanges(pictures);
      this.#boardWriter.stop();
      if (queue.editsOf(this.#options.tag).length > 0) this.#options.onStored(false);
    }
  }

  /** A lease for the edits of a tag; without a holder when the page has left. @param {string} tag @returns {Lease} */
  #newLease(tag) {
    const { board, person, tag: me } = this.#options;
    const holder = this.#hasLeft ? "" : me;
    const order = Math.max(0, ...[...this.#heldLeases.values()].map((lease) => lease.order)) + 1;
    const lease = { board, tag, person, holder, beat: 0, isHidden: this.#isHidden, order };
    if (!this.#hasLeft) this.#heldLeases.set(tag, lease);
    return lease;
  }

  async #heartbeatOrRetry() {
    try {
      await this.#heartbeat();
    } catch (error) {
      if (!this.#isStopped) console.warn("stored edits cannot be read now", error);
      this.#scheduleHeartbeat();
    }
  }

  #scheduleHeartbeat() {
    this.#cancelTimer?.();
    if (this.#isStopped || this.#hasLeft) return;
    this.#cancelTimer = this.#options.startTimer(() => this.#heartbeatOrRetry(), HEARTBEAT_MS);
  }

  /** Counts up this page's leases, and adopts the edits of pages that have stopped to do so. */
  async #heartbeat() {
    this.#cancelTimer?.();
    if (this.#isStopped || this.#hasLeft) return;
    const { board, person, tag } = this.#options;
    const needsOwn = this.#hasWork(tag) || this.#toPut.size > 0;
    const me = { board, tag, person, isHidden: this.#isHidden };
    for (const note of exitNotes(tag)) await this.#writeExitNote(note);
    // Before the edits of a closed page are sent: its history has to learn of their refusal.
    await this.#historyWriter?.beat();
    // A page that has left meanwhile must not take its leases back.
    if (this.#isStopped || this.#hasLeft) return;
    const { leases, wasTaken } = await this.#database.heartbeat(me, needsOwn);
    if (this.#hasLeft) return;
    const mine = leases.filter((lease) => lease.person === person);
    const done = this.#reconcileLeases(mine);
    if (wasTaken || this.#needsRewrite) this.#enqueueAll();
    if (wasTaken) await this.#pictures.reload();
    const free = [...done, ...this.#leases.findAbandoned(mine)];
    for (const lease of free) {
      if (this.#hasLeft) return;
      const left = await this.#database.takeOver(lease, tag);
      if (left === null) continue;
      if (this.#hasLeft) this.#flush({ leases: [{ ...lease, holder: "" }] });
      else this.#adopt(lease, left);
    }
    this.#flush();
    this.#scheduleHeartbeat();
  }

  /** Stores the edits of an exit note; one that cannot be stored now stays for later. @param {import("./exit_notes.js").ExitNote} note */
  async #writeExitNote(note) {
    try {
      await this.#database.writeExitNote(note);
      removeExitNote(note.holder);
    } catch (error) {
      if (!this.#isStopped) console.warn("the edits of a closed page cannot be stored now", error);
    }
  }

  /** Sets the leases of this page to those in the database. @param {readonly Lease[]} leases @returns {Lease[]}  those without pending edits */
  #reconcileLeases(leases) {
    const { tag } = this.#options;
    const before = this.#heldLeases;
    const own = before.get(tag);
    this.#heldLeases = new Map();
    // A new lease may not have been stored yet when the database was read.
    if (own !== undefined && this.#hasWork(tag)) this.#heldLeases.set(tag, own);
    const done = [];
    for (const lease of leases) {
      if (lease.holder !== tag) continue;
      if (!this.#hasWork(lease.tag)) done.push(lease);
      else this.#heldLeases.set(lease.tag, lease);
    }
    for (const held of before.keys()) {
      const isGone = !this.#heldLeases.has(held) && held !== tag;
      if (isGone && this.#hasWork(held)) this.#disown(held);
    }
    return done;
  }

  /** @param {string} tag */
  #disown(tag) {
    this.#pictures.disown(tag);
    this.#options.onDisowned(tag);
  }

  /** @param {Lease} lease @param {{edits: readonly StoredEdit[], pictures: readonly StoredPicture[]}} left */
  #adopt(lease, { edits, pictures }) {
    const { queue, tag: holder, onAdopted } = this.#options;
    this.#heldLeases.set(lease.tag, { ...lease, holder, beat: lease.beat + 1 });
    // The queue is more recent than the database about this page's own edits.
    if (lease.tag === holder) return;
    const known = new Set(queue.editsOf(lease.tag).map(({ n }) => n));
    const pending = edits.filter(({ n }) => !known.has(n)).map(toPending);
    queue.load(pending);
    if (pending.length > 0) onAdopted(lease.tag, pending);
    if (pictures.length === 0) return;
    this.#pictures.adopt(pictures);
    this.#options.onPictures(this.#pictures);
  }

  #enqueueAll() {
    const { queue, tag } = this.#options;
    for (const held of new Set([tag, ...this.#heldLeases.keys()])) {
      for (const edit of queue.editsOf(held)) this.#toPut.set(keyOf(edit), edit);
    }
  }
}

/** @param {PendingEdit} edit */
function keyOf({ tag, n }) {
  return `${tag}.${n}`;
}
