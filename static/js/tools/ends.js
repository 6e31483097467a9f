/**
 * Moves one point of a line or arrow. Shift turns it about its neighbour in steps of 15 degrees; Alt keeps the middle of a
 * line of two points.
 */

import { CLICK_PX, NO_KEYS } from "../editor/gestures.js";
import { detailsToWire } from "../model/details.js";
import { COORDINATE } from "../model/limits.js";
import { setPreview } from "../model/preview.js";
import { straightened, toBoard, turn } from "../model/rotation.js";
import { intAt } from "../model/typed_arrays.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** In units. @typedef {{x: number, y: number}} Point */

/** @implements {Gesture} */
export class PointGesture {
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
    const { op: _, ...registers } = lineThrough(this.#line, moved, this.#index);
    this.#preview = setPreview([registers]);
    this.#editor.draft({ set: [registers] });
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
    return this.#preview === null ? [] : [this.#preview];
  }
}

/** The points of a line on the board. @param {Shape} line @param {Int32Array} xy  of the pool @returns {Point[]} */
export function pointsOf(line, xy) {
  return Array.from({ length: line.count }, (_, index) => {
    const at = (line.start + index) * 2;
    return toBoard(line, { x: intAt(xy, at), y: intAt(xy, at + 1) });
  });
}

/**
 * The points after one of them was moved.
 * @param {readonly Point[]} points
 * @param {number} index
 * @param {{dx: number, dy: number, keys: Pick<Keys, "shift" | "alt">}} move
 */
export function pointMoved(points, index, { dx, dy, keys }) {
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

/** The op that lays a line through points; the moved end is no longer bound. @param {Shape} line @param {readonly Point[]} points @param {number} index  of the moved point @returns {SetOp} */
export function lineThrough({ id, rotation, details }, points, index) {
  const { sin, cos } = turn(rotation);
  const [first = { x: 0, y: 0 }] = points;
  const [x, y] = [coordinate(first.x), coordinate(first.y)];
  const steps = [];
  let [lastX, lastY] = [0, 0];
  for (const point of points) {
    const [dx, dy] = [coordinate(point.x) - x, coordinate(point.y) - y];
    const [px, py] = [coordinate(dx * cos + dy * sin), coordinate(dy * cos - dx * sin)];
    steps.push(px - lastX, py - lastY);
    [lastX, lastY] = [px, py];
  }
  const { from, to, ...others } = detailsToWire(details);
  const ends = {
    ...(from != null && index !== 0 && { from }),
    ...(to != null && index !== points.length - 1 && { to }),
  };
  return { op: "set", id, pos: [x, y, rotation], geometry: { points: steps, ...others, ...ends } };
}

/** The point nearest to another one in a direction that Shift allows. @param {Point} from @param {Point} to @returns {Point} */
function snapped(from, to) {
  const { x, y } = straightened({ x: to.x - from.x, y: to.y - from.y });
  return { x: from.x + x, y: from.y + y };
}

/** @param {number} value */
function coordinate(value) {
  return Math.min(COORDINATE, Math.max(-COORDINATE, Math.round(value))) + 0;
}
