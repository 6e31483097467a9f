/**
 * Lays out and paints text: broken into lines of its shape's width, the same at every zoom.
 */

/** @typedef {import("../model/shape.js").Shape} Shape */

export const TEXT_FONT = "Atkinson Hyperlegible Next";
export const TEXT_FAMILY = `"${TEXT_FONT}", system-ui, sans-serif`;

/** Line height as a share of the font size. */
export const LINE_HEIGHT = 1.3;

/** Position of the baseline in its line, as a share of the font size. */
const BASELINE = 0.98;

/** Font size at which text is measured and painted, then scaled, because browsers round the widths of small fonts. */
const MEASURED = 512;

/** Below this font size in device pixels a line is painted as a bar. */
const LEGIBLE_PX = 3;

/** Matches text whose first letter is of a right-to-left script. */
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** @typedef {{line: string, width: number, rtl: boolean}} Line  width as a share of the size */
/** The position and width of the lines in units, the font weight, and the scale. @typedef {{x: number, y: number, width: number, weight: number, k: number}} TextPlace */

export class TextLayout {
  /** @type {WeakMap<Shape, {width: number, lines: Line[]}>} */
  #laidOut = new WeakMap();

  /** Drops all layouts, because their widths were measured with another font. */
  clear() {
    this.#laidOut = new WeakMap();
  }

  /**
   * Paints the text of a shape. The context's transform is in units relative to the shape's position.
   * @param {CanvasRenderingContext2D} ctx
   * @param {Shape} shape
   * @param {TextPlace} place
   */
  paint(ctx, shape, { x, y, width, weight, k }) {
    const { size } = shape.style;
    ctx.font = `${weight} ${MEASURED}px ${TEXT_FAMILY}`;
    const lines = this.#lines(ctx, shape, width);
    if (size * k < LEGIBLE_PX) {
      for (const [row, { width: share }] of lines.entries()) {
        ctx.fillRect(x, y + (row + 0.35) * LINE_HEIGHT * size, share * size, size * 0.35);
      }
      return;
    }
    const scale = size / MEASURED;
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(scale, scale);
    ctx.textBaseline = "alphabetic";
    for (const [row, { line, rtl }] of lines.entries()) {
      ctx.direction = rtl ? "rtl" : "ltr";
      ctx.textAlign = rtl ? "right" : "left";
      ctx.fillText(line, rtl ? width / scale : 0, (row * LINE_HEIGHT + BASELINE) * MEASURED);
    }
    ctx.restore();
  }

  /** @param {CanvasRenderingContext2D} ctx  with the font set @param {Shape} shape @param {number} width  units */
  #lines(ctx, shape, width) {
    const known = this.#laidOut.get(shape);
    if (known !== undefined && known.width === width) return known.lines;
    const most = width / shape.style.size;
    /** @param {string} text */
    const measure = (text) => ctx.measureText(text).width / MEASURED;
    const lines = brokenLines(shape.text ?? "", most, measure).map((line) => ({
      line,
      width: measure(line),
      rtl: RIGHT_TO_LEFT.test(line),
    }));
    this.#laidOut.set(shape, { width, lines });
    return lines;
  }
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
