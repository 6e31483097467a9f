/**
 * Texts and notes. They are hit anywhere in their box.
 */

import { NOTE_TEXT } from "../colour.js";
import { inkColour, noteColour } from "../custom_colour.js";
import { distanceToArea } from "../distance.js";
import { roundedBox } from "../figure.js";
import { boxOfCorners } from "../rotation.js";
import { textPart } from "../text_layout.js";
import { boxGauge, isInBox, middleOfTop } from "./boxes.js";

/** @typedef {import("../kinds.js").Traits} Traits */

/** Corner radius and padding of a note, in units. */
const NOTE_CORNER = 64;
const NOTE_PADDING = 288;

/** Shadow of a note: offset and blur in units. */
const SHADOW = { down: 48, blur: 128, colour: "#00000033" };

const NOTE_WEIGHT = 500;
const TEXT_WEIGHT = 400;

/** @type {Traits} */
export const TEXT = {
  geometry: "box",
  text: "always",
  styleKeys: ["ink", "opacity", "font", "type", "align"],
  box: boxOfCorners,
  distance: (shape, _pool, p, q) => distanceToArea(shape, p, q),
  gauge: boxGauge,
  placeOn: middleOfTop,
  figure: (shape, _pool, look) => {
    const { style, w } = shape;
    const { ink, size, font } = style;
    const type = { size, weight: TEXT_WEIGHT, font, colour: inkColour(ink, look.theme) };
    return [textPart(shape, type, { x: 0, y: 0, width: w, align: style.align ?? "start" }, look)];
  },
  writing: ({ style, w, details }) => ({
    size: style.size,
    weight: TEXT_WEIGHT,
    font: style.font,
    align: style.align ?? "start",
    room: details?.fixed === true ? w : null,
    corner: { x: 0, y: 0 },
  }),
  // A fallback font may need one more line than the author's font.
  spill: ({ style }) => 2 * style.size,
};

/** @type {Traits} */
export const NOTE = {
  ...TEXT,
  isFilled: () => true,
  isInside: isInBox,
  figure: (shape, _pool, look) => {
    const { style, w, h } = shape;
    const { ink, size, font } = style;
    const steps = roundedBox({ w, h }, NOTE_CORNER);
    const pad = Math.floor(Math.min(NOTE_PADDING, w / 4, h / 4));
    const type = { size, weight: NOTE_WEIGHT, font, colour: NOTE_TEXT };
    const place = { x: pad, y: pad, width: w - 2 * pad, align: style.align ?? "start" };
    return [
      { type: "path", steps, fill: noteColour(ink, look.theme), shadow: SHADOW },
      { ...textPart(shape, type, place, look), clip: steps },
    ];
  },
  writing: ({ style, w, h }) => {
    const pad = Math.floor(Math.min(NOTE_PADDING, w / 4, h / 4));
    const corner = { x: pad, y: pad };
    const { size, font, align } = style;
    const room = w - 2 * pad;
    return { size, weight: NOTE_WEIGHT, font, align: align ?? "start", room, corner };
  },
  spill: () => SHADOW.down + SHADOW.blur,
};
