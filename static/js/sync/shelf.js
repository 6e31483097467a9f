/**
 * What of this page outlives it, as far as this device keeps anything: edits that wait, edits that
 * closed pages have left, and the last state of the board.
 *
 * Everything here happens behind drawing and sending, and is fetched after them.
 */

import { isKnownOp } from "../model/known.js";
import { RELOAD } from "./closing.js";
import { pendBefore } from "./pending_view.js";
import { Signal } from "./signal.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./keeper.js").Household} Household */
/** @typedef {import("./keeper.js").Keeper} Keeper */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {(home: Household) => Promise<Keeper | null>} Keep */

/** A board that takes longer is shown as this device has kept it, until it comes. */
const PATIENCE_MS = 4000;

/** More than any number of an edit. */
const ALL = Number.MAX_SAFE_INTEGER;

export class Shelf {
  /** Whether what waits is kept on this device; null until that is known. @type {Signal<boolean | null>} */
  kept = new Signal(/** @type {boolean | null} */ (null));
  #home;
  #keep;
  #session;
  #replica;
  #changed;
  /** @type {Keeper | null} */
  #keeper = null;
  #isHidden = false;

  /**
   * @param {Omit<Household, "adopted" | "disowned" | "told">} home
   * @param {{keep: Keep | undefined, session: Session, replica: Replica, changed: () => void}} page  `changed`: the session wants something done
   */
  constructor(home, { keep, session, replica, changed }) {
    this.#home = home;
    this.#keep = keep;
    this.#session = session;
    this.#replica = replica;
    this.#changed = changed;
  }

  async open() {
    const told = (/** @type {boolean} */ isKept) => {
      if (this.kept.value !== isKept) this.kept.set(isKept);
    };
    const adopted = this.#adopt.bind(this);
    const disowned = this.#disown.bind(this);
    const opening = this.#keep?.({ ...this.#home, adopted, disowned, told });
    const keeper = await opening?.catch((error) => {
      console.warn("what keeps edits here could not be loaded", error);
      told(false);
    });
    if (keeper == null) return;
    this.#keeper = keeper;
    if (this.#session.status.state === "stopped") return keeper.leave();
    keeper.hidden(this.#isHidden);
    const { board } = this.#replica;
    if (this.#session.isReady) keeper.shown(board);
    else if (this.#session.status.code !== undefined) this.showKept();
    else this.#home.later(() => this.showKept(), PATIENCE_MS);
  }

  stop() {
    this.#keeper?.stop();
  }

  /** Shows the board as this device has kept it, while there is none. */
  async showKept() {
    if (this.#session.isReady) return;
    const board = await this.#keeper?.keptBoard().catch((error) => {
      console.warn("the kept board cannot be read", error);
    });
    if (board == null || !this.#session.foundKept()) return;
    this.#replica.replaceBoard(board);
    this.#keeper?.shown(board, { isKept: true });
    this.#changed();
  }

  /** Another state of the log is shown. @param {Board} board */
  shown(board) {
    this.#keeper?.shown(board);
  }

  /** The board has taken an edit. @param {number} seq @param {LoggedEdit} edit */
  logged(seq, edit) {
    this.#keeper?.logged(seq, edit);
  }

  /** Edits that wait for this board, here and in other pages of this browser. */
  async waiting() {
    const kept = (await this.#keeper?.waiting()) ?? 0;
    return Math.max(kept, this.#session.status.waiting);
  }

  /** Whether nobody looks at the page. @param {boolean} isHidden */
  hidden(isHidden) {
    this.#isHidden = isHidden;
    this.#keeper?.hidden(isHidden);
  }

  /** The page ends, or sleeps: from now on others may look after what waits. */
  leave() {
    this.#keeper?.leave();
  }

  /** The page is back. */
  comeBack() {
    this.#keeper?.comeBack();
  }

  /** @param {string} tag @param {import("./queue.js").PendingEdit[]} edits */
  #adopt(tag, edits) {
    if (edits.every(({ ops }) => ops.every(isKnownOp))) {
      pendBefore(this.#replica, edits, this.#home.tag);
      this.#session.adopt(tag, this.#home.now());
    } else {
      // A newer page has left it, and only a newer page can show and send it.
      this.#session.stop(RELOAD);
    }
    this.#changed();
  }

  /** @param {string} tag */
  #disown(tag) {
    this.#session.disown(tag);
    this.#replica.dropPendingUpTo(tag, ALL);
    this.#changed();
  }
}
