/**
 * The selection tool: a click selects the nearest shape, a drag moves the selection, and a drag from an empty place
 * selects all shapes that its marquee touches. With Shift both add to or remove from the selection. A cancelled
 * gesture, for example by a second finger, restores the selection.
 */

import { MarqueeGesture } from "./marquee.js";
import { DragGesture } from "./move.js";
import { isInFrame, shapeAt } from "./pick.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../editor/gestures.js").Tool} Tool */

/**
 * Begins a gesture at a press: it selects the nearest stroke; with Shift it adds or removes the stroke. A press inside the
 * frame of the selection drags the whole selection, and selects anew only as a click.
 * @param {Editor} editor
 * @param {GesturePoint} point
 * @param {Keys} keys
 */
function press(editor, point, keys) {
  const { selection, strokes, rights } = editor;
  const before = selection.value;
  const shape = shapeAt(editor, point);
  const hit = strokes.whole(shape === null ? [] : [shape.id]);
  const select = () => selection.select(hit);
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
  if (shape === null) return new MarqueeGesture(editor, point, keys);
  select();
  return new DragGesture(editor, point, { before, click: select });
}

/** @type {Tool} */
export const select = { id: "select", keys: ["V", "1"], cursor: "default", begin: press };
