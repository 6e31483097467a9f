/**
 * The style register (SPEC D7, D15), and interned styles: one object for each distinct style. A record keeps one pointer,
 * however many keys a style has, and shapes of one style share the object.
 */

import { INK_NAMES } from "./colour.js";
import { OPACITY, SIZE } from "./limits.js";

/** @typedef {import("./colour.js").InkName} InkName */
/** A name that each theme shades, or what light paper shows. @typedef {InkName | `#${string}`} Colour */

/**
 * A style with all keys.
 * @typedef {object} StyleValues
 * @property {Colour} ink   of the outline, the stroke or the text
 * @property {number} size  units: width of the stroke, or size of the type of texts and notes
 * @property {Colour | "none"} fill
 * @property {"solid" | "tint" | "hatch"} pattern  how the fill covers the inside
 * @property {"solid" | "dashed" | "dotted"} dash  of the outline
 * @property {number} opacity  percent
 * @property {"sans" | "hand" | "mono"} font
 * @property {number} type  units: size of a label's type
 * @property {"start" | "center" | "end" | null} align  null: as usual for the kind, as with `head` and `tail`
 * @property {Head | null} head  the head at the last point of a line
 * @property {Head | null} tail  what the first point carries
 * @property {"straight" | "round" | "elbow"} bend  how a line passes its inner points
 */
/** @typedef {"none" | "arrow" | "triangle" | "dot" | "bar"} Head */
/** The style register on the wire. @typedef {Pick<StyleValues, "ink" | "size"> & {readonly [Key in keyof StyleValues]?: StyleValues[Key] | null}} WireStyle */
/** An interned style, which only `internStyle` makes; `key` is equal for equal styles. @typedef {Readonly<StyleValues & {key: string}>} Style */

/** The keys after `ink` and `size`, in the order of SPEC D15, with the value of a key that is missing. @type {Readonly<Omit<StyleValues, "ink" | "size">>} */
const DEFAULTS = {
  fill: "none",
  pattern: "solid",
  dash: "solid",
  opacity: 100,
  font: "sans",
  type: 384,
  align: null,
  head: null,
  tail: null,
  bend: "straight",
};

const FURTHER = /** @type {readonly (keyof typeof DEFAULTS)[]} */ (Object.keys(DEFAULTS));

export const STYLE_KEYS = ["ink", "size", ...FURTHER];

const HEADS = ["none", "arrow", "triangle", "dot", "bar"];

/** The values of the keys that have a few. @type {Readonly<Record<string, readonly unknown[]>>} */
const CHOICES = {
  pattern: ["solid", "tint", "hatch"],
  dash: ["solid", "dashed", "dotted"],
  font: ["sans", "hand", "mono"],
  align: ["start", "center", "end"],
  head: HEADS,
  tail: HEADS,
  bend: ["straight", "round", "elbow"],
};

const CUSTOM = /^#[0-9a-f]{6}$/;

/** Styles that are shared; beyond it the table starts again, so that no flood of styles fills the memory. */
const MAX_STYLES = 65_536;

/** By key. @type {Map<string, Style>} */
const known = new Map();

/** The one object of a style. @param {WireStyle} wire @returns {Style} */
export function internStyle(wire) {
  const { ink, size } = wire;
  let key = `${ink} ${size}`;
  for (const name of FURTHER) {
    const value = wire[name];
    if (value != null && value !== DEFAULTS[name]) key += ` ${name} ${value}`;
  }
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MAX_STYLES) known.clear();
  const style = { ink, size, ...DEFAULTS, key };
  for (const name of FURTHER) Object.assign(style, { [name]: wire[name] ?? DEFAULTS[name] });
  known.set(key, Object.freeze(style));
  return style;
}

/** Whether two styles are equal. Equal ones are one object unless the table was started again between. @param {Style} a @param {Style} b */
export function isSameStyle(a, b) {
  return a === b || a.key === b.key;
}

/** The style register on the wire: keys in the order of SPEC D15, without those at their default. @param {Style} style @returns {WireStyle} */
export function styleToWire(style) {
  const { ink, size } = style;
  const further = FURTHER.filter((name) => style[name] !== DEFAULTS[name]);
  return { ink, size, ...Object.fromEntries(further.map((name) => [name, style[name]])) };
}

/** Whether the server accepts the style (SPEC D7, D15). @param {Record<string, unknown>} style  with no other keys than STYLE_KEYS */
export function isStyle(style) {
  const { ink, size, fill, opacity, type } = style;
  return (
    isColour(ink) &&
    isWithin(size, 1, SIZE) &&
    (fill == null || fill === "none" || isColour(fill)) &&
    (opacity == null || isWithin(opacity, OPACITY, DEFAULTS.opacity)) &&
    (type == null || isWithin(type, 1, SIZE)) &&
    hasKnownChoices(style)
  );
}

/** Whether each value that belongs to a list is in it; a newer version may have longer lists. @param {Record<string, unknown>} style */
export function hasKnownChoices(style) {
  for (const name in CHOICES) {
    const value = style[name];
    if (value != null && !CHOICES[name]?.includes(value)) return false;
  }
  return true;
}

/** Whether the value is the name of an ink or `#rrggbb` in lowercase. @param {unknown} value */
export function isColour(value) {
  return INK_NAMES.some((name) => name === value) || isCustom(value);
}

/** Whether a colour is `#rrggbb`. @param {unknown} value @returns {value is `#${string}`} */
export function isCustom(value) {
  return typeof value === "string" && CUSTOM.test(value);
}

/** @param {unknown} value @param {number} least @param {number} most */
function isWithin(value, least, most) {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
