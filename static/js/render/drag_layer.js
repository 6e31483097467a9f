/**
 * A layer with many shapes that are moved, resized or rotated together. It paints them once, on tiles of its own, and then
 * only maps the picture, so that the cost of a frame does not depend on their number.
 */

import { IDENTITY } from "../model/affine.js";
import { contains, union } from "../model/box.js";
import { BoardDamage } from "./board_damage.js";
import { Composite } from "./composite.js";
import { PageTileMaker } from "./page_tile_maker.js";
import { budgetOf, releaseImage, Tile, TileCache, tileCanvas, WHOLE_TILE } from "./tile_cache.js";
import { keyOf, levelOf } from "./tile_grid.js";
import { paintersOfCell } from "./tile_painter.js";
import { requestQueue, visibleCells } from "./tile_requests.js";
import { areasIn } from "./tile_updater.js";
import { pixelsAround, pixelsOf } from "./view.js";

/** @typedef {import("../model/affine.js").AffineMap} AffineMap */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./view.js").View} View */
/** Returns the settled image of a cell, if there is a complete one. @typedef {(cell: Cell) => CanvasImageSource | undefined} ImageOf */

/** The least scale of a picture that does not fit the screen: it is shown sharp once it is dropped. */
const MIN_SCALE = 1 / 4;

/** The share of the tile budget that a layer may use in addition. */
const SHARE = 1 / 4;

export class DragLayer {
  /** Whether its whole visible part was painted once. */
  isReady = false;
  /** Whether it is shown. */
  isVisible = false;
  #ids;
  #board;
  #painter;
  #imageOf;
  #boardDamage;
  #maker;
  #cache = new TileCache();
  /** The composed tiles: one blit per frame instead of scaling each tile. */
  #sheet = document.createElement("canvas");
  #composite = new Composite(this.#sheet, { alpha: true });
  /** Whether a cell is empty, by its key. @type {Map<string, boolean>} */
  #empty = new Map();
  #version = 0;
  #frames = 0;
  #dpr = 1;
  /** One of the shapes as it was painted: its movement since is that of all shapes. @type {Shape | undefined} */
  #anchor;
  /** Offset by the gesture, in units. */
  #offset = { dx: 0, dy: 0 };
  /** The map by the gesture; null for a move. @type {AffineMap | null} */
  #map = null;
  /** Around the shapes as they were painted. @type {Box | null} */
  #box = null;

  /**
   * @param {ReadonlySet<string>} ids
   * @param {Replica} board
   * @param {Painter} painter
   * @param {ImageOf} imageOf
   */
  constructor(ids, board, painter, imageOf) {
    this.#ids = ids;
    this.#board = board;
    this.#painter = painter;
    this.#imageOf = imageOf;
    this.#boardDamage = new BoardDamage(board);
    this.#maker = new PageTileMaker(painter, sourceOf(ids, board), (painted) =>
      this.#accept(painted),
    );
    this.#anchor = this.#first();
  }

  /** The page of the shapes, 0 when all are deleted. */
  get page() {
    return this.#anchor?.page ?? 0;
  }

  /** Whether this is the layer of these shapes. @param {ReadonlySet<string>} ids */
  isLayerOf(ids) {
    return this.#map === null && this.#ids === ids;
  }

  /** Whether the position of the shapes is known. */
  get isLocated() {
    return this.#anchor !== undefined && this.#board.shape(this.#anchor.id) !== undefined;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    const own = changes.filter(({ id }) => this.#ids.has(id));
    if (own.length === 0) return;
    this.#boardDamage.change(own);
    // A shape that is not painted yet may be deleted, and its points reused.
    this.#maker.reset();
  }

  /** Marks all tiles as stale; they are shown until they are repainted. */
  invalidate() {
    this.#version += 1;
    for (const tile of this.#cache.all())
      tile.invalidate({ version: this.#version, box: WHOLE_TILE });
    this.#maker.reset();
  }

  /**
   * Paints missing tiles of the moved shapes until the deadline. Returns whether any are left.
   * @param {View} view
   * @param {{dx: number, dy: number} | AffineMap} by  units
   * @param {number} deadline
   */
  paintUntil(view, by, deadline) {
    if ("dx" in by) this.#offset = { dx: by.dx, dy: by.dy };
    else this.#map = by;
    this.#applyDamage();
    if (view.dpr !== this.#dpr) {
      this.#cache.clear();
      this.#empty.clear();
    }
    this.#dpr = view.dpr;
    const cells = this.#cells(this.#shifted(view));
    this.#evictFar(cells, view);
    // Once the layer is shown, the settled tiles no longer have these shapes.
    if (!this.isReady) for (const cell of cells) this.#copySettledTile(cell);
    const places = { visible: cells, overview: [], ring: [], dpr: view.dpr };
    const { requests, urgent } = requestQueue(this.#cache, places, (cell) => this.#isEmpty(cell));
    this.#maker.request({
      version: this.#version,
      requests: requests.slice(0, urgent),
      urgent,
      theme: this.#painter.theme,
      dpr: view.dpr,
      papers: [],
    });
    const isLeft = this.#maker.work(deadline);
    if (!isLeft) this.isReady = true;
    return isLeft;
  }

  /** Ends the gesture: from now on the shapes are at their position on the board, and copies where they were dropped. @param {boolean} areCopies */
  drop(areCopies) {
    if (!areCopies) this.#offset = { dx: 0, dy: 0 };
    const isCancelled = this.#anchor === this.#board.shape(this.#anchor?.id ?? "");
    if (this.#map !== null && isCancelled) this.#map = IDENTITY;
    // All shapes have moved as the anchor did.
    this.#boardDamage.clear();
    this.#maker.stop();
  }

  /** @param {CanvasRenderingContext2D} ctx  as large as the view @param {View} view */
  show(ctx, view) {
    const shifted = this.#shifted(view);
    const levels = [...this.#cache.all()].map(({ cell }) => cell.level);
    this.#composite.resize(view.width, view.height);
    this.#composite.show(shifted, {
      page: this.page,
      cells: this.#cells(shifted),
      paper: null,
      theme: this.#painter.theme,
      supply: {
        cache: this.#cache,
        isEmpty: (/** @type {Cell} */ cell) => this.#isEmpty(cell),
        coarsest: Math.min(levelOf(view), ...levels),
      },
    });
    if (this.#map === null) ctx.drawImage(this.#sheet, 0, 0);
    else drawMapped(ctx, this.#sheet, this.#map, { from: shifted, to: view });
  }

  /** Frees the memory. */
  close() {
    this.#maker.stop();
    this.#cache.clear();
    this.#sheet.width = 0;
  }

  /** Marks as stale what others have changed. */
  #applyDamage() {
    const boardDamage = this.#boardDamage.takeAll();
    if (boardDamage.length === 0) return;
    this.#version += 1;
    this.#empty.clear();
    this.#anchor = this.#first();
    for (const tile of this.#cache.all()) {
      for (const { box } of areasIn(boardDamage, tile.cell, this.#dpr)) {
        tile.invalidate({ version: this.#version, box });
      }
    }
  }

  #first() {
    for (const id of this.#ids) {
      const shape = this.#board.shape(id);
      if (shape !== undefined) return shape;
    }
    return undefined;
  }

  /** The view shifted so that it shows the shapes where they were painted. @param {View} view @returns {View} */
  #shifted(view) {
    if (this.#map !== null) return viewOn(this.#bounds(), view);
    const { ox, oy, k } = view;
    const then = this.#anchor;
    const now = this.#board.shape(then?.id ?? "") ?? then;
    const dx = this.#offset.dx + (now?.x ?? 0) - (then?.x ?? 0);
    const dy = this.#offset.dy + (now?.y ?? 0) - (then?.y ?? 0);
    return { ...view, ox: ox - Math.round(dx * k), oy: oy - Math.round(dy * k) };
  }

  #bounds() {
    if (this.#box !== null) return this.#box;
    for (const id of this.#ids) {
      const box = this.#board.shape(id)?.box;
      if (box !== undefined) this.#box = this.#box === null ? box : union(this.#box, box);
    }
    return this.#box;
  }

  /** @param {View} view */
  #cells(view) {
    const middle = { x: view.width / 2, y: view.height / 2 };
    return visibleCells(view, this.page, levelOf(view), middle);
  }

  /** Evicts tiles that a long move has left behind. @param {readonly Cell[]} cells @param {View} view */
  #evictFar(cells, view) {
    this.#frames += 1;
    const near = new Set(cells.map((cell) => this.#cache.get(cell)));
    for (const tile of near) if (tile !== undefined) tile.used = this.#frames;
    this.#cache.shrink(SHARE * budgetOf(view), (tile) => near.has(tile));
  }

  /** @param {Cell} cell */
  #isEmpty(cell) {
    const key = keyOf(cell);
    const known = this.#empty.get(key);
    if (known !== undefined) return known;
    const isEmpty = !this.#anyPaints(cell, ({ id }) => this.#ids.has(id));
    this.#empty.set(key, isEmpty);
    return isEmpty;
  }

  /** Copies the settled tile of a cell in which no other shape paints. @param {Cell} cell */
  #copySettledTile(cell) {
    if (this.#cache.get(cell) !== undefined || this.#isEmpty(cell)) return;
    const image = this.#imageOf(cell);
    if (image === undefined || this.#anyPaints(cell, ({ id }) => !this.#ids.has(id))) return;
    const ctx = tileCanvas();
    ctx.drawImage(image, 0, 0);
    this.#cache.put(new Tile(cell, ctx.canvas));
  }

  /** Whether any shape that satisfies `counts` paints into a cell. @param {Cell} cell @param {(shape: Shape) => boolean} counts */
  #anyPaints(cell, counts) {
    const { near, paints } = paintersOfCell(cell, this.#dpr);
    return this.#board.intersectsAny(near, cell.page, (shape) => counts(shape) && paints(shape));
  }

  /** @param {PaintedTile} painted */
  #accept(painted) {
    this.#composite.invalidate();
    const tile = this.#cache.get(painted.cell);
    if (painted.dpr !== this.#dpr) releaseImage(painted.image);
    else if (tile !== undefined) tile.replaceWith(painted);
    else if (painted.boxes === null) this.#cache.put(new Tile(painted.cell, painted.image));
    else releaseImage(painted.image);
  }
}

/** A source with these shapes of a board only. @param {ReadonlySet<string>} ids @param {Replica} board @returns {Source} */
function sourceOf(ids, board) {
  return {
    get pool() {
      return board.pool;
    },
    query: (box, page) => board.query(box, page).filter(({ id }) => ids.has(id)),
    paper: (page) => board.paper(page),
    visibilityOf: () => undefined,
  };
}

/** The view that shows all of a box, as far as `MIN_SCALE` allows; the same view when it shows the box already. @param {Box | null} box @param {View} view @returns {View} */
function viewOn(box, view) {
  if (box === null) return view;
  const around = pixelsAround(box, view.k);
  if (contains(pixelsOf(view), around)) return view;
  const [width, height] = [around.maxX - around.minX, around.maxY - around.minY];
  const scale = Math.max(MIN_SCALE, Math.min(1, view.width / width, view.height / height));
  const k = view.k * scale;
  return {
    ...view,
    k,
    zoom: view.zoom * scale,
    ox: Math.round(((box.minX + box.maxX) / 2) * k - view.width / 2),
    oy: Math.round(((box.minY + box.maxY) / 2) * k - view.height / 2),
  };
}

/** Draws a picture of one view as another view shows it under a map. @param {CanvasRenderingContext2D} ctx @param {HTMLCanvasElement} picture @param {AffineMap} map @param {{from: View, to: View}} views */
function drawMapped(ctx, picture, { a, b, c, d, e, f }, { from, to }) {
  const scale = to.k / from.k;
  ctx.save();
  ctx.setTransform(
    a * scale,
    b * scale,
    c * scale,
    d * scale,
    (a * from.ox + c * from.oy) * scale + e * to.k - to.ox,
    (b * from.ox + d * from.oy) * scale + f * to.k - to.oy,
  );
  ctx.drawImage(picture, 0, 0);
  ctx.restore();
}
