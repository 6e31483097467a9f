/**
 * The headers that say who reads the board (SPEC R10): who is not let in by the link alone needs them. The connection sets
 * them; a worker gets them with its order.
 */

/** @typedef {Record<string, string>} VisitorHeaders */

/** @type {VisitorHeaders} */
let headers = {};

/**
 * Names the reader in this page, and in every request of the returned `fetch`.
 * @param {{person: string, token?: string, code?: string}} visitor
 * @param {import("./snapshot_loader.js").Fetch} plain
 * @returns {import("./snapshot_loader.js").Fetch}
 */
export function visitorFetch({ person, token, code }, plain) {
  headers = { "Lavagna-Person": person };
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;
  if (code !== undefined) headers["Lavagna-Code"] = code;
  return (url, options) => plain(url, { ...options, headers: { ...headers, ...options.headers } });
}

/** The headers of a request that reads the board. */
export function visitorHeaders() {
  return headers;
}
