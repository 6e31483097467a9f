/**
 * The canvas with all that is settled, put together from tiles that are painted elsewhere and kept.
 *
 * What a change touches is painted again and nothing else. Where that is little and somebody looks, it
 * is painted on the tiles at once, in the frame of the change; the rest is wished for. A tile that is
 * not there yet is stood in for by those of other zooms, so that there is never a hole.
 */

import { inflate, shifted, union } from "../model/box.js";
import { Baker } from "./baker.js";
import { levelOf, overviewLevel, placeOf } from "./levels.js";
import { Makers } from "./makers.js";
import { Marks } from "./marks.js";
import { Picture } from "./picture.js";
import { budgetOf, giveBack, TILE_BYTES, Tile, TileCache } from "./tile_cache.js";
import { reachOf } from "./tile_painter.js";
import { pixelsAround, SOFT } from "./view.js";
import { overviewCells, ringAround, visibleCells, wishList } from "./wishes.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./levels.js").Cell} Cell */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").Made} Made */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_painter.js").Veil} Veil */
/** @typedef {import("./view.js").View} View */
/** @typedef {(board: Replica, painter: Painter, source: Source, ears: import("./makers.js").Ears) => import("./makers.js").Maker} MakerOf */
/** @typedef {{page: number, veils: ReadonlyMap<string, Veil>, deadline: number, pointer: {x: number, y: number} | null}} Moment  `pointer` in device pixels */

/** Pages with fewer shapes are painted faster than an overview is of use. */
const LEAST_FOR_OVERVIEW = 300;

/** As long as what has changed as a whole waits for all of it: what is older than that is no picture of the board. */
const HELD_MS = 600;

/** While the board moves each frame also has to be put together. */
const HELD_BACK_MS = 5;

export class Settled {
  /** Whether the canvas shows exactly the board. */
  sharp = false;
  #picture;
  #board;
  #painter;
  #onNews;
  #maker;
  #cache = new TileCache();
  #marks;
  #baker;
  /** Grows with each change of what is shown. */
  #version = 0;
  /** @type {View | null} */
  #view = null;
  #page = 1;
  /** Whether other tiles may be wished for. */
  #restless = true;
  /** Until then the old picture stays, unless the new one is there. Milliseconds. */
  #heldUntil = 0;
  /** Around everything that was ever on a page. @type {Map<number, Box>} */
  #extents = new Map();
  #frames = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Replica} board
   * @param {{painter: Painter, onNews: () => void, makerOf?: MakerOf}} options  `onNews`: a frame is needed
   */
  constructor(canvas, board, { painter, onNews, makerOf = makers }) {
    this.#picture = new Picture(canvas);
    this.#board = board;
    this.#painter = painter;
    this.#onNews = onNews;
    this.#marks = new Marks(board);
    const source = sourceOf(board, this.#marks);
    this.#baker = new Baker(this.#cache, source, painter, board);
    this.#maker = makerOf(board, painter, source, {
      onTile: (made, usesText) => this.#take(made, usesText),
      onNews: () => this.#rouse(),
    });
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    for (const { before, after } of changes) {
      if (before !== null && before !== after) this.#painter.forget(before);
    }
    this.#marks.change(changes);
    this.#maker.change(changes);
  }

  /** Everything may look different; the old picture stays until the new one is there. @param {"board" | "look"} what */
  invalidate(what) {
    if (what === "board") {
      this.#maker.reset();
      this.#extents.clear();
      this.#marks.clear();
    } else this.#heldUntil = Number.POSITIVE_INFINITY;
    this.#version += 1;
    this.#baker.spoilAll(this.#version);
    this.#picture.spoil();
  }

  /** What is printed on the paper is another; highlighters have some of it in their tiles. */
  changePapers() {
    this.#marks.touch(this.#board.all().filter(({ kind }) => kind === "highlight"));
    this.#picture.spoil();
  }

  /** Whether the canvas is kept as it was. */
  get isHeld() {
    return this.#heldUntil > performance.now();
  }

  /** The picture of a cell with all that is there, nothing hidden or dim; undefined when there is none. @param {Cell} cell */
  imageOf(cell) {
    const tile = this.#cache.get(cell);
    const isWhole = this.#marks.isEmpty && this.#marks.veils.size === 0;
    return isWhole && tile?.stale.length === 0 ? tile.image : undefined;
  }

  /** @param {number} width @param {number} height  device pixels */
  resize(width, height) {
    this.#picture.resize(width, height);
  }

  /**
   * Brings the canvas up to date as far as the tiles are there. Returns whether the page itself has work left.
   * @param {View} view
   * @param {Moment} moment
   */
  frame(view, { page, veils, deadline, pointer }) {
    if (this.#view !== null && this.#view.dpr !== view.dpr) this.#cache.clear();
    const moved = this.#view === null || !isSameView(this.#view, view) || page !== this.#page;
    this.#view = view;
    this.#page = page;
    const changed = this.#spread(view, veils);
    this.#hold({ moved, changed });
    // What is not seen is made ready in what time is left.
    const isCalm = !moved && changed === "nothing" && !this.#restless && !this.#picture.isDirty;
    if (isCalm && this.sharp) return this.#maker.work(deadline);
    this.#restless = false;
    const point = pointer ?? { x: view.width / 2, y: view.height / 2 };
    const visible = visibleCells(view, page, levelOf(view), point);
    this.#want(view, visible);
    const left = this.#maker.work(moved ? deadline - HELD_BACK_MS : deadline);
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
  #hold({ moved, changed }) {
    if (moved || changed === "little") this.#heldUntil = 0;
    else if (changed === "much" && !this.isHeld) this.#heldUntil = performance.now() + HELD_MS;
  }

  /** Takes note of what has changed. @param {View} view @param {ReadonlyMap<string, Veil>} veils */
  #spread(view, veils) {
    if (this.#marks.veil(veils)) this.#maker.veil(veils);
    const isMuch = this.#marks.altersMany;
    const marks = this.#marks.takeAll();
    if (marks.length === 0) return "nothing";
    this.#version += 1;
    for (const { page, box } of marks) {
      const extent = this.#extents.get(page);
      if (extent !== undefined) this.#extents.set(page, union(extent, box));
    }
    for (const { page, box } of marks) {
      // Tiles that are scaled have softer edges.
      if (page === this.#page) this.#picture.damage(inflate(pixelsAround(box, view.k), SOFT));
    }
    const visible = visibleCells(view, this.#page, levelOf(view), { x: 0, y: 0 });
    const seen = this.#picture.tiles;
    this.#baker.spread(marks, { version: this.#version, visible, seen, dpr: view.dpr });
    return isMuch ? "much" : "little";
  }

  /** @param {View} view @param {readonly Cell[]} visible */
  #want({ dpr, width, height }, visible) {
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
    const { wishes, urgent } = wishList(this.#cache, places, (cell) => this.#isEmpty(cell));
    const pages = new Set(wishes.map(({ cell }) => cell.page));
    this.#maker.want({
      version: this.#version,
      wishes,
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
    this.sharp = isReady;
    if (this.isHeld) return false;
    const stock = {
      cache: this.#cache,
      isEmpty: (/** @type {Cell} */ cell) => this.#isEmpty(cell),
      coarsest: this.#coarsest(view.dpr),
    };
    const page = this.#page;
    const paper = this.#board.paper(page);
    const isCoarse = this.#picture.show(view, {
      page,
      cells,
      paper,
      theme: this.#painter.theme,
      stock,
    });
    if (isCoarse) this.sharp = false;
    return isCoarse;
  }

  /** @param {Cell} cell */
  #isEmpty(cell) {
    const { near, paints } = reachOf(cell, this.#view?.dpr ?? 1);
    return !this.#board.meets(near, cell.page, paints);
  }

  /** Tiles that show all of the page, smaller than it is seen now. @param {readonly Cell[]} visible @param {number} dpr */
  #overview(visible, dpr) {
    if (this.#board.count(this.#page) < LEAST_FOR_OVERVIEW) return [];
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

  /** @param {Made} made @param {boolean} usesText */
  #take(made, usesText) {
    if (usesText) this.#painter.usesText = true;
    const tile = this.#cache.get(made.cell);
    // It may be for the screen that the page was on before, or for a tile that had to go meanwhile.
    if (this.#view !== null && made.dpr !== this.#view.dpr) giveBack(made.image);
    else if (tile !== undefined) tile.take(made);
    else if (made.boxes === null) this.#add(made);
    else giveBack(made.image);
    this.#damage(made.cell);
    this.#rouse();
  }

  /** A tile has come. @param {Cell} cell */
  #damage(cell) {
    const view = this.#view;
    if (view === null) return;
    if (cell.page === this.#page && cell.level === levelOf(view)) {
      this.#picture.damage(shifted(placeOf(cell, view), view.ox, view.oy));
    } else if (!this.sharp) this.#picture.spoil();
  }

  /** @param {Made} made */
  #add({ cell, version, image }) {
    const tile = new Tile(cell, image);
    tile.used = this.#frames;
    this.#baker.catchUp(tile, version, this.#view?.dpr ?? 1);
    this.#cache.put(tile);
  }

  #rouse() {
    this.#restless = true;
    this.#onNews();
  }
}

/** @type {MakerOf} */
function makers(board, painter, source, ears) {
  return new Makers(board, painter, source, ears);
}

/** The board itself as something to paint from. @param {Replica} board @param {Marks} marks @returns {Source} */
function sourceOf(board, marks) {
  return {
    get pool() {
      return board.pool;
    },
    query: (box, page) => board.query(box, page),
    paper: (page) => board.paper(page),
    veil: (shape) => (marks.veils.size === 0 ? undefined : marks.veils.get(shape.id)),
  };
}

/** @param {View} a @param {View} b */
function isSameView(a, b) {
  return (
    a.k === b.k && a.ox === b.ox && a.oy === b.oy && a.width === b.width && a.height === b.height
  );
}
