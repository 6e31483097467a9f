/**
 * A picture of many shapes that are moved together. It is painted once, from tiles of its own, and then only shifted,
 * so that a frame costs the same however many they are.
 */

import { BoardDamage } from "./board_damage.js";
import { Composite } from "./composite.js";
import { PageTileMaker } from "./page_tile_maker.js";
import { budgetOf, releaseImage, Tile, TileCache, tileCanvas, WHOLE_TILE } from "./tile_cache.js";
import { keyOf, levelOf } from "./tile_grid.js";
import { paintersOfCell } from "./tile_painter.js";
import { requestQueue, visibleCells } from "./tile_requests.js";
import { areasIn } from "./tile_updater.js";

/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./view.js").View} View */
/** The picture of a cell with all that is there, if there is one. @typedef {(cell: Cell) => CanvasImageSource | undefined} ImageOf */

/** The share of the bytes for tiles that a picture may have on top. */
const SHARE = 1 / 4;

export class DragLayer {
  /** Whether all of it that was in view was painted once. */
  isReady = false;
  /** Whether it is seen. */
  isVisible = false;
  #ids;
  #board;
  #painter;
  #imageOf;
  #boardDamage;
  #maker;
  #cache = new TileCache();
  /** What is shown of the tiles: a blit a frame, where each of them would have to be scaled. */
  #sheet = document.createElement("canvas");
  #composite = new Composite(this.#sheet, { alpha: true });
  /** By cell, whether there is nothing to be painted. @type {Map<string, boolean>} */
  #empty = new Map();
  #version = 0;
  #frames = 0;
  #dpr = 1;
  /** One of the shapes as it was when they were painted: where it is now, the others are too. @type {Shape | undefined} */
  #anchor;
  /** How far the gesture has brought them, in units. */
  #offset = { dx: 0, dy: 0 };

  /**
   * @param {ReadonlySet<string>} ids
   * @param {Replica} board
   * @param {Painter} painter
   * @param {ImageOf} imageOf  what is settled shows
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

  /** The page that they are on, 0 when all are gone. */
  get page() {
    return this.#anchor?.page ?? 0;
  }

  /** Whether it shows these. @param {ReadonlySet<string>} ids */
  isLayerOf(ids) {
    return this.#ids === ids;
  }

  /** Whether it is known where they are. */
  get isLocated() {
    return this.#anchor !== undefined && this.#board.shape(this.#anchor.id) !== undefined;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    const own = changes.filter(({ id }) => this.#ids.has(id));
    if (own.length === 0) return;
    this.#boardDamage.change(own);
    // What it has still to paint may be gone, and its points used again.
    this.#maker.reset();
  }

  /** Everything looks otherwise; it is seen as it was until it is painted. */
  invalidate() {
    this.#version += 1;
    for (const tile of this.#cache.all())
      tile.invalidate({ version: this.#version, box: WHOLE_TILE });
    this.#maker.reset();
  }

  /**
   * They are on their way: paints what is not there yet until a time. Returns whether something is left.
   * @param {View} view
   * @param {{dx: number, dy: number, deadline: number}} moment  `dx` and `dy` in units
   */
  paintUntil(view, { dx, dy, deadline }) {
    this.#offset = { dx, dy };
    this.#applyDamage();
    if (view.dpr !== this.#dpr) {
      this.#cache.clear();
      this.#empty.clear();
    }
    this.#dpr = view.dpr;
    const cells = this.#cells(this.#shifted(view));
    this.#evictFar(cells, view);
    // Later they are not there any more.
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

  /** They are where the board has them, as they were brought there or as they were before. */
  drop() {
    this.#offset = { dx: 0, dy: 0 };
    // They have all moved as the one did by which they are found.
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
      stock: {
        cache: this.#cache,
        isEmpty: (/** @type {Cell} */ cell) => this.#isEmpty(cell),
        coarsest: Math.min(levelOf(view), ...levels),
      },
    });
    ctx.drawImage(this.#sheet, 0, 0);
  }

  /** Gives the memory back. */
  close() {
    this.#maker.stop();
    this.#cache.clear();
    this.#sheet.width = 0;
  }

  /** What others have done to some of them is painted anew. */
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

  /** The view as it would have to be to show them where they were painted. @param {View} view @returns {View} */
  #shifted(view) {
    const { ox, oy, k } = view;
    const then = this.#anchor;
    const now = this.#board.shape(then?.id ?? "") ?? then;
    const dx = this.#offset.dx + (now?.x ?? 0) - (then?.x ?? 0);
    const dy = this.#offset.dy + (now?.y ?? 0) - (then?.y ?? 0);
    return { ...view, ox: ox - Math.round(dx * k), oy: oy - Math.round(dy * k) };
  }

  /** @param {View} view */
  #cells(view) {
    const middle = { x: view.width / 2, y: view.height / 2 };
    return visibleCells(view, this.page, levelOf(view), middle);
  }

  /** Where they are moved far, what was left behind goes. @param {readonly Cell[]} cells @param {View} view */
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

  /** Where there is nothing else, what is settled is their picture already. @param {Cell} cell */
  #copySettledTile(cell) {
    if (this.#cache.get(cell) !== undefined || this.#isEmpty(cell)) return;
    const image = this.#imageOf(cell);
    if (image === undefined || this.#anyPaints(cell, ({ id }) => !this.#ids.has(id))) return;
    const ctx = tileCanvas();
    ctx.drawImage(image, 0, 0);
    this.#cache.put(new Tile(cell, ctx.canvas));
  }

  /** Whether any shape that counts paints into a cell. @param {Cell} cell @param {(shape: Shape) => boolean} counts */
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

/** Some of a board as something to paint from. @param {ReadonlySet<string>} ids @param {Replica} board @returns {Source} */
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
