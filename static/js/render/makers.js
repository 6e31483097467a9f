/**
 * Who paints tiles: a worker, and the page itself where there is none or when it is lost. The code of
 * either is fetched behind the first frame; an empty board is drawn on without.
 */

/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./slice_maker.js").SliceMaker} SliceMaker */
/** @typedef {import("./tile_cache.js").Made} Made */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_painter.js").Veil} Veil */
/** @typedef {import("./worker_maker.js").Want} Want */
/** @typedef {import("./worker_maker.js").WorkerMaker} WorkerMaker */
/** Makes what is wished for, as far as it is told what changes. @typedef {Pick<WorkerMaker, "reset" | "change" | "veil" | "want" | "stop"> & {work: (deadline: number) => boolean}} Maker */
/** @typedef {{onTile: (made: Made, usesText: boolean) => void, onNews: () => void}} Ears  `onNews`: a frame is needed */

/** When the code could not be fetched, it is tried again after so long. */
const RETRY_MS = 2000;

/** @implements {Maker} */
export class Makers {
  #board;
  #painter;
  #source;
  #ears;
  /** @type {Maker | null} */
  #maker = null;
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
    setTimeout(() => this.#load(() => this.#startWorker()), 0);
  }

  reset() {
    this.#maker?.reset();
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    this.#maker?.change(changes);
  }

  /** @param {ReadonlyMap<string, Veil>} veils  by id */
  veil(veils) {
    this.#veils = veils;
    this.#maker?.veil(veils);
  }

  /** Wishes for these tiles and no others; before anybody is there, in vain. @param {Want} want */
  want(want) {
    this.#maker?.want(want);
  }

  /** Paints on the page until a time. Returns whether something is left. @param {number} deadline */
  work(deadline) {
    return this.#maker?.work(deadline) ?? false;
  }

  stop() {
    this.#isStopped = true;
    this.#maker?.stop();
  }

  /** @param {() => Promise<Maker>} start */
  async #load(start) {
    try {
      const maker = await start();
      if (this.#isStopped) maker.stop();
      else this.#use(maker);
    } catch (error) {
      console.warn("nobody paints tiles yet:", error);
      setTimeout(() => this.#load(() => this.#startSlices()), RETRY_MS);
    }
  }

  /** @param {Maker} maker */
  #use(maker) {
    this.#maker = maker;
    maker.veil(this.#veils);
    this.#ears.onNews();
  }

  async #startWorker() {
    const { WorkerMaker } = await import("./worker_maker.js");
    try {
      return new WorkerMaker(this.#board, {
        onTile: this.#ears.onTile,
        onLost: () => {
          this.#maker = null;
          this.#load(() => this.#startSlices());
        },
      });
    } catch (error) {
      console.warn("tiles are painted on the page:", error);
      return this.#startSlices();
    }
  }

  async #startSlices() {
    const { SliceMaker } = await import("./slice_maker.js");
    return new SliceMaker(this.#painter, this.#source, this.#ears.onTile);
  }
}
