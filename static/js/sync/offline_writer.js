/**
 * Keeps what waits on this device, and looks after what closed pages have left here (SPEC K1 to K4).
 *
 * Nothing in it is waited for: drawing and sending go on from memory, and this follows. Where
 * nothing can be kept it says so once and everything else goes on.
 */

import { BoardWriter, readStoredBoard } from "./board_writer.js";
import { exitNotes, removeExitNote, replaceTabTag, writeExitNote } from "./exit_notes.js";
import { Leases } from "./leases.js";
import { openDatabase } from "./offline_database.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./offline_database.js").OfflineDatabase} Device */
/** @typedef {import("./offline_database.js").StoredEdit} KeptEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */

/**
 * What a keeper belongs to, and whom it tells.
 * @typedef {object} OfflineWriterOptions
 * @property {string} board
 * @property {string} person
 * @property {string} tag  of this page
 * @property {import("./edit_queue.js").EditQueue} queue
 * @property {() => number} now
 * @property {import("./session_driver.js").StartTimer} startTimer
 * @property {(tag: string, edits: PendingEdit[]) => void} onAdopted   the queue has edits that a closed page left
 * @property {(tag: string) => void} onDisowned  somebody else looks after them
 * @property {(isKept: boolean) => void} onStored  whether all that waits is on this device
 */

/** Between two looks at the others, ms. */
const HEARTBEAT_MS = 2000;

export class OfflineWriter {
  #options;
  #database;
  #leases;
  #boardWriter;
  /** Held by this page: its own, and those it has taken over. @type {Map<string, Lease>} */
  #heldLeases = new Map();
  /** By name. @type {Map<string, PendingEdit>} */
  #toPut = new Map();
  /** @type {Map<string, PendingEdit>} */
  #toDelete = new Map();
  /** Asked for, but the device has not said that it has them. @type {Map<string, PendingEdit>} */
  #unconfirmed = new Map();
  #isFlushing = false;
  /** Something could not be written: everything is written again. */
  #needsRewrite = false;
  #isHidden = false;
  #hasLeft = false;
  #isStopped = false;
  /** Takes the timer back. @type {(() => void) | null} */
  #cancelTimer = null;

  /**
   * @param {OfflineWriterOptions} options
   * @returns {Promise<OfflineWriter | null>}  null where nothing can be kept
   */
  static async open(options) {
    try {
      /** @type {OfflineWriter | null} */
      let keeper = null;
      const device = await openDatabase(() => keeper?.stop());
      keeper = new OfflineWriter(options, device);
      await keeper.#start();
      return keeper;
    } catch (error) {
      // Forbidden in this window, or broken.
      console.warn("nothing can be kept on this device", error);
      options.onStored(false);
      return null;
    }
  }

  /** @param {OfflineWriterOptions} options @param {Device} device */
  constructor(options, device) {
    this.#options = options;
    this.#database = device;
    this.#leases = new Leases(options.tag, replaceTabTag(options.tag));
    this.#boardWriter = new BoardWriter(options.board, {
      device,
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
    this.#options.onStored(true);
  }

  /** Ends it; what is on the device stays there. */
  stop() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#boardWriter.stop();
    this.#database.close();
    this.#options.onStored(false);
  }

  /** Another state of the log is shown. @param {Board} board @param {{isKept?: boolean}} [of] */
  boardReplaced(board, of) {
    this.#boardWriter.boardReplaced(board, of);
  }

  /** The board has taken an edit. @param {number} seq @param {LoggedEdit} edit */
  editApplied(seq, edit) {
    this.#boardWriter.editApplied(seq, edit);
  }

  /** The last board that was kept. */
  async storedBoard() {
    return this.#isStopped ? null : readStoredBoard(this.#database, this.#options.board);
  }

  /** Edits that wait for this board, in whatever page of this browser. */
  async countPending() {
    return this.#isStopped ? 0 : this.#database.countEdits(this.#options.board);
  }

  /** In the background timers are slow, and the others have to know. @param {boolean} isHidden */
  setHidden(isHidden) {
    if (this.#isHidden === isHidden) return;
    this.#isHidden = isHidden;
    this.#heartbeatOrRetry();
  }

  /** The page ends, or sleeps and may come back: others may look after what waits. */
  leave() {
    if (this.#isStopped) return;
    this.#hasLeft = true;
    this.#cancelTimer?.();
    const { tag, queue } = this.#options;
    const held = [...this.#heldLeases.values()];
    const isEmpty = (/** @type {Lease} */ lease) => queue.editsOf(lease.tag).length === 0;
    const leases = held
      .filter((lease) => !isEmpty(lease))
      .map((lease) => ({ ...lease, holder: "" }));
    this.#flush({ leases, end: held.filter(isEmpty) });
    this.#heldLeases.clear();
    // `#flush` has added the lease of a stroke that the end of the page has finished.
    const edits = [...this.#unconfirmed.values()].map((edit) =>
      toStored(edit, this.#options.board),
    );
    if (leases.length > 0) writeExitNote({ holder: tag, leases, edits });
    for (const lease of held) if (lease.tag !== tag) this.#options.onDisowned(lease.tag);
  }

  /** The page is back. */
  resume() {
    if (!this.#hasLeft) return;
    this.#hasLeft = false;
    this.#needsRewrite = true;
    removeExitNote(this.#options.tag);
    this.#heartbeatOrRetry();
  }

  /**
   * @param {PendingEdit} edit
   * @param {Map<string, PendingEdit>} where
   * @param {Map<string, PendingEdit>} instead
   */
  #enqueue(edit, where, instead) {
    const name = keyOf(edit);
    // What came and went within a task was never on the device.
    if (!instead.delete(name) || where === this.#toPut) where.set(name, edit);
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  /** Asks for all that is to be written, at once. @param {{leases?: Lease[], end?: Lease[]}} [pages] */
  async #flush(pages = {}) {
    if (this.#isStopped) return;
    const { board, queue } = this.#options;
    const { leases = [], end = [] } = pages;
    const put = [...this.#toPut.values()];
    const remove = [...this.#toDelete.values()];
    this.#toPut.clear();
    this.#toDelete.clear();
    for (const tag of new Set(put.map((edit) => edit.tag))) {
      // An edit without a lease would be found by nobody.
      const isHeld = this.#heldLeases.has(tag) || leases.some((lease) => lease.tag === tag);
      if (!isHeld) leases.push(this.#newLease(tag));
    }
    for (const edit of put) this.#unconfirmed.set(keyOf(edit), edit);
    for (const edit of remove) this.#unconfirmed.delete(keyOf(edit));
    const tail = this.#boardWriter.takeTail();
    if (put.length + remove.length + leases.length + end.length === 0 && tail === null) return;
    try {
      await this.#database.write({ put, remove, tail, leases, end }, board);
      for (const edit of put) this.#unconfirmed.delete(keyOf(edit));
      if (!this.#needsRewrite) return;
      this.#needsRewrite = false;
      this.#options.onStored(true);
    } catch (error) {
      if (this.#isStopped) return;
      console.warn("not everything could be kept on this device", error);
      this.#needsRewrite = true;
      this.#boardWriter.stop();
      if (queue.editsOf(this.#options.tag).length > 0) this.#options.onStored(false);
    }
  }

  /** A lease of this page for the edits of a tag; nobody's once the page has left. @param {string} tag @returns {Lease} */
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
      if (!this.#isStopped) console.warn("what is kept on this device cannot be read now", error);
      this.#scheduleHeartbeat();
    }
  }

  #scheduleHeartbeat() {
    this.#cancelTimer?.();
    if (this.#isStopped || this.#hasLeft) return;
    this.#cancelTimer = this.#options.startTimer(() => this.#heartbeatOrRetry(), HEARTBEAT_MS);
  }

  /** Shows the others that this page lives, and looks whether they do. */
  async #heartbeat() {
    this.#cancelTimer?.();
    if (this.#isStopped || this.#hasLeft) return;
    const { board, person, tag, queue } = this.#options;
    const needsOwn = queue.editsOf(tag).length > 0 || this.#toPut.size > 0;
    const me = { board, tag, person, isHidden: this.#isHidden };
    for (const parting of exitNotes(tag)) await this.#writeExitNote(parting);
    // A page that has gone to sleep meanwhile must not take its leases back.
    if (this.#isStopped || this.#hasLeft) return;
    const { leases, wasTaken } = await this.#database.heartbeat(me, needsOwn);
    if (this.#hasLeft) return;
    const mine = leases.filter((lease) => lease.person === person);
    const done = this.#reconcileLeases(mine);
    if (wasTaken || this.#needsRewrite) this.#enqueueAll();
    const free = [...done, ...this.#leases.findAbandoned(mine)];
    for (const lease of free) {
      if (this.#hasLeft) return;
      const edits = await this.#database.takeOver(lease, tag);
      if (edits === null || edits.length === 0) continue;
      if (this.#hasLeft) this.#flush({ leases: [{ ...lease, holder: "" }] });
      else this.#adopt(lease, edits);
    }
    this.#flush();
    this.#scheduleHeartbeat();
  }

  /** Writes what a page noted when it left. A note that cannot be written is kept, and in nobody's way. @param {import("./exit_notes.js").ExitNote} parting */
  async #writeExitNote(parting) {
    try {
      await this.#database.writeExitNote(parting);
      removeExitNote(parting.holder);
    } catch (error) {
      if (!this.#isStopped) console.warn("what a page left cannot be written now", error);
    }
  }

  /** What is held is what the device says. @param {readonly Lease[]} leases @returns {Lease[]} those with nothing left to send */
  #reconcileLeases(leases) {
    const { tag, queue } = this.#options;
    const before = this.#heldLeases;
    const own = before.get(tag);
    this.#heldLeases = new Map();
    // What was claimed a moment ago may not have been there yet.
    if (own !== undefined && queue.editsOf(tag).length > 0) this.#heldLeases.set(tag, own);
    const done = [];
    for (const lease of leases) {
      if (lease.holder !== tag) continue;
      if (queue.editsOf(lease.tag).length === 0) done.push(lease);
      else this.#heldLeases.set(lease.tag, lease);
    }
    for (const held of before.keys()) {
      const isGone = !this.#heldLeases.has(held) && held !== tag;
      if (isGone && queue.editsOf(held).length > 0) this.#options.onDisowned(held);
    }
    return done;
  }

  /** @param {Lease} lease @param {readonly KeptEdit[]} edits */
  #adopt(lease, edits) {
    const { queue, tag: holder, onAdopted } = this.#options;
    this.#heldLeases.set(lease.tag, { ...lease, holder, beat: lease.beat + 1 });
    // Its own are here; the disk has not heard of all that became of them.
    if (lease.tag === holder) return;
    const known = new Set(queue.editsOf(lease.tag).map(({ n }) => n));
    const news = edits.filter(({ n }) => !known.has(n));
    const pending = news.map(toPending);
    queue.load(pending);
    onAdopted(lease.tag, pending);
  }

  #enqueueAll() {
    const { queue, tag } = this.#options;
    for (const held of new Set([tag, ...this.#heldLeases.keys()])) {
      for (const edit of queue.editsOf(held)) this.#toPut.set(keyOf(edit), edit);
    }
  }
}

/** @param {KeptEdit} kept @returns {PendingEdit} */
function toPending({ tag, n, json, bytes }) {
  const { ops, upto } = JSON.parse(json);
  return { tag, n, ops, upto, json, bytes };
}

/** @param {PendingEdit} edit @param {string} board @returns {KeptEdit} */
function toStored({ tag, n, json, bytes }, board) {
  return { board, tag, n, json, bytes };
}

/** @param {PendingEdit} edit */
function keyOf({ tag, n }) {
  return `${tag}.${n}`;
}
