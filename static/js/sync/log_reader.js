/**
 * Reads the log of the board from the server (SPEC H6).
 */

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./history_tables.js").LogPosition} LogPosition */
/** A piece of log, empty when there is none; `gone` when the server no longer has it (SPEC H7). @typedef {{edits: LoggedEdit[]} | "gone"} LogPiece */

/** A piece of log that takes longer is not waited for, ms. */
const READ_MS = 10_000;

/**
 * Reads a piece of the log after a position.
 * @param {string} base  address of the board's API
 * @param {LogPosition} position
 * @param {{fetch: import("./snapshot_loader.js").Fetch, startTimer: import("./session_driver.js").StartTimer}} environment
 * @returns {Promise<LogPiece>}
 */
export async function readLog(base, { seq, at }, { fetch, startTimer }) {
  const reading = new AbortController();
  const cancel = startTimer(() => reading.abort(), READ_MS);
  try {
    const time = seq === 0 ? "" : `&at=${at}`;
    const response = await fetch(`${base}/log?since=${seq}${time}`, { signal: reading.signal });
    if (response.status === 409) return "gone";
    if (!response.ok) throw new Error(`the log cannot be read: ${response.status}`);
    const { edits } = await response.json();
    return { edits };
  } finally {
    cancel();
  }
}
