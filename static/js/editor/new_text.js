/**
 * Makes the shape of a text or note that is about to be written.
 */

import { styleFor } from "../model/style_fields.js";

/** Side of a new note in units: 200 px. */
const NOTE_SIDE = 3200;

/** A new text or note whose first line, or middle, is at a point. @param {import("./editor.js").Editor} editor @param {"text" | "note"} kind @param {{x: number, y: number}} point @param {import("./editor.js").Style} [chosen] @returns {import("../model/shape.js").NewShape} */
export function newText(editor, kind, { x, y }, chosen = editor.style.value) {
  const isNote = kind === "note";
  const style = styleFor(kind, chosen);
  const { size } = style;
  const [left, up] = isNote ? [NOTE_SIDE / 2, NOTE_SIDE / 2] : [0, size * 0.65];
  return {
    id: editor.newId(),
    kind,
    page: editor.page.value,
    pos: [Math.round(x - left), Math.round(y - up), 0],
    geometry: isNote ? { w: NOTE_SIDE, h: NOTE_SIDE } : { w: size, h: size },
    style,
    text: "",
  };
}
