/**
 * The selection tool: a click selects the nearest shape or its group, a drag moves the selection, and a drag from an empty
 * place selects all shapes that its marquee touches. With Shift both add to or remove from the selection. A cancelled
 * gesture, for example by a second finger, restores the selection. A double click enters a group, or opens a text or a
 * label for writing.
 */

import { cursorOf, handleAt } from "../editor/handles.js";
import { DragGesture } from "./drag.js";
import { PointGesture } from "./ends.js";
import { MarqueeGesture } from "./marquee.js";
import { boxAround, isInFrame, shapeAt } from "./pick.js";
import { openSelected } from "./start_typing.js";
import { openText } from "./text.js";
import { ResizeGesture, RotateGesture } from "./transform.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Two clicks on a shape within this time are a double click. */
const DOUBLE_CLICK_MS = 500;

/** The last click on a shape of each page. @type {WeakMap<Editor, {id: string, time: number}>} */
const lastClicks = new WeakMap();

/** Whether a click on a shape is the second one on it. @param {Editor} editor @param {Shape} shape @param {number} time */
function isSecondClick(editor, { id }, time) {
  const last = lastClicks.get(editor);
  const isSecond = last?.id === id && time - last.time < DOUBLE_CLICK_MS;
  lastClicks.set(editor, { id: isSecond ? "" : id, time });
  return isSecond;
}

/** Opens the label of the box around a second press: a box is hit at its lines only. @param {Editor} editor @param {GesturePoint} point */
function pressInside(editor, point) {
  const box = boxAround(editor, point);
  if (box !== null && isSecondClick(editor, box, point.time)) openText(editor, box);
}

/** The gesture of a press on a handle of the selection. @param {Editor} editor @param {GesturePoint} point */
function pressHandle(editor, point) {
  const handle = handleAt(editor, point, point.isFinger === true ? "touch" : "mouse");
  const { frame, shapes } = editor.selectionFrame;
  const [line] = shapes;
  if (handle === null || frame === null || line === undefined) return null;
  if (handle.kind === "point")
    return new PointGesture(editor, point, { line, index: handle.index });
  return handle.kind === "rotate"
    ? new RotateGesture(editor, point, frame)
    : new ResizeGesture(editor, point, { frame, side: handle.side });
}

/** @param {Editor} editor @param {{x: number, y: number}} point */
function cursorAt(editor, point) {
  const handle = handleAt(editor, point);
  const { frame } = editor.selectionFrame;
  return handle === null || frame === null ? null : cursorOf(handle, frame);
}

/**
 * Begins a gesture at a press: on a handle it resizes or turns the selection; elsewhere it selects the nearest stroke or group; with Shift it adds or removes it. A press inside the
 * frame of the selection drags the whole selection, and selects anew only as a click.
 * @param {Editor} editor
 * @param {GesturePoint} point
 * @param {Keys} keys
 */
function press(editor, point, keys) {
  const handled = pressHandle(editor, point);
  if (handled !== null) return handled;
  const { selection, groups, rights } = editor;
  const before = selection.value;
  const shape = shapeAt(editor, point);
  const hit = groups.whole(shape === null ? [] : [shape.id]);
  const select = () => {
    selection.select(hit);
    if (shape === null || !isSecondClick(editor, shape, point.time)) return;
    if (!groups.enter(shape)) openText(editor, shape);
  };
  if (keys.shift) {
    if (shape === null) return new MarqueeGesture(editor, point, keys);
    const wasIn = selection.has(shape.id);
    if (!wasIn) selection.toggle(hit);
    const click = () => {
      if (wasIn) selection.toggle(hit);
    };
    return new DragGesture(editor, point, { before, click });
  }
  if (rights.value.draw && isInFrame(editor, point)) {
    return new DragGesture(editor, point, { before, click: select });
  }
  if (shape === null) {
    pressInside(editor, point);
    return new MarqueeGesture(editor, point, keys);
  }
  selection.select(hit);
  return new DragGesture(editor, point, { before, click: select });
}

/** @type {Tool} */
export const select = {
  id: "select",
  keys: ["V", "1"],
  cursor: "default",
  cursorAt,
  begin: press,
  make(editor) {
    if (!editor.groups.enterSelected()) openSelected(editor);
    return null;
  },
};
