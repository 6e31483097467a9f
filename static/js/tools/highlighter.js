/**
 * The highlighter: a broad stroke in the chosen colour that what lies below shines through.
 */

import { InkGesture } from "./ink_gesture.js";

/** Its width in units, 24 px: a line of board text fits into it. */
const SIZE = 384;

/** @type {import("../editor/gestures.js").Tool} */
export const highlighter = {
  id: "highlighter",
  draws: true,
  cursor: "highlighter",
  begin(editor, point) {
    if (!editor.rights.value.draw) return null;
    const style = { ink: editor.style.value.ink, size: SIZE };
    return new InkGesture(editor, point, { kind: "highlight", style });
  },
};
