/**
 * Reads the log of the board from the server (SPEC H6).
 */

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./history_tables.js").LogPosition} LogPosition */
/** A piece of log, empty when there is none; `gone` when the server no longer has it (SPEC H7). @typedef {{edits: LoggedEdit[]} | "gone"} LogPiece */

/**
 * Reads a piece of the log after a position.
 * @param {string} base  address of the board's API
 * @param {import("./snapshot_loader.js").Fetch} fetch
 * @param {LogPosition} position
 * @param {AbortSignal} signal
 * @returns {Promise<LogPiece>}
 */
export async function readLog(base, fetch, { seq, at }, signal) {
  const time = seq === 0 ? "" : `&at=${at}`;
  const response = await fetch(`${base}/log?since=${seq}${time}`, { signal });
  if (response.status === 409) return "gone";
  if (!response.ok) throw new Error(`the log cannot be read: ${response.status}`);
  const { edits } = await response.json();
  return { edits };
}
