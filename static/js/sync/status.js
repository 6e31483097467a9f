/**
 * Status of the connection and of unsaved edits, as the page shows it.
 */

/** Code of a status while the server is up but cannot save (SPEC S8). */
export const STORE = "store";

/** Code while the connection is open but the server does not answer. */
const SILENT = "silent";

/** @typedef {"loading" | "synced" | "saving" | "offline" | "readonly" | "stopped"} State */
/**
 * @typedef {object} Status
 * @property {State} state
 * @property {number} waiting  pending edits
 * @property {number | string} [code]  why: a close code, an HTTP status, the code of a refusal, or a name
 * @property {number} [retryAt]  ms, on the clock of the connection
 */

/**
 * @param {object} facts
 * @param {import("./reconnector.js").Reconnector} facts.reconnector
 * @param {boolean} facts.hasBoard  whether any board is shown
 * @param {"role" | "mode" | null} facts.forbidden  why this person may change nothing
 * @param {number} facts.waiting
 * @param {number | undefined} facts.retryAt
 * @param {boolean} facts.isStoreAway  whether the last answer was that nothing can be stored
 * @returns {Status}
 */
export function statusOf({ reconnector, hasBoard, forbidden, waiting, retryAt, isStoreAway }) {
  const { phase, reason: code, wasTried, isUnverified, isLate } = reconnector;
  if (phase === "stopped") return { state: "stopped", waiting, code };
  if (!hasBoard) return { state: "loading", waiting, code, retryAt };
  if (phase !== "live") return { state: wasTried ? "offline" : "loading", waiting, code, retryAt };
  if (isUnverified) return { state: "offline", waiting, code: SILENT };
  if (forbidden !== null) return { state: "readonly", waiting, code: forbidden };
  if (waiting === 0) return { state: "synced", waiting };
  // The edits are sent again and again; the code says why.
  if (isStoreAway) return { state: "saving", waiting, code: STORE };
  // After a long time without an answer the status must not claim that edits are being saved.
  return isLate ? { state: "offline", waiting, code: SILENT } : { state: "saving", waiting };
}

/** The status with the pictures that wait besides the edits. @param {Status} status @param {number} count @returns {Status} */
export function withPictures(status, count) {
  const state = status.state === "synced" && count > 0 ? "saving" : status.state;
  return { ...status, state, waiting: status.waiting + count };
}

/** Whether two statuses say the same. @param {Status} one @param {Status} other */
export function isSameStatus(one, other) {
  return (
    one.state === other.state &&
    one.waiting === other.waiting &&
    one.code === other.code &&
    one.retryAt === other.retryAt
  );
}
