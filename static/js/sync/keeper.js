/**
 * Keeps what waits on this device, and looks after what closed pages have left here (SPEC K1 to K4).
 *
 * Nothing in it is waited for: drawing and sending go on from memory, and this follows. Where
 * nothing can be kept it says so once and everything else goes on.
 */

import { openDevice } from "./device.js";
import { claimTab, exitNotes, removeExitNote, writeExitNote } from "./exit_notes.js";
import { BoardKeeper, readKeptBoard } from "./kept_board.js";
import { Leases } from "./leases.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./device.js").KeptEdit} KeptEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./queue.js").PendingEdit} PendingEdit */

/**
 * What a keeper belongs to, and whom it tells.
 * @typedef {object} KeeperOptions
 * @property {string} board
 * @property {string} person
 * @property {string} tag  of this page
 * @property {import("./queue.js").EditQueue} queue
 * @property {() => number} now
 * @property {import("./connection.js").Later} later
 * @property {(tag: string, edits: PendingEdit[]) => void} onAdopted   the queue has edits that a closed page left
 * @property {(tag: string) => void} onDisowned  somebody else looks after them
 * @property {(isKept: boolean) => void} onStored  whether all that waits is on this device
 */

/** Between two looks at the others, ms. */
const BEAT_MS = 2000;

export class Keeper {
  #options;
  #device;
  #leases;
  #boards;
  /** Held by this page: its own, and those it has taken over. @type {Map<string, Lease>} */
  #held = new Map();
  /** By name. @type {Map<string, PendingEdit>} */
  #added = new Map();
  /** @type {Map<string, PendingEdit>} */
  #removed = new Map();
  /** Asked for, but the device has not said that it has them. @type {Map<string, PendingEdit>} */
  #unsure = new Map();
  #isFlushing = false;
  /** Something could not be written: everything is written again. */
  #isBehind = false;
  #isHidden = false;
  #isAsleep = false;
  #isStopped = false;
  /** Takes the timer back. @type {(() => void) | null} */
  #cancelTimer = null;

  /**
   * @param {KeeperOptions} options
   * @returns {Promise<Keeper | null>}  null where nothing can be kept
   */
  static async open(options) {
    try {
      /** @type {Keeper | null} */
      let keeper = null;
      const device = await openDevice(() => keeper?.stop());
      keeper = new Keeper(options, device);
      await keeper.#begin();
      return keeper;
    } catch (error) {
      // Forbidden in this window, or broken.
      console.warn("nothing can be kept on this device", error);
      options.onStored(false);
      return null;
    }
  }

  /** @param {KeeperOptions} options @param {Device} device */
  constructor(options, device) {
    this.#options = options;
    this.#device = device;
    this.#leases = new Leases(options.tag, claimTab(options.tag));
    this.#boards = new BoardKeeper(options.board, {
      device,
      now: options.now,
      later: options.later,
    });
  }

  async #begin() {
    const { queue, tag } = this.#options;
    queue.follow({
      added: (edit) => this.#note(edit, this.#added, this.#removed),
      removed: (edit) => this.#note(edit, this.#removed, this.#added),
    });
    for (const edit of queue.of(tag)) this.#added.set(nameOf(edit), edit);
    await this.#beat();
    this.#options.onStored(true);
  }

  /** Ends it; what is on the device stays there. */
  stop() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#boards.stop();
    this.#device.close();
    this.#options.onStored(false);
  }

  /** Another state of the log is shown. @param {Board} board @param {{isKept?: boolean}} [of] */
  boardReplaced(board, of) {
    this.#boards.shown(board, of);
  }

  /** The board has taken an edit. @param {number} seq @param {LoggedEdit} edit */
  editApplied(seq, edit) {
    this.#boards.logged(seq, edit);
  }

  /** The last board that was kept. */
  async storedBoard() {
    return this.#isStopped ? null : readKeptBoard(this.#device, this.#options.board);
  }

  /** Edits that wait for this board, in whatever page of this browser. */
  async countWaiting() {
    return this.#isStopped ? 0 : this.#device.waiting(this.#options.board);
  }

  /** In the background timers are slow, and the others have to know. @param {boolean} isHidden */
  setHidden(isHidden) {
    if (this.#isHidden === isHidden) return;
    this.#isHidden = isHidden;
    this.#beatSurely();
  }

  /** The page ends, or sleeps and may come back: others may look after what waits. */
  leave() {
    if (this.#isStopped) return;
    this.#isAsleep = true;
    this.#cancelTimer?.();
    const { tag, queue } = this.#options;
    const held = [...this.#held.values()];
    const isEmpty = (/** @type {Lease} */ lease) => queue.of(lease.tag).length === 0;
    const leases = held
      .filter((lease) => !isEmpty(lease))
      .map((lease) => ({ ...lease, holder: "" }));
    this.#flush({ leases, end: held.filter(isEmpty) });
    this.#held.clear();
    // `#flush` has added the lease of a stroke that the end of the page has finished.
    const edits = [...this.#unsure.values()].map((edit) => keptOf(edit, this.#options.board));
    if (leases.length > 0) writeExitNote({ holder: tag, leases, edits });
    for (const lease of held) if (lease.tag !== tag) this.#options.onDisowned(lease.tag);
  }

  /** The page is back. */
  comeBack() {
    if (!this.#isAsleep) return;
    this.#isAsleep = false;
    this.#isBehind = true;
    removeExitNote(this.#options.tag);
    this.#beatSurely();
  }

  /**
   * @param {PendingEdit} edit
   * @param {Map<string, PendingEdit>} where
   * @param {Map<string, PendingEdit>} instead
   */
  #note(edit, where, instead) {
    const name = nameOf(edit);
    // What came and went within a task was never on the device.
    if (!instead.delete(name) || where === this.#added) where.set(name, edit);
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
    const put = [...this.#added.values()];
    const remove = [...this.#removed.values()];
    this.#added.clear();
    this.#removed.clear();
    for (const tag of new Set(put.map((edit) => edit.tag))) {
      // An edit without a lease would be found by nobody.
      const isHeld = this.#held.has(tag) || leases.some((lease) => lease.tag === tag);
      if (!isHeld) leases.push(this.#claimed(tag));
    }
    for (const edit of put) this.#unsure.set(nameOf(edit), edit);
    for (const edit of remove) this.#unsure.delete(nameOf(edit));
    const tail = this.#boards.takeTail();
    if (put.length + remove.length + leases.length + end.length === 0 && tail === null) return;
    try {
      await this.#device.write({ put, remove, tail, leases, end }, board);
      for (const edit of put) this.#unsure.delete(nameOf(edit));
      if (!this.#isBehind) return;
      this.#isBehind = false;
      this.#options.onStored(true);
    } catch (error) {
      if (this.#isStopped) return;
      console.warn("not everything could be kept on this device", error);
      this.#isBehind = true;
      this.#boards.stop();
      if (queue.of(this.#options.tag).length > 0) this.#options.onStored(false);
    }
  }

  /** A lease of this page for the edits of a tag; nobody's once the page has left. @param {string} tag @returns {Lease} */
  #claimed(tag) {
    const { board, person, tag: me } = this.#options;
    const holder = this.#isAsleep ? "" : me;
    const order = Math.max(0, ...[...this.#held.values()].map((lease) => lease.order)) + 1;
    const lease = { board, tag, person, holder, beat: 0, isHidden: this.#isHidden, order };
    if (!this.#isAsleep) this.#held.set(tag, lease);
    return lease;
  }

  async #beatSurely() {
    try {
      await this.#beat();
    } catch (error) {
      if (!this.#isStopped) console.warn("what is kept on this device cannot be read now", error);
      this.#schedule();
    }
  }

  #schedule() {
    this.#cancelTimer?.();
    if (this.#isStopped || this.#isAsleep) return;
    this.#cancelTimer = this.#options.later(() => this.#beatSurely(), BEAT_MS);
  }

  /** Shows the others that this page lives, and looks whether they do. */
  async #beat() {
    this.#cancelTimer?.();
    if (this.#isStopped || this.#isAsleep) return;
    const { board, person, tag, queue } = this.#options;
    const needsOwn = queue.of(tag).length > 0 || this.#added.size > 0;
    const me = { board, tag, person, isHidden: this.#isHidden };
    for (const parting of exitNotes(tag)) await this.#settle(parting);
    // A page that has gone to sleep meanwhile must not take its leases back.
    if (this.#isStopped || this.#isAsleep) return;
    const { leases, wasTaken } = await this.#device.beat(me, needsOwn);
    if (this.#isAsleep) return;
    const mine = leases.filter((lease) => lease.person === person);
    const done = this.#compare(mine);
    if (wasTaken || this.#isBehind) this.#writeAllAgain();
    const free = [...done, ...this.#leases.look(mine)];
    for (const lease of free) {
      if (this.#isAsleep) return;
      const edits = await this.#device.take(lease, tag);
      if (edits === null || edits.length === 0) continue;
      if (this.#isAsleep) this.#flush({ leases: [{ ...lease, holder: "" }] });
      else this.#adopt(lease, edits);
    }
    this.#flush();
    this.#schedule();
  }

  /** Writes what a page noted when it left. A note that cannot be written is kept, and in nobody's way. @param {import("./exit_notes.js").ExitNote} parting */
  async #settle(parting) {
    try {
      await this.#device.settle(parting);
      removeExitNote(parting.holder);
    } catch (error) {
      if (!this.#isStopped) console.warn("what a page left cannot be written now", error);
    }
  }

  /** What is held is what the device says. @param {readonly Lease[]} leases @returns {Lease[]} those with nothing left to send */
  #compare(leases) {
    const { tag, queue } = this.#options;
    const before = this.#held;
    const own = before.get(tag);
    this.#held = new Map();
    // What was claimed a moment ago may not have been there yet.
    if (own !== undefined && queue.of(tag).length > 0) this.#held.set(tag, own);
    const done = [];
    for (const lease of leases) {
      if (lease.holder !== tag) continue;
      if (queue.of(lease.tag).length === 0) done.push(lease);
      else this.#held.set(lease.tag, lease);
    }
    for (const held of before.keys()) {
      const isGone = !this.#held.has(held) && held !== tag;
      if (isGone && queue.of(held).length > 0) this.#options.onDisowned(held);
    }
    return done;
  }

  /** @param {Lease} lease @param {readonly KeptEdit[]} edits */
  #adopt(lease, edits) {
    const { queue, tag: holder, onAdopted } = this.#options;
    this.#held.set(lease.tag, { ...lease, holder, beat: lease.beat + 1 });
    // Its own are here; the disk has not heard of all that became of them.
    if (lease.tag === holder) return;
    const known = new Set(queue.of(lease.tag).map(({ n }) => n));
    const news = edits.filter(({ n }) => !known.has(n));
    const pending = news.map(pendingOf);
    queue.load(pending);
    onAdopted(lease.tag, pending);
  }

  #writeAllAgain() {
    const { queue, tag } = this.#options;
    for (const held of new Set([tag, ...this.#held.keys()])) {
      for (const edit of queue.of(held)) this.#added.set(nameOf(edit), edit);
    }
  }
}

/** @param {KeptEdit} kept @returns {PendingEdit} */
function pendingOf({ tag, n, json, bytes }) {
  const { ops, upto } = JSON.parse(json);
  return { tag, n, ops, upto, json, bytes };
}

/** @param {PendingEdit} edit @param {string} board @returns {KeptEdit} */
function keptOf({ tag, n, json, bytes }, board) {
  return { board, tag, n, json, bytes };
}

/** @param {PendingEdit} edit */
function nameOf({ tag, n }) {
  return `${tag}.${n}`;
}
