/**
 * The worker that paints tiles, so that the page never waits for them.
 *
 * Each order brings how the board differs and what is wished now; the wishes before are void. Between two
 * tiles the worker looks for newer orders. A tile always shows the board of the last order.
 */

import { loadFontFaces } from "./font_faces.js";
import { Painter } from "./paint.js";
import { ShapeCopy } from "./shape_copy.js";
import { keyOf, SIDE } from "./tile_grid.js";
import { TileJob } from "./tile_painter.js";

/** @typedef {import("./font_faces.js").Face} Face */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_requests.js").TileRequest} TileRequest */
/** @typedef {import("./worker_tile_maker.js").Order} Order */

/** A job that takes longer looks for newer orders in between. */
const SLICE_MS = 24;

/** Letters of the system are better than none. */
const FONT_PATIENCE_MS = 2000;

const scope = /** @type {any} */ (self);
const painter = new Painter("light");
const copy = new ShapeCopy((shape) => painter.forget(shape));
const canvas = new OffscreenCanvas(SIDE, SIDE);
const ctx = canvas.getContext("2d");
/** Whether the browser has lost what was painted, and not given the canvas back. */
let isLost = false;
/** A task of its own after each tile: `setTimeout` would wait. */
const channel = new MessageChannel();
let waiting = false;
/** Fonts that were not needed so far. @type {Face[] | null} */
let faces = null;
let loading = false;
/** @type {TileRequest[]} */
let requests = [];
let version = 0;
let dpr = 1;
let painted = 0;
/** What is being painted, and of which version. @type {{request: TileRequest, job: TileJob, version: number} | null} */
let current = null;
/** Tiles that were sent, and may not have been received when the last order was given. @type {{number: number, key: string, version: number}[]} */
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
  if (order.faces !== null) faces = order.faces;
  if (faces !== null && (order.batch?.put.texts.length ?? 0) > 0) useFaces(faces);
  painter.theme = order.theme;
  copy.papers = new Map(order.papers);
  ({ requests, version, dpr } = order);
  sent = sent.filter(({ number }) => number > order.received);
  wake();
}

/** What is being painted is finished as it was begun, or given up when nobody wishes for it. @param {Order} order */
function finishCurrent(order) {
  if (current === null) return;
  const key = keyOf(current.request.cell);
  const isWished = order.requests.some(({ cell }) => keyOf(cell) === key);
  if (!isWished || order.dpr !== dpr || order.theme !== painter.theme) current = null;
  else if (order.batch !== null) paint(current, Number.POSITIVE_INFINITY);
}

/**
 * Nothing is painted before the fonts are there: Chromium goes on with what it once has found for a
 * name, in workers.
 * @param {readonly Face[]} wanted
 */
async function useFaces(wanted) {
  faces = null;
  loading = true;
  await Promise.race([loadFontFaces(wanted, scope.fonts), pause(FONT_PATIENCE_MS)]);
  loading = false;
  wake();
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function wake() {
  if (waiting || loading || isLost || (current === null && requests.length === 0)) return;
  waiting = true;
  channel.port2.postMessage(null);
}

function makeNext() {
  if (loading || isLost) return;
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

/** @param {NonNullable<typeof current>} begun @param {number} deadline */
function paint(begun, deadline) {
  if (ctx === null) throw new Error("no 2D canvas in a worker");
  if (!begun.job.run(/** @type {any} */ (ctx), deadline)) return;
  // The browser tells of it later; what would be sent is empty.
  if (ctx.isContextLost?.()) return lose();
  current = null;
  const { cell, boxes } = begun.request;
  const image = canvas.transferToImageBitmap();
  painted += 1;
  sent.push({ number: painted, key: keyOf(cell), version: begun.version });
  /** @type {PaintedTile} */
  const tile = { cell, dpr, version: begun.version, boxes, image };
  scope.postMessage({ tile, usesText: painter.usesText }, [image]);
}
