/**
 * Images. Until its picture is there, an image paints a tinted box with its description, or a symbol where it has none. It is hit anywhere in its box.
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

/** Hills and a sun, in shares of the symbol's side, and their colour on the tint of both themes. */
const HILLS = [0, 1, 0.36, 0.4, 0.6, 0.72, 0.74, 0.56, 1, 1];
const SUN = [
  0.8, 0, 0.92, 0.05, 0.97, 0.17, 0.92, 0.29, 0.8, 0.34, 0.68, 0.29, 0.63, 0.17, 0.68, 0.05,
];
const SYMBOL_COLOUR = "#8c8c84";

/** Side of the symbol as a share of the box, and at most. */
const SYMBOL_SHARE = 0.3;
const MAX_SYMBOL = 1_600;

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
    const box = {
      type: /** @type {const} */ ("path"),
      steps,
      fill: noteColour("grey", look.theme),
    };
    if (altOf(shape) === "") return [box, symbol(w, h)];
    const description = { text: altOf(shape), details: null };
    const place = { x: pad, y: pad, width: w - 2 * pad };
    return [box, { ...textPart(description, TYPE, place, look), clip: steps }];
  },
  spill: () => 0,
};

/** @param {number} w @param {number} h */
function symbol(w, h) {
  const side = Math.min(MAX_SYMBOL, SYMBOL_SHARE * Math.min(w, h));
  const [x, y] = [(w - side) / 2, (h - side) / 2];
  const placed = (/** @type {readonly number[]} */ corners) =>
    polygon(
      corners.map((share, at) => (at % 2 === 0 ? (x + share * side) / w : (y + share * side) / h)),
      { w, h },
    );
  const steps = [...placed(HILLS), ...placed(SUN)];
  return { type: /** @type {const} */ ("path"), steps, fill: SYMBOL_COLOUR };
}
