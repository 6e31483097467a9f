/**
 * What a page says of itself in its last task: that it leaves, and edits that may not be on the disk yet (SPEC K2).
 *
 * It is written to localStorage, which is done when the call returns: WebKit drops whatever IndexedDB was asked for
 * in that task.
 */

/** @typedef {import("./device.js").KeptEdit} KeptEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** What a page leaves behind. @typedef {{holder: string, leases: Lease[], edits: KeptEdit[]}} Parting */

const PREFIX = "lavagna.left.";
const PLACE = "lavagna.page";

/** @param {Parting} parting */
export function notePart(parting) {
  try {
    localStorage.setItem(PREFIX + parting.holder, JSON.stringify(parting));
  } catch (error) {
    // Forbidden or full: only what IndexedDB was asked for is left.
    console.warn("what this page leaves could not be noted", error);
  }
}

/** The page is back, or what it left is on the disk. @param {string} holder */
export function forgetPart(holder) {
  try {
    localStorage.removeItem(PREFIX + holder);
  } catch {
    // Nothing was noted either.
  }
}

/** A page begins. @param {string} tag @returns {string} of the page that this tab showed before, which is gone, however it went; empty for none */
export function takePlace(tag) {
  try {
    const before = sessionStorage.getItem(PLACE) ?? "";
    sessionStorage.setItem(PLACE, tag);
    return before;
  } catch {
    return "";
  }
}

/** What pages of this browser have left, other than this one. @param {string} me @returns {Parting[]} */
export function partings(me) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    const texts = keys.map((key) => (key === PREFIX + me ? null : localStorage.getItem(key)));
    return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text)]));
  } catch {
    return [];
  }
}
