/**
 * Lays out text: breaks it into lines of its shape's width, the same at every zoom.
 */

/** @typedef {import("./figure.js").Look} Look */
/** @typedef {import("./figure.js").TextPart} TextPart */

/** Line height as a share of the font size. */
export const LINE_HEIGHT = 1.3;

/** Position of the baseline in its line, as a share of the font size. */
export const BASELINE = 0.98;

/** Matches text whose first letter is of a right-to-left script. */
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * The part of a figure that paints a text from the upper left corner of a place, at the start of its lines' direction.
 * @param {string} text
 * @param {{size: number, weight: number, colour: string}} type
 * @param {{x: number, y: number, width: number}} place
 * @param {Look} look
 * @returns {TextPart}
 */
export function textPart(text, type, { x, y, width }, look) {
  const measure = look.measure(type.weight);
  const { size } = type;
  const lines = brokenLines(text, width / size, measure).map((line, row) => {
    const isRtl = RIGHT_TO_LEFT.test(line);
    /** @type {"ltr" | "rtl"} */
    const direction = isRtl ? "rtl" : "ltr";
    return {
      text: line,
      x: isRtl ? x + width : x,
      y: y + Math.round((row * LINE_HEIGHT + BASELINE) * size),
      anchor: /** @type {const} */ ("start"),
      direction,
      width: Math.round(measure(line) * size),
    };
  });
  return { type: "text", lines, ...type };
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
