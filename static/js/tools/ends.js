/**
 * Moves one point of a line or arrow. Shift turns it about its neighbour in steps of 15 degrees; Alt keeps the middle of a
 * line of two points. An end binds to the shape at which it lies, unless Ctrl is held.
 */

import { CLICK_PX, NO_KEYS } from "../editor/gestures.js";
import { endsOf, lineThrough, pointsOf } from "../model/line_points.js";
import { setPreview } from "../model/preview.js";
import { straightened } from "../model/rotation.js";
import { connected, targetPreviews } from "./connecting.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** In units. @typedef {{x: number, y: number}} Point */

/** @implements {Gesture} */
export class PointGesture {
  /** The shapes that the moved end is bound to. @type {readonly Shape[]} */
  targets = [];
  #editor;
  #line;
  #index;
  /** The points at the start, on the board. */
  #points;
  #start;
  #last;
  /** @type {ReturnType<typeof setPreview> | null} */
  #preview = null;

  /** @param {Editor} editor @param {GesturePoint} point @param {{line: Shape, index: number}} handle */
  constructor(editor, point, { line, index }) {
    this.#editor = editor;
    this.#line = line;
    this.#index = index;
    this.#points = pointsOf(line, editor.view.pool.xy);
    this.#start = point;
    this.#last = point;
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} keys */
  update(points, keys) {
    if (!this.#editor.rights.value.draw) return;
    this.#last = points.at(-1) ?? this.#last;
    const dx = this.#last.x - this.#start.x;
    const dy = this.#last.y - this.#start.y;
    const isClick = Math.hypot(dx, dy) < this.#editor.camera.unitsOf(CLICK_PX);
    if (this.#preview !== null || !isClick) this.moveBy(dx, dy, keys);
  }

  /** Moves the point from where it was at the start. @param {number} dx @param {number} dy @param {Keys} [keys] */
  moveBy(dx, dy, keys = NO_KEYS) {
    const moved = pointMoved(this.#points, this.#index, { dx, dy, keys });
    const registers = { id: this.#line.id, ...this.#registers(moved, keys) };
    this.#preview = setPreview([registers]);
    this.#editor.draft({ set: [registers] });
  }

  /** @param {readonly Point[]} moved @param {Keys} keys */
  #registers(moved, keys) {
    const line = this.#line;
    const last = moved.length - 1;
    const areBoth = keys.alt && last === 1;
    const which = {
      from: areBoth || this.#index === 0,
      to: areBoth || this.#index === last,
    };
    const { from, to } = endsOf(line);
    // A moved end is free until it binds again.
    const free = { from: which.from ? null : from, to: which.to ? null : to };
    const { page, style } = line;
    const way = { points: moved, ...free, style, page };
    const anew = keys.ctrl ? { from: false, to: false } : which;
    const { points, ends, targets } = connected(this.#editor, way, anew);
    this.targets = targets;
    return lineThrough(line, points, ends);
  }

  finish() {
    const [op] = this.#preview?.sets ?? [];
    const isThere = this.#editor.view.shape(this.#line.id) !== undefined;
    this.#editor.endDraft(op !== undefined && isThere ? this.#editor.commit([op]) : null);
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    return this.#preview === null ? [] : [this.#preview, ...targetPreviews(this.targets)];
  }
}

/**
 * The points after one of them was moved.
 * @param {readonly Point[]} points
 * @param {number} index
 * @param {{dx: number, dy: number, keys: Pick<Keys, "shift" | "alt">}} move
 */
function pointMoved(points, index, { dx, dy, keys }) {
  const moved = [...points];
  const { x, y } = /** @type {Point} */ (points[index]);
  const other = index === 0 ? 1 : index - 1;
  const neighbour = /** @type {Point} */ (points[other]);
  const isAboutMiddle = keys.alt && points.length === 2;
  const middle = { x: (x + neighbour.x) / 2, y: (y + neighbour.y) / 2 };
  const about = isAboutMiddle ? middle : neighbour;
  const to = { x: x + dx, y: y + dy };
  const point = keys.shift ? snapped(about, to) : to;
  moved[index] = point;
  if (isAboutMiddle) moved[other] = { x: 2 * middle.x - point.x, y: 2 * middle.y - point.y };
  return moved;
}

/** The point nearest to another one in a direction that Shift allows. @param {Point} from @param {Point} to @returns {Point} */
function snapped(from, to) {
  const { x, y } = straightened({ x: to.x - from.x, y: to.y - from.y });
  return { x: from.x + x, y: from.y + y };
}
