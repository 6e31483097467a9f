/**
 * What was cleared on a board and can be brought back (SPEC A13).
 */

/** An edit that cleared a page; `at` is server time in ms. @typedef {{page: number, tag: string, n: number, at: number, name: string}} Clearing */

/** The latest clearings, the newest first. @param {string} board @returns {Promise<Clearing[]>} */
export async function fetchClears(board) {
  const answer = await fetch(`/api/boards/${board}/clears`);
  if (!answer.ok) throw new Error(`no list of clearings: ${answer.status}`);
  return (await answer.json()).clears;
}
