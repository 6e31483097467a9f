/**
 * What the person is told about where their work is.
 */

/** Code of a status while the server is there but cannot save (SPEC S8). */
export const STORE = "store";

/** Code while the connection is open, and nothing comes back. */
const SILENT = "silent";

/** @typedef {"loading" | "synced" | "saving" | "offline" | "readonly" | "stopped"} State */
/**
 * @typedef {object} Status
 * @property {State} state
 * @property {number} waiting  edits that are not in the log
 * @property {number | string} [code]  why: a close code, an HTTP status, or a word
 * @property {number} [retryAt]  ms, on the clock of the connection
 */

/**
 * @param {object} facts
 * @param {import("./reconnector.js").Reconnector} facts.link
 * @param {boolean} facts.hasBoard  whether any board is shown
 * @param {boolean} facts.mayDraw
 * @param {number} facts.waiting
 * @param {number | undefined} facts.retryAt
 * @param {boolean} facts.isStoreAway  the last answer was that nothing can be stored
 * @returns {Status}
 */
export function statusOf({ link, hasBoard, mayDraw, waiting, retryAt, isStoreAway }) {
  const { phase, reason: code, wasTried, isUnverified, isLate } = link;
  if (phase === "stopped") return { state: "stopped", waiting, code };
  if (!hasBoard) return { state: "loading", waiting, code, retryAt };
  if (phase !== "live") return { state: wasTried ? "offline" : "loading", waiting, code, retryAt };
  if (isUnverified) return { state: "offline", waiting, code: SILENT };
  if (!mayDraw) return { state: "readonly", waiting };
  if (waiting === 0) return { state: "synced", waiting };
  // The reason is told, and saving is tried again and again.
  if (isStoreAway) return { state: "saving", waiting, code: STORE };
  // Nobody may go on believing that it is being saved.
  return isLate ? { state: "offline", waiting, code: SILENT } : { state: "saving", waiting };
}
