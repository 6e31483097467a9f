/**
 * The HTTP requests of the lecture page.
 */

/**
 * Asks the server's frame reader about some bytes (SPEC A17).
 * @typedef {{kind: "text", text: string} | {kind: "binary", bytes: number} | {kind: "ping", bytes: number} | {kind: "pong"}
 *   | {kind: "close", code: number | null, reason: string}} ReadMessage
 * @typedef {{messages: ReadMessage[], close: {code: number, reason: string} | null, rest: number, open: boolean}} Reading
 */

/** @param {Uint8Array} bytes @returns {Promise<Reading>} */
export async function readFrames(bytes) {
  const body = new Blob([new Uint8Array(bytes)], { type: "application/octet-stream" });
  const response = await fetch("/api/learn/frame", { method: "POST", body });
  if (!response.ok) throw new Error((await response.json()).text);
  return response.json();
}

/**
 * Asks for what happened on a board after an edit, as a page that polls does.
 * @param {string} board @param {number} since
 */
export async function askForNews(board, since) {
  const path = `/api/boards/${board}/log?since=${since}&limit=1`;
  const response = await fetch(path);
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP ${response.status}`, ...headers].join("\n");
  return { path, status: response.status, head, body };
}

/** The number of the latest edit of a board. @param {string} board @returns {Promise<number>} */
export async function readHead(board) {
  const response = await fetch(`/api/boards/${board}/hash`);
  if (!response.ok) throw new Error((await response.json()).text);
  return (await response.json()).seq;
}

/** The text of the client that the page runs. @param {string} assets  folder of the files @returns {Promise<string>} */
export async function readClientSource(assets) {
  const response = await fetch(`${assets}/js/sync/lecture_client.js`);
  if (!response.ok) throw new Error(`the file cannot be read: ${response.status}`);
  return response.text();
}
