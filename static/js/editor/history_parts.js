/**
 * The parts of a history entry: what one op changed, and whether it is still so.
 */

import { groupOf, isLocked } from "../model/more.js";
import { PAGE_REGISTERS } from "../model/pages.js";
import { isCleared } from "../model/reduce.js";
import { geometryToWire } from "../model/shape.js";
import { internStyle, styleToWire } from "../model/styles.js";

/** @typedef {typeof PAGE_REGISTERS[number]} PageRegister */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").Piece} Piece */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/reduce.js").SplitOp} SplitOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/shape.js").WireGeometry} WireGeometry */
/** @typedef {"undo" | "redo"} Direction */
/** @typedef {"pos" | "geometry" | "style" | "text" | "z" | "group" | "locked" | "alt"} Register */

/**
 * `n` is the number of the edit that did it. A part is stale after a later write of somebody else. It waits while its values
 * are not known: the log decides which z an edit writes and which one it replaces.
 * @typedef {{kind: "set", id: string, register: Register, before: unknown, after: unknown, n: number, isStale: boolean, waits?: boolean}} SetPart
 */
/** @typedef {{kind: "add" | "del", id: string, n: number, isStale: boolean}} AddOrDeletePart */
/** A split stroke and its pieces; stale after a write of somebody else to any of them. @typedef {{kind: "split", id: string, pieces: readonly Piece[], n: number, isStale: boolean}} SplitPart */
/** @typedef {{kind: "clear", page: number, upto: number, all: boolean, n: number}} ClearPart */
/** A register of a page; `id` is the page's `pageKey`. @typedef {{kind: "page", id: string, page: number, register: PageRegister, before: unknown, after: unknown, n: number, isStale: boolean}} PagePart */
/** @typedef {SetPart | AddOrDeletePart | SplitPart | ClearPart | PagePart} Part */

/** @type {readonly Register[]} */
const REGISTERS = ["pos", "geometry", "style", "text", "z", "group", "locked", "alt"];

/** Whether a part or an op removes shapes. @param {{kind: string} | Op} what */
export function isRemoval(what) {
  const name = "op" in what ? what.op : what.kind;
  return name === "del" || name === "split" || name === "clear";
}

/**
 * The parts of an op that is about to be committed; `n` is 0 until its edit has a number.
 * @param {Op} op
 * @param {Replica} view
 * @returns {Part[]}
 */
export function partsOf(op, view) {
  const n = 0;
  switch (op.op) {
    case "add": {
      const isNew = view.shape(op.shape.id) === undefined;
      return isNew ? [{ kind: "add", id: op.shape.id, n, isStale: false }] : [];
    }
    case "del": {
      const isThere = view.shape(op.id) !== undefined;
      return isThere ? [{ kind: "del", id: op.id, n, isStale: false }] : [];
    }
    case "split":
      return canSplit(op, view)
        ? [{ kind: "split", id: op.id, pieces: op.pieces, n, isStale: false }]
        : [];
    case "set":
      return setParts(op, view);
    case "clear":
      return mayClear(op, view)
        ? [{ kind: "clear", page: op.page, upto: op.upto, all: op.all === true, n }]
        : [];
    case "page":
      return pageParts(op, view);
    case "restore":
    case "board":
      return [];
  }
}

/** Whether a clear removes anything, as far as the board is loaded. @param {import("../model/reduce.js").ClearOp} op @param {Replica} view */
function mayClear(op, view) {
  const isHit = (/** @type {Shape} */ shape) => isCleared(shape, op, view.author);
  return !view.board.isWhole || view.shapesOf(op.page).some(isHit);
}

/** The key of a page, distinct from all shape ids. @param {number} page */
export function pageKey(page) {
  return `page ${page}`;
}

/** @param {Extract<Op, {op: "page"}>} op @param {Replica} view @returns {Part[]} */
function pageParts(op, view) {
  const now = view.page(op.page);
  const id = pageKey(op.page);
  const changed = PAGE_REGISTERS.filter(
    (register) => op[register] != null && op[register] !== now[register],
  );
  return changed.map((register) => {
    const [before, after] = [now[register], op[register]];
    return { kind: "page", id, page: op.page, register, before, after, n: 0, isStale: false };
  });
}

/** @param {SetOp} op @param {Replica} view @returns {Part[]} */
function setParts(op, view) {
  const shape = view.shape(op.id);
  if (shape === undefined) return [];
  return REGISTERS.filter((register) => op[register] != null).map((register) => {
    const id = op.id;
    const after = writtenBy(op, register);
    if (register === "z") {
      const before = view.board.shapes.get(id)?.z;
      return { kind: "set", id, register, before, after, n: 0, isStale: false, waits: true };
    }
    const before = beforeOf(registerOf(shape, register, view), after);
    return { kind: "set", id, register, before, after, n: 0, isStale: false };
  });
}

/** What undo writes over `after`: a stroke that kept its times keeps them again. @param {unknown} before @param {unknown} after */
function beforeOf(before, after) {
  const isUntimed = isStroke(after) && after.time == null;
  return isUntimed && isStroke(before) ? withoutTime(before) : before;
}

/** @param {unknown} value @returns {value is WireGeometry} */
function isStroke(value) {
  return typeof value === "object" && value !== null && "pressure" in value;
}

/** @param {WireGeometry} geometry @returns {WireGeometry} */
function withoutTime({ time: _, ...rest }) {
  return rest;
}

/**
 * Notes the z that an edit of the log has written, or that the awaited edit will replace.
 * @param {SetPart} part  of the register z
 * @param {boolean} isOwn  whether the edit is the part's own
 * @param {Replica} view
 */
export function noteZ(part, isOwn, view) {
  const z = view.board.shapes.get(part.id)?.z;
  if (!isOwn) part.before = z;
  else {
    part.after = z;
    part.waits = false;
  }
}

/** The value that an op writes, as `registerOf` returns it later. @param {SetOp} op @param {Register} register */
function writtenBy(op, register) {
  const { style } = op;
  return register === "style" && style != null ? styleToWire(internStyle(style)) : op[register];
}

/** The value of a register on the wire. @param {Shape} shape @param {Register} register @param {Replica} view */
function registerOf(shape, register, view) {
  const { x, y, rotation, style, text } = shape;
  switch (register) {
    case "pos":
      return [x, y, rotation];
    case "geometry":
      return geometryToWire(shape, view.pool);
    case "style":
      return styleToWire(style);
    case "text":
      // A label that is missing is an empty one in a `set`.
      return text ?? "";
    case "z":
      return shape.z;
    case "group":
      return groupOf(shape);
    case "locked":
      return isLocked(shape);
    case "alt":
      return shape.more?.alt ?? "";
  }
}

/**
 * Whether nobody, including this person in another window, has changed the part's shape or register since.
 * @param {Exclude<Part, ClearPart>} part
 * @param {Direction} direction
 * @param {Replica} view
 */
export function isAsLeft(part, direction, view) {
  if (part.isStale) return false;
  if (part.kind === "page") {
    const left = direction === "undo" ? part.after : part.before;
    return view.page(part.page)[part.register] === left;
  }
  if (part.kind === "split" && direction === "redo") return canSplit(splitOf(part), view);
  if (part.kind === "split") return part.pieces.every(({ id }) => view.shape(id) !== undefined);
  const shape = view.shape(part.id);
  if (shape === undefined) return false;
  if (part.kind !== "set") return true;
  const left = direction === "undo" ? part.after : part.before;
  const now = registerOf(shape, part.register, view);
  // The times of points never change by themselves, and they may not be loaded.
  return isStroke(left) && isStroke(now)
    ? isEqual(withoutTime(left), withoutTime(now))
    : isEqual(left, now);
}

/** Compares register values, regardless of key order. @param {unknown} a @param {unknown} b @returns {boolean} */
function isEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const one = Object.entries(a);
  const other = new Map(Object.entries(b));
  return one.length === other.size && one.every(([key, value]) => isEqual(value, other.get(key)));
}

/** Whether a split would take effect completely. @param {SplitOp} op @param {Replica} view */
function canSplit({ id, pieces }, view) {
  return (
    view.shape(id) !== undefined && pieces.every((piece) => view.shape(piece.id) === undefined)
  );
}

/** @param {SplitPart} part @returns {SplitOp} */
export function splitOf({ id, pieces }) {
  return { op: "split", id, pieces };
}

/** @param {ClearPart} part @returns {import("../model/reduce.js").ClearOp} */
export function clearOf({ page, upto, all }) {
  return { op: "clear", page, upto, ...(all && { all }) };
}
