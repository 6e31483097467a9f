/**
 * The messages of the server (SPEC C4 to C10, L3 to L5, V3), decoded and checked once.
 *
 * A message of an unknown kind is ignored, so that an older page works with a newer server. A known message that does not
 * follow the specification is broken: using half of it could make this board differ from all others. For the same reason
 * a message with an unknown op or kind of shape is newer than this page, which then stops.
 */

import { isKnownOp } from "../model/known.js";

/** @typedef {import("../model/preview.js").DraftInk} DraftInk */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */

/** @typedef {"owner" | "editor" | "viewer"} Role */
/** @typedef {"free" | "own-only" | "frozen"} Mode */
/** Settings of an owned board (SPEC R4). @typedef {{t: "lesson", stamp: number, access: "draw" | "watch" | "none", door: "open" | "locked", mode: Mode, pen: number[], quiet: boolean, code?: boolean}} Lesson */
/** This person's own role and author number; `out`: a teacher has removed them. @typedef {{t: "you", role: Role | "out", author?: number}} You */
/** A call of a teacher; without a place it is the end of a lead (SPEC Q3). @typedef {{t: "call", peer: number, page?: number, view?: View, lead: boolean}} Call */
/** How many follow this page (SPEC Q1). @typedef {{t: "followed", count: number}} Followed */
/** Left, top, width and height, in units. @typedef {[number, number, number, number]} View */
/** @typedef {{peer: number, name: string, tag: string, author?: number}} PeerEntry */
/**
 * @typedef {object} Welcome
 * @property {"welcome"} t
 * @property {number} head
 * @property {number} at
 * @property {Role} role
 * @property {Mode} mode
 * @property {number} [author]
 * @property {number} peer
 * @property {number} last
 * @property {PeerEntry[]} peers
 * @property {number} count
 */
/** @typedef {{t: "resync"}} Resync */
/** @typedef {{t: "log", seq: number, edits: LoggedEdit[]}} Log */
/** @typedef {{t: "ack", tag?: string, last: number, seq: number}} Ack */
/** @typedef {{t: "nack", tag?: string, n: number, code: string, retry: boolean}} Nack */
/** @typedef {{t: "hb", head: number}} Heartbeat */
/** @typedef {{t: "bye", retry_ms: number}} Bye */
/**
 * One message of a gesture (SPEC V2).
 * @typedef {object} Draft
 * @property {number} g
 * @property {DraftInk} [ink]
 * @property {NewShape} [shape]
 * @property {Omit<import("../model/reduce.js").SetOp, "op">[]} [set]
 * @property {{ids: string[], dx: number, dy: number}} [move]
 * @property {{ids: string[], map: import("../model/affine.js").WireMap}} [change]
 * @property {{from?: number, ids: string[]}} [erase]
 * @property {{from?: number, page: number, radius: number, points: number[]}} [cut]
 * @property {{page: number, points: number[]}} [laser]
 * @property {number} [done]
 * @property {boolean} [end]
 */
/**
 * @typedef {object} LivePeer
 * @property {string} [name]
 * @property {number} [author]
 * @property {[number, number] | null} [cursor]
 * @property {number} [page]
 * @property {View} [view]
 * @property {number} [hand]  place among the raised hands, 0 when it is lowered (SPEC Q2)
 * @property {Draft[]} [drafts]
 */
/**
 * @typedef {object} Live
 * @property {"live"} t
 * @property {boolean} [all]
 * @property {PeerEntry[]} [join]
 * @property {number[]} [leave]
 * @property {number} [count]
 * @property {Record<string, LivePeer>} peers
 */
/** @typedef {Welcome | Resync | Log | Ack | Nack | Live | Heartbeat | Bye | Lesson | You | Call | Followed} ServerMessage */
/** An unchecked object from JSON. @typedef {Record<string, unknown>} Unknown */

/** Roles of a connection. @type {readonly string[]} */
const ROLES = ["owner", "editor", "viewer"];

/** Modes of a lesson. @type {readonly string[]} */
const MODES = ["free", "own-only", "frozen"];

/** Whether the fields of a message are valid. */
/** @type {Readonly<Record<ServerMessage["t"], (message: Unknown) => boolean>>} */
const CHECKS = {
  welcome: isWelcome,
  resync: () => true,
  log: ({ seq, edits }) => isCount(seq) && isListOf(edits, isLoggedEdit),
  ack: ({ tag, last, seq }) => isOptional(tag, isString) && isCount(last) && isCount(seq),
  nack: ({ tag, n, code, retry }) =>
    isOptional(tag, isString) && isCount(n) && isString(code) && typeof retry === "boolean",
  live: isLive,
  hb: ({ head }) => isCount(head),
  bye: ({ retry_ms }) => isCount(retry_ms),
  call: ({ peer, page, view, lead }) =>
    isCount(peer) &&
    typeof lead === "boolean" &&
    isOptional(page, isCount) &&
    isOptional(view, isView),
  followed: ({ count }) => isCount(count),
  lesson: ({ mode, pen }) => isString(mode) && isListOf(pen, isCount),
  you: ({ role, author }) => isString(role) && isOptional(author, isCount),
};

/** Whether a valid message is newer than this page. */
/** @type {Readonly<Partial<Record<ServerMessage["t"], (message: Unknown) => boolean>>>} */
const NEWER = {
  welcome: isRoleNewer,
  you: (message) => message.role !== "out" && isRoleNewer(message),
  lesson: ({ mode }) => isString(mode) && !MODES.includes(mode),
  log: ({ edits }) => /** @type {Log["edits"]} */ (edits).some(({ ops }) => !ops.every(isKnownOp)),
};

/**
 * @param {string} text
 * @returns {ServerMessage | null | "broken" | "newer"}  null for an unknown kind, "newer" for content that this page cannot
 *   ignore and does not know
 */
export function decode(text) {
  const message = parseJson(text);
  if (!isObject(message) || typeof message.t !== "string") return "broken";
  if (!Object.hasOwn(CHECKS, message.t)) return null;
  const kind = /** @type {ServerMessage["t"]} */ (message.t);
  if (!CHECKS[kind](message)) return "broken";
  if (NEWER[kind]?.(message) === true) return "newer";
  return /** @type {ServerMessage} */ (/** @type {unknown} */ (message));
}

/** Parses JSON; undefined for any other text. @param {string} text @returns {unknown} */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {Unknown} message */
function isRoleNewer({ role }) {
  return isString(role) && !ROLES.includes(role);
}

/** @param {Unknown} message */
function isWelcome({ head, at, role, author, peer, last, peers, count }) {
  const numbers = [head, at, peer, last, count].every(isCount) && isOptional(author, isCount);
  return numbers && isString(role) && isListOf(peers, isPeerEntry);
}

/** @param {Unknown} message */
function isLive({ join, leave, count, peers }) {
  return (
    isOptional(join, (list) => isListOf(list, isPeerEntry)) &&
    isOptional(leave, (list) => isListOf(list, isCount)) &&
    isOptional(count, isCount) &&
    isObject(peers) &&
    Object.values(peers).every(isLivePeer)
  );
}

/** @param {unknown} entry */
function isPeerEntry(entry) {
  if (!isObject(entry)) return false;
  const { peer, name, tag, author } = entry;
  return isCount(peer) && isString(name) && isString(tag) && isOptional(author, isCount);
}

/** @param {unknown} peer */
function isLivePeer(peer) {
  if (!isObject(peer)) return false;
  const { name, author, cursor, page, view, hand, drafts } = peer;
  return (
    isOptional(name, isString) &&
    isOptional(author, isCount) &&
    (cursor === null || isOptional(cursor, (v) => isListOf(v, isInteger, 2))) &&
    isOptional(page, isCount) &&
    isOptional(view, isView) &&
    isOptional(hand, isCount) &&
    isOptional(drafts, (v) => isListOf(v, isDraft))
  );
}

/** @param {unknown} view */
function isView(view) {
  return isListOf(view, isInteger, 4);
}

/** @param {unknown} draft */
function isDraft(draft) {
  if (!isObject(draft)) return false;
  const { g, ink, shape, set, move, change, erase, cut, laser, done } = draft;
  return (
    isCount(g) &&
    isOptional(done, isCount) &&
    isOptional(ink, isDraftInk) &&
    isOptional(shape, isDraftShape) &&
    isOptional(laser, isDraftLaser) &&
    isOptional(cut, (v) => {
      return isDraftLaser(v) && isOptional(v.from, isCount) && isCount(v.radius);
    }) &&
    isOptional(set, (v) => isListOf(v, (each) => isObject(each) && isString(each.id))) &&
    isOptional(erase, (v) => {
      return isObject(v) && isOptional(v.from, isCount) && isListOf(v.ids, isString);
    }) &&
    isOptional(change, (v) => {
      return isObject(v) && isListOf(v.ids, isString) && isListOf(v.map, isInteger, 6);
    }) &&
    isOptional(move, (v) => {
      return isObject(v) && isListOf(v.ids, isString) && isInteger(v.dx) && isInteger(v.dy);
    })
  );
}

/** @param {unknown} shape */
function isDraftShape(shape) {
  if (!isObject(shape)) return false;
  const { id, pos, page, geometry, style } = shape;
  const parts = isObject(geometry) && isObject(style);
  return isString(id) && isCount(page) && isListOf(pos, isInteger, 3) && parts;
}

/** Whether something has places on a page. @param {unknown} laser @returns {laser is Record<string, unknown>} */
function isDraftLaser(laser) {
  if (!isObject(laser)) return false;
  const { page, points } = laser;
  return isCount(page) && isListOf(points, isInteger) && points.length % 2 === 0;
}

/** @param {unknown} ink */
function isDraftInk(ink) {
  if (!isObject(ink)) return false;
  const { id, kind, page, pos, style, from, points, pressure } = ink;
  if (!isListOf(points, isInteger) || !isListOf(pressure, isInteger)) return false;
  return (
    isString(id) &&
    isString(kind) &&
    isCount(page) &&
    isListOf(pos, isInteger, 3) &&
    isObject(style) &&
    isString(style.ink) &&
    isCount(style.size) &&
    isCount(from) &&
    points.length === 2 * pressure.length
  );
}

/** Only the names of ops are checked: the server has checked the rest. @param {unknown} edit */
function isLoggedEdit(edit) {
  if (!isObject(edit)) return false;
  const { author, tag, n, at, ops } = edit;
  const op = (/** @type {unknown} */ v) => isObject(v) && isString(v.op);
  return isCount(author) && isString(tag) && isCount(n) && isCount(at) && isListOf(ops, op);
}

/** @param {unknown} value @returns {value is Unknown} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {value is string} */
function isString(value) {
  return typeof value === "string";
}

/** @param {unknown} value */
function isInteger(value) {
  return Number.isSafeInteger(value);
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * @param {unknown} value
 * @param {(item: unknown) => boolean} check
 * @param {number} [length]  any when missing
 * @returns {value is unknown[]}
 */
function isListOf(value, check, length) {
  if (!Array.isArray(value) || value.length !== (length ?? value.length)) return false;
  return value.every(check);
}

/** @param {unknown} value @param {(value: unknown) => boolean} check */
function isOptional(value, check) {
  return value === undefined || check(value);
}
