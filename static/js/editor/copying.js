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
 * The selected shapes as new ones, out of the groups that are entered; null, with a notice, when they are too many.
 * @param {Editor} editor
 * @returns {NewShape[] | null}
 */
export function originalsOfSelection(editor) {
  const originals = originalsOf(selectedShapes(editor), editor.view.pool);
  if (originals === null) editor.notices.set({ kind: "copy-limit" });
  const { entered } = editor.groups;
  if (originals === null || entered.length === 0) return originals;
  return originals.map(({ group, ...shape }) => {
    const inner = group?.filter((each) => !entered.includes(each)) ?? [];
    return inner.length > 0 ? { ...shape, group: inner } : shape;
  });
}

/**
 * Adds copies of shapes to the shown page and selects them.
 * @param {Editor} editor
 * @param {readonly NewShape[]} originals  at least one
 * @param {Offset & {within?: readonly string[]}} place  `within`: the groups in which the copies are, the outermost first
 * @returns {number} number of the last edit
 */
export function addCopies(editor, originals, { dx, dy, within = [] }) {
  const page = editor.page.value;
  const copies = copiesOf(originals, { newId: () => editor.newId(), page, dx, dy, within });
  const n = editor.commit(copies.map((shape) => /** @type {AddOp} */ ({ op: "add", shape })));
  editor.selection.select(copies.map(({ id }) => id));
  return n;
}
