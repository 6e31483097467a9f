/**
 * The frame around the selection: the box of a single shape, which may be turned, or an upright box around several.
 */

import { isEqual, union } from "../model/box.js";
import { geometryOf, hasWidth } from "../model/kinds.js";
import { boxOfCorners, boxOfPoints, toBoard } from "../model/rotation.js";
import { Signal } from "../platform/signal.js";

/** @typedef {import("../model/affine.js").AffineMap} AffineMap */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../platform/signal.js").Signal<number>} PageSignal */
/** @typedef {import("./selection.js").Selection} Selection */
/** In units. @typedef {{x: number, y: number}} Point */
/**
 * A turned box in units, around the points of its shapes: their lines reach `pad` beyond.
 * @typedef {{x: number, y: number, w: number, h: number, angle: number, pad: number}} Frame  around the middle (x, y), radians
 */

export class SelectionFrame {
  /** Whether the handle that turns the selection is above it, because the bar is below. */
  turnsAbove = new Signal(false);
  #editor;
  /** Both are undefined when they have to be computed. @type {Frame | null | undefined} */
  #frame;
  /** @type {readonly Shape[] | undefined} */
  #shapes;

  /** @param {{view: Replica, selection: Selection, page: PageSignal}} editor */
  constructor(editor) {
    this.#editor = editor;
    const { view, selection, page } = editor;
    const forget = () => {
      this.#frame = undefined;
      this.#shapes = undefined;
    };
    selection.subscribe(forget);
    page.subscribe(forget);
    view.subscribe(({ reset, changes }) => {
      if (reset) return forget();
      const own = changes.filter(({ id }) => selection.has(id));
      if (own.length > 0) this.#shapes = undefined;
      // The confirmation of an edit moves nothing.
      if (own.some(isMoved)) this.#frame = undefined;
    });
  }

  /** Null when nothing is selected on the page. */
  get frame() {
    if (this.#frame === undefined) {
      this.#frame = frameOf(this.shapes, this.#editor.view.pool.xy);
    }
    return this.#frame;
  }

  /** The selected shapes of the page. @returns {readonly Shape[]} */
  get shapes() {
    const { view, selection, page } = this.#editor;
    this.#shapes ??= [...selection.value].flatMap((id) => {
      const shape = view.shape(id);
      return shape?.page === page.value ? [shape] : [];
    });
    return this.#shapes;
  }
}

/** Whether a change can move the frame around its shape. @param {Change} change */
function isMoved({ before, after }) {
  if (before === null || after === null || !isEqual(before.box, after.box)) return true;
  return before.rotation !== after.rotation || before.w !== after.w || before.h !== after.h;
}

/** The frame around shapes, null when there are none. @param {readonly Shape[]} shapes @param {Int32Array} xy  of the pool @returns {Frame | null} */
export function frameOf(shapes, xy) {
  const [first, ...others] = shapes;
  if (first === undefined) return null;
  if (others.length > 0) {
    const box = shapes.map((shape) => ownBox(shape, xy)).reduce(union);
    const pad = shapes.reduce((most, shape) => Math.max(most, padOf(shape)), 0);
    return { ...middleOf(box), angle: 0, pad };
  }
  const level = { ...first, x: 0, y: 0, rotation: 0 };
  const { x, y, w, h } = middleOf(ownBox(level, xy));
  const angle = (first.rotation / 18_000) * Math.PI;
  return { ...toBoard(first, { x, y }), w, h, angle, pad: padOf(first) };
}

/** The frame after a map of its gesture, whose axes are those of the frame. @param {Frame} frame @param {AffineMap} map @returns {Frame} */
export function frameAfter({ x, y, w, h, angle, pad }, { a, b, c, d, e, f }) {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const along = { x: a * cos + c * sin, y: b * cos + d * sin };
  const down = { x: c * cos - a * sin, y: d * cos - b * sin };
  return {
    x: a * x + c * y + e,
    y: b * x + d * y + f,
    w: w * Math.hypot(along.x, along.y),
    h: h * Math.hypot(down.x, down.y),
    angle: Math.atan2(along.y, along.x),
    pad,
  };
}

/** A point of the board as seen from the middle of a frame, along its sides. @param {Frame} frame @param {Point} point @returns {Point} */
export function inFrame({ x, y, angle }, point) {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const [dx, dy] = [point.x - x, point.y - y];
  return { x: dx * cos + dy * sin, y: dy * cos - dx * sin };
}

/** The point of the board at a place that is counted from the middle of a frame. @param {Frame} frame @param {Point} place @returns {Point} */
export function onBoard({ x, y, angle }, place) {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return { x: x + place.x * cos - place.y * sin, y: y + place.x * sin + place.y * cos };
}

/** The box around a shape without the width of its lines. @param {Shape} shape @param {Int32Array} xy @returns {Box} */
export function ownBox(shape, xy) {
  return geometryOf(shape.kind) === "box" ? boxOfCorners(shape) : boxOfPoints(shape, xy);
}

/** @param {Shape} shape */
function padOf({ kind, style }) {
  return hasWidth(kind) || kind === "highlight" ? style.size / 2 : 0;
}

/** @param {Box} box */
function middleOf({ minX, minY, maxX, maxY }) {
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2, w: maxX - minX, h: maxY - minY };
}
