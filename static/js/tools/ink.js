/**
 * Drawing with ink, by pen or highlighter: one gesture is one stroke, stored as centreline,
 * pressure and time.
 *
 * Every place the pointer was is kept, except where it hardly moved: such a point only follows the
 * pointer until it is far enough. The very last one always
 * stays, so the line ends exactly where the pen was lifted, and a click is a dot.
 */

import { InkColumn } from "./ink_column.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */
/** @typedef {import("../model/reduce.js").AddOp} AddOp */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/shape.js").WireStyle} WireStyle */
/** @typedef {{kind: "ink" | "highlight", style: WireStyle}} Nib */

/** Points closer than this on the screen carry the tremor of the hand and nothing else. */
const MIN_STEP_PX = 1.25;

/** Width of the highlighter in units, 24 px: a line of board text fits into it. */
const HIGHLIGHTER_SIZE = 384;

/** @implements {Gesture} */
export class InkGesture {
  #editor;
  #page;
  #kind;
  #style;
  #minStep;
  #column;
  /** Shapes of this stroke that are full already. @type {{id: string, column: InkColumn}[]} */
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
    // A point that follows the pointer may still move, so it is not told yet; what is told is kept.
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

  /** Goes on in the next shape, which starts at the point where this one ends. */
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
    const { ink, size } = this.#style;
    const [shapeKind, page] = [this.#kind, this.#page];
    return { kind: "ink", shapeKind, page, x, y, ink, size, xy, pressure, length };
  }
}

/** The pen: ink in the chosen colour and size. @type {Tool} */
export const pen = {
  id: "pen",
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
  draws: true,
  cursor: "highlighter",
  begin(editor, point) {
    if (!editor.rights.value.draw) return null;
    const style = { ink: editor.style.value.ink, size: HIGHLIGHTER_SIZE };
    return new InkGesture(editor, point, { kind: "highlight", style });
  },
};
