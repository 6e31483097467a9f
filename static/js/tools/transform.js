/**
 * Resizes and rotates the selection by its handles. Shift keeps proportions, or turns in steps of 15 degrees; Alt resizes
 * about the middle. Dragging a handle beyond the opposite side flips the shapes.
 */

import { CLICK_PX, MAX_DRAFT_IDS } from "../editor/gestures.js";
import { shapesWith } from "../editor/selection.js";
import { inFrame, onBoard } from "../editor/selection_frame.js";
import { IDENTITY, isIdentity, mapToWire, rotationAbout, scalingAbout } from "../model/affine.js";
import { released } from "../model/following.js";
import { NOTE } from "../model/kinds/texts.js";
import { COORDINATE, SIZE } from "../model/limits.js";
import { NO_POINTS } from "../model/points.js";
import { transformed } from "../model/transform.js";
import { Snapping } from "./snapping.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../editor/selection_frame.js").Frame} Frame */
/** @typedef {import("../editor/selection_frame.js").Point} Point */
/** @typedef {import("../model/affine.js").AffineMap} AffineMap */
/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/transform.js").FitText} FitText */

/** Step of a rotation with Shift, in 1/100 degree. */
export const TURN_STEP = 1_500;

/** Half a turn in 1/100 degree. */
const HALF_TURN = 18_000;

/** Texts that are measured for each frame of the preview, and at the end; the lines of others are broken by those who paint them. */
const MAX_SHOWN_TEXTS = 20;
const MAX_TEXTS = 100;

/** A flip in both directions at just the old size would be taken as half a turn (`model/transform.js`). */
const NEARLY_ONE = { from: 0.9996, to: 1.0004 };

/**
 * Changes the selected shapes by a map of the board.
 * @implements {Gesture}
 */
export class ChangeGesture {
  /** The frame at the start. @type {Frame} */
  frame;
  /** The selected shapes at the start. @type {readonly Shape[]} */
  shapes;
  /** Measures the texts of the preview; null where there are too many. */
  fit;
  #editor;
  #idList;
  #texts;
  /** @type {ChangePreview} */
  #preview;

  /** @param {Editor} editor @param {Frame} frame */
  constructor(editor, frame) {
    this.#editor = editor;
    this.frame = frame;
    this.shapes = editor.selectionFrame.shapes;
    this.#idList = this.shapes.map(({ id }) => id);
    this.#texts = this.shapes.filter(({ text }) => text !== null && text !== "").length;
    const fit = this.#texts > MAX_SHOWN_TEXTS ? null : editor.fitText;
    this.fit = fit;
    this.#preview = { kind: "change", ids: new Set(this.#idList), map: IDENTITY, fit };
  }

  /** @param {AffineMap} map  of the shapes as they were at the start */
  change(map) {
    this.#preview = { ...this.#preview, map };
    const ids = this.#idList;
    if (ids.length > MAX_DRAFT_IDS) return;
    this.#editor.draft({ change: { ids, map: mapToWire(map, this.frame) } });
  }

  /** `change` changes the shapes. @param {readonly GesturePoint[]} _points @param {Keys} _keys @returns {void} */
  update(_points, _keys) {
    return undefined;
  }

  finish() {
    const { map } = this.#preview;
    const { view } = this.#editor;
    const fit = this.#texts > MAX_TEXTS ? null : this.#editor.fitText;
    const shapes = isIdentity(map) ? [] : shapesWith(view, this.#idList);
    const ops = shapes.map((shape) => transformed(shape, view.pool, map, fit));
    const freed = released(ops, this.#editor.connectors.context);
    this.#editor.endDraft(freed.length > 0 ? this.#editor.commit(freed) : null);
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    return [this.#preview];
  }
}

/** A change by a handle, which begins once the pointer has moved. */
class HandleGesture extends ChangeGesture {
  #editor;
  #start;
  #last;
  #hasMoved = false;

  /** @param {Editor} editor @param {GesturePoint} point @param {Frame} frame */
  constructor(editor, point, frame) {
    super(editor, frame);
    this.#editor = editor;
    this.#start = point;
    this.#last = point;
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} keys @override */
  update(points, keys) {
    if (!this.#editor.rights.value.draw) return;
    this.#last = points.at(-1) ?? this.#last;
    const { x, y } = this.#last;
    const distance = Math.hypot(x - this.#start.x, y - this.#start.y);
    this.#hasMoved ||= distance >= this.#editor.camera.unitsOf(CLICK_PX);
    if (this.#hasMoved) this.change(this.mapAt({ x: onPaper(x), y: onPaper(y) }, keys));
  }

  /** The map of the shapes while the pointer is at a point. @param {Point} _point @param {Keys} _keys @returns {AffineMap} */
  mapAt(_point, _keys) {
    return IDENTITY;
  }
}

export class ResizeGesture extends HandleGesture {
  #side;
  /** From the corner of the frame to the pointer, along the sides. */
  #grip;
  #snapping;

  /** @param {Editor} editor @param {GesturePoint} point @param {{frame: Frame, side: Point}} handle */
  constructor(editor, point, { frame, side }) {
    super(editor, point, frame);
    this.#side = side;
    this.#snapping = new Snapping(editor, new Set(this.shapes.map(({ id }) => id)));
    const { x, y } = inFrame(frame, point);
    this.#grip = { x: x - (side.x * frame.w) / 2, y: y - (side.y * frame.h) / 2 };
  }

  /** @param {Point} point @param {Keys} keys @override */
  mapAt(point, keys) {
    const place = inFrame(this.frame, point);
    const free = { x: place.x - this.#grip.x, y: place.y - this.#grip.y };
    const drag = { side: this.#side, corner: this.#snapped(free, keys), keys };
    return resizeTo(this.frame, this.shapes, drag, this.fit);
  }

  /** Where a side or corner snaps. A turned frame does not, nor one that keeps its proportions. @param {Point} corner @param {Keys} keys */
  #snapped(corner, keys) {
    const { x, y } = this.#side;
    const isCorner = x !== 0 && y !== 0;
    const isKept = isCorner && this.shapes.some(({ kind }) => KEPT.has(kind));
    const isFree = this.frame.angle === 0 && !isKept;
    const along = { x: isFree && x !== 0, y: isFree && y !== 0 };
    return inFrame(this.frame, this.#snapping.point(onBoard(this.frame, corner), keys, along));
  }

  /** @override */
  previews() {
    return [...super.previews(), ...this.#snapping.previews()];
  }
}

export class RotateGesture extends HandleGesture {
  #startAngle;

  /** @param {Editor} editor @param {GesturePoint} point @param {Frame} frame */
  constructor(editor, point, frame) {
    super(editor, point, frame);
    this.#startAngle = angleTo(frame, point);
  }

  /** @param {Point} point @param {Keys} keys @override */
  mapAt(point, { shift }) {
    const was = hundredths(this.frame.angle);
    const turned = hundredths(angleTo(this.frame, point) - this.#startAngle);
    return rotationBy(this.frame, shift ? snapped(was + turned) - was : turned);
  }
}

/** A rotation of a frame about its middle. @param {Frame} frame @param {number} angle  1/100 degree */
export function rotationBy(frame, angle) {
  return rotationAbout((angle / HALF_TURN) * Math.PI, frame);
}

/**
 * The resize that brings a corner or side of a frame to a place.
 * @param {Frame} frame
 * @param {readonly Shape[]} shapes  in the frame
 * @param {{side: Point, corner: Point, keys: Pick<Keys, "shift" | "alt">}} drag  `corner` is counted from the middle of the frame
 * @param {FitText | null} fit
 */
export function resizeTo(frame, shapes, { side, corner, keys }, fit) {
  const { w, h, angle } = frame;
  const pivot = keys.alt ? { x: 0, y: 0 } : { x: (-side.x * w) / 2, y: (-side.y * h) / 2 };
  const free = {
    x: factor(corner.x - pivot.x, (side.x * w) / 2 - pivot.x),
    y: factor(corner.y - pivot.y, (side.y * h) / 2 - pivot.y),
  };
  const isCorner = side.x !== 0 && side.y !== 0;
  const isProportional = keys.shift || (isCorner && shapes.some(({ kind }) => KEPT.has(kind)));
  const scale = isProportional
    ? proportional(free, side, { frame, shapes })
    : { x: stretched(free.x, w, shapes), y: free.y };
  if (!isProportional) {
    scale.y = limited(free.y, leastHeight(shapes, scale.x, fit) / Math.max(1, h));
    // A note that gets too narrow for its lines grows downwards.
    if (side.y === 0 && scale.y !== 1) pivot.y = -h / 2;
  }
  return scalingAbout(notHalfTurn(scale), angle, onBoard(frame, pivot));
}

/** Kinds whose corners keep the proportions. @type {ReadonlySet<string>} */
const KEPT = new Set(["text", "image"]);

/** The scale that a drag asks for along one side; 1 where there is nothing to scale. @param {number} to @param {number} from */
function factor(to, from) {
  return from === 0 ? 1 : to / from;
}

/** The same scale in both directions; each may be flipped. @param {Point} free @param {Point} side @param {{frame: Frame, shapes: readonly Shape[]}} content @returns {Point} */
function proportional(free, side, { frame, shapes }) {
  const { w, h } = frame;
  const sizes = [];
  if (side.x !== 0 && w > 0) sizes.push(Math.abs(free.x));
  if (side.y !== 0 && h > 0) sizes.push(Math.abs(free.y));
  const types = shapes.filter(({ kind }) => kind === "text").map(({ style }) => style.size);
  const least = Math.max(1 / Math.max(1, w, h), ...types.map((size) => 1 / size));
  const most = Math.min(...types.map((size) => SIZE / size), Number.POSITIVE_INFINITY);
  const size = Math.min(most, Math.max(least, Math.max(...sizes)));
  const [only, other] = types;
  // The type of a single text is whole, so that the opposite corner stays where it is.
  const isSingle = only !== undefined && other === undefined && shapes.length === 1;
  const exact = isSingle ? Math.round(size * only) / only : size;
  return { x: free.x < 0 ? -exact : exact, y: free.y < 0 ? -exact : exact };
}

/** The scale of the width: a text is at least as wide as its type. @param {number} scale @param {number} w @param {readonly Shape[]} shapes */
function stretched(scale, w, shapes) {
  const [only, other] = shapes;
  const isText = only !== undefined && other === undefined && only.kind === "text";
  return limited(scale, (isText ? Math.min(w, only.style.size) : 1) / Math.max(1, w));
}

/** The least height in units after the width was scaled: a single note keeps the room for its text. @param {readonly Shape[]} shapes @param {number} scale @param {FitText | null} fit */
function leastHeight([only, other], scale, fit) {
  if (only?.kind !== "note" || other !== undefined || fit === null) return 1;
  const w = Math.round(only.w * Math.abs(scale));
  const block = NOTE.writing?.({ ...only, w, h: COORDINATE, details: null }, NO_POINTS);
  if (block === undefined) return 1;
  const { h } = fit(only.text ?? "", block);
  return h + 2 * (block.corner?.y ?? 0);
}

/** Keeps a side from vanishing. @param {number} scale @param {number} least */
function limited(scale, least) {
  return scale < 0 ? Math.min(scale, -least) : Math.max(scale, least);
}

/** @param {Point} scale @returns {Point} */
function notHalfTurn({ x, y }) {
  const isOne = (/** @type {number} */ size) => -size > NEARLY_ONE.from && -size < NEARLY_ONE.to;
  return isOne(x) && isOne(y) ? { x: -NEARLY_ONE.to, y: -NEARLY_ONE.to } : { x, y };
}

/** @param {number} value  units */
function onPaper(value) {
  return Math.min(COORDINATE, Math.max(-COORDINATE, value));
}

/** @param {Point} from @param {Point} to */
function angleTo(from, to) {
  return Math.atan2(to.y - from.y, to.x - from.x);
}

/** @param {number} angle  radians */
function hundredths(angle) {
  return Math.round((angle / Math.PI) * HALF_TURN);
}

/** @param {number} angle  1/100 degree */
function snapped(angle) {
  return Math.round(angle / TURN_STEP) * TURN_STEP;
}
