/**
 * Which shapes are under a point or touched by a frame.
 */

import { contains } from "../model/box.js";
import { distanceToShape, segmentHitsShape } from "../model/hit.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** How far beside a line a press may be, on the screen. */
const NEAR_PX = 8;

/**
 * The topmost shape at a place, or null.
 * @param {Editor} editor
 * @param {{x: number, y: number}} boardPoint
 */
export function shapeAt(editor, boardPoint) {
  const near = editor.camera.unitsOf(NEAR_PX);
  const { x, y } = boardPoint;
  const box = { minX: x - near, minY: y - near, maxX: x + near, maxY: y + near };
  const shapes = editor.view.query(box, editor.page.value);
  return shapes.findLast((shape) => distanceToShape(shape, editor.view.pool, x, y) <= near) ?? null;
}

/** Ids of all shapes that a frame touches. @param {Editor} editor @param {Box} box */
export function shapesTouching(editor, box) {
  const { view } = editor;
  return view
    .query(box, editor.page.value)
    .filter((shape) => contains(box, shape.box) || touchesEdge(editor, shape, box))
    .map((shape) => shape.id);
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
