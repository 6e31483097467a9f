/**
 * What a page says of itself in its last task: that it leaves, and edits that may not be on the disk yet (SPEC K2).
 *
 * It is written to localStorage, which is done when the call returns: WebKit drops whatever IndexedDB was asked for
 * in that task.
 */

/** @typedef {import("./offline_database.js").StoredEdit} KeptEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** What a page leaves behind. @typedef {{holder: string, leases: Lease[], edits: KeptEdit[]}} ExitNote */

const PREFIX = "lavagna.left.";
const TAB_KEY = "lavagna.page";

/** @param {ExitNote} parting */
export function writeExitNote(parting) {
  try {
    localStorage.setItem(PREFIX + parting.holder, JSON.stringify(parting));
  } catch (error) {
    // Forbidden or full: only what IndexedDB was asked for is left.
    console.warn("what this page leaves could not be noted", error);
  }
}

/** The page is back, or what it left is on the disk. @param {string} holder */
export function removeExitNote(holder) {
  try {
    localStorage.removeItem(PREFIX + holder);
  } catch {
    // Nothing was noted either.
  }
}

/** A page begins. @param {string} tag @returns {string} of the page that this tab showed before, which is gone, however it went; empty for none */
export function replaceTabTag(tag) {
  try {
    const before = sessionStorage.getItem(TAB_KEY) ?? "";
    sessionStorage.setItem(TAB_KEY, tag);
    return before;
  } catch {
    return "";
  }
}

/** What pages of this browser have left, other than this one. @param {string} me @returns {ExitNote[]} */
export function exitNotes(me) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    const holders = keys.map((key) => key.slice(PREFIX.length)).filter((tag) => tag !== me);
    return holders.flatMap(
      (holder) => parseNote(holder, localStorage.getItem(PREFIX + holder)) ?? [],
    );
  } catch {
    return [];
  }
}

/** A note that makes no sense is thrown away, or it would be in the way of all others. @param {string} holder @param {string | null} text @returns {ExitNote | null} */
function parseNote(holder, text) {
  try {
    const note = JSON.parse(text ?? "");
    const isEdit = (/** @type {KeptEdit} */ edit) => hasKey(edit) && Number.isInteger(edit.n);
    const isWhole = note.leases.every(hasKey) && note.edits.every(isEdit);
    if (note.holder === holder && isWhole) return note;
  } catch {
    // No JSON, or of another form.
  }
  removeExitNote(holder);
  return null;
}

/** Whether it has what its table is sorted by. @param {{board: unknown, tag: unknown}} row */
function hasKey({ board, tag }) {
  return typeof board === "string" && typeof tag === "string";
}
