/**
 * The commands that change which shapes lie in front of others. The selection keeps its own order; locked shapes stay.
 */

import { unlockedShapesWith } from "../../editor/selection.js";
import { newZs, stepped } from "../../model/paint_order.js";
import { comparePaintOrder } from "../../model/shape.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/paint_order.js").Direction} Direction */
/** @typedef {import("../../model/paint_order.js").NewZ} NewZ */
/** @typedef {import("../../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../../model/shape.js").Shape} Shape */

/** @param {Editor} editor @returns {Command[]} */
export function orderCommands(editor) {
  /** @param {string} id @param {string} key @param {() => boolean} run @returns {Command} */
  const order = (id, key, run) => ({ id, keys: [key], isInMenu: true, needsSelection: true, run });
  return [
    order("to-front", "Ctrl+Shift+]", () => stack(editor, "front")),
    order("forward", "Ctrl+]", () => step(editor, 1)),
    order("backward", "Ctrl+[", () => step(editor, -1)),
    order("to-back", "Ctrl+Shift+[", () => stack(editor, "back")),
  ];
}

/** The selected shapes that are not locked. @param {Editor} editor @returns {Shape[]} */
function movable({ rights, selection, view }) {
  return rights.value.draw ? unlockedShapesWith(view, selection.value) : [];
}

/** @param {Editor} editor @param {"front" | "back"} end */
function stack(editor, end) {
  const shapes = movable(editor);
  if (shapes.length === 0) return false;
  shapes.sort(comparePaintOrder);
  // Every op goes beyond the one before: the last one is the outermost.
  if (end === "back") shapes.reverse();
  write(
    editor,
    shapes.map(({ id }) => ({ id, z: end })),
  );
  const what = end === "front" ? "to-front" : "to-back";
  editor.notices.set({ kind: "arranged", what, count: shapes.length });
  return true;
}

/** @param {Editor} editor @param {Direction} direction */
function step(editor, direction) {
  const shapes = movable(editor);
  if (shapes.length === 0) return false;
  const { view, page, groups, notices } = editor;
  const chosen = new Set(shapes.map(({ id }) => id));
  const unitOf = (/** @type {string} */ id) => groups.whole([id]);
  const all = view.shapesOf(page.value).sort(comparePaintOrder);
  const { order, moved } = stepped(all, { chosen, direction, unitOf });
  const writes = newZs(order, moved);
  if (writes === null) {
    notices.set({ kind: "order-waits" });
    return true;
  }
  if (writes.length > 0) write(editor, writes);
  const what = direction === 1 ? "forward" : "backward";
  notices.set({ kind: "arranged", what, count: moved.size });
  return true;
}

/** @param {Editor} editor @param {readonly NewZ[]} writes */
function write(editor, writes) {
  editor.commit(writes.map((each) => /** @type {SetOp} */ ({ op: "set", ...each })));
}
