/**
 * Who paints tiles: a worker, and the page itself where there is none or when it is lost. The code of
 * either is fetched behind the first frame; an empty board is drawn on without.
 */

import { reachOf } from "./tile_painter.js";

/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./slice_maker.js").SliceMaker} SliceMaker */
/** @typedef {import("./tile_cache.js").Made} Made */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_painter.js").Veil} Veil */
/** @typedef {import("./wishes.js").Wish} Wish */
/** @typedef {import("./worker_maker.js").Want} Want */
/** @typedef {import("./worker_maker.js").WorkerMaker} WorkerMaker */
/** Makes what is wished for, as far as it is told what changes. @typedef {Pick<WorkerMaker, "reset" | "change" | "veil" | "want" | "stop"> & {work: (deadline: number) => boolean}} Maker */
/** @typedef {{onTile: (made: Made, usesText: boolean) => void, onNews: () => void}} Ears  `onNews`: a frame is needed */

/** Shapes of a tile that the page paints sooner than a worker that does not know them yet. */
const MOST_SHAPES = 150;

/** When the code could not be fetched, it is tried again after so long. */
const RETRY_MS = 2000;

/** @implements {Maker} */
export class Makers {
  #board;
  #painter;
  #source;
  #ears;
  /** @type {WorkerMaker | null} */
  #worker = null;
  /** @type {SliceMaker | null} */
  #slices = null;
  /** @type {ReadonlyMap<string, Veil>} */
  #veils = new Map();
  #isStopped = false;

  /**
   * @param {Replica} board
   * @param {Painter} painter
   * @param {Source} source  the board to paint from on the page
   * @param {Ears} ears
   */
  constructor(board, painter, source, ears) {
    this.#board = board;
    this.#painter = painter;
    this.#source = source;
    this.#ears = ears;
    // Behind the first frame, which nothing may delay.
    setTimeout(() => this.#load(), 0);
  }

  reset() {
    this.#worker?.reset();
    this.#slices?.reset();
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    this.#worker?.change(changes);
    this.#slices?.change(changes);
  }

  /** @param {ReadonlyMap<string, Veil>} veils  by id */
  veil(veils) {
    this.#veils = veils;
    this.#worker?.veil(veils);
    this.#slices?.veil();
  }

  /** Wishes for these tiles and no others; before anybody is there, in vain. @param {Want} want */
  want(want) {
    const worker = this.#worker;
    if (worker === null) {
      this.#slices?.want(want);
      return;
    }
    // What is little is there sooner than a worker knows of it, and that can wait until it is.
    const seen = worker.isReady ? [] : want.wishes.slice(0, want.urgent);
    const own = seen.filter(isFew(this.#board, want));
    this.#slices?.want({ ...want, wishes: own });
    const isAll = own.length > 0 && own.length === want.urgent;
    const others = isAll ? [] : want.wishes.filter((wish) => !own.includes(wish));
    worker.want({ ...want, wishes: others, urgent: want.urgent - own.length });
  }

  /** Works on the page until a time. Returns whether something is left. @param {number} deadline */
  work(deadline) {
    const more = this.#slices?.work(deadline) ?? false;
    return (this.#worker?.work(deadline) ?? false) || more;
  }

  stop() {
    this.#isStopped = true;
    this.#worker?.stop();
    this.#slices?.stop();
  }

  async #load() {
    try {
      const [{ WorkerMaker }, { SliceMaker }] = await Promise.all([
        import("./worker_maker.js"),
        import("./slice_maker.js"),
      ]);
      if (this.#isStopped) return;
      this.#slices = new SliceMaker(this.#painter, this.#source, this.#ears.onTile);
      this.#worker = this.#started(WorkerMaker);
      this.#ears.onNews();
    } catch (error) {
      console.warn("nobody paints tiles yet:", error);
      setTimeout(() => this.#load(), RETRY_MS);
    }
  }

  /** @param {typeof import("./worker_maker.js").WorkerMaker} Kind */
  #started(Kind) {
    try {
      const worker = new Kind(this.#board, {
        onTile: this.#ears.onTile,
        onLost: () => {
          this.#worker = null;
          this.#ears.onNews();
        },
      });
      worker.veil(this.#veils);
      return worker;
    } catch (error) {
      console.warn("tiles are painted on the page:", error);
      return null;
    }
  }
}

/** Whether a wish is fulfilled in a few milliseconds. @param {Replica} board @param {Want} want @returns {(wish: Wish) => boolean} */
function isFew(board, { dpr }) {
  return ({ cell }) => {
    const { near, paints } = reachOf(cell, dpr);
    const shapes = board.few(near, cell.page, 4 * MOST_SHAPES);
    return shapes !== null && shapes.filter(paints).length <= MOST_SHAPES;
  };
}
