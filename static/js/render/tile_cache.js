/**
 * A cache of tiles, bounded in bytes.
 */

import { intersects, union } from "../model/box.js";
import { keyOf, SIDE } from "./tile_grid.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** A change that a tile does not show yet: its version, and the pixels of the tile. @typedef {{version: number, box: Box}} Stale */
/** A tile from a tile maker; `boxes` are the painted pixels, null for all of them. @typedef {{cell: Cell, dpr: number, version: number, boxes: readonly Box[] | null, image: ImageBitmap | HTMLCanvasElement}} PaintedTile */

/** Bytes of a tile: four for each pixel. */
export const TILE_BYTES = SIDE * SIDE * 4;

/**
 * Bytes of tiles at most, whatever the screen. A screen of 3840 × 2160 device pixels shows 84 tiles at
 * the worst zoom and wants a ring of 42 around them; 192 of them leave room for other zooms, and a
 * phone that has a tenth of those pixels never comes near.
 */
export const MAX_TILE_BYTES = 192 * TILE_BYTES;

/** Budget in screens: the worst zoom, a ring around it, and the previous position. */
const SCREENS = 12;

/** The least budget in tiles: on a small screen much of each tile lies outside. */
const MIN_TILES = 48;

/** Separate stale boxes of a tile; beyond it the whole tile is stale. */
const MAX_STALE = 16;

/** All pixels of a tile. @type {Box} */
export const WHOLE_TILE = { minX: 0, minY: 0, maxX: SIDE, maxY: SIDE };

/** The budget of tiles for a screen, in bytes. @param {{width: number, height: number}} screen  device pixels */
export function budgetOf({ width, height }) {
  return Math.min(MAX_TILE_BYTES, Math.max(MIN_TILES * TILE_BYTES, width * height * 4 * SCREENS));
}

export class Tile {
  /** Changes that are not painted. @type {Stale[]} */
  stale = [];
  /** Number of the frame that last used the tile. */
  used = 0;
  /** The last change painted in place: images of older versions do not have it. @type {Stale | null} */
  #paintedInPlace = null;
  /** @type {ImageBitmap | HTMLCanvasElement} */
  #image;
  /** The context of the image, once it is painted on. @type {CanvasRenderingContext2D | null} */
  #ctx = null;

  /** @param {Cell} cell @param {ImageBitmap | HTMLCanvasElement} image */
  constructor(cell, image) {
    this.cell = cell;
    this.#image = image;
  }

  get image() {
    return this.#image;
  }

  /** Adds a change that the tile does not show yet. @param {Stale} stale */
  invalidate(stale) {
    if (this.stale.length >= MAX_STALE || stale.box === WHOLE_TILE) {
      this.stale = [{ version: stale.version, box: WHOLE_TILE }];
    } else this.stale.push(stale);
  }

  /** Returns the context for painting a change on the tile itself. @param {Stale} change @returns {CanvasRenderingContext2D} */
  repaintInPlace({ version, box }) {
    this.#paintedInPlace = {
      version,
      box: this.#paintedInPlace === null ? box : union(this.#paintedInPlace.box, box),
    };
    return this.#context();
  }

  /** Replaces the image or parts of it. Returns false when that would lose a newer change painted in place. @param {PaintedTile} painted */
  replaceWith({ version, boxes, image }) {
    const baked = this.#paintedInPlace;
    if (baked !== null && baked.version > version) {
      if (boxes === null || boxes.some((box) => intersects(box, baked.box))) {
        releaseImage(image);
        return false;
      }
    } else this.#paintedInPlace = null;
    if (boxes === null) {
      this.close();
      this.#image = image;
      this.#ctx = null;
    } else {
      this.#patch(boxes, image);
      releaseImage(image);
    }
    this.stale = this.stale.filter((change) => change.version > version);
    return true;
  }

  /** Frees the memory. */
  close() {
    releaseImage(this.#image);
  }

  /** @param {readonly Box[]} boxes @param {CanvasImageSource} image */
  #patch(boxes, image) {
    const ctx = this.#context();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    for (const { minX, minY, maxX, maxY } of boxes) {
      const [width, height] = [maxX - minX, maxY - minY];
      ctx.clearRect(minX, minY, width, height);
      ctx.drawImage(image, minX, minY, width, height, minX, minY, width, height);
    }
  }

  #context() {
    if (this.#ctx !== null) return this.#ctx;
    const ctx = "getContext" in this.#image ? contextOf(this.#image) : tileCanvas();
    if (this.#image !== ctx.canvas) {
      ctx.drawImage(this.#image, 0, 0);
      this.close();
    }
    this.#image = ctx.canvas;
    this.#ctx = ctx;
    return ctx;
  }
}

/** Frees the memory of an image at once, before garbage collection. @param {PaintedTile["image"]} image */
export function releaseImage(image) {
  if ("close" in image) image.close();
  else image.width = 0;
}

/** Creates an empty canvas of the size of a tile. @returns {CanvasRenderingContext2D} */
export function tileCanvas() {
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  return contextOf(canvas);
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("no memory for another canvas");
  return ctx;
}

export class TileCache {
  /** By key, in the order of insertion. @type {Map<string, Tile>} */
  #tiles = new Map();

  get bytes() {
    return this.#tiles.size * TILE_BYTES;
  }

  /** @param {Cell} cell */
  get(cell) {
    return this.#tiles.get(keyOf(cell));
  }

  all() {
    return this.#tiles.values();
  }

  /** Stores a tile, replacing the one of the same cell. @param {Tile} tile */
  put(tile) {
    const key = keyOf(tile.cell);
    this.#tiles.get(key)?.close();
    this.#tiles.set(key, tile);
  }

  /** @param {Tile} tile */
  drop(tile) {
    tile.close();
    this.#tiles.delete(keyOf(tile.cell));
  }

  clear() {
    for (const tile of this.#tiles.values()) tile.close();
    this.#tiles.clear();
  }

  /**
   * Evicts the least recently used tiles until the rest fits.
   * @param {number} budget  bytes
   * @param {(tile: Tile) => boolean} isPinned  whether a tile stays whatever the budget
   */
  shrink(budget, isPinned) {
    if (this.bytes <= budget) return;
    const evictable = [...this.#tiles.values()].filter((tile) => !isPinned(tile));
    evictable.sort((a, b) => a.used - b.used);
    for (const tile of evictable) {
      if (this.bytes <= budget) return;
      this.drop(tile);
    }
  }
}
