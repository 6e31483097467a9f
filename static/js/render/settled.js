/**
 * The cold canvas: all settled shapes, composed from cached tiles that a tile maker paints.
 *
 * A change repaints only the areas that it touches. A small visible area is painted on its tiles in the same frame; the
 * rest is marked stale and requested. Tiles of other zooms replace a missing one, so that there is never a hole.
 */

import { inflate, shifted, union } from "../model/box.js";
import { importWithRetry } from "../platform/loading.js";
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

/** Pages with fewer shapes are painted so fast that they need no overview. */
const MIN_FOR_OVERVIEW = 300;

/** The longest time that an old picture stays until a large change is painted completely. */
const MAX_HOLD_MS = 600;

/** Time reserved for composing a frame while the board moves. */
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
  /** Version of the shown board; grows with each change. */
  #version = 0;
  /** @type {View | null} */
  #view = null;
  #page = 1;
  /** Whether the tile requests have to be computed again. */
  #mustRequest = true;
  /** Time until which the old picture stays, unless the new one is complete earlier. */
  #heldUntil = 0;
  /** The box around everything that was ever on a page, by page. @type {Map<number, Box>} */
  #extents = new Map();
  /** The theme in which the tiles of a page were painted, by page. @type {Map<number, import("../model/colour.js").Theme>} */
  #themes = new Map();
  #frames = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Replica} board
   * @param {{painter: Painter, onChange: () => void, makerOf?: MakerOf}} options  `onChange`: a frame is needed
   */
  constructor(canvas, board, { painter, onChange, makerOf = createTileMaker }) {
    this.#composite = new Composite(canvas);
    this.#board = board;
    this.#painter = painter;
    this.#onChange = onChange;
    this.#boardDamage = new BoardDamage(board);
    const source = sourceOf(board, this.#boardDamage);
    this.#tileUpdater = new TileUpdater(this.#cache, source, painter, board);
    painter.onPicturesNeeded = async () => {
      const { loadPictures } = await importWithRetry(() => import("./page_pictures.js"));
      painter.pictures = loadPictures((picture) => this.showPicture(picture));
      this.#onChange();
    };
    this.#maker = makerOf(board, painter, source, {
      onTile: (painted) => this.#accept(painted),
      onPicture: (picture) => this.showPicture(picture),
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

  /** Marks everything as changed; the old picture stays until the new one is complete. @param {"board" | "look"} what */
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

  /** Handles a change of paper; tiles with highlighters contain paper, so they are repainted. */
  changePapers() {
    this.#boardDamage.markChanged(this.#board.all().filter(({ kind }) => kind === "highlight"));
    this.#composite.invalidate();
  }

  /** Repaints the images that show a picture, because it has loaded. @param {string} picture */
  showPicture(picture) {
    const isShowing = (/** @type {import("../model/shape.js").Shape} */ { kind, more }) =>
      kind === "image" && more?.image === picture;
    this.#boardDamage.markChanged(this.#board.all().filter(isShowing));
    this.#onChange();
  }

  /** Whether the old picture stays for now. */
  get isHeld() {
    return this.#heldUntil > performance.now();
  }

  /** The up-to-date image of a cell with no hidden or dim shapes; undefined when there is none. @param {Cell} cell */
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
   * Updates the canvas as far as tiles are available. Returns whether the page itself has work left.
   * @param {View} view
   * @param {Moment} moment
   */
  frame(view, { page, visibilities, deadline, pointer }) {
    if (this.#view !== null && this.#view.dpr !== view.dpr) this.#cache.clear();
    const moved = this.#view === null || !isSameView(this.#view, view) || page !== this.#page;
    this.#followTheme(page);
    this.#view = view;
    this.#page = page;
    const changed = this.#applyDamage(view, visibilities);
    this.#holdPicture({ moved, changed });
    // The picture is up to date: the remaining time is for tiles that are not visible.
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

  /** Has the tiles of a page painted anew when its theme is another one than theirs. @param {number} page */
  #followTheme(page) {
    const { theme } = this.#painter;
    const before = this.#themes.get(page) ?? theme;
    this.#themes.set(page, theme);
    if (before === theme) return;
    // The old picture stays until the new one is complete, but not that of another page.
    if (page !== this.#page)
      for (const tile of [...this.#cache.all()])
        if (tile.cell.page === page) this.#cache.drop(tile);
    this.invalidate("look");
  }

  stop() {
    this.#maker.stop();
    this.#cache.clear();
  }

  /**
   * Holds the old picture after a large change, so that thousands of moved shapes do not jump tile by tile. A movement or
   * a small change ends the hold.
   * @param {{moved: boolean, changed: "nothing" | "little" | "much"}} frame
   */
  #holdPicture({ moved, changed }) {
    if (moved || changed === "little") this.#heldUntil = 0;
    else if (changed === "much" && !this.isHeld) this.#heldUntil = performance.now() + MAX_HOLD_MS;
  }

  /** Applies the collected damage to the tiles and the canvas. @param {View} view @param {ReadonlyMap<string, Visibility>} visibilities */
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
      // Scaled tiles have softer edges.
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
    // A ring that does not fit would be painted and evicted again and again.
    const ring = all * TILE_BYTES <= budget ? around : [];
    this.#frames += 1;
    for (const cell of [...ring, ...overview, ...visible]) {
      const tile = this.#cache.get(cell);
      if (tile !== undefined) tile.used = this.#frames;
    }
    const near = new Set([...visible, ...overview].map((cell) => this.#cache.get(cell)));
    this.#cache.shrink(budget, (tile) => near.has(tile));
    const places = { visible, overview, ring, dpr };
    const queue = requestQueue(this.#cache, places, (cell) => this.#isEmpty(cell));
    const { urgent } = queue;
    // While the board loads, every chunk would have the tiles around and of other zooms painted anew.
    const requests = this.#board.isWhole ? queue.requests : queue.requests.slice(0, urgent);
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

  /** Composes the picture. Returns whether it has to be smoothed later. @param {View} view @param {readonly Cell[]} cells */
  #show(view, cells) {
    const isReady = cells.every((cell) => {
      const tile = this.#cache.get(cell);
      return tile === undefined ? this.#isEmpty(cell) : tile.stale.length === 0;
    });
    if (isReady) this.#heldUntil = 0;
    this.isSharp = isReady;
    if (this.isHeld) return false;
    const supply = {
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
      supply,
    });
    if (isCoarse) this.isSharp = false;
    return isCoarse;
  }

  /** @param {Cell} cell */
  #isEmpty(cell) {
    const { near, paints } = paintersOfCell(cell, this.#view?.dpr ?? 1);
    return !this.#board.intersectsAny(near, cell.page, paints);
  }

  /** Cells of a coarser level that show the whole page. @param {readonly Cell[]} visible @param {number} dpr */
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

  /** @param {PaintedTile} painted */
  #accept(painted) {
    const tile = this.#cache.get(painted.cell);
    // The image may be for the previous screen, or for a tile that was evicted meanwhile.
    if (this.#view !== null && painted.dpr !== this.#view.dpr) releaseImage(painted.image);
    else if (tile !== undefined) tile.replaceWith(painted);
    else if (painted.boxes === null) this.#insert(painted);
    else releaseImage(painted.image);
    this.#damage(painted.cell);
    this.#requestFrame();
  }

  /** Marks the area of a new tile on the canvas. @param {Cell} cell */
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

/** A source that reads the board directly. @param {Replica} board @param {BoardDamage} boardDamage @returns {Source} */
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
