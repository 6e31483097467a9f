/**
 * The clearings of a page that can be restored (SPEC A13).
 */

import { visitorHeaders } from "./visitor.js";

/**
 * An edit that cleared a page; `at` is server time in ms, `shapes` counts the removed ones, 0 when that is not known.
 * @typedef {{page: number, tag: string, n: number, at: number, name: string, shapes: number}} Clearing
 */

/** The latest clearings that are always offered. */
const MAX_LATEST = 3;

/** Older clearings that are offered too, those that removed most. */
const MAX_LARGEST = 2;

/** Fetches the clearings of a page, the newest first. @param {string} board @param {number} page @returns {Promise<Clearing[]>} */
export async function fetchClears(board, page) {
  const response = await fetch(`/api/boards/${board}/clears?page=${page}`, {
    headers: visitorHeaders(),
  });
  if (!response.ok) throw new Error(`no list of clearings: ${response.status}`);
  return (await response.json()).clears;
}

/** Selects the clearings that a person is offered, in the same order. @param {Clearing[]} clears */
export function selectOffered(clears) {
  const older = clears.slice(MAX_LATEST).toSorted((a, b) => b.shapes - a.shapes);
  const chosen = new Set([...clears.slice(0, MAX_LATEST), ...older.slice(0, MAX_LARGEST)]);
  return clears.filter((clearing) => chosen.has(clearing));
}
