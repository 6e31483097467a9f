/**
 * Chooses the initial view: the whole page when it fits the screen, else the part with most shapes. The view contains
 * ink whenever the page has any; a single dot far away must not lead to an empty place in between.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { pointOn } from "../model/hit.js";
import { MIN_ZOOM } from "./camera.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./camera.js").Margin} Margin */
/** @typedef {import("./camera.js").Place} Place */
/** Shapes whose middle lies in one square of a coarse grid. @typedef {{x: number, y: number, count: number, latest: number}} Square */
/** Squares by y, then by x. @typedef {Map<number, Map<number, Square>>} Squares */

/** Handwriting is easy to read at this zoom. */
export const READABLE_ZOOM = 0.5;

/** A part with this share of all shapes counts as the page; the other shapes are outliers. */
const MAIN_SHARE = 0.9;

/**
 * Returns the camera place from which to see a page.
 * @param {Replica} view
 * @param {number} page
 * @param {Camera} camera
 * @param {{margin: Margin, least?: number, readable?: number}} options  least: below this zoom the whole page is too small
 *   for a first view; below `readable` outliers are ignored in it; without `least` the whole page is shown if possible
 * @returns {Place | null}  null for an empty page
 */
export function initialView(
  view,
  page,
  camera,
  { margin, least = MIN_ZOOM, readable = READABLE_ZOOM },
) {
  const bounds = view.bounds(page);
  if (bounds === null) return null;
  const zoom = camera.zoomFor(bounds, margin);
  const shapes = view.shapesOf(page);
  const isFirst = least > MIN_ZOOM && zoom < readable;
  const most = isFirst ? mainPart(shapes, camera.roomAt(readable, margin)) : null;
  if (most !== null && most.count >= MAIN_SHARE * shapes.length)
    return camera.fitted(most.box, margin);
  // No shape is there before the first chunk.
  if (zoom >= least || shapes.length === 0) return camera.fitted(bounds, margin);
  const main = mainPart(shapes, camera.roomAt(least, margin));
  if (main !== null) return camera.fitted(main.box, margin);
  // Every shape is larger than the screen: show a point of the latest one.
  const latest = shapes.reduce((one, other) => (other.seq >= one.seq ? other : one));
  return camera.centred(pointOn(latest, view.pool), 1);
}

/**
 * The box, no larger than `room`, around the part of the page with most shapes.
 * @param {readonly Shape[]} shapes
 * @param {{width: number, height: number}} room  board pixels
 * @returns {{box: Box, count: number} | null}  null when every shape is too large
 */
function mainPart(shapes, room) {
  // Shapes of at most half the room whose middles lie in half of the room fit into it together.
  const half = { width: (room.width * UNITS_PER_PX) / 2, height: (room.height * UNITS_PER_PX) / 2 };
  const small = shapes.filter(
    ({ box }) => box.maxX - box.minX <= half.width && box.maxY - box.minY <= half.height,
  );
  const corner = fullestQuad(squaresOf(small, half));
  if (corner === null) return null;
  const left = (corner.x * half.width) / 2;
  const top = (corner.y * half.height) / 2;
  let count = 0;
  let [minX, minY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [maxX, maxY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  // Runs for every shape of a page, so it allocates nothing.
  for (const { box } of small) {
    const x = (box.minX + box.maxX) / 2;
    const y = (box.minY + box.maxY) / 2;
    if (x < left || y < top || x > left + half.width || y > top + half.height) continue;
    count += 1;
    minX = Math.min(minX, box.minX);
    minY = Math.min(minY, box.minY);
    maxX = Math.max(maxX, box.maxX);
    maxY = Math.max(maxY, box.maxY);
  }
  return { box: { minX, minY, maxX, maxY }, count };
}

/** @param {readonly Shape[]} shapes @param {{width: number, height: number}} half  of the room, units @returns {Squares} */
function squaresOf(shapes, half) {
  /** @type {Squares} */
  const squares = new Map();
  for (const { box, seq } of shapes) {
    const x = Math.floor((box.minX + box.maxX) / half.width);
    const y = Math.floor((box.minY + box.maxY) / half.height);
    const square = squareAt(squares, x, y);
    square.count += 1;
    square.latest = Math.max(square.latest, seq);
  }
  return squares;
}

/** @param {Squares} squares @param {number} x @param {number} y */
function squareAt(squares, x, y) {
  let row = squares.get(y);
  if (row === undefined) {
    row = new Map();
    squares.set(y, row);
  }
  let square = row.get(x);
  if (square === undefined) {
    square = { x, y, count: 0, latest: 0 };
    row.set(x, square);
  }
  return square;
}

/**
 * The first of the 2 × 2 squares with most shapes; among equals the one with the latest shape.
 * @param {Squares} squares
 */
function fullestQuad(squares) {
  /** @type {Square | null} */
  let best = null;
  for (const { x, y } of [...squares.values()].flatMap((row) => [...row.values()])) {
    for (const [left, top] of [
      [x, y],
      [x - 1, y],
      [x, y - 1],
      [x - 1, y - 1],
    ]) {
      const four = quadAt(squares, left ?? x, top ?? y);
      const isMore = best === null || four.count > best.count;
      if (isMore || (four.count === best?.count && four.latest > best.latest)) best = four;
    }
  }
  return best;
}

/** @param {Squares} squares @param {number} x @param {number} y @returns {Square} */
function quadAt(squares, x, y) {
  const four = { x, y, count: 0, latest: 0 };
  for (const [left, top] of [
    [x, y],
    [x + 1, y],
    [x, y + 1],
    [x + 1, y + 1],
  ]) {
    const square = squares.get(top ?? y)?.get(left ?? x);
    four.count += square?.count ?? 0;
    four.latest = Math.max(four.latest, square?.latest ?? 0);
  }
  return four;
}
