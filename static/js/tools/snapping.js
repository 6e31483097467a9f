/**
 * Snapping for the gestures that move, draw and resize: to the shapes near the view, unless it is switched off or Ctrl is
 * held. Handwriting neither snaps nor is snapped to.
 */

import { shapesWith } from "../editor/selection.js";
import { ownBox } from "../editor/selection_frame.js";
import { shifted, union } from "../model/box.js";
import { geometryOf } from "../model/kinds.js";
import { snapBox, snapPoint } from "../model/snap.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/snap.js").Guide} Guide */
/** In units. @typedef {{x: number, y: number}} Point */

/** The farthest that something snaps on the screen. */
const REACH_PX = 7;

/** Shapes that are snapped to, the nearest ones. */
const MAX_TARGETS = 200;

/** A larger selection does not snap. */
const MAX_MOVED = 500;

export class Snapping {
  /** Guides of the latest snap. @type {readonly Guide[]} */
  guides = [];
  #editor;
  #moved;
  /** The box of the moved shapes at the start, null for what does not snap. @type {Box | null} */
  #box;
  /** The boxes that are snapped to, and the view in which they were found. @type {{boxes: Box[], view: string} | null} */
  #targets = null;

  /** @param {Editor} editor @param {ReadonlySet<string>} [moved]  ids; none for a shape that is being drawn */
  constructor(editor, moved = new Set()) {
    this.#editor = editor;
    this.#moved = moved;
    const shapes = moved.size > MAX_MOVED ? [] : shapesWith(editor.view, moved);
    const boxes = shapes.filter(hasEdges).map((shape) => ownBox(shape, editor.view.pool.xy));
    this.#box = boxes.length === 0 ? null : boxes.reduce(union);
  }

  /** The offset at which the moved shapes snap. @param {number} dx @param {number} dy @param {Keys} keys */
  offset(dx, dy, keys) {
    this.guides = [];
    if (this.#box === null || !this.#isOn(keys)) return { dx, dy };
    const box = shifted(this.#box, Math.round(dx), Math.round(dy));
    const snap = snapBox(box, this.#boxes(), this.#reach);
    this.guides = snap.guides;
    return { dx: Math.round(dx) + snap.dx, dy: Math.round(dy) + snap.dy };
  }

  /** Where a point snaps. @param {Point} point @param {Keys} keys @param {{x?: boolean, y?: boolean}} [along]  the axes along which it may move @returns {Point} */
  point({ x, y }, keys, along = {}) {
    this.guides = [];
    const isSmall = this.#moved.size <= MAX_MOVED;
    // Shift keeps a direction or proportions.
    if (!isSmall || keys.shift || !this.#isOn(keys)) return { x, y };
    const whole = { x: Math.round(x), y: Math.round(y) };
    const snap = snapPoint(whole, this.#boxes(), { reach: this.#reach, ...along });
    this.guides = snap.guides;
    return { x: whole.x + snap.dx, y: whole.y + snap.dy };
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    return this.guides.length === 0 ? [] : [{ kind: "guides", guides: this.guides }];
  }

  /** @param {Keys} keys */
  #isOn({ ctrl }) {
    return this.#editor.snaps.value && !ctrl;
  }

  get #reach() {
    return Math.round(this.#editor.camera.unitsOf(REACH_PX));
  }

  /** The boxes that are snapped to; they are found anew when the board was panned or zoomed. */
  #boxes() {
    const { camera, view, page } = this.#editor;
    const seen = camera.view();
    const key = [seen.minX, seen.minY, seen.maxX, seen.maxY].join();
    if (this.#targets?.view === key) return this.#targets.boxes;
    const shapes = view
      .queryUnsorted(seen, page.value)
      .filter((shape) => hasEdges(shape) && !this.#moved.has(shape.id));
    const near = shapes.length > MAX_TARGETS ? nearestTo(this.#box ?? seen, shapes) : shapes;
    const boxes = near.map((shape) => ownBox(shape, view.pool.xy));
    this.#targets = { boxes, view: key };
    return boxes;
  }
}

/** @param {Shape} shape */
function hasEdges({ kind }) {
  return geometryOf(kind) !== "ink";
}

/** @param {Box} box @param {readonly Shape[]} shapes */
function nearestTo(box, shapes) {
  const [x, y] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  /** @param {Shape} shape */
  const distance = ({ box: { minX, minY, maxX, maxY } }) =>
    Math.hypot((minX + maxX) / 2 - x, (minY + maxY) / 2 - y);
  return shapes.toSorted((a, b) => distance(a) - distance(b)).slice(0, MAX_TARGETS);
}
