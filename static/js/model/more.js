/**
 * Rare parts of shapes: the registers for groups, lock and description (SPEC D12 to D14), and the picture of an image (D19).
 * They share one object, which is null for a shape that has none, so that the many others take no memory for them.
 */

/**
 * @typedef {object} More
 * @property {readonly string[]} group  the groups that the shape is in, the outermost first
 * @property {boolean} locked
 * @property {string} alt  a description for people who do not see the shape
 * @property {string | null} image  id of the picture that an image shows; it never changes
 */
/** These registers on the wire, left out at their defaults. @typedef {{group?: readonly string[] | null, locked?: boolean | null, alt?: string | null}} WireMore */
/** The same and the picture. @typedef {WireMore & {image?: string | null}} WireRare */

/** @type {More} */
const NONE = { group: [], locked: false, alt: "", image: null };

/**
 * The values after a write; those that are missing stay as they were.
 * @param {More | null} before
 * @param {WireRare} written
 * @returns {More | null}
 */
export function withWritten(before, { group, locked, alt, image }) {
  if (group == null && locked == null && alt == null && image == null) return before;
  const old = before ?? NONE;
  const more = {
    group: group ?? old.group,
    locked: locked ?? old.locked,
    alt: alt ?? old.alt,
    image: image ?? old.image,
  };
  const isPlain = more.group.length === 0 && !more.locked && more.alt === "";
  return isPlain && more.image === null ? null : more;
}

/** The values on the wire, in the order of SPEC D11. @param {More | null} more @returns {WireRare} */
export function moreToWire(more) {
  if (more === null) return {};
  const { group, locked, alt, image } = more;
  return {
    ...(group.length > 0 && { group }),
    ...(locked && { locked }),
    ...(alt !== "" && { alt }),
    ...(image !== null && { image }),
  };
}

/** Whether tools, erasers and `clear` leave the shape as it is. @param {{more: More | null}} shape */
export function isLocked({ more }) {
  return more?.locked === true;
}

/** The description of a shape, empty for none. @param {{more: More | null}} shape */
export function altOf({ more }) {
  return more?.alt ?? NONE.alt;
}

/** The groups that a shape is in, the outermost first. @param {{more: More | null}} shape */
export function groupOf({ more }) {
  return more?.group ?? NONE.group;
}
