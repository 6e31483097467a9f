/**
 * Groups and ungroups the selection (SPEC D12), inside the group that is entered. Locked shapes stay as they are.
 */

import { unlockedShapesWith } from "../editor/selection.js";
import { GROUPS } from "../model/limits.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */

/** Makes one group of the selected shapes, strokes and groups. @param {Editor} editor */
export function group(editor) {
  const { groups, notices, selection, view } = editor;
  const shapes = unlockedShapesWith(view, selection.value);
  const units = groups.unitsOf(shapes);
  const paths = shapes.map((shape) => groups.pathOf(shape));
  if (units.length < 2) notices.set({ kind: "selecting", why: "group-few" });
  // A part of a group that loads late would stay outside.
  else if (!view.board.isWhole) notices.set({ kind: "selecting", why: "board-loads" });
  else if (paths.some(({ length }) => length === GROUPS))
    notices.set({ kind: "selecting", why: "group-deep" });
  else {
    const depth = groups.entered.length;
    const id = editor.newId();
    editor.commit(
      shapes.map((shape, at) => {
        const path = paths[at] ?? [];
        return setGroup(shape.id, [...path.slice(0, depth), id, ...path.slice(depth)]);
      }),
    );
    notices.set({ kind: "selecting", why: "grouped", count: shapes.length });
  }
}

/** Takes the selected groups apart; groups in them stay. @param {Editor} editor */
export function ungroup(editor) {
  const { groups, notices, selection, view } = editor;
  const { entered } = groups;
  const ops = unlockedShapesWith(view, selection.value).flatMap((shape) => {
    const unit = groups.unitOf(shape, entered);
    if (unit === null) return [];
    const path = groups.pathOf(shape).filter((each) => each !== unit);
    return [setGroup(shape.id, path)];
  });
  if (ops.length === 0) notices.set({ kind: "selecting", why: "ungroup-none" });
  else if (!view.board.isWhole) notices.set({ kind: "selecting", why: "board-loads" });
  else {
    editor.commit(ops);
    notices.set({ kind: "selecting", why: "ungrouped", count: ops.length });
  }
}

/** @param {string} id @param {readonly string[]} path @returns {SetOp} */
function setGroup(id, path) {
  return { op: "set", id, group: path };
}
