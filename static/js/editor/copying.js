/**
 * Copies shapes: of the selection, and onto the shown page.
 */

import { copiesOf, originalsOf } from "../model/copies.js";
import { shapesWith } from "./selection.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("../model/reduce.js").AddOp} AddOp */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** In units. @typedef {{dx: number, dy: number}} Offset */

/** How far a copy lies from what it was made of, in screen pixels. */
export const COPY_STEP_PX = 20;

/** The shapes of the selection. @param {Editor} editor @returns {Shape[]} */
export function selectedShapes({ selection, view }) {
  return shapesWith(view, selection.value);
}

/**
 * The selected shapes as new ones; null, with a notice, when they are too many.
 * @param {Editor} editor
 * @returns {NewShape[] | null}
 */
export function originalsOfSelection(editor) {
  const originals = originalsOf(selectedShapes(editor), editor.view.pool);
  if (originals === null) editor.notices.set({ kind: "copy-limit" });
  return originals;
}

/**
 * Adds copies of shapes to the shown page and selects them.
 * @param {Editor} editor
 * @param {readonly NewShape[]} originals  at least one
 * @param {Offset} offset
 * @returns {number} number of the last edit
 */
export function addCopies(editor, originals, { dx, dy }) {
  const page = editor.page.value;
  const copies = copiesOf(originals, { newId: () => editor.newId(), page, dx, dy });
  const n = editor.commit(copies.map((shape) => /** @type {AddOp} */ ({ op: "add", shape })));
  editor.selection.select(copies.map(({ id }) => id));
  return n;
}
