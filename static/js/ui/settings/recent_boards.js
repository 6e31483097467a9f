/**
 * The boards that this browser has opened, newest first. The list never leaves the browser.
 */

import { readSetting, writeSetting } from "./storage.js";

/** @typedef {{board: string, name: string, at: number}} Recent  `at`: milliseconds since 1970 */

const MAX = 12;

/** @returns {Recent[]} */
export function recentBoards() {
  try {
    const list = JSON.parse(readSetting("recent") ?? "[]");
    return Array.isArray(list) ? list.filter(isRecent) : [];
  } catch {
    // Other code of this origin wrote the key: start with an empty list.
    return [];
  }
}

/** Puts a board first. @param {Recent} recent */
export function addRecentBoard(recent) {
  const others = recentBoards().filter(({ board }) => board !== recent.board);
  store([recent, ...others].slice(0, MAX));
}

/** @param {string} key  key of a board @returns {() => void} puts it back where it was */
export function removeRecentBoard(key) {
  const before = recentBoards();
  store(before.filter(({ board }) => board !== key));
  return () => store(before);
}

/** @param {Recent[]} list */
function store(list) {
  writeSetting("recent", JSON.stringify(list));
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
