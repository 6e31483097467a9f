/**
 * The commands that put the selection in front of all other shapes or behind them. Both keep its own order.
 */

import { comparePaintOrder } from "../../model/shape.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/reduce.js").SetOp} SetOp */

/** @param {Editor} editor @returns {Command[]} */
export function orderCommands(editor) {
  return [
    { id: "to-front", keys: ["Ctrl+Shift+]"], run: () => stack(editor, "front") },
    { id: "to-back", keys: ["Ctrl+Shift+["], run: () => stack(editor, "back") },
  ];
}

/** @param {Editor} editor @param {"front" | "back"} end */
function stack(editor, end) {
  const { selection, view, rights } = editor;
  const shapes = [...selection.value].flatMap((id) => view.shape(id) ?? []);
  if (shapes.length === 0 || !rights.value.draw) return false;
  shapes.sort(comparePaintOrder);
  // Every op goes beyond the one before: the last one is the outermost.
  if (end === "back") shapes.reverse();
  editor.commit(shapes.map(({ id }) => /** @type {SetOp} */ ({ op: "set", id, z: end })));
  return true;
}
