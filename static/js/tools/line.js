/**
 * The tools for lines and arrows. Shift turns them in steps of 15 degrees, Alt draws from the centre. Their ends bind to the
 * shapes at which they lie, unless Ctrl is held.
 */

import { NO_KEYS } from "../editor/gestures.js";
import { shapesWith } from "../editor/selection.js";
import { endAt, isTarget } from "../model/connectors.js";
import { lineThrough, pointsOf } from "../model/line_points.js";
import { shapePreview } from "../model/preview.js";
import { straightened, toBoard } from "../model/rotation.js";
import { connected, targetAt } from "./connecting.js";
import { shapeTool } from "./draw_shape.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/line_points.js").Ends} Ends */
/** @typedef {import("../model/rotation.js").Point} Point */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./connecting.js").Which} Which */
/** @typedef {import("./draw_shape.js").Connecting} Connecting */
/** @typedef {import("./draw_shape.js").Layout} Layout */

/** Length of a line that the Enter key makes from a single shape, in screen pixels. */
const MADE_PX = 160;

/** @type {Layout} */
export const lineBetween = (from, to, { shift, alt }) => {
  const away = { x: to.x - from.x, y: to.y - from.y };
  const { x: dx, y: dy } = shift ? straightened(away) : away;
  const x = Math.round(alt ? from.x - dx : from.x);
  const y = Math.round(alt ? from.y - dy : from.y);
  const points = [0, 0, Math.round(from.x + dx) - x, Math.round(from.y + dy) - y];
  return { pos: [x, y, 0], geometry: { points } };
};

/** @type {Connecting} */
const connecting = {
  isAt: (editor, point) => targetAt(editor, point) !== null,
  connect: (editor, drawn) =>
    boundShape(editor, drawn, { from: null, to: null }, { from: true, to: true }),
  join(editor, fixed, ids) {
    const { view, page, camera } = editor;
    const shapes = shapesWith(view, ids);
    const [first, second] = shapes.filter((shape) => shape.page === page.value && isTarget(shape));
    if (first === undefined) return null;
    const start = middleOf(first);
    const right = { x: first.box.maxX + camera.unitsOf(MADE_PX), y: start.y };
    const end = second === undefined ? right : middleOf(second);
    const drawn = { ...fixed, ...lineBetween(start, end, NO_KEYS) };
    const to = second === undefined ? null : endAt(second.id, second, end);
    const ends = { from: endAt(first.id, first, start), to };
    return boundShape(editor, drawn, ends, { from: false, to: to === null });
  },
};

/**
 * A line with its ends bound, and the shapes that those were found at.
 * @param {Editor} editor @param {NewShape} drawn @param {Ends} ends @param {Which} which  the ends that bind to what lies at them
 */
function boundShape(editor, drawn, ends, which) {
  const { shape, pool } = shapePreview(drawn);
  const { page, style } = shape;
  const way = { points: pointsOf(shape, pool.xy), ...ends, style, page };
  const { points, targets, ends: bound } = connected(editor, way, which);
  return { shape: { ...drawn, ...lineThrough(shape, points, bound) }, targets };
}

/** @param {Shape} shape @returns {Point} */
function middleOf(shape) {
  return toBoard(shape, { x: shape.w / 2, y: shape.h / 2 });
}

export const line = shapeTool("line", lineBetween, connecting);
export const arrow = shapeTool("arrow", lineBetween, connecting);
