/**
 * Shade of a style's colour in each theme. Names have a shade for each; a `#rrggbb` is what light paper shows, and on
 * slate it stays where it can be seen there, else its lightness is mirrored.
 *
 * Lightness is that of OKLab (Ottosson, 2020), in which equal steps look equal and a change of lightness keeps the hue.
 */

import { contrast, HIGHLIGHTS, INKS, NOTES, PAPER } from "./colour.js";

/** @typedef {import("./colour.js").InkName} InkName */
/** @typedef {import("./colour.js").Pair} Pair */
/** @typedef {import("./colour.js").Theme} Theme */
/** @typedef {import("./styles.js").Colour} Colour */
/** Lightness, 0 to 1, and the two axes of hue. @typedef {[number, number, number]} Oklab */

/** The least contrast with slate, as WCAG 2 asks of graphics. */
const VISIBLE = 3;

/** Lightness and most saturation of marks and of notes: those of the named ones. */
const MARK = { light: 0.9, dark: 0.43, chroma: 0.13 };
const NOTE = { light: 0.94, dark: 0.89, chroma: 0.06 };

/** Computed colours that are kept; beyond it the table starts again. */
const MAX_KNOWN = 1_000;

/** By theme, use and colour. @type {Map<string, string>} */
const known = new Map();

/** The colour of strokes, outlines and text. @param {Colour} colour @param {Theme} theme */
export function inkColour(colour, theme) {
  return shown(colour, theme, INKS, inkPair);
}

/** The colour of a highlighter mark. @param {Colour} colour @param {Theme} theme */
export function highlightColour(colour, theme) {
  return shown(colour, theme, HIGHLIGHTS, (custom) => tintPair(custom, MARK));
}

/** The colour of a note, and of a tinted fill. @param {Colour} colour @param {Theme} theme */
export function noteColour(colour, theme) {
  return shown(colour, theme, NOTES, (custom) => tintPair(custom, NOTE));
}

/**
 * @param {Colour} colour
 * @param {Theme} theme
 * @param {Readonly<Record<InkName, Pair>>} named
 * @param {(custom: string) => Pair} pairOf
 */
function shown(colour, theme, named, pairOf) {
  if (!colour.startsWith("#")) return named[/** @type {InkName} */ (colour)][theme];
  const key = `${theme} ${pairOf === inkPair} ${named === NOTES} ${colour}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    found = pairOf(colour)[theme];
    known.set(key, found);
  }
  return found;
}

/** @param {string} colour @returns {Pair} */
function inkPair(colour) {
  return { light: colour, dark: onSlate(colour) };
}

/** Returns the shade on slate of a colour of light paper. @param {string} colour  `#rrggbb` */
export function onSlate(colour) {
  if (contrast(colour, PAPER.dark) >= VISIBLE) return colour;
  const [lightness, a, b] = oklabOf(colour);
  // The mirror image of a middle lightness is as dark as it was: such a colour is lightened further.
  for (let mirrored = 1 - lightness; mirrored < 1; mirrored += 0.01) {
    const light = hexOf([mirrored, a, b]);
    if (contrast(light, PAPER.dark) >= VISIBLE) return light;
  }
  return "#ffffff";
}

/** @param {string} colour @param {{light: number, dark: number, chroma: number}} look @returns {Pair} */
function tintPair(colour, { light, dark, chroma }) {
  const [, a, b] = oklabOf(colour);
  const share = Math.min(1, chroma / Math.max(1e-6, Math.hypot(a, b)));
  return { light: hexOf([light, a * share, b * share]), dark: hexOf([dark, a * share, b * share]) };
}

/** @param {string} hex  `#rrggbb` @returns {Oklab} */
function oklabOf(hex) {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The nearest colour of this lightness and hue that a screen has. @param {Oklab} oklab */
function hexOf([lightness, a, b]) {
  let share = 1;
  // Light and dark colours have room for less saturation.
  while (share > 0.02 && !isShowable(linearOf([lightness, a * share, b * share]))) share -= 0.02;
  const channels = linearOf([lightness, a * share, b * share]).map((value) => {
    const bounded = Math.min(1, Math.max(0, value));
    const encoded = bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

/** Linear red, green and blue. @param {Oklab} oklab */
function linearOf([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** @param {readonly number[]} linear */
function isShowable(linear) {
  return linear.every((value) => value >= -0.0005 && value <= 1.0005);
}
