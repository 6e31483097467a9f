/**
 * A page's last message: the leases that it releases, and edits that may not be in IndexedDB yet (SPEC K2).
 *
 * It is in localStorage, where a write is done when the call returns: WebKit drops IndexedDB requests of a page's last task.
 */

/** @typedef {import("./offline_database.js").StoredEdit} StoredEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {{holder: string, leases: Lease[], edits: StoredEdit[]}} ExitNote */

const PREFIX = "lavagna.left.";
const TAB_KEY = "lavagna.page";

/** @param {ExitNote} note */
export function writeExitNote(note) {
  try {
    localStorage.setItem(PREFIX + note.holder, JSON.stringify(note));
  } catch (error) {
    // Forbidden or full: only the IndexedDB requests remain.
    console.warn("the exit note of this page could not be written", error);
  }
}

/** Removes a note whose page has resumed, or whose edits are stored. @param {string} holder */
export function removeExitNote(holder) {
  try {
    localStorage.removeItem(PREFIX + holder);
  } catch {
    // No note could be written either.
  }
}

/**
 * Stores the tag of the page that this tab shows now.
 * @param {string} tag
 * @returns {string} tag of the page that the tab showed before, which is closed for certain; empty for none
 */
export function replaceTabTag(tag) {
  try {
    const before = sessionStorage.getItem(TAB_KEY) ?? "";
    sessionStorage.setItem(TAB_KEY, tag);
    return before;
  } catch {
    return "";
  }
}

/** Notes of other pages of this browser. @param {string} me @returns {ExitNote[]} */
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

/** Parses a note, and removes one that is invalid: it would fail at every heartbeat. @param {string} holder @param {string | null} text @returns {ExitNote | null} */
function parseNote(holder, text) {
  try {
    const note = JSON.parse(text ?? "");
    const isEdit = (/** @type {StoredEdit} */ edit) => hasKey(edit) && Number.isInteger(edit.n);
    const isWhole = note.leases.every(hasKey) && note.edits.every(isEdit);
    if (note.holder === holder && isWhole) return note;
  } catch {
    // Not JSON, or of another form.
  }
  removeExitNote(holder);
  return null;
}

/** Whether a row has the key of its table. @param {{board: unknown, tag: unknown}} row */
function hasKey({ board, tag }) {
  return typeof board === "string" && typeof tag === "string";
}
