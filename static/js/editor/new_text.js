/**
 * Makes the shape of a text or note that is about to be written.
 */

import { styleFor } from "../model/style_fields.js";

/** Side of a new note in units: 200 px. */
const NOTE_SIDE = 3200;

/** Room between a new note and the edges of the view, in screen pixels. */
const EDGE_PX = 8;

/** A new text or note whose first line, or middle, is at a point; a note is moved into view. @param {import("./editor.js").Editor} editor @param {"text" | "note"} kind @param {{x: number, y: number}} point @param {import("./editor.js").Style} [chosen] @returns {import("../model/shape.js").NewShape} */
export function newText(editor, kind, { x, y }, chosen = editor.style.value) {
  const isNote = kind === "note";
  const style = styleFor(kind, chosen);
  const { size } = style;
  const place = isNote ? inView(editor, { x, y }) : { x, y: y - size * 0.65 };
  return {
    id: editor.newId(),
    kind,
    page: editor.page.value,
    pos: [Math.round(place.x), Math.round(place.y), 0],
    geometry: isNote ? { w: NOTE_SIDE, h: NOTE_SIDE } : { w: size, h: size },
    style,
    text: "",
  };
}

/** The corner of a note around a point, with as much of the note in view as fits. @param {import("./editor.js").Editor} editor @param {{x: number, y: number}} middle */
function inView({ camera }, middle) {
  const { minX, minY, maxX, maxY } = camera.view();
  const edge = camera.unitsOf(EDGE_PX);
  /** @param {number} at @param {number} least @param {number} most */
  const within = (at, least, most) => Math.max(least + edge, Math.min(most - NOTE_SIDE - edge, at));
  return {
    x: within(middle.x - NOTE_SIDE / 2, minX, maxX),
    y: within(middle.y - NOTE_SIDE / 2, minY, maxY),
  };
}
