/**
 * What a close of the connection means (SPEC C11), and when to come back.
 */

/** The page is older than what it has to show: only a reload helps. */
export const RELOAD = 4510;

/** Stop and tell: coming back would end the same way. */
const FATAL = new Set([4500, 4501, 4503, 4504, 4509, RELOAD, 4511]);

/** The connection did not like what was sent: the edit in flight is taken as refused. */
const PROTOCOL_ERRORS = new Set([1002, 1003, 1007, 1009]);

/** What a close looks like that the network made. */
export const ABNORMAL = 1006;

/** This page gave its stream up for others of its browser (SPEC H16): no close of the protocol, and no reason to come back. */
export const STREAM_PAUSED = 3000;

/** By what the server calls a refusal of an HTTP request (SPEC H), the close that says the same. */
const CLOSE_CODES = new Map([
  ["unreadable", 4500],
  ["not_yours", 4503],
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

/** Least wait before coming back, ms. A server that restarts must not meet everybody at once. */
const MIN_MS = 300;

/** Most wait at the first attempt, and at the later ones: people look at the screen and wait. */
const MAX_FIRST_MS = 2000;
const MAX_EARLY_MS = 4000;

/** After so many attempts, some minutes, nobody looks any more, and the server is left in peace. */
const PATIENT_ATTEMPTS = 90;
const MAX_MS = 15_000;

/**
 * @param {number} code  of a WebSocket close; any that is not listed means to come back
 * @returns {"return" | "stop" | "broken" | "rest"}
 */
export function reactionTo(code) {
  if (code === STREAM_PAUSED) return "rest";
  if (FATAL.has(code)) return "stop";
  return PROTOCOL_ERRORS.has(code) ? "broken" : "return";
}

/**
 * Full jitter: anywhere between the least wait and a limit that grows in steps.
 * @param {number} attempt  from 0
 * @param {number} random   0 to 1
 * @returns {number} ms
 */
export function backoffMs(attempt, random) {
  const limit = attempt === 0 ? MAX_FIRST_MS : attempt < PATIENT_ATTEMPTS ? MAX_EARLY_MS : MAX_MS;
  return MIN_MS + random * (limit - MIN_MS);
}

/**
 * The close code that says the same as a snapshot that cannot be loaded, now or ever.
 * @param {number | string} problem  HTTP status or why there was none
 * @returns {number | null}  null when trying again helps
 */
export function stopCodeFor(problem) {
  if (problem === 404) return 4511;
  // The server does not answer to the name in the address any more (SPEC A8).
  if (problem === 421) return 4504;
  return problem === "version" ? RELOAD : null;
}

/** @param {string} word  of a refusal; any that is not known came from the network @returns {number} close code */
export function closeCodeFor(word) {
  return CLOSE_CODES.get(word) ?? ABNORMAL;
}
