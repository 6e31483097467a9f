/**
 * What the person is told about where their work is.
 */

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
 * @param {import("./link.js").Link} facts.link
 * @param {boolean} facts.hasBoard  whether any board is shown
 * @param {boolean} facts.mayDraw
 * @param {number} facts.waiting
 * @param {number | undefined} facts.retryAt
 * @returns {Status}
 */
export function statusOf({ link, hasBoard, mayDraw, waiting, retryAt }) {
  const { phase, trouble: code, wasTried, isDoubted, isLate } = link;
  if (phase === "stopped") return { state: "stopped", waiting, code };
  if (!hasBoard) return { state: "loading", waiting, code, retryAt };
  if (phase !== "live") return { state: wasTried ? "offline" : "loading", waiting, code, retryAt };
  // Nobody may go on believing that it is being saved.
  if (isDoubted || isLate) return { state: "offline", waiting, code: "silent" };
  if (!mayDraw) return { state: "readonly", waiting };
  return { state: waiting > 0 ? "saving" : "synced", waiting };
}
