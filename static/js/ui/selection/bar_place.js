/**
 * Where the bar of the selection is: beside the selection, in view, clear of the other controls and of the selection's
 * handles. Pure; in CSS pixels.
 */

import { inflate, intersects } from "../../model/box.js";

/** @typedef {import("../../model/box.js").Box} Box */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number}} Point */

/** Distance from the selection: its frame and handles lie between, and below it the one that turns it. */
const GAP = 20;
const GAP_BELOW = 44;

/** Room that a finger needs around a handle. */
const HANDLE_REACH = 14;

/** Room above a selection for the handle that turns it. */
const TURN_ROOM = 44;

/** Distance from the edges of the view and from other controls. */
const MARGIN = 8;

/**
 * The corner of the bar; null while the selection is out of view. Above the selection, else below, else beside it; where
 * there is no room at all it covers as few handles as it can, and as little of the selection.
 * @param {Box} frame  around the selection
 * @param {Size} bar
 * @param {{view: Size, controls: readonly Box[], handles?: readonly Point[]}} surroundings
 * @returns {Point | null}
 */
export function placeBar(frame, bar, { view, controls, handles = [] }) {
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
  const boxAt = (/** @type {Point} */ { x, y }) => ({
    ...{ minX: x, minY: y },
    ...{ maxX: x + bar.width, maxY: y + bar.height },
  });
  const isFree = (/** @type {Point} */ { x, y }) => {
    const isInView = x >= MARGIN && x <= right && y >= MARGIN && y <= bottom;
    return isInView && controls.every((control) => !intersects(boxAt({ x, y }), control));
  };
  const cover = (/** @type {Point} */ place) => {
    const box = boxAt(place);
    const reach = inflate(box, HANDLE_REACH);
    const covered = handles.filter(({ x, y }) => {
      return x > reach.minX && x < reach.maxX && y > reach.minY && y < reach.maxY;
    });
    return covered.length * view.width * view.height + overlap(box, frame);
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
  const free = places.filter(isFree);
  return free.reduce(
    (best, place) => (cover(place) < cover(best) ? place : best),
    free[0] ?? { x: middle, y: height },
  );
}

/**
 * Whether the handle that turns a selection should be above it, because the bar is below. It stays below where there is no
 * room for it above.
 * @param {Box} frame  around the selection
 * @param {Point} place  of the bar
 * @param {readonly Box[]} controls
 */
export function turnsAbove(frame, place, controls) {
  const middle = (frame.minX + frame.maxX) / 2;
  const { minY } = frame;
  const room = {
    ...{ minX: middle - HANDLE_REACH, minY: minY - TURN_ROOM },
    ...{ maxX: middle + HANDLE_REACH, maxY: minY },
  };
  const isFree = room.minY >= 0 && controls.every((control) => !intersects(room, control));
  return place.y >= frame.maxY && isFree;
}

/** The area that two boxes share. @param {Box} a @param {Box} b */
function overlap(a, b) {
  const width = Math.min(a.maxX, b.maxX) - Math.max(a.minX, b.minX);
  const height = Math.min(a.maxY, b.maxY) - Math.max(a.minY, b.minY);
  return width > 0 && height > 0 ? width * height : 0;
}

/** @param {number} wanted @param {readonly number[]} others */
function nearest(wanted, others) {
  return [wanted, ...others.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))];
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}
