/**
 * Finds the shapes at a point or touched by a marquee. Locked shapes are passed by.
 */

import { inFrame } from "../editor/selection_frame.js";
import { contains, inflate } from "../model/box.js";
import { distanceToShape, isCovered, isWithin, segmentHitsShape } from "../model/hit.js";
import { traitsOf } from "../model/kinds.js";
import { isLocked } from "../model/more.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** In units. @typedef {{x: number, y: number}} Point */

/** Tolerance of a press beside a line or outside of a frame, in screen pixels. */
const TOLERANCE_PX = 8;

/** Above a filled shape, a line within this distance is picked: it would be hard to hit beside the fill. */
const ON_FILL_PX = 4;

/**
 * The shape nearest to a point, the topmost among equals; null beyond the tolerance. What a filled shape hides is not picked.
 * @param {Editor} editor
 * @param {Point} point
 * @param {{withLocked?: boolean}} [options]
 * @returns {Shape | null}
 */
export function shapeAt({ camera, view, page }, { x, y }, { withLocked = false } = {}) {
  let least = camera.unitsOf(TOLERANCE_PX);
  /** @type {Shape | null} */
  let nearest = null;
  const box = inflate({ minX: x, minY: y, maxX: x, maxY: y }, least);
  for (const shape of view.query(box, page.value)) {
    if (!withLocked && isLocked(shape)) continue;
    const isFill = isCovered(shape, x, y);
    const distance = isFill ? 0 : distanceToShape(shape, view.pool, x, y);
    if (distance > least) continue;
    least = isFill ? camera.unitsOf(ON_FILL_PX) : distance;
    nearest = shape;
  }
  return nearest;
}

/** The smallest outline that is around a point. @param {Editor} editor @param {Point} point @returns {Shape | null} */
export function boxAround({ view, page }, { x, y }) {
  /** @type {Shape | null} */
  let smallest = null;
  for (const shape of view.query({ minX: x, minY: y, maxX: x, maxY: y }, page.value)) {
    const isOutline = traitsOf(shape.kind).text === "label" && isWithin(shape, x, y);
    if (!isOutline || isLocked(shape)) continue;
    if (smallest === null || shape.w * shape.h < smallest.w * smallest.h) {
      smallest = shape;
    }
  }
  return smallest;
}

/** Whether a point is inside the frame around the selection, unless all of it is locked. @param {Editor} editor @param {Point} point */
export function isInFrame({ camera, selectionFrame }, point) {
  const { frame, shapes } = selectionFrame;
  if (frame === null || shapes.every(isLocked)) return false;
  const reach = frame.pad + camera.unitsOf(TOLERANCE_PX);
  const { x, y } = inFrame(frame, point);
  return Math.abs(x) <= frame.w / 2 + reach && Math.abs(y) <= frame.h / 2 + reach;
}

/** Ids of all shapes that a marquee touches, with all shapes of their strokes and groups. @param {Editor} editor @param {Box} box */
export function shapesTouching(editor, box) {
  const { view, groups } = editor;
  const touched = view
    .queryUnsorted(box, editor.page.value)
    .filter((shape) => !isLocked(shape))
    .filter((shape) => contains(box, shape.box) || touchesEdge(editor, shape, box));
  return groups.whole(touched.map((shape) => shape.id));
}

/**
 * Whether a shape that is not inside the box crosses one of its four sides.
 * @param {Editor} editor
 * @param {Shape} shape
 * @param {Box} box
 */
function touchesEdge(editor, shape, { minX, minY, maxX, maxY }) {
  const { pool } = editor.view;
  return (
    segmentHitsShape(shape, pool, minX, minY, maxX, minY, 0) ||
    segmentHitsShape(shape, pool, maxX, minY, maxX, maxY, 0) ||
    segmentHitsShape(shape, pool, maxX, maxY, minX, maxY, 0) ||
    segmentHitsShape(shape, pool, minX, maxY, minX, minY, 0)
  );
}
