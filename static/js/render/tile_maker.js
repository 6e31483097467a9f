/**
 * Distributes tile requests: to a worker, and to the page itself where there is no worker or when it is lost. The code of
 * both loads after the first frame; an empty board needs neither.
 */

import { importWithRetry } from "../platform/loading.js";
import { costOf, OUTLINED_COST } from "./paint_cost.js";
import { pixelsIn, scaleOf } from "./tile_grid.js";
import { paintersOfCell } from "./tile_painter.js";

/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./page_tile_maker.js").PageTileMaker} PageTileMaker */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** @typedef {import("./tile_requests.js").TileRequest} TileRequest */
/** @typedef {import("./worker_tile_maker.js").TileOrder} TileOrder */
/** @typedef {import("./worker_tile_maker.js").WorkerTileMaker} WorkerTileMaker */
/** Paints requested tiles, and is notified of changes. @typedef {Pick<WorkerTileMaker, "reset" | "change" | "setVisibility" | "request" | "stop"> & {work: (deadline: number) => boolean}} TileMaking */
/** @typedef {{onTile: (painted: PaintedTile) => void, onPicture: (picture: string) => void, onChange: () => void}} TileListeners  `onChange`: a frame is needed */

/** Shapes of a tile that the page paints sooner than a worker that has to receive them first. */
const MAX_SHAPES = 150;
const MAX_COST = MAX_SHAPES * OUTLINED_COST;

/** @implements {TileMaking} */
export class TileMaker {
  #board;
  #painter;
  #source;
  #listeners;
  /** @type {WorkerTileMaker | null} */
  #worker = null;
  /** @type {PageTileMaker | null} */
  #pageMaker = null;
  /** @type {ReadonlyMap<string, Visibility>} */
  #visibilities = new Map();
  #isStopped = false;

  /**
   * @param {Replica} board
   * @param {Painter} painter
   * @param {Source} source  the board to paint from on the page
   * @param {TileListeners} listeners
   */
  constructor(board, painter, source, listeners) {
    this.#board = board;
    this.#painter = painter;
    this.#source = source;
    this.#listeners = listeners;
    // After the first frame, which nothing may delay.
    setTimeout(() => this.#load(), 0);
  }

  reset() {
    this.#worker?.reset();
    this.#pageMaker?.reset();
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    this.#worker?.change(changes);
    this.#pageMaker?.change(changes);
  }

  /** @param {ReadonlyMap<string, Visibility>} visibilities  by id */
  setVisibility(visibilities) {
    this.#visibilities = visibilities;
    this.#worker?.setVisibility(visibilities);
    this.#pageMaker?.setVisibility();
  }

  /** Replaces the requests; without effect until the code has loaded. @param {TileOrder} order */
  request(order) {
    const worker = this.#worker;
    if (worker === null) {
      this.#pageMaker?.request(order);
      return;
    }
    // Until the worker has the board the page paints cheap visible tiles itself. If those are all visible tiles, the
    // worker's requests wait.
    const visible = worker.isReady ? [] : order.requests.slice(0, order.urgent);
    const own = visible.filter(isCheap(this.#board, order));
    this.#pageMaker?.request({ ...order, requests: own });
    const isAll = own.length > 0 && own.length === order.urgent;
    const others = isAll ? [] : order.requests.filter((request) => !own.includes(request));
    worker.request({ ...order, requests: others, urgent: order.urgent - own.length });
  }

  /** Works on the page until the deadline. Returns whether work is left. @param {number} deadline */
  work(deadline) {
    const more = this.#pageMaker?.work(deadline) ?? false;
    return (this.#worker?.work(deadline) ?? false) || more;
  }

  stop() {
    this.#isStopped = true;
    this.#worker?.stop();
    this.#pageMaker?.stop();
  }

  async #load() {
    const [{ WorkerTileMaker }, { PageTileMaker }] = await importWithRetry(() =>
      Promise.all([import("./worker_tile_maker.js"), import("./page_tile_maker.js")]),
    );
    if (this.#isStopped) return;
    this.#pageMaker = new PageTileMaker(this.#painter, this.#source, this.#listeners.onTile);
    this.#worker = this.#started(WorkerTileMaker);
    this.#listeners.onChange();
  }

  /** @param {typeof import("./worker_tile_maker.js").WorkerTileMaker} Kind */
  #started(Kind) {
    try {
      const worker = new Kind(this.#board, {
        onTile: this.#listeners.onTile,
        onFont: (font) => this.#painter.fonts.add(font),
        onPicture: this.#listeners.onPicture,
        onLost: () => {
          this.#worker = null;
          this.#listeners.onChange();
        },
      });
      worker.setVisibility(this.#visibilities);
      return worker;
    } catch (error) {
      console.warn("tiles are painted on the page:", error);
      return null;
    }
  }
}

/** Whether a requested tile is painted in a few milliseconds. @param {Replica} board @param {TileOrder} order @returns {(request: TileRequest) => boolean} */
function isCheap(board, { dpr }) {
  return ({ cell }) => {
    const { near, paints } = paintersOfCell(cell, dpr);
    const shapes = board.queryUpTo(near, cell.page, 4 * MAX_SHAPES);
    const there = shapes?.filter(paints);
    if (there === undefined || there.length > MAX_SHAPES) return false;
    const where = { k: scaleOf(cell.level, dpr), box: pixelsIn(cell), pool: board.pool };
    return there.reduce((sum, shape) => sum + costOf(shape, where), 0) <= MAX_COST;
  };
}
