/**
 * Changes of the selection by keys: a resize or rotation, which is one edit while its keys are held, and flips.
 */

import { frameAfter } from "../editor/selection_frame.js";
import { scalingAbout } from "../model/affine.js";
import { released } from "../model/following.js";
import { geometryOf } from "../model/kinds.js";
import { transformed } from "../model/transform.js";
import { PointGesture } from "./ends.js";
import { ChangeGesture, resizeTo, rotationBy, TURN_STEP } from "./transform.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../editor/selection_frame.js").Frame} Frame */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** Result of a command: the new size in units, the rotation in 1/100 degree, or the direction of a flip. @typedef {{kind: "size", w: number, h: number} | {kind: "turn", angle: number} | {kind: "flip", isHorizontal: boolean}} Outcome */

/** The step of a rotation with Shift, in 1/100 degree. */
const LITTLE_TURN = 100;

const FULL_TURN = 36_000;

/** Flips the selection about its middle, as one edit. Returns whether there is anything to flip. @param {Editor} editor @param {boolean} isHorizontal */
export function flipSelection(editor, isHorizontal) {
  const { view } = editor;
  const { frame, shapes } = editor.selectionFrame;
  if (frame === null) return false;
  const scale = isHorizontal ? { x: -1, y: 1 } : { x: 1, y: -1 };
  const map = scalingAbout(scale, 0, frame);
  const ops = shapes.flatMap((shape) => {
    const op = transformed(shape, view.pool, map, editor.fitText);
    return isSame(shape, op) ? [] : [op];
  });
  if (ops.length > 0) editor.commit(released(ops, editor.connectors.context));
  return true;
}

/** A resize or rotation by keys. */
export class KeyedChange {
  #editor;
  #gestures;
  #onTransformed;
  /** @type {ChangeGesture | PointGesture | null} */
  #gesture = null;
  /** Property that its keys change. @type {"resize" | "turn"} */
  #kind = "resize";
  #steps = { dw: 0, dh: 0, angle: 0 };
  /** @type {Outcome | null} */
  #outcome = null;

  /** @param {Editor} editor @param {Gestures} gestures @param {(outcome: Outcome) => void} onTransformed */
  constructor(editor, gestures, onTransformed) {
    this.#editor = editor;
    this.#gestures = gestures;
    this.#onTransformed = onTransformed;
  }

  /** Makes the selection larger to the right and below by units; moves the last end of a single line. @param {number} dw @param {number} dh */
  resize(dw, dh) {
    const gesture = this.#begin("resize");
    if (gesture === null) return false;
    const steps = this.#steps;
    steps.dw += dw;
    steps.dh += dh;
    if (gesture instanceof PointGesture) {
      gesture.moveBy(steps.dw, steps.dh);
      this.#outcome = null;
    } else {
      const { frame, shapes } = gesture;
      const map = resizeTo(frame, shapes, dragOf(frame, shapes, steps), gesture.fit);
      gesture.change(map);
      const { w, h } = frameAfter(frame, map);
      this.#outcome = { kind: "size", w, h };
    }
    this.#gestures.live.set(gesture);
    return true;
  }

  /** Turns the selection about its middle. @param {1 | -1} direction @param {{isLittle?: boolean}} [options] */
  turn(direction, { isLittle = false } = {}) {
    const gesture = this.#begin("turn");
    if (gesture === null || gesture instanceof PointGesture) return false;
    this.#steps.angle += direction * (isLittle ? LITTLE_TURN : TURN_STEP);
    gesture.change(rotationBy(gesture.frame, this.#steps.angle));
    const was = Math.round((gesture.frame.angle / Math.PI) * (FULL_TURN / 2));
    const now = (((was + this.#steps.angle) % FULL_TURN) + FULL_TURN) % FULL_TURN;
    this.#outcome = { kind: "turn", angle: now };
    this.#gestures.live.set(gesture);
    return true;
  }

  /** Ends the gesture, which commits it, and tells what it has done. */
  end() {
    if (this.#gesture !== null && this.#gestures.live.value === this.#gesture) {
      this.#gestures.finish();
      if (this.#outcome !== null) this.#onTransformed(this.#outcome);
    }
    this.#gesture = null;
    this.#outcome = null;
  }

  /** The running gesture of these keys, or a new one; null when nothing can be changed. @param {"resize" | "turn"} kind */
  #begin(kind) {
    const isRunning = this.#gesture !== null && this.#gestures.live.value === this.#gesture;
    if (isRunning && this.#kind === kind) return this.#gesture;
    this.end();
    const { frame, shapes } = this.#editor.selectionFrame;
    if (frame === null) return null;
    this.#kind = kind;
    this.#steps = { dw: 0, dh: 0, angle: 0 };
    this.#gesture =
      kind === "resize" && isSingleLine(shapes)
        ? lastEndOf(this.#editor, shapes)
        : new ChangeGesture(this.#editor, frame);
    this.#gestures.run(this.#gesture);
    return this.#gesture;
  }
}

/** @param {readonly Shape[]} shapes */
function isSingleLine([first, second]) {
  return first !== undefined && second === undefined && geometryOf(first.kind) === "line";
}

/** @param {Editor} editor @param {readonly Shape[]} shapes  a single line */
function lastEndOf(editor, [line]) {
  if (line === undefined) throw new RangeError("there is no line");
  const start = { x: line.x, y: line.y, pressure: 0, time: 0 };
  return new PointGesture(editor, start, { line, index: line.count - 1 });
}

/** The drag of a handle that does the same as keys. @param {Frame} frame @param {readonly Shape[]} shapes @param {{dw: number, dh: number}} steps */
function dragOf({ w, h }, shapes, { dw, dh }) {
  const side = dh === 0 ? { x: 1, y: 0 } : dw === 0 ? { x: 0, y: 1 } : { x: 1, y: 1 };
  const corner = { x: w / 2 + dw, y: h / 2 + dh };
  // The height of a text follows from its type.
  const shift = dh !== 0 && shapes.every(({ kind }) => kind === "text");
  return { side, corner, keys: { shift, alt: false } };
}

/** Whether an op changes neither place nor size, as the flip of an upright box. @param {Shape} shape @param {SetOp} op */
function isSame({ kind, x, y, rotation, w, h }, { pos, geometry }) {
  const isPlace = pos?.[0] === x && pos[1] === y && pos[2] === rotation;
  const isSize = geometry == null || (geometry.w === w && geometry.h === h);
  return geometryOf(kind) === "box" && isPlace && isSize;
}
