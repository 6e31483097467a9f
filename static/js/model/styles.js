/**
 * Interned styles: one object for each distinct style. A record keeps one pointer, however many keys a style has, and
 * shapes of one style share the object.
 */

/** @typedef {import("./colour.js").InkName} InkName */

/** The style register on the wire (SPEC D7). @typedef {{ink: InkName, size: number}} WireStyle */
/**
 * An interned style; never made but by `internStyle`.
 * @typedef {object} Style
 * @property {InkName} ink
 * @property {number} size  units: width of the stroke, or font size
 * @property {string} key   equal for equal styles
 */

/** Styles that are shared; beyond it the table starts again, so that no flood of styles fills the memory. */
const MAX_STYLES = 65_536;

/** By key. @type {Map<string, Style>} */
const known = new Map();

/** The one object of a style. @param {WireStyle} wire @returns {Style} */
export function internStyle({ ink, size }) {
  const key = `${ink} ${size}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MAX_STYLES) known.clear();
  const style = Object.freeze({ ink, size, key });
  known.set(key, style);
  return style;
}

/** Whether two styles are equal. Equal ones are one object unless the table was started again between. @param {Style} a @param {Style} b */
export function isSameStyle(a, b) {
  return a === b || a.key === b.key;
}

/** The style register on the wire, keys in the order of SPEC D7. @param {Style} style @returns {WireStyle} */
export function styleToWire({ ink, size }) {
  return { ink, size };
}
