/**
 * Selects what lies at a place, for the menu of it.
 */

import { isInFrame, shapeAt } from "./pick.js";

/** Selects the shape at a point unless it is selected, and nothing at an empty one. @param {import("../editor/editor.js").Editor} editor @param {{x: number, y: number}} point  in units */
export function selectAt(editor, point) {
  const { selection, strokes, tool } = editor;
  // A locked shape too: its menu unlocks it.
  const shape = shapeAt(editor, point, { withLocked: true });
  const isSelected = shape === null ? isInFrame(editor, point) : selection.has(shape.id);
  if (isSelected) return;
  // The tool that shows what is selected.
  if (shape !== null) tool.set("select");
  selection.select(shape === null ? [] : strokes.whole([shape.id]));
}
