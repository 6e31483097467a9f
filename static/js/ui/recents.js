/**
 * The boards this browser has opened: newest first, known to nobody else.
 */

import { recall, remember } from "./stored.js";

/** @typedef {{board: string, name: string, at: number}} Recent  `at`: milliseconds since 1970 */

const MOST = 12;

/** @returns {Recent[]} */
export function recents() {
  try {
    const list = JSON.parse(recall("recent") ?? "[]");
    return Array.isArray(list) ? list.filter(isRecent) : [];
  } catch {
    // Somebody else wrote there; start afresh.
    return [];
  }
}

/** Puts a board first. @param {Recent} recent */
export function addRecent(recent) {
  const others = recents().filter(({ board }) => board !== recent.board);
  keep([recent, ...others].slice(0, MOST));
}

/** @param {string} gone  key of a board @returns {() => void} puts it back where it was */
export function forgetRecent(gone) {
  const before = recents();
  keep(before.filter(({ board }) => board !== gone));
  return () => keep(before);
}

/** @param {Recent[]} list */
function keep(list) {
  remember("recent", JSON.stringify(list));
}

/** @param {any} entry @returns {entry is Recent} */
function isRecent(entry) {
  return (
    typeof entry?.board === "string" &&
    /^[0-9A-Za-z]{1,32}$/.test(entry.board) &&
    typeof entry.name === "string" &&
    typeof entry.at === "number"
  );
}
