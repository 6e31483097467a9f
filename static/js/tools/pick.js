/**
 * Which shapes are under a point or touched by a frame.
 */

import { contains, inflate, union } from "../model/box.js";
import { distanceToShape, segmentHitsShape } from "../model/hit.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** In units. @typedef {{x: number, y: number}} Point */

/** How far beside a line, or outside of a frame, a press may be on the screen. */
const NEAR_PX = 8;

/**
 * The shape nearest to a place, the topmost of equally near ones; null when none is near.
 * @param {Editor} editor
 * @param {Point} point
 * @returns {Shape | null}
 */
export function shapeAt({ camera, view, page }, { x, y }) {
  let least = camera.unitsOf(NEAR_PX);
  /** @type {Shape | null} */
  let nearest = null;
  const box = inflate({ minX: x, minY: y, maxX: x, maxY: y }, least);
  for (const shape of view.query(box, page.value)) {
    const distance = distanceToShape(shape, view.pool, x, y);
    if (distance > least) continue;
    least = distance;
    nearest = shape;
  }
  return nearest;
}

/** Whether a place is inside the frame around what is selected. @param {Editor} editor @param {Point} point */
export function isInFrame({ camera, selection, view, page }, { x, y }) {
  const boxes = [...selection.value].flatMap((id) => {
    const shape = view.shape(id);
    return shape?.page === page.value ? [shape.box] : [];
  });
  if (boxes.length === 0) return false;
  const frame = inflate(boxes.reduce(union), camera.unitsOf(NEAR_PX));
  return contains(frame, { minX: x, minY: y, maxX: x, maxY: y });
}

/** Ids of all shapes that a frame touches, strokes as a whole. @param {Editor} editor @param {Box} box */
export function shapesTouching(editor, box) {
  const { view, strokes } = editor;
  const touched = view
    .queryUnsorted(box, editor.page.value)
    .filter((shape) => contains(box, shape.box) || touchesEdge(editor, shape, box));
  return strokes.whole(touched.map((shape) => shape.id));
}

/**
 * A line that is not inside but meets the frame crosses one of its four sides.
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
