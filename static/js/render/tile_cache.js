/**
 * The tiles that are kept, as many as fit into a number of bytes.
 */

import { intersects, union } from "../model/box.js";
import { keyOf, SIDE } from "./tile_grid.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** A change that a tile does not show: the version that brought it, and pixels of the tile. @typedef {{version: number, box: Box}} Stale */
/** A tile as it comes from its maker; `boxes` are the pixels that were painted, null for all of them. @typedef {{cell: Cell, dpr: number, version: number, boxes: readonly Box[] | null, image: ImageBitmap | HTMLCanvasElement}} PaintedTile */

/** Bytes of a tile: four for each pixel. */
export const TILE_BYTES = SIDE * SIDE * 4;

/**
 * Bytes of tiles at most, whatever the screen. A screen of 3840 × 2160 device pixels shows 84 tiles at
 * the worst zoom and wants a ring of 42 around them; 192 of them leave room for other zooms, and a
 * phone that has a tenth of those pixels never comes near.
 */
export const MAX_TILE_BYTES = 192 * TILE_BYTES;

/** Tiles are kept for so many screens: the worst zoom, a ring around it, and where one was before. */
const SCREENS = 12;

/** The least of them: on a small screen much of each tile lies outside. */
const MIN_TILES = 48;

/** More changes of a tile than this are one change of all of it. */
const MAX_STALE = 16;

/** All pixels of a tile. @type {Box} */
export const WHOLE_TILE = { minX: 0, minY: 0, maxX: SIDE, maxY: SIDE };

/** Bytes of tiles that a screen may have. @param {{width: number, height: number}} screen  device pixels */
export function budgetOf({ width, height }) {
  return Math.min(MAX_TILE_BYTES, Math.max(MIN_TILES * TILE_BYTES, width * height * 4 * SCREENS));
}

export class Tile {
  /** Changes that are not painted. @type {Stale[]} */
  stale = [];
  /** Frame in which it was last of use. */
  used = 0;
  /** What was painted here last: pictures made before do not have it. @type {Stale | null} */
  #paintedInPlace = null;
  /** @type {ImageBitmap | HTMLCanvasElement} */
  #image;
  /** The image as something that can be painted on. @type {CanvasRenderingContext2D | null} */
  #ctx = null;

  /** @param {Cell} cell @param {ImageBitmap | HTMLCanvasElement} image */
  constructor(cell, image) {
    this.cell = cell;
    this.#image = image;
  }

  get image() {
    return this.#image;
  }

  /** Notes a change that the tile does not show. @param {Stale} stale */
  invalidate(stale) {
    if (this.stale.length >= MAX_STALE || stale.box === WHOLE_TILE) {
      this.stale = [{ version: stale.version, box: WHOLE_TILE }];
    } else this.stale.push(stale);
  }

  /** Painting on the tile itself shows a change at once. @param {Stale} change @returns {CanvasRenderingContext2D} */
  repaintInPlace({ version, box }) {
    this.#paintedInPlace = {
      version,
      box: this.#paintedInPlace === null ? box : union(this.#paintedInPlace.box, box),
    };
    return this.#context();
  }

  /** Takes what was made. Returns whether it was of use: what was painted here since is not lost. @param {PaintedTile} painted */
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

  /** Gives the memory back. */
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

/** Frees the memory of an image now, and not when garbage is collected. @param {PaintedTile["image"]} image */
export function releaseImage(image) {
  if ("close" in image) image.close();
  else image.width = 0;
}

/** An empty canvas of the size of a tile. @returns {CanvasRenderingContext2D} */
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
  /** The least recently added first. @type {Map<string, Tile>} */
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

  /** Keeps a tile in place of the one that was there. @param {Tile} tile */
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
   * Gives up the tiles that were of no use for longest, until the rest fits.
   * @param {number} budget  bytes
   * @param {(tile: Tile) => boolean} isKept  whatever the budget
   */
  shrink(budget, isKept) {
    if (this.bytes <= budget) return;
    const loose = [...this.#tiles.values()].filter((tile) => !isKept(tile));
    loose.sort((a, b) => a.used - b.used);
    for (const tile of loose) {
      if (this.bytes <= budget) return;
      this.drop(tile);
    }
  }
}
