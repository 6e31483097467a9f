/**
 * The worker that paints tiles, so that the page never waits for them.
 *
 * Each order brings how the board differs and what is wished now; the wishes before are void. Between two
 * tiles the worker looks for newer orders. A tile always shows the board of the last order.
 */

import { loadFaces } from "./faces.js";
import { keyOf, SIDE } from "./levels.js";
import { Painter } from "./paint.js";
import { ShapeCopy } from "./shape_copy.js";
import { TileJob } from "./tile_painter.js";

/** @typedef {import("./faces.js").Face} Face */
/** @typedef {import("./tile_cache.js").Made} Made */
/** @typedef {import("./wishes.js").Wish} Wish */
/** @typedef {import("./worker_maker.js").Order} Order */

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
const turns = new MessageChannel();
let waiting = false;
/** Fonts that were not needed so far. @type {Face[] | null} */
let faces = null;
let loading = false;
/** @type {Wish[]} */
let wishes = [];
let version = 0;
let dpr = 1;
let made = 0;
/** What is being painted, and of which version. @type {{wish: Wish, job: TileJob, version: number} | null} */
let going = null;
/** Tiles that were sent, and may not have been received when the last order was given. @type {{number: number, key: string, version: number}[]} */
let underway = [];

scope.onmessage = (/** @type {MessageEvent<Order>} */ { data }) => take(data);
turns.port1.onmessage = () => {
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
  if (going !== null) wishes.unshift(going.wish);
  going = null;
}

/** @param {Order} order */
function take(order) {
  settle(order);
  if (order.batch !== null) copy.take(order.batch);
  if (order.faces !== null) faces = order.faces;
  if (faces !== null && (order.batch?.put.texts.length ?? 0) > 0) useFaces(faces);
  painter.theme = order.theme;
  copy.papers = new Map(order.papers);
  ({ wishes, version, dpr } = order);
  underway = underway.filter(({ number }) => number > order.received);
  wake();
}

/** What is being painted is finished as it was begun, or given up when nobody wishes for it. @param {Order} order */
function settle(order) {
  if (going === null) return;
  const key = keyOf(going.wish.cell);
  const isWished = order.wishes.some(({ cell }) => keyOf(cell) === key);
  if (!isWished || order.dpr !== dpr || order.theme !== painter.theme) going = null;
  else if (order.batch !== null) paint(going, Number.POSITIVE_INFINITY);
}

/**
 * Nothing is painted before the fonts are there: Chromium goes on with what it once has found for a
 * name, in workers.
 * @param {readonly Face[]} wanted
 */
async function useFaces(wanted) {
  faces = null;
  loading = true;
  await Promise.race([loadFaces(wanted, scope.fonts), pause(FONT_PATIENCE_MS)]);
  loading = false;
  wake();
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function wake() {
  if (waiting || loading || isLost || (going === null && wishes.length === 0)) return;
  waiting = true;
  turns.port2.postMessage(null);
}

function makeNext() {
  if (loading || isLost) return;
  going ??= next();
  if (going !== null) paint(going, performance.now() + SLICE_MS);
  wake();
}

function next() {
  for (let wish = wishes.shift(); wish !== undefined; wish = wishes.shift()) {
    if (isUnderway(wish)) continue;
    return { wish, version, job: new TileJob(painter, copy, { ...wish, dpr }) };
  }
  return null;
}

/** @param {Wish} wish */
function isUnderway({ cell }) {
  const key = keyOf(cell);
  return underway.some((sent) => sent.key === key && sent.version === version);
}

/** @param {NonNullable<typeof going>} begun @param {number} deadline */
function paint(begun, deadline) {
  if (ctx === null) throw new Error("no 2D canvas in a worker");
  if (!begun.job.run(/** @type {any} */ (ctx), deadline)) return;
  // The browser tells of it later; what would be sent is empty.
  if (ctx.isContextLost?.()) return lose();
  going = null;
  const { cell, boxes } = begun.wish;
  const image = canvas.transferToImageBitmap();
  made += 1;
  underway.push({ number: made, key: keyOf(cell), version: begun.version });
  /** @type {Made} */
  const tile = { cell, dpr, version: begun.version, boxes, image };
  scope.postMessage({ tile, usesText: painter.usesText }, [image]);
}
