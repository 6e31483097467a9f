/**
 * The tools that write: a press opens the text under the pointer, or places a new text or note.
 */

import { newText } from "../editor/new_text.js";
import { traitsOf } from "../model/kinds.js";
import { isLocked } from "../model/more.js";
import { toWire } from "../model/shape.js";
import { shapeAt } from "./pick.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Opens the text or label of a shape for writing; returns false where there can be none. @param {Editor} editor @param {Shape | null} shape */
export function openText(editor, shape) {
  const canWrite = shape !== null && traitsOf(shape.kind).writing !== undefined;
  if (!canWrite || isLocked(shape) || !editor.rights.value.draw) return false;
  const { id, kind, page, pos, geometry, style, text } = toWire(shape, editor.view.pool);
  editor.toWrite.set({ id, kind, page, pos, geometry, style, text });
  return true;
}

/** Opens a new text or note for writing. @param {Editor} editor @param {"text" | "note"} kind @param {{x: number, y: number}} point */
function openNew(editor, kind, point) {
  editor.toWrite.set(newText(editor, kind, point));
}

/** Gives way to the select tool, unless the tool is kept. @param {Editor} editor */
function leaveTool({ tool, keepsTool }) {
  if (!keepsTool.value) tool.set("select");
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
    leaveTool(editor);
    const isOpened = openText(editor, shapeAt(editor, this.#point));
    if (!isOpened) openNew(editor, this.#kind, this.#point);
  }

  cancel() {
    // Nothing was begun.
  }

  previews() {
    return [];
  }
}

/** @param {"text" | "note"} kind @param {{cursor: string, keys: string[]}} look @returns {Tool} */
function writer(kind, { cursor, keys }) {
  return {
    id: kind,
    kind,
    keys,
    draws: true,
    cursor,
    begin(editor, point) {
      return editor.rights.value.draw ? new WriteGesture(editor, kind, point) : null;
    },
    make(editor) {
      const { minX, minY, maxX, maxY } = editor.camera.view();
      if (!editor.rights.value.draw) return null;
      leaveTool(editor);
      openNew(editor, kind, { x: (minX + maxX) / 2, y: (minY + maxY) / 2 });
      return null;
    },
  };
}

export const text = writer("text", { cursor: "text", keys: ["T"] });
export const note = writer("note", { cursor: "copy", keys: ["N"] });
