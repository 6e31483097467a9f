/**
 * Rare parts of a geometry: line breaks of a text, and bindings of a line's ends (SPEC D17, D18). They
 * share one object, which is null for a shape that has none.
 */

/** An end that is bound to a shape: its id, and the place in its box in 1/1000 of width and height. @typedef {readonly [string, number, number]} End */
/**
 * @typedef {object} Details
 * @property {readonly number[]} lines  code points of each painted line; empty when the painter breaks the lines
 * @property {boolean} fixed  whether a person set the width of the box
 * @property {End | null} from
 * @property {End | null} to
 */
/** On the wire, left out at their defaults. @typedef {{lines?: readonly number[] | null, fixed?: boolean | null, from?: End | null, to?: End | null}} WireDetails */

/** The last code point that a string has as one unit. */
const LAST_OF_ONE_UNIT = 0xffff;

/** @param {WireDetails} geometry  on the wire @returns {Details | null} */
export function detailsOf({ lines, fixed, from, to }) {
  const hasLines = lines != null && lines.length > 0;
  if (!hasLines && fixed !== true && from == null && to == null) return null;
  return { lines: lines ?? [], fixed: fixed === true, from: from ?? null, to: to ?? null };
}

/** On the wire, in the order of SPEC D11. @param {Details | null} details @returns {WireDetails} */
export function detailsToWire(details) {
  if (details === null) return {};
  const { lines, fixed, from, to } = details;
  return {
    ...(lines.length > 0 && { lines }),
    ...(fixed && { fixed }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}

/**
 * The painted lines of a text, without the line breaks that end them; null when these details do not fit the text, because
 * it changed.
 * @param {string} text
 * @param {Details | null} details
 */
export function storedLines(text, details) {
  const counts = details?.lines ?? [];
  if (counts.length === 0) return null;
  const lines = [];
  let at = 0;
  for (const count of counts) {
    const start = at;
    for (let left = count; left > 0; left -= 1) {
      if (at === text.length) return null;
      at += Number(text.codePointAt(at)) > LAST_OF_ONE_UNIT ? 2 : 1;
    }
    lines.push(text.slice(start, at).trimEnd());
  }
  return at === text.length ? lines : null;
}
