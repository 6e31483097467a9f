/**
 * The handles of the selection: eight that resize it and one that turns it, or the points of a single line.
 */

import { geometryOf } from "../model/kinds.js";
import { isLocked } from "../model/more.js";
import { toBoard } from "../model/rotation.js";
import { intAt } from "../model/typed_arrays.js";
import { inFrame, onBoard } from "./selection_frame.js";

/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./selection_frame.js").Frame} Frame */
/** @typedef {import("./selection_frame.js").Point} Point */
/**
 * A handle and its place on the board. `side` is the direction in which a handle lies from the middle of the frame: -1, 0
 * or 1 along each axis. `index` is the point of a line.
 * @typedef {{kind: "resize", at: Point, side: Point} | {kind: "rotate", at: Point} | {kind: "point", at: Point, index: number}} Handle
 */

/** Screen pixels between the selection and its frame, on which the handles are. */
export const FRAME_GAP = 6;

/** Screen pixels from the frame to the handle that turns it: on the other side than the selection's bar. */
const ROTATE_GAP = 24;

/** The radius around a handle in which a press takes it, in screen pixels. */
const REACH_PX = { mouse: 12, touch: 20 };

/** Inside of the frame a press takes a handle only within this share of its shorter side, so that the rest moves it. */
const INNER_SHARE = 1 / 4;

/** The shortest sides of a frame, in screen pixels, that have a handle at each corner, and one in their middle. */
const MIN_CORNERS = 24;
const MIN_SIDE = 48;

/** The sides that change the width of a text always have their handles. */
const MIN_TEXT_SIDE = 16;

const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];

/** Cursors of the directions of a resize, from the right in steps of 45 degrees. */
const CURSORS = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"];

/** The handles of the selection; empty when it cannot be changed. @param {Editor} editor @returns {Handle[]} */
export function handlesOf(editor) {
  const { camera, rights, tool, selectionFrame, writing } = editor;
  const { frame, shapes } = selectionFrame;
  const isUsable = rights.value.draw && tool.value === "select" && writing.value === null;
  if (frame === null || !isUsable || shapes.some(isLocked)) return [];
  const [first, second] = shapes;
  if (first !== undefined && second === undefined && geometryOf(first.kind) === "line") {
    return pointHandles(first, editor.view.pool.xy);
  }
  const { value: isAbove } = selectionFrame.turnsAbove;
  return frameHandles(frame, camera.unitsOf(1), { shapes, isAbove });
}

/** The handle that a press takes, null for none. @param {Editor} editor @param {Point} point @param {"mouse" | "touch"} [pointer] @returns {Handle | null} */
export function handleAt(editor, point, pointer = "mouse") {
  const { frame } = editor.selectionFrame;
  const handles = handlesOf(editor);
  if (frame === null || handles.length === 0) return null;
  const { x, y } = inFrame(frame, point);
  const reach = editor.camera.unitsOf(REACH_PX[pointer]);
  const isInside = Math.abs(x) < frame.w / 2 && Math.abs(y) < frame.h / 2;
  const inner = isInside ? INNER_SHARE * Math.min(frame.w, frame.h) : reach;
  let least = Math.min(reach, handles[0]?.kind === "point" ? reach : inner);
  /** @type {Handle | null} */
  let nearest = null;
  for (const handle of handles) {
    const distance = Math.hypot(handle.at.x - point.x, handle.at.y - point.y);
    if (distance > least) continue;
    least = distance;
    nearest = handle;
  }
  return nearest;
}

/** The CSS cursor over a handle. @param {Handle} handle @param {Frame} frame */
export function cursorOf(handle, { angle }) {
  if (handle.kind === "rotate") return "grab";
  if (handle.kind === "point") return "move";
  const direction = Math.atan2(handle.side.y, handle.side.x) + angle;
  const steps = Math.round(direction / (Math.PI / 4));
  return /** @type {string} */ (CURSORS[((steps % 4) + 4) % 4]);
}

/** @param {Shape} line @param {Int32Array} xy @returns {Handle[]} */
function pointHandles(line, xy) {
  return Array.from({ length: line.count }, (_, index) => {
    const at = (line.start + index) * 2;
    const place = toBoard(line, { x: intAt(xy, at), y: intAt(xy, at + 1) });
    return { kind: "point", at: place, index };
  });
}

/** @param {Frame} frame @param {number} px  units of a screen pixel @param {{shapes: readonly Shape[], isAbove: boolean}} selection @returns {Handle[]} */
function frameHandles(frame, px, { shapes, isAbove }) {
  const gap = frame.pad + FRAME_GAP * px;
  const w = frame.w + 2 * gap;
  const h = frame.h + 2 * gap;
  /** @param {number} x @param {number} y */
  const at = (x, y) => onBoard(frame, { x: (x * w) / 2, y: (y * h) / 2 });
  /** @param {number} x @param {number} y @returns {Handle} */
  const resize = (x, y) => ({ kind: "resize", at: at(x, y), side: { x, y } });
  // Upwards on the screen; below, it turns with the frame.
  const side = isAbove && Math.cos(frame.angle) >= 0 ? -1 : 1;
  const turn = (h / 2 + ROTATE_GAP * px) * side;
  /** @type {Handle[]} */
  const handles = [{ kind: "rotate", at: onBoard(frame, { x: 0, y: turn }) }];
  // A dot has no size that could change.
  if (frame.w === 0 && frame.h === 0) return handles;
  const isSingleText = shapes.length === 1 && shapes[0]?.kind === "text";
  const minWide = isSingleText ? MIN_TEXT_SIDE : MIN_SIDE;
  if (h >= minWide * px && frame.w > 0) handles.push(resize(-1, 0), resize(1, 0));
  if (w >= MIN_SIDE * px && frame.h > 0 && !isSingleText) handles.push(resize(0, -1), resize(0, 1));
  const isLarge = Math.max(w, h) >= MIN_CORNERS * px;
  const corners = isLarge ? CORNERS : [[1, 1]];
  for (const [x = 1, y = 1] of corners) handles.push(resize(x, y));
  return handles;
}
