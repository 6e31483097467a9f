/**
 * What of this page outlives it, as far as this device keeps anything: edits that wait, edits that
 * closed pages have left, and the last state of the board.
 *
 * Everything here happens behind drawing and sending, and is fetched after them.
 */

import { isKnownOp } from "../model/known.js";
import { Signal } from "../platform/signal.js";
import { RELOAD } from "./close_codes.js";
import { insertPending } from "./replica_updater.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./offline_writer.js").OfflineWriterOptions} KeeperOptions */
/** @typedef {import("./offline_writer.js").OfflineWriter} Keeper */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {(options: KeeperOptions) => Promise<Keeper | null>} OpenOfflineWriter */

/** A board that takes longer is shown as this device has kept it, until it comes. */
const SHOW_STORED_AFTER_MS = 4000;

/** More than any number of an edit. */
const ALL = Number.MAX_SAFE_INTEGER;

export class OfflineStore {
  /** Whether what waits is kept on this device; null until that is known. @type {Signal<boolean | null>} */
  isStored = new Signal(/** @type {boolean | null} */ (null));
  #options;
  #openWriter;
  #session;
  #replica;
  #runEffects;
  /** @type {Keeper | null} */
  #writer = null;
  #isHidden = false;

  /**
   * @param {Omit<KeeperOptions, "onAdopted" | "onDisowned" | "onStored">} options
   * @param {{openWriter: OpenOfflineWriter | undefined, session: Session, replica: Replica, runEffects: () => void}} page  `runEffects` performs the effects of the session
   */
  constructor(options, { openWriter, session, replica, runEffects }) {
    this.#options = options;
    this.#openWriter = openWriter;
    this.#session = session;
    this.#replica = replica;
    this.#runEffects = runEffects;
  }

  async open() {
    const onStored = (/** @type {boolean} */ isKept) => {
      if (this.isStored.value !== isKept) this.isStored.set(isKept);
    };
    const onAdopted = this.#adopt.bind(this);
    const onDisowned = this.#disown.bind(this);
    const boardLoader = this.#openWriter?.({ ...this.#options, onAdopted, onDisowned, onStored });
    const keeper = await boardLoader?.catch((error) => {
      console.warn("what keeps edits here could not be loaded", error);
      onStored(false);
    });
    if (keeper == null) return;
    this.#writer = keeper;
    if (this.#session.status.state === "stopped") return keeper.leave();
    keeper.setHidden(this.#isHidden);
    const { board } = this.#replica;
    if (this.#session.isReady) keeper.boardReplaced(board);
    else if (this.#session.status.code !== undefined) this.showStoredBoard();
    else this.#options.startTimer(() => this.showStoredBoard(), SHOW_STORED_AFTER_MS);
  }

  stop() {
    this.#writer?.stop();
  }

  /** Shows the board as this device has kept it, while there is none. */
  async showStoredBoard() {
    if (this.#session.isReady) return;
    const board = await this.#writer?.storedBoard().catch((error) => {
      console.warn("the kept board cannot be read", error);
    });
    if (board == null || !this.#session.acceptStoredBoard()) return;
    this.#replica.replaceBoard(board);
    this.#writer?.boardReplaced(board, { isKept: true });
    this.#runEffects();
  }

  /** Another state of the log is shown. @param {Board} board */
  boardReplaced(board) {
    this.#writer?.boardReplaced(board);
  }

  /** The board has taken an edit. @param {number} seq @param {LoggedEdit} edit */
  editApplied(seq, edit) {
    this.#writer?.editApplied(seq, edit);
  }

  /** Edits that wait for this board, here and in other pages of this browser. */
  async countPending() {
    const kept = (await this.#writer?.countPending()) ?? 0;
    return Math.max(kept, this.#session.status.waiting);
  }

  /** Whether nobody looks at the page. @param {boolean} isHidden */
  setHidden(isHidden) {
    this.#isHidden = isHidden;
    this.#writer?.setHidden(isHidden);
  }

  /** The page ends, or sleeps: from now on others may look after what waits. */
  leave() {
    this.#writer?.leave();
  }

  /** The page is back. */
  resume() {
    this.#writer?.resume();
  }

  /** @param {string} tag @param {import("./edit_queue.js").PendingEdit[]} edits */
  #adopt(tag, edits) {
    if (edits.every(({ ops }) => ops.every(isKnownOp))) {
      insertPending(this.#replica, edits, this.#options.tag);
      this.#session.adopt(tag, this.#options.now());
    } else {
      // A newer page has left it, and only a newer page can show and send it.
      this.#session.stop(RELOAD);
    }
    this.#runEffects();
  }

  /** @param {string} tag */
  #disown(tag) {
    this.#session.disown(tag);
    this.#replica.dropPendingUpTo(tag, ALL);
    this.#runEffects();
  }
}
