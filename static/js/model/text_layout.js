/**
 * Lays out text: breaks it into lines of its shape's width, the same at every zoom.
 */

import { storedLines } from "./details.js";

/** @typedef {import("./details.js").Details} Details */
/** @typedef {import("./figure.js").Look} Look */
/** @typedef {import("./figure.js").TextPart} TextPart */

/** Line height as a share of the font size. */
export const LINE_HEIGHT = 1.3;

/** Position of the baseline in its line, as a share of the font size. */
export const BASELINE = 0.98;

/** The anchor of a line by its alignment. */
const ANCHORS = /** @type {const} */ ({ start: "start", center: "middle", end: "end" });

/** Matches text whose first letter is of a right-to-left script. */
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * The part of a figure that paints a text, from the top of a place. Its lines are as its author's page broke them, if they
 * fit the text, else broken here. Aligned to the start, a line begins at the side where it is read first.
 * @param {{text: string | null, details: Details | null}} shape
 * @param {{size: number, weight: number, font: import("./styles.js").Style["font"], colour: string}} type
 * @param {{x: number, y: number, width: number, align?: "start" | "center" | "end"}} place
 * @param {Look} look
 * @returns {TextPart}
 */
export function textPart({ text, details }, type, { x, y, width, align = "start" }, look) {
  const measure = look.measure(type);
  const { size } = type;
  const letters = text ?? "";
  const broken = storedLines(letters, details) ?? brokenLines(letters, width / size, measure);
  const lines = broken.map((line, row) => {
    const isRtl = RIGHT_TO_LEFT.test(line);
    return {
      text: line,
      x: x + Math.round(width * (align === "center" ? 0.5 : isRtl === (align === "start") ? 1 : 0)),
      y: y + Math.round((row * LINE_HEIGHT + BASELINE) * size),
      anchor: ANCHORS[align],
      direction: isRtl ? /** @type {const} */ ("rtl") : /** @type {const} */ ("ltr"),
      width: Math.round(measure(line) * size),
    };
  });
  return { type: "text", lines, room: width, ...type };
}

/**
 * Breaks a text into lines no wider than `most`, at spaces, and inside of a word only when the word alone is wider.
 * @param {string} text
 * @param {number} most
 * @param {(text: string) => number} measure
 */
export function brokenLines(text, most, measure) {
  /** @type {string[]} */
  const lines = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ").flatMap((each) => pieces(each, most, measure))) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line === "" || measure(longer) <= most) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** @param {string} word @param {number} most @param {(text: string) => number} measure */
function pieces(word, most, measure) {
  if (measure(word) <= most) return [word];
  const found = [];
  let piece = "";
  for (const letter of word) {
    if (piece !== "" && measure(piece + letter) > most) {
      found.push(piece);
      piece = "";
    }
    piece += letter;
  }
  found.push(piece);
  return found;
}
