/**
 * Images. Until its picture is there, an image paints a tinted box with its description. It is hit anywhere in its box.
 */

import { NOTE_TEXT } from "../colour.js";
import { noteColour } from "../custom_colour.js";
import { BOX_CORNERS, distanceToArea } from "../distance.js";
import { polygon } from "../figure.js";
import { altOf } from "../more.js";
import { boxOfCorners } from "../rotation.js";
import { textPart } from "../text_layout.js";
import { boxGauge, isInBox, middleOfTop } from "./boxes.js";

/** @typedef {import("../kinds.js").Traits} Traits */

/** Type of the description, and the room around it, in units. */
const TYPE = { size: 256, weight: 400, font: /** @type {const} */ ("sans"), colour: NOTE_TEXT };
const PADDING = 192;

/** @type {Traits} */
export const IMAGE = {
  geometry: "box",
  text: "never",
  styleKeys: ["opacity"],
  box: boxOfCorners,
  distance: (shape, _pool, p, q) => distanceToArea(shape, p, q),
  isFilled: () => true,
  isInside: isInBox,
  gauge: boxGauge,
  placeOn: middleOfTop,
  figure: (shape, _pool, look) => {
    const { w, h } = shape;
    const steps = polygon(BOX_CORNERS, { w, h });
    const pad = Math.floor(Math.min(PADDING, w / 4, h / 4));
    const description = { text: altOf(shape), details: null };
    const place = { x: pad, y: pad, width: w - 2 * pad };
    return [
      { type: "path", steps, fill: noteColour("grey", look.theme) },
      { ...textPart(description, TYPE, place, look), clip: steps },
    ];
  },
  spill: () => 0,
};
