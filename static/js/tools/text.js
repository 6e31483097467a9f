/**
 * The tools that write: a press opens the text under the pointer, or places a new text or note.
 */

import { hasText } from "../model/kinds.js";
import { toWire } from "../model/shape.js";
import { shapeAt } from "./pick.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Size of the type in units: 24 px. */
const TYPE = 384;

/** Side of a new note in units: 200 px. */
const NOTE_SIDE = 3200;

/** The least size in units of a text without letters. */
const EMPTY = { w: TYPE, h: TYPE };

/** A copy of a shape as its author added it. @param {Editor} editor @param {Shape} shape @returns {NewShape} */
export function copyOf({ view }, shape) {
  const { id, kind, page, pos, geometry, style, text } = toWire(shape, view.pool);
  return { id, kind, page, pos, geometry, style, text };
}

/** @implements {Gesture} */
class WriteGesture {
  #editor;
  #kind;
  #point;

  /** @param {Editor} editor @param {"text" | "note"} kind @param {GesturePoint} point */
  constructor(editor, kind, point) {
    this.#editor = editor;
    this.#kind = kind;
    this.#point = point;
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    this.#point = points.at(-1) ?? this.#point;
  }

  finish() {
    const editor = this.#editor;
    const shape = shapeAt(editor, this.#point);
    const isText = shape !== null && hasText(shape.kind);
    editor.tool.set("select");
    editor.toWrite.set(isText ? copyOf(editor, shape) : this.#newShape());
  }

  cancel() {
    // Nothing was begun.
  }

  previews() {
    return [];
  }

  /** @returns {NewShape} */
  #newShape() {
    const { page, style } = this.#editor;
    const { x, y } = this.#point;
    const isNote = this.#kind === "note";
    // The pointer is at the middle of the first line of a text, and of a note.
    const [left, up] = isNote ? [NOTE_SIDE / 2, NOTE_SIDE / 2] : [0, TYPE * 0.65];
    return {
      id: this.#editor.newId(),
      kind: this.#kind,
      page: page.value,
      pos: [Math.round(x - left), Math.round(y - up), 0],
      geometry: isNote ? { w: NOTE_SIDE, h: NOTE_SIDE } : EMPTY,
      style: { ink: style.value.ink, size: TYPE },
      text: "",
    };
  }
}

/** @param {"text" | "note"} kind @param {{cursor: string, keys: string[]}} look @returns {Tool} */
function writer(kind, { cursor, keys }) {
  return {
    id: kind,
    keys,
    draws: true,
    cursor,
    begin(editor, point) {
      return editor.rights.value.draw ? new WriteGesture(editor, kind, point) : null;
    },
  };
}

export const text = writer("text", { cursor: "text", keys: ["T"] });
export const note = writer("note", { cursor: "copy", keys: ["N"] });
