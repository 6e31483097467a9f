/**
 * A scene as a PNG: painted tile by tile, as the screen is, so that it looks the same, needs the memory of one picture and one
 * tile, and leaves the page responsive.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { Painter } from "./paint.js";
import { paintPaper } from "./paper.js";
import { loadFontsOf } from "./scene.js";
import { ScenePictures } from "./scene_pictures.js";
import { cellsIn, pixelsIn, SIDE, scaleOf } from "./tile_grid.js";
import { TileJob, viewOfCell } from "./tile_painter.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../platform/turns.js").Turns} Turns */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** How large a picture is: device pixels of a pixel at 100 %, and the level of its tiles. @typedef {{scale: number, dpr: number, level: number, width: number, height: number}} PictureSize */
/** @typedef {{blob: Blob, missing: number}} PaintedPicture  `missing`: pictures that could not be loaded */

/** Pixels of a picture: 128 MB of memory. And of its sides, beyond which browsers paint nothing. */
const MAX_PIXELS = 32_000_000;
const MAX_SIDE = 16_384;

/** The enlargements that are offered. */
const SCALES = [1, 2, 3];

/** A browser that has no memory for the picture. */
export class TooLargePicture extends Error {}

/**
 * The sizes at which a scene can be painted, the smallest first: at least one, reduced where even 100 % has too many pixels.
 * @param {Box} box  in units
 * @returns {PictureSize[]}
 */
export function pictureSizes(box) {
  const sizes = SCALES.map((dpr) => sizeAt(box, 0, dpr)).filter(isPossible);
  for (let level = -1; sizes.length === 0; level -= 1) {
    const reduced = sizeAt(box, level, 1);
    if (isPossible(reduced)) sizes.push(reduced);
  }
  return sizes;
}

/** @param {Box} box @param {number} level @param {number} dpr @returns {PictureSize} */
function sizeAt(box, level, dpr) {
  const k = scaleOf(level, dpr);
  const { minX, minY, maxX, maxY } = pixelBox(box, k);
  return { scale: k * UNITS_PER_PX, dpr, level, width: maxX - minX, height: maxY - minY };
}

/** @param {PictureSize} size */
function isPossible({ width, height }) {
  return width * height <= MAX_PIXELS && Math.max(width, height) <= MAX_SIDE;
}

/** @param {Box} box @param {number} k @returns {Box} */
function pixelBox({ minX, minY, maxX, maxY }, k) {
  return {
    minX: Math.floor(minX * k),
    minY: Math.floor(minY * k),
    maxX: Math.ceil(maxX * k),
    maxY: Math.ceil(maxY * k),
  };
}

/**
 * @param {Scene} scene
 * @param {PictureSize} size
 * @param {{turns: Turns, onProgress: (share: number) => void}} work
 * @returns {Promise<PaintedPicture>}
 */
export async function paintPng(scene, size, { turns, onProgress }) {
  await loadFontsOf(scene);
  const pictures = new ScenePictures();
  const ctx = newContext(size.width, size.height);
  try {
    // Where a browser has no memory for a canvas it stays transparent.
    ctx.fillRect(0, 0, 1, 1);
    if (ctx.getImageData(0, 0, 1, 1).data[3] === 0) throw new TooLargePicture();
    ctx.clearRect(0, 0, 1, 1);
    await paintTiles(ctx, scene, size, { pictures, turns, onProgress });
    const blob = await new Promise((resolve) => ctx.canvas.toBlob(resolve, "image/png"));
    if (!(blob instanceof Blob)) throw new TooLargePicture();
    return { blob, missing: pictures.missing.size };
  } finally {
    pictures.close();
    // Frees the memory at once.
    [ctx.canvas.width, ctx.canvas.height] = [0, 0];
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {PictureSize} size
 * @param {{pictures: ScenePictures, turns: Turns, onProgress: (share: number) => void}} work
 */
async function paintTiles(ctx, scene, { level, dpr }, { pictures, turns, onProgress }) {
  const { page, box, query, pool, paper, theme } = scene;
  const painter = new Painter(theme);
  painter.pictures = pictures;
  const source = { pool, query, paper: () => paper, visibilityOf: () => undefined };
  const tile = newContext(SIDE, SIDE);
  const k = scaleOf(level, dpr);
  const { minX: left, minY: top } = pixelBox(box, k);
  const cells = cellsIn(box, { page, level, dpr });
  for (const [at, cell] of cells.entries()) {
    const view = viewOfCell(cell, dpr);
    const pixels = pixelsIn(cell);
    const units = {
      minX: pixels.minX / k,
      minY: pixels.minY / k,
      maxX: pixels.maxX / k,
      maxY: pixels.maxY / k,
    };
    await pictures.prepare(picturesIn(query(units), k));
    const job = new TileJob(painter, source, { cell, boxes: null, dpr });
    while (!job.run(tile, turns.end)) await turns.next();
    const [x, y] = [pixels.minX - left, pixels.minY - top];
    ctx.save();
    ctx.beginPath();
    // The print of the paper goes beyond the tile.
    ctx.rect(x, y, SIDE, SIDE);
    ctx.clip();
    if (paper !== null)
      paintPaper(ctx, pixels, { view: { ...view, ox: left, oy: top }, paper, theme });
    ctx.drawImage(tile.canvas, x, y);
    ctx.restore();
    onProgress((at + 1) / cells.length);
    await turns.rest();
  }
}

/** @param {readonly import("../model/shape.js").Shape[]} shapes @param {number} k */
function picturesIn(shapes, k) {
  return shapes.flatMap(({ more, w, h }) => {
    const image = more?.image ?? null;
    return image === null ? [] : [{ image, side: Math.ceil(Math.max(w, h) * k) }];
  });
}

/** A canvas in memory: its pixels are read, not shown. @param {number} width @param {number} height */
function newContext(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  if (ctx === null) throw new TooLargePicture();
  return ctx;
}
