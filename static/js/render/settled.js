/**
 * The canvas with all that is settled, put together from tiles that are painted elsewhere and kept.
 *
 * What a change touches is painted again and nothing else. Where that is little and somebody looks, it
 * is painted on the tiles at once, in the frame of the change; the rest is wished for. A tile that is
 * not there yet is stood in for by those of other zooms, so that there is never a hole.
 */

import { inflate, shifted, union } from "../model/box.js";
import { BoardDamage } from "./board_damage.js";
import { Composite } from "./composite.js";
import { budgetOf, releaseImage, TILE_BYTES, Tile, TileCache } from "./tile_cache.js";
import { levelOf, overviewLevel, placeOf } from "./tile_grid.js";
import { TileMaker } from "./tile_maker.js";
import { paintersOfCell } from "./tile_painter.js";
import { overviewCells, requestQueue, ringAround, visibleCells } from "./tile_requests.js";
import { TileUpdater } from "./tile_updater.js";
import { isSameView, pixelsAround, SOFT } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** @typedef {import("./view.js").View} View */
/** @typedef {(board: Replica, painter: Painter, source: Source, listeners: import("./tile_maker.js").TileListeners) => import("./tile_maker.js").TileMaking} MakerOf */
/** @typedef {{page: number, visibilities: ReadonlyMap<string, Visibility>, deadline: number, pointer: {x: number, y: number} | null}} Moment  `pointer` in device pixels */

/** Pages with fewer shapes are painted faster than an overview is of use. */
const MIN_FOR_OVERVIEW = 300;

/** As long as what has changed as a whole waits for all of it: what is older than that is no picture of the board. */
const MAX_HOLD_MS = 600;

/** While the board moves each frame also has to be put together. */
const COMPOSE_MS = 5;

export class Settled {
  /** Whether the canvas shows exactly the board. */
  isSharp = false;
  #composite;
  #board;
  #painter;
  #onChange;
  #maker;
  #cache = new TileCache();
  #boardDamage;
  #tileUpdater;
  /** Grows with each change of what is shown. */
  #version = 0;
  /** @type {View | null} */
  #view = null;
  #page = 1;
  /** Whether other tiles may be wished for. */
  #mustRequest = true;
  /** Until then the old picture stays, unless the new one is there. Milliseconds. */
  #heldUntil = 0;
  /** Around everything that was ever on a page. @type {Map<number, Box>} */
  #extents = new Map();
  #frames = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Replica} board
   * @param {{painter: Painter, onChange: () => void, makerOf?: MakerOf}} options  `onNews`: a frame is needed
   */
  constructor(canvas, board, { painter, onChange, makerOf = createTileMaker }) {
    this.#composite = new Composite(canvas);
    this.#board = board;
    this.#painter = painter;
    this.#onChange = onChange;
    this.#boardDamage = new BoardDamage(board);
    const source = sourceOf(board, this.#boardDamage);
    this.#tileUpdater = new TileUpdater(this.#cache, source, painter, board);
    this.#maker = makerOf(board, painter, source, {
      onTile: (painted, usesText) => this.#accept(painted, usesText),
      onChange: () => this.#requestFrame(),
    });
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    for (const { before, after } of changes) {
      if (before !== null && before !== after) this.#painter.forget(before);
    }
    this.#boardDamage.change(changes);
    this.#maker.change(changes);
  }

  /** Everything may look different; the old picture stays until the new one is there. @param {"board" | "look"} what */
  invalidate(what) {
    if (what === "board") {
      this.#maker.reset();
      this.#extents.clear();
      this.#boardDamage.clear();
    } else this.#heldUntil = Number.POSITIVE_INFINITY;
    this.#version += 1;
    this.#tileUpdater.invalidateAll(this.#version);
    this.#composite.invalidate();
  }

  /** What is printed on the paper is another; highlighters have some of it in their tiles. */
  changePapers() {
    this.#boardDamage.markChanged(this.#board.all().filter(({ kind }) => kind === "highlight"));
    this.#composite.invalidate();
  }

  /** Whether the canvas is kept as it was. */
  get isHeld() {
    return this.#heldUntil > performance.now();
  }

  /** The picture of a cell with all that is there, nothing hidden or dim; undefined when there is none. @param {Cell} cell */
  imageOf(cell) {
    const tile = this.#cache.get(cell);
    const isWhole = this.#boardDamage.isEmpty && this.#boardDamage.visibilities.size === 0;
    return isWhole && tile?.stale.length === 0 ? tile.image : undefined;
  }

  /** @param {number} width @param {number} height  device pixels */
  resize(width, height) {
    this.#composite.resize(width, height);
  }

  /**
   * Brings the canvas up to date as far as the tiles are there. Returns whether the page itself has work left.
   * @param {View} view
   * @param {Moment} moment
   */
  frame(view, { page, visibilities, deadline, pointer }) {
    if (this.#view !== null && this.#view.dpr !== view.dpr) this.#cache.clear();
    const moved = this.#view === null || !isSameView(this.#view, view) || page !== this.#page;
    this.#view = view;
    this.#page = page;
    const changed = this.#applyDamage(view, visibilities);
    this.#holdPicture({ moved, changed });
    // What is not seen is made ready in what time is left.
    const isCalm =
      !moved && changed === "nothing" && !this.#mustRequest && !this.#composite.isDirty;
    if (isCalm && this.isSharp) return this.#maker.work(deadline);
    this.#mustRequest = false;
    const point = pointer ?? { x: view.width / 2, y: view.height / 2 };
    const visible = visibleCells(view, page, levelOf(view), point);
    this.#requestTiles(view, visible);
    const left = this.#maker.work(moved ? deadline - COMPOSE_MS : deadline);
    return this.#show(view, visible) || left;
  }

  stop() {
    this.#maker.stop();
    this.#cache.clear();
  }

  /**
   * What has changed as a whole is shown as a whole: thousands that are moved must not jump tile by tile. Nothing
   * else may wait for that.
   * @param {{moved: boolean, changed: "nothing" | "little" | "much"}} frame
   */
  #holdPicture({ moved, changed }) {
    if (moved || changed === "little") this.#heldUntil = 0;
    else if (changed === "much" && !this.isHeld) this.#heldUntil = performance.now() + MAX_HOLD_MS;
  }

  /** Takes note of what has changed. @param {View} view @param {ReadonlyMap<string, Visibility>} visibilities */
  #applyDamage(view, visibilities) {
    if (this.#boardDamage.setVisibility(visibilities)) this.#maker.setVisibility(visibilities);
    const isMuch = this.#boardDamage.altersMany;
    const boardDamage = this.#boardDamage.takeAll();
    if (boardDamage.length === 0) return "nothing";
    this.#version += 1;
    for (const { page, box } of boardDamage) {
      const extent = this.#extents.get(page);
      if (extent !== undefined) this.#extents.set(page, union(extent, box));
    }
    for (const { page, box } of boardDamage) {
      // Tiles that are scaled have softer edges.
      if (page === this.#page) this.#composite.damage(inflate(pixelsAround(box, view.k), SOFT));
    }
    const visible = visibleCells(view, this.#page, levelOf(view), { x: 0, y: 0 });
    const seen = this.#composite.tiles;
    this.#tileUpdater.apply(boardDamage, { version: this.#version, visible, seen, dpr: view.dpr });
    return isMuch ? "much" : "little";
  }

  /** @param {View} view @param {readonly Cell[]} visible */
  #requestTiles({ dpr, width, height }, visible) {
    const overview = this.#overview(visible, dpr);
    const budget = budgetOf({ width, height });
    const around = ringAround(visible);
    const all = visible.length + overview.length + around.length;
    // What does not fit would be made and given up again and again.
    const ring = all * TILE_BYTES <= budget ? around : [];
    this.#frames += 1;
    for (const cell of [...ring, ...overview, ...visible]) {
      const tile = this.#cache.get(cell);
      if (tile !== undefined) tile.used = this.#frames;
    }
    const near = new Set([...visible, ...overview].map((cell) => this.#cache.get(cell)));
    this.#cache.shrink(budget, (tile) => near.has(tile));
    const places = { visible, overview, ring, dpr };
    const { requests, urgent } = requestQueue(this.#cache, places, (cell) => this.#isEmpty(cell));
    const pages = new Set(requests.map(({ cell }) => cell.page));
    this.#maker.request({
      version: this.#version,
      requests,
      urgent,
      theme: this.#painter.theme,
      dpr,
      papers: [...pages].map((page) => [page, this.#board.paper(page)]),
    });
  }

  /** Returns whether it is to be shown better later. @param {View} view @param {readonly Cell[]} cells */
  #show(view, cells) {
    const isReady = cells.every((cell) => {
      const tile = this.#cache.get(cell);
      return tile === undefined ? this.#isEmpty(cell) : tile.stale.length === 0;
    });
    if (isReady) this.#heldUntil = 0;
    this.isSharp = isReady;
    if (this.isHeld) return false;
    const stock = {
      cache: this.#cache,
      isEmpty: (/** @type {Cell} */ cell) => this.#isEmpty(cell),
      coarsest: this.#coarsest(view.dpr),
    };
    const page = this.#page;
    const paper = this.#board.paper(page);
    const isCoarse = this.#composite.show(view, {
      page,
      cells,
      paper,
      theme: this.#painter.theme,
      stock,
    });
    if (isCoarse) this.isSharp = false;
    return isCoarse;
  }

  /** @param {Cell} cell */
  #isEmpty(cell) {
    const { near, paints } = paintersOfCell(cell, this.#view?.dpr ?? 1);
    return !this.#board.intersectsAny(near, cell.page, paints);
  }

  /** Tiles that show all of the page, smaller than it is seen now. @param {readonly Cell[]} visible @param {number} dpr */
  #overview(visible, dpr) {
    if (this.#board.count(this.#page) < MIN_FOR_OVERVIEW) return [];
    const level = visible[0]?.level ?? 0;
    const cells = overviewCells(this.#extent(), this.#page, dpr);
    return cells.filter((cell) => cell.level < level);
  }

  /** @param {number} dpr */
  #coarsest(dpr) {
    const extent = this.#extent();
    return extent === null ? 0 : overviewLevel(extent, dpr);
  }

  #extent() {
    const known = this.#extents.get(this.#page);
    if (known !== undefined) return known;
    const bounds = this.#board.bounds(this.#page);
    if (bounds !== null) this.#extents.set(this.#page, bounds);
    return bounds;
  }

  /** @param {PaintedTile} painted @param {boolean} usesText */
  #accept(painted, usesText) {
    if (usesText) this.#painter.usesText = true;
    const tile = this.#cache.get(painted.cell);
    // It may be for the screen that the page was on before, or for a tile that had to go meanwhile.
    if (this.#view !== null && painted.dpr !== this.#view.dpr) releaseImage(painted.image);
    else if (tile !== undefined) tile.replaceWith(painted);
    else if (painted.boxes === null) this.#insert(painted);
    else releaseImage(painted.image);
    this.#damage(painted.cell);
    this.#requestFrame();
  }

  /** A tile has come. @param {Cell} cell */
  #damage(cell) {
    const view = this.#view;
    if (view === null) return;
    if (cell.page === this.#page && cell.level === levelOf(view)) {
      this.#composite.damage(shifted(placeOf(cell, view), view.ox, view.oy));
    } else if (!this.isSharp) this.#composite.invalidate();
  }

  /** @param {PaintedTile} painted */
  #insert({ cell, version, image }) {
    const tile = new Tile(cell, image);
    tile.used = this.#frames;
    this.#tileUpdater.catchUp(tile, version, this.#view?.dpr ?? 1);
    this.#cache.put(tile);
  }

  #requestFrame() {
    this.#mustRequest = true;
    this.#onChange();
  }
}

/** @type {MakerOf} */
function createTileMaker(board, painter, source, listeners) {
  return new TileMaker(board, painter, source, listeners);
}

/** The board itself as something to paint from. @param {Replica} board @param {BoardDamage} boardDamage @returns {Source} */
function sourceOf(board, boardDamage) {
  return {
    get pool() {
      return board.pool;
    },
    query: (box, page) => board.query(box, page),
    paper: (page) => board.paper(page),
    visibilityOf: (shape) =>
      boardDamage.visibilities.size === 0 ? undefined : boardDamage.visibilities.get(shape.id),
  };
}
