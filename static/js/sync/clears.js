/**
 * What was cleared on a page and can be brought back (SPEC A13).
 */

/**
 * An edit that cleared a page; `at` is server time in ms, `shapes` how many it removed, 0 when that is not known.
 * @typedef {{page: number, tag: string, n: number, at: number, name: string, shapes: number}} Clearing
 */

/** Nobody remembers more of them. */
const MAX_LATEST = 3;

/** Those that removed most stay in sight whatever was cleared since. */
const MAX_LARGEST = 2;

/** The clearings of a page, the newest first. @param {string} board @param {number} page @returns {Promise<Clearing[]>} */
export async function fetchClears(board, page) {
  const answer = await fetch(`/api/boards/${board}/clears?page=${page}`);
  if (!answer.ok) throw new Error(`no list of clearings: ${answer.status}`);
  return (await answer.json()).clears;
}

/** Those of `clears` that a person chooses from, in the same order. @param {Clearing[]} clears */
export function selectOffered(clears) {
  const older = clears.slice(MAX_LATEST).toSorted((a, b) => b.shapes - a.shapes);
  const chosen = new Set([...clears.slice(0, MAX_LATEST), ...older.slice(0, MAX_LARGEST)]);
  return clears.filter((clearing) => chosen.has(clearing));
}
