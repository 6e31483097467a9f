/**
 * Persists this page's pending edits and board state in IndexedDB, and adopts the edits of closed pages.
 *
 * Drawing and sending never wait for it, and its code is loaded after the first stroke.
 */

import { isKnownOp } from "../model/known.js";
import { Signal } from "../platform/signal.js";
import { RELOAD } from "./close_codes.js";
import { insertPending } from "./replica_updater.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./offline_writer.js").OfflineWriterOptions} OfflineWriterOptions */
/** @typedef {import("./offline_writer.js").OfflineWriter} OfflineWriter */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./waiting_pictures.js").WaitingPictures} WaitingPictures */
/** @typedef {(options: OfflineWriterOptions) => Promise<OfflineWriter | null>} OpenOfflineWriter */

/** While a board takes longer to load, the stored one is shown. */
const SHOW_STORED_AFTER_MS = 4000;

/** Larger than the number of any edit. */
const ALL = Number.MAX_SAFE_INTEGER;

export class OfflineStore {
  /** Whether all pending edits are stored on this device; null until that is known. @type {Signal<boolean | null>} */
  isStored = new Signal(/** @type {boolean | null} */ (null));
  /** The pictures that wait to be sent; set again when those of closed pages have come. @type {Signal<WaitingPictures | null>} */
  pictures = new Signal(/** @type {WaitingPictures | null} */ (null));
  /** Loads the history that is to be stored; set before `open`. @type {() => Promise<import("./history_writer.js").HistorySource | null>} */
  openHistory = async () => null;
  #options;
  #openWriter;
  #session;
  #replica;
  #runEffects;
  /** @type {OfflineWriter | null} */
  #writer = null;
  #isHidden = false;
  #isForgotten = false;

  /**
   * @param {Omit<OfflineWriterOptions, "history" | "onAdopted" | "onDisowned" | "onPictures" | "onPicturesChanged" | "onStored">} options
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
    const onStored = (/** @type {boolean} */ isStored) => {
      if (this.isStored.value !== isStored) this.isStored.set(isStored);
    };
    const onAdopted = this.#adopt.bind(this);
    const onDisowned = this.#disown.bind(this);
    if (this.#openWriter === undefined) return;
    const history = await this.openHistory().catch((error) => {
      console.warn("the code that stores the history could not be loaded", error);
      return null;
    });
    const onPictures = (/** @type {WaitingPictures} */ pictures) => this.pictures.set(pictures);
    const onPicturesChanged = this.#runEffects;
    const callbacks = { onAdopted, onDisowned, onPictures, onPicturesChanged, onStored };
    const opening = this.#openWriter({ ...this.#options, history, ...callbacks });
    const writer = await opening.catch((error) => {
      console.warn("the code that stores edits could not be loaded", error);
      onStored(false);
    });
    if (writer == null) return;
    this.#writer = writer;
    if (this.#isForgotten) await writer.forgetBoard();
    if (this.#session.status.state === "stopped") return writer.leave();
    writer.setHidden(this.#isHidden);
    const { board } = this.#replica;
    if (this.#session.isReady) writer.boardReplaced(board);
    else if (this.#session.status.code !== undefined) this.showStoredBoard();
    else this.#options.startTimer(() => this.showStoredBoard(), SHOW_STORED_AFTER_MS);
  }

  stop() {
    this.#writer?.stop();
  }

  /** Shows the stored board until the server's is complete. */
  async showStoredBoard() {
    if (this.#session.isReady || this.#isForgotten) return;
    const board = await this.#writer?.storedBoard().catch((error) => {
      console.warn("the stored board cannot be read", error);
    });
    if (board == null || !this.#session.acceptStoredBoard()) return;
    this.#replica.replaceBoard(board);
    this.#writer?.boardReplaced(board, { isStored: true });
    this.#runEffects();
  }

  /** Another board is shown. @param {Board} board */
  boardReplaced(board) {
    this.#writer?.boardReplaced(board);
  }

  /** An edit was applied to the board. @param {number} seq @param {LoggedEdit} edit */
  editApplied(seq, edit) {
    this.#writer?.editApplied(seq, edit);
    this.pictures.value?.logged(edit);
  }

  /** An edit was refused. Returns whether its picture is kept, so that the person has it. @param {import("./edit_queue.js").PendingEdit} edit @param {string} code */
  editRefused(edit, code) {
    return this.pictures.value?.refused(edit, code) === true;
  }

  /** Number of pending edits and pictures of this board, of all pages of this browser. */
  async countPending() {
    const stored = (await this.#writer?.countPending()) ?? 0;
    return Math.max(stored, this.#session.status.waiting);
  }

  /** Deletes the stored board, because a teacher has removed this person; pending edits stay (SPEC R9). */
  async forgetBoard() {
    this.#isForgotten = true;
    await this.#writer?.forgetBoard();
  }

  /** @param {boolean} isHidden  whether the page is in the background */
  setHidden(isHidden) {
    this.#isHidden = isHidden;
    this.#writer?.setHidden(isHidden);
  }

  /** Releases the leases, because the page ends or sleeps: other pages may send its edits. */
  leave() {
    this.#writer?.leave();
  }

  /** Takes the leases back, because the page is shown again. */
  resume() {
    this.#writer?.resume();
  }

  /** @param {string} tag @param {import("./edit_queue.js").PendingEdit[]} edits */
  #adopt(tag, edits) {
    if (edits.every(({ ops }) => ops.every(isKnownOp))) {
      insertPending(this.#replica, edits, this.#options.tag);
      this.#session.adopt(tag, this.#options.now());
    } else {
      // A newer page has left these edits, and only a newer page can show and send them.
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
