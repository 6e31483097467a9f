/**
 * Maps close codes of the connection to reactions (SPEC C11) and computes the wait before a reconnect.
 */

import { FORM } from "../model/known.js";

/** The page is older than the data: only a reload helps. */
export const RELOAD = 4510;

/** The server was rolled back: this page is newer than its data. Never on the wire, where it is 4510. */
export const ROLLED_BACK = 3001;

/** Reconnecting would end the same way, so the page stops and says why. */
const FATAL = new Set([4500, 4501, 4503, 4504, 4509, RELOAD, ROLLED_BACK, 4511]);

/** The server rejected a frame: the first edit in flight counts as refused. */
const PROTOCOL_ERRORS = new Set([1002, 1003, 1007, 1009]);

/** The connection was lost without a close frame. */
export const ABNORMAL = 1006;

/** This page gave its stream up for others of its browser (SPEC H16). Never on the wire, and no reason to reconnect. */
export const STREAM_PAUSED = 3000;

/** A teacher has removed this person, or the board lets nobody new in (SPEC R9, R10). Codes of HTTP, in the place of 4503. */
export const OUT = "out";
export const CLOSED = "closed";

/** The close code that is equal to the error code of an HTTP refusal (SPEC H). */
const CLOSE_CODES = new Map([
  ["unreadable", 4500],
  ["not_yours", 4503],
  [OUT, 4503],
  [CLOSED, 4503],
  ["origin", 4504],
  ["host", 4504],
  ["no_board", 4511],
  ["too_big", 1009],
  ["too_many", 1009],
  ["store", 4003],
  ["busy", 4003],
  ["full", 4004],
  ["flood", 4002],
  ["not_ready", 1012],
]);

/** Shortest delay before a reconnect, ms. */
const MIN_MS = 300;

/** Longest delay of the first attempt, and of later ones while people still look at the screen and wait. */
const MAX_FIRST_MS = 2000;
const MAX_EARLY_MS = 4000;

/** After this many attempts, some minutes, nobody is looking, and delays grow to spare the server. */
const PATIENT_ATTEMPTS = 90;
const MAX_MS = 15_000;

/**
 * @param {number} code  of a WebSocket close; an unknown one means to reconnect
 * @returns {"reconnect" | "stop" | "broken" | "pause"}
 */
export function reactionTo(code) {
  if (code === STREAM_PAUSED) return "pause";
  if (FATAL.has(code)) return "stop";
  return PROTOCOL_ERRORS.has(code) ? "broken" : "reconnect";
}

/**
 * Backoff with full jitter: between the shortest delay and a limit that grows in steps, so that clients of a restarted server
 * do not reconnect all at once.
 * @param {number} attempt  from 0
 * @param {number} random   0 to 1
 * @returns {number} ms
 */
export function backoffMs(attempt, random) {
  const limit = attempt === 0 ? MAX_FIRST_MS : attempt < PATIENT_ATTEMPTS ? MAX_EARLY_MS : MAX_MS;
  return MIN_MS + random * (limit - MIN_MS);
}

/**
 * The close code that is equal to a snapshot which can never be loaded.
 * @param {number | string} problem  HTTP status, or why there was none
 * @returns {number | string | null}  null when a retry may help
 */
export function stopCodeFor(problem) {
  if (problem === 404) return 4511;
  // The server does not serve the host name in the address any more (SPEC A8).
  if (problem === 421) return 4504;
  if (problem === OUT || problem === CLOSED) return problem;
  if (problem === "rollback") return ROLLED_BACK;
  return problem === "version" ? RELOAD : null;
}

/**
 * The code of a close, by which a page of another form than the server's knows which of the two is newer (SPEC C15). Servers of
 * form 2 do not say theirs.
 * @param {number} code
 * @param {string} reason
 */
export function codeOfClose(code, reason) {
  if (code !== RELOAD) return code;
  const form = Number(/form (\d+)$/.exec(reason)?.[1] ?? 0);
  return form > FORM ? RELOAD : ROLLED_BACK;
}

/** @param {string} errorCode  of an HTTP refusal; an unknown one comes from a proxy @returns {number} close code */
export function closeCodeFor(errorCode) {
  return CLOSE_CODES.get(errorCode) ?? ABNORMAL;
}
