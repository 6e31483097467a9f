/**
 * The registers that few shapes write: groups, lock and description (SPEC D12 to D14). They share one object, which is null
 * for a shape that has none, so that the many others take no memory for them.
 */

/**
 * @typedef {object} More
 * @property {readonly string[]} group  the groups that the shape is in, the outermost first
 * @property {boolean} locked
 * @property {string} alt  a description for people who do not see the shape
 */
/** These registers on the wire, left out at their defaults. @typedef {{group?: readonly string[] | null, locked?: boolean | null, alt?: string | null}} WireMore */

/** @type {More} */
const NONE = { group: [], locked: false, alt: "" };

/**
 * The registers after a write; registers that are missing stay as they were.
 * @param {More | null} before
 * @param {WireMore} written
 * @returns {More | null}
 */
export function withWritten(before, { group, locked, alt }) {
  if (group == null && locked == null && alt == null) return before;
  const old = before ?? NONE;
  const more = { group: group ?? old.group, locked: locked ?? old.locked, alt: alt ?? old.alt };
  return more.group.length === 0 && !more.locked && more.alt === "" ? null : more;
}

/** The registers on the wire, in the order of SPEC D11. @param {More | null} more @returns {WireMore} */
export function moreToWire(more) {
  if (more === null) return {};
  const { group, locked, alt } = more;
  return {
    ...(group.length > 0 && { group }),
    ...(locked && { locked }),
    ...(alt !== "" && { alt }),
  };
}

/** Whether tools, erasers and `clear` leave the shape as it is. @param {{more: More | null}} shape */
export function isLocked({ more }) {
  return more?.locked === true;
}

/** The groups that a shape is in, the outermost first. @param {{more: More | null}} shape */
export function groupOf({ more }) {
  return more?.group ?? NONE.group;
}
