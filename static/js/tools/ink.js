/**
 * The pen and the highlighter: one gesture is one stroke, stored as centreline, pressure and time.
 *
 * Every sample becomes a point, except where the pointer hardly moved: there the last point follows the pointer until it
 * is far enough. The very last sample always counts, so the line ends where the pen was lifted, and a click is a dot.
 */

import { byteAt, floatAt, intAt, withCapacity } from "../model/typed_arrays.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */
/** @typedef {import("../model/reduce.js").AddOp} AddOp */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/styles.js").WireStyle} WireStyle */
/** @typedef {{kind: "ink" | "highlight", style: WireStyle}} Nib */

/** A stroke continues in another shape after this many points (SPEC D5), */
const MAX_POINTS = 2000;

/** or after about this many bytes of JSON, so that two shapes always fit into one edit. */
const MAX_BYTES = 30 * 1024;

const MAX_WAIT_MS = 65535;

/** Points closer than this on the screen carry only the tremor of the hand. */
const MIN_STEP_PX = 1.25;

/** Width of the highlighter in units, 24 px: a line of board text fits into it. */
const HIGHLIGHTER_SIZE = 384;

/** The points of one ink shape while it is drawn: growing columns of integers, written as differences (SPEC D5). */
class InkColumn {
  /** The position of the shape; all points are relative to it. */
  x;
  y;
  length = 0;
  xy = new Int32Array(512);
  pressure = new Uint8Array(256);
  #time = new Float64Array(256);
  #bytes = 0;

  /** @param {GesturePoint} first */
  constructor(first) {
    this.x = Math.round(first.x);
    this.y = Math.round(first.y);
    this.add(first);
  }

  get isFull() {
    return this.length >= MAX_POINTS || this.#bytes >= MAX_BYTES;
  }

  /** @param {GesturePoint} point */
  add(point) {
    const at = this.length;
    if (at === this.pressure.length) this.#grow();
    this.length = at + 1;
    this.#write(at, point);
    // Two differences, a pressure and a time, each with its comma.
    this.#bytes += 3 + digits(this.#dx(at)) + digits(this.#dy(at)) + 3 + 4;
  }

  /** Replaces the last point by a newer one close to it. @param {GesturePoint} point */
  replaceLast(point) {
    if (this.length > 1) this.#write(this.length - 1, point);
  }

  /** Distance from the point before the last, in units. @param {GesturePoint} point */
  distanceFromSettled(point) {
    const at = Math.max(0, this.length - 2);
    const dx = point.x - this.x - intAt(this.xy, at * 2);
    const dy = point.y - this.y - intAt(this.xy, at * 2 + 1);
    return Math.hypot(dx, dy);
  }

  /** @returns {GesturePoint} */
  last() {
    const at = this.length - 1;
    return {
      x: this.x + intAt(this.xy, at * 2),
      y: this.y + intAt(this.xy, at * 2 + 1),
      pressure: byteAt(this.pressure, at),
      time: floatAt(this.#time, at),
    };
  }

  /**
   * The points `from` to `to`, exclusive, as columns of differences.
   * @param {number} from
   * @param {number} to
   */
  columns(from, to) {
    const points = [];
    const pressure = [];
    for (let at = from; at < to; at += 1) {
      points.push(this.#dx(at), this.#dy(at));
      pressure.push(byteAt(this.pressure, at) - (at === 0 ? 0 : byteAt(this.pressure, at - 1)));
    }
    return { points, pressure };
  }

  /** The whole geometry register. */
  geometry() {
    const { points, pressure } = this.columns(0, this.length);
    const time = [0];
    for (let at = 1; at < this.length; at += 1) {
      const waited = Math.round(floatAt(this.#time, at)) - Math.round(floatAt(this.#time, at - 1));
      time.push(Math.max(0, Math.min(MAX_WAIT_MS, waited)));
    }
    return { points, pressure, time };
  }

  /** @param {number} at @param {GesturePoint} point */
  #write(at, point) {
    this.xy[at * 2] = Math.round(point.x) - this.x;
    this.xy[at * 2 + 1] = Math.round(point.y) - this.y;
    this.pressure[at] = Math.round(point.pressure);
    this.#time[at] = point.time;
  }

  /** @param {number} at */
  #dx(at) {
    return intAt(this.xy, at * 2) - (at === 0 ? 0 : intAt(this.xy, at * 2 - 2));
  }

  /** @param {number} at */
  #dy(at) {
    return intAt(this.xy, at * 2 + 1) - (at === 0 ? 0 : intAt(this.xy, at * 2 - 1));
  }

  #grow() {
    const least = this.length + 1;
    this.xy = withCapacity(this.xy, least * 2);
    this.pressure = withCapacity(this.pressure, least);
    this.#time = withCapacity(this.#time, least);
  }
}

/** @implements {Gesture} */
export class InkGesture {
  #editor;
  #page;
  #kind;
  #style;
  #minStep;
  #column;
  /** The full shapes of this stroke. @type {{id: string, column: InkColumn}[]} */
  #fullShapes = [];
  #id;
  #sent = 0;

  /**
   * @param {Editor} editor
   * @param {GesturePoint} point
   * @param {Nib} nib
   */
  constructor(editor, point, { kind, style }) {
    this.#editor = editor;
    this.#page = editor.page.value;
    this.#kind = kind;
    this.#style = style;
    this.#minStep = editor.camera.unitsOf(MIN_STEP_PX);
    this.#column = new InkColumn(point);
    this.#id = editor.newId();
    this.#sendDraft(1);
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    for (const point of points) this.#add(point);
    const column = this.#column;
    const isClose = column.distanceFromSettled(column.last()) < this.#minStep;
    // A point that follows the pointer may still move, so it is not sent yet; a sent point never moves.
    this.#sendDraft(isClose ? column.length - 1 : column.length);
  }

  finish() {
    this.#sendDraft(this.#column.length);
    const shapes = [...this.#fullShapes, { id: this.#id, column: this.#column }];
    /** @type {AddOp[]} */
    const ops = shapes.map(({ id, column }) => ({ op: "add", shape: this.#shape(id, column) }));
    this.#editor.endDraft(this.#editor.commit(ops));
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  previews() {
    return [
      ...this.#fullShapes.map(({ column }) => this.#preview(column)),
      this.#preview(this.#column),
    ];
  }

  /** @param {GesturePoint} point */
  #add(point) {
    const column = this.#column;
    const mayMove = column.length > Math.max(1, this.#sent);
    if (mayMove && column.distanceFromSettled(point) < this.#minStep) {
      column.replaceLast(point);
      return;
    }
    if (column.isFull) this.#continue();
    this.#column.add(point);
  }

  /** Continues in the next shape, which starts at the last point of this one. */
  #continue() {
    this.#sendDraft(this.#column.length);
    this.#fullShapes.push({ id: this.#id, column: this.#column });
    this.#column = new InkColumn(this.#column.last());
    this.#id = this.#editor.newId();
    this.#sent = 0;
  }

  /** @param {number} upto  points that no longer move */
  #sendDraft(upto) {
    if (upto <= this.#sent) return;
    const { x, y } = this.#column;
    this.#editor.draft({
      ink: {
        id: this.#id,
        kind: this.#kind,
        page: this.#page,
        pos: [x, y, 0],
        style: this.#style,
        from: this.#sent,
        ...this.#column.columns(this.#sent, upto),
      },
    });
    this.#sent = upto;
  }

  /** @param {string} id @param {InkColumn} column @returns {NewShape} */
  #shape(id, column) {
    return {
      id,
      kind: this.#kind,
      page: this.#page,
      pos: [column.x, column.y, 0],
      geometry: column.geometry(),
      style: this.#style,
    };
  }

  /** @param {InkColumn} column @returns {InkPreview} */
  #preview(column) {
    const { x, y, xy, pressure, length } = column;
    const [shapeKind, page, style] = [this.#kind, this.#page, this.#style];
    return { kind: "ink", shapeKind, page, x, y, style, xy, pressure, length };
  }
}

/** The pen: ink in the chosen colour and size. @type {Tool} */
export const pen = {
  id: "pen",
  kind: "ink",
  keys: ["P", "D", "B", "3"],
  draws: true,
  cursor: "pen",
  begin(editor, point) {
    if (!editor.rights.value.draw) return null;
    return new InkGesture(editor, point, { kind: "ink", style: { ...editor.style.value } });
  },
};

/** The highlighter: a broad stroke in the chosen colour that lets the ink below show through. @type {Tool} */
export const highlighter = {
  id: "highlighter",
  kind: "highlight",
  keys: ["M", "Shift+D", "4"],
  draws: true,
  cursor: "highlighter",
  begin(editor, point) {
    if (!editor.rights.value.draw) return null;
    const style = { ink: editor.style.value.ink, size: HIGHLIGHTER_SIZE };
    return new InkGesture(editor, point, { kind: "highlight", style });
  },
};

/** Characters of an integer. @param {number} value */
function digits(value) {
  return String(value).length;
}
