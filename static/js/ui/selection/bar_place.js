/**
 * Where the bar of the selection is: beside the selection, in view, and clear of the other controls. Pure; in CSS pixels.
 */

import { intersects } from "../../model/box.js";

/** @typedef {import("../../model/box.js").Box} Box */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number}} Point */

/** Distance from the selection: its frame and handles lie between, and below it the one that turns it. */
const GAP = 20;
const GAP_BELOW = 44;

/** Distance from the edges of the view and from other controls. */
const MARGIN = 8;

/**
 * The corner of the bar; null while the selection is out of view. Above the selection, else below, else beside it; where
 * there is no room at all it covers the selection.
 * @param {Box} frame  around the selection
 * @param {Size} bar
 * @param {{view: Size, controls: readonly Box[]}} surroundings
 * @returns {Point | null}
 */
export function placeBar(frame, bar, { view, controls }) {
  if (!intersects(frame, { minX: 0, minY: 0, maxX: view.width, maxY: view.height })) return null;
  const right = view.width - bar.width - MARGIN;
  const bottom = view.height - bar.height - MARGIN;
  const middle = clamp(
    (clamp(frame.minX, 0, view.width) + clamp(frame.maxX, 0, view.width)) / 2 - bar.width / 2,
    MARGIN,
    right,
  );
  const height = clamp(
    (clamp(frame.minY, 0, view.height) + clamp(frame.maxY, 0, view.height)) / 2 - bar.height / 2,
    MARGIN,
    bottom,
  );
  const isFree = (/** @type {Point} */ { x, y }) => {
    const isInView = x >= MARGIN && x <= right && y >= MARGIN && y <= bottom;
    const box = { minX: x, minY: y, maxX: x + bar.width, maxY: y + bar.height };
    return isInView && controls.every((control) => !intersects(box, control));
  };
  /** Places in a row, the nearest to the middle first. @param {number} y */
  const row = (y) =>
    nearest(
      middle,
      controls.flatMap(({ minX, maxX }) => [minX - bar.width - MARGIN, maxX + MARGIN]),
    ).map((x) => ({ x, y }));
  /** Places in a column. @param {number} x */
  const column = (x) =>
    nearest(
      height,
      controls.flatMap(({ minY, maxY }) => [minY - bar.height - MARGIN, maxY + MARGIN]),
    ).map((y) => ({ x, y }));
  const isBeside = (/** @type {Point} */ { x }) => x < frame.maxX && x + bar.width > frame.minX;
  const places = [
    ...row(frame.minY - GAP - bar.height).filter(isBeside),
    ...row(frame.maxY + GAP_BELOW).filter(isBeside),
    ...column(frame.maxX + GAP),
    ...column(frame.minX - GAP - bar.width),
    ...column(middle).sort((a, b) => b.y - a.y),
  ];
  return places.find(isFree) ?? { x: middle, y: height };
}

/** @param {number} wanted @param {readonly number[]} others */
function nearest(wanted, others) {
  return [wanted, ...others.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))];
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}
