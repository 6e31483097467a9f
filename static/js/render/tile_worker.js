/**
 * The worker that paints tiles, so that painting never blocks the page.
 *
 * Each order has the changes of the board and the current requests, which replace the previous ones. The worker handles
 * newer orders between two tiles. A tile always shows the board of the last order.
 */

import { pictureReader } from "../sync/pictures.js";
import { loadFontFaces } from "./font_faces.js";
import { Painter } from "./paint.js";
import { PictureCache } from "./picture_cache.js";
import { ShapeCopy } from "./shape_copy.js";
import { keyOf, SIDE } from "./tile_grid.js";
import { TileJob } from "./tile_painter.js";

/** @typedef {import("./font_faces.js").Face} Face */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_requests.js").TileRequest} TileRequest */
/** @typedef {import("./worker_tile_maker.js").Order} Order */

/** Duration of a slice of a job; newer orders are handled between slices. */
const SLICE_MS = 24;

/** The longest wait for fonts; then text uses the system's font. */
const FONT_PATIENCE_MS = 2000;

const scope = /** @type {any} */ (self);
const painter = new Painter("light");
const copy = new ShapeCopy((shape) => painter.forget(shape));
const canvas = new OffscreenCanvas(SIDE, SIDE);
const ctx = canvas.getContext("2d");
/** Whether the browser has lost the canvas and not restored it. */
let isLost = false;
/** Posts a task after each tile; `setTimeout` would add a delay. */
const channel = new MessageChannel();
let waiting = false;
/** How many loads of fonts are not done. */
let loading = 0;
/** @type {TileRequest[]} */
let requests = [];
let version = 0;
let dpr = 1;
let painted = 0;
/** The current job and its version. @type {{request: TileRequest, job: TileJob, version: number} | null} */
let current = null;
/** Sent tiles that the page may not have received when it made the last order. @type {{number: number, key: string, version: number}[]} */
let sent = [];

scope.onmessage = (/** @type {MessageEvent<Order>} */ { data }) => onOrder(data);
channel.port1.onmessage = () => {
  waiting = false;
  makeNext();
};

canvas.oncontextlost = lose;
canvas.oncontextrestored = () => {
  isLost = false;
  wake();
};

function lose() {
  isLost = true;
  if (current !== null) requests.unshift(current.request);
  current = null;
}

/** @param {Order} order */
function onOrder(order) {
  finishCurrent(order);
  if (order.batch !== null) copy.apply(order.batch);
  if (order.faces.length > 0) useFaces(order.faces);
  if (order.pictures !== null) {
    painter.pictures ??= new PictureCache({
      load: pictureReader(order.pictures.base, order.pictures.headers),
      onLoaded: (picture) => scope.postMessage({ picture }),
    });
  }
  painter.theme = order.theme;
  copy.papers = new Map(order.papers);
  ({ requests, version, dpr } = order);
  sent = sent.filter(({ number }) => number > order.received);
  wake();
}

/** Finishes the current job before the board changes, or drops it when it is no longer requested. @param {Order} order */
function finishCurrent(order) {
  if (current === null) return;
  const key = keyOf(current.request.cell);
  const isRequested = order.requests.some(({ cell }) => keyOf(cell) === key);
  if (!isRequested || order.dpr !== dpr || order.theme !== painter.theme) current = null;
  else if (order.batch !== null) paint(current, Number.POSITIVE_INFINITY);
}

/**
 * Loads fonts before any text is painted with them: in workers Chromium keeps using the font that it first found for a name.
 * @param {readonly Face[]} wanted
 */
async function useFaces(wanted) {
  loading += 1;
  await Promise.race([loadFontFaces(wanted, scope.fonts), pause(FONT_PATIENCE_MS)]);
  loading -= 1;
  wake();
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function wake() {
  if (waiting || loading > 0 || isLost || (current === null && requests.length === 0)) return;
  waiting = true;
  channel.port2.postMessage(null);
}

function makeNext() {
  if (loading > 0 || isLost) return;
  current ??= next();
  if (current !== null) paint(current, performance.now() + SLICE_MS);
  wake();
}

function next() {
  for (let request = requests.shift(); request !== undefined; request = requests.shift()) {
    if (isUnderway(request)) continue;
    return { request, version, job: new TileJob(painter, copy, { ...request, dpr }) };
  }
  return null;
}

/** @param {TileRequest} request */
function isUnderway({ cell }) {
  const key = keyOf(cell);
  return sent.some((sent) => sent.key === key && sent.version === version);
}

/** @param {NonNullable<typeof current>} task @param {number} deadline */
function paint(task, deadline) {
  if (ctx === null) throw new Error("no 2D canvas in a worker");
  if (!task.job.run(/** @type {any} */ (ctx), deadline)) return;
  // The event comes later, but the image would be empty.
  if (ctx.isContextLost?.()) return lose();
  current = null;
  const { cell, boxes } = task.request;
  const image = canvas.transferToImageBitmap();
  painted += 1;
  sent.push({ number: painted, key: keyOf(cell), version: task.version });
  /** @type {PaintedTile} */
  const tile = { cell, dpr, version: task.version, boxes, image };
  scope.postMessage({ tile }, [image]);
}
