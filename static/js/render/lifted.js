/**
 * A picture of many shapes that are moved together. It is painted once, from tiles of its own, and then only shifted,
 * so that a frame costs the same however many they are.
 */

import { metBy } from "./baker.js";
import { keyOf, levelOf } from "./levels.js";
import { Marks } from "./marks.js";
import { Picture } from "./picture.js";
import { SliceMaker } from "./slice_maker.js";
import { budgetOf, giveBack, Tile, TileCache, tileCanvas, WHOLE } from "./tile_cache.js";
import { reachOf } from "./tile_painter.js";
import { visibleCells, wishList } from "./wishes.js";

/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./levels.js").Cell} Cell */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").Made} Made */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./view.js").View} View */
/** The picture of a cell with all that is there, if there is one. @typedef {(cell: Cell) => CanvasImageSource | undefined} ImageOf */

/** The share of the bytes for tiles that a picture may have on top. */
const SHARE = 1 / 4;

export class Lifted {
  /** Whether all of it that was in view was painted once. */
  isReady = false;
  /** Whether it is seen. */
  isUp = false;
  #ids;
  #board;
  #painter;
  #imageOf;
  #marks;
  #maker;
  #cache = new TileCache();
  /** What is shown of the tiles: a blit a frame, where each of them would have to be scaled. */
  #sheet = document.createElement("canvas");
  #picture = new Picture(this.#sheet, { alpha: true });
  /** By cell, whether there is nothing to be painted. @type {Map<string, boolean>} */
  #empty = new Map();
  #version = 0;
  #frames = 0;
  #dpr = 1;
  /** One of the shapes as it was when they were painted: where it is now, the others are too. @type {Shape | undefined} */
  #anchor;
  /** How far the gesture has brought them, in units. */
  #by = { dx: 0, dy: 0 };

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
    this.#marks = new Marks(board);
    this.#maker = new SliceMaker(painter, sourceOf(ids, board), (made) => this.#take(made));
    this.#anchor = this.#first();
  }

  /** The page that they are on, 0 when all are gone. */
  get page() {
    return this.#anchor?.page ?? 0;
  }

  /** Whether it shows these. @param {ReadonlySet<string>} ids */
  isOf(ids) {
    return this.#ids === ids;
  }

  /** Whether it is known where they are. */
  get isThere() {
    return this.#anchor !== undefined && this.#board.shape(this.#anchor.id) !== undefined;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    const own = changes.filter(({ id }) => this.#ids.has(id));
    if (own.length === 0) return;
    this.#marks.change(own);
    // What it has still to paint may be gone, and its points used again.
    this.#maker.reset();
  }

  /** Everything looks otherwise; it is seen as it was until it is painted. */
  spoil() {
    this.#version += 1;
    for (const tile of this.#cache.all()) tile.spoil({ version: this.#version, box: WHOLE });
    this.#maker.reset();
  }

  /**
   * They are on their way: paints what is not there yet until a time. Returns whether something is left.
   * @param {View} view
   * @param {{dx: number, dy: number, deadline: number}} moment  `dx` and `dy` in units
   */
  work(view, { dx, dy, deadline }) {
    this.#by = { dx, dy };
    this.#spread();
    if (view.dpr !== this.#dpr) {
      this.#cache.clear();
      this.#empty.clear();
    }
    this.#dpr = view.dpr;
    const cells = this.#cells(this.#shifted(view));
    this.#keep(cells, view);
    // Later they are not there any more.
    if (!this.isReady) for (const cell of cells) this.#adopt(cell);
    const places = { visible: cells, overview: [], ring: [], dpr: view.dpr };
    const { wishes, urgent } = wishList(this.#cache, places, (cell) => this.#isEmpty(cell));
    this.#maker.want({
      version: this.#version,
      wishes: wishes.slice(0, urgent),
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
  land() {
    this.#by = { dx: 0, dy: 0 };
    // They have all moved as the one did by which they are found.
    this.#marks.clear();
    this.#maker.stop();
  }

  /** @param {CanvasRenderingContext2D} ctx  as large as the view @param {View} view */
  show(ctx, view) {
    const shifted = this.#shifted(view);
    const levels = [...this.#cache.all()].map(({ cell }) => cell.level);
    this.#picture.resize(view.width, view.height);
    this.#picture.show(shifted, {
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
  #spread() {
    const marks = this.#marks.takeAll();
    if (marks.length === 0) return;
    this.#version += 1;
    this.#empty.clear();
    this.#anchor = this.#first();
    for (const tile of this.#cache.all()) {
      for (const { box } of metBy(marks, tile.cell, this.#dpr)) {
        tile.spoil({ version: this.#version, box });
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
    const dx = this.#by.dx + (now?.x ?? 0) - (then?.x ?? 0);
    const dy = this.#by.dy + (now?.y ?? 0) - (then?.y ?? 0);
    return { ...view, ox: ox - Math.round(dx * k), oy: oy - Math.round(dy * k) };
  }

  /** @param {View} view */
  #cells(view) {
    const middle = { x: view.width / 2, y: view.height / 2 };
    return visibleCells(view, this.page, levelOf(view), middle);
  }

  /** Where they are moved far, what was left behind goes. @param {readonly Cell[]} cells @param {View} view */
  #keep(cells, view) {
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
    const isEmpty = !this.#meets(cell, ({ id }) => this.#ids.has(id));
    this.#empty.set(key, isEmpty);
    return isEmpty;
  }

  /** Where there is nothing else, what is settled is their picture already. @param {Cell} cell */
  #adopt(cell) {
    if (this.#cache.get(cell) !== undefined || this.#isEmpty(cell)) return;
    const image = this.#imageOf(cell);
    if (image === undefined || this.#meets(cell, ({ id }) => !this.#ids.has(id))) return;
    const ctx = tileCanvas();
    ctx.drawImage(image, 0, 0);
    this.#cache.put(new Tile(cell, ctx.canvas));
  }

  /** Whether any shape that counts paints into a cell. @param {Cell} cell @param {(shape: Shape) => boolean} counts */
  #meets(cell, counts) {
    const { near, paints } = reachOf(cell, this.#dpr);
    return this.#board.meets(near, cell.page, (shape) => counts(shape) && paints(shape));
  }

  /** @param {Made} made */
  #take(made) {
    this.#picture.spoil();
    const tile = this.#cache.get(made.cell);
    if (made.dpr !== this.#dpr) giveBack(made.image);
    else if (tile !== undefined) tile.take(made);
    else if (made.boxes === null) this.#cache.put(new Tile(made.cell, made.image));
    else giveBack(made.image);
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
    veil: () => undefined,
  };
}
