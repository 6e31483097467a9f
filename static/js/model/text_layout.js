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
  const fits = (/** @type {string} */ part) => measure(part) <= most;
  /** @type {string[]} */
  const lines = [];
  for (const paragraph of text.split("\n")) {
    const words = paragraph.split(" ").flatMap((word) => runsThatFit([...word], "", fits));
    lines.push(...runsThatFit(words, " ", fits));
  }
  return lines;
}

/**
 * Joins parts to runs that are as long as they fit; a part that does not fit is a run by itself. Measures few runs for each:
 * a row of thousands of letters would take seconds letter by letter.
 * @param {readonly string[]} parts
 * @param {string} separator
 * @param {(run: string) => boolean} fits
 */
function runsThatFit(parts, separator, fits) {
  const runs = [];
  let start = 0;
  do {
    const run = (/** @type {number} */ count) => parts.slice(start, start + count).join(separator);
    const left = parts.length - start;
    let enough = 1;
    let tooMany = 2;
    while (tooMany <= left && fits(run(tooMany))) {
      enough = tooMany;
      tooMany *= 2;
    }
    tooMany = Math.min(tooMany, left + 1);
    while (tooMany - enough > 1) {
      const middle = Math.floor((enough + tooMany) / 2);
      if (fits(run(middle))) enough = middle;
      else tooMany = middle;
    }
    runs.push(run(enough));
    start += enough;
  } while (start < parts.length);
  return runs;
}
