/**
 * The pen: ink in the chosen colour and size.
 */

import { InkGesture } from "./ink_gesture.js";

/** @type {import("../editor/gestures.js").Tool} */
export const pen = {
  id: "pen",
  draws: true,
  cursor: "pen",
  begin(editor, point) {
    if (!editor.rights.value.draw) return null;
    return new InkGesture(editor, point, { kind: "ink", style: { ...editor.style.value } });
  },
};
