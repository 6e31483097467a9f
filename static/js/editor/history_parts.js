/**
 * The parts of a history entry: what one op changed, and whether it is still so.
 */

import { PAGE_REGISTERS } from "../model/pages.js";
import { isCleared } from "../model/reduce.js";
import {
  geometryFromWire,
  geometryOfShape,
  isSameValue,
  keepsTime,
  REGISTERS,
  rangeOf,
  registerValue,
  writtenValue,
} from "./history_values.js";

/** @typedef {typeof PAGE_REGISTERS[number]} PageRegister */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").Piece} Piece */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/reduce.js").SplitOp} SplitOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/** @typedef {import("./history_values.js").GeometryValue} GeometryValue */
/** @typedef {import("./history_values.js").Register} Register */
/** @typedef {"undo" | "redo"} Direction */

/**
 * `edit` is the edit that did it; all parts of an edit share the object. A part is stale after a later write of somebody else.
 * It waits while its values are not known: the log decides which z an edit writes and which one it replaces.
 * @typedef {{kind: "set", id: string, register: Register, before: unknown, after: unknown, edit: EditName, isStale: boolean, waits?: boolean}} SetPart
 */
/** @typedef {{kind: "add" | "del", id: string, edit: EditName, isStale: boolean}} AddOrDeletePart */
/** A split stroke and its pieces; stale after a write of somebody else to any of them. `undo` is the edit that undid it last. @typedef {{kind: "split", id: string, pieces: readonly Piece[], edit: EditName, isStale: boolean, undo?: EditName}} SplitPart */
/** @typedef {{kind: "clear", page: number, upto: number, all: boolean, edit: EditName}} ClearPart */
/** A register of a page; `id` is the page's `pageKey`. @typedef {{kind: "page", id: string, page: number, register: PageRegister, before: unknown, after: unknown, edit: EditName, isStale: boolean}} PagePart */
/** @typedef {SetPart | AddOrDeletePart | SplitPart | ClearPart | PagePart} Part */

/** Whether two names name one edit. @param {EditName} a @param {EditName} b */
export function isSameEdit(a, b) {
  return a.n === b.n && a.tag === b.tag;
}

/** Whether a part or an op removes shapes. @param {{kind: string} | Op} what */
export function isRemoval(what) {
  const name = "op" in what ? what.op : what.kind;
  return name === "del" || name === "split" || name === "clear";
}

/**
 * The parts of an op that is about to be committed. `edit` gets its number by the commit, and `completeParts` the geometries
 * that it writes.
 * @param {Op} op
 * @param {Replica} view
 * @param {EditName} edit
 * @returns {Part[]}
 */
export function partsOf(op, view, edit) {
  switch (op.op) {
    case "add": {
      const isNew = view.shape(op.shape.id) === undefined;
      return isNew ? [{ kind: "add", id: op.shape.id, edit, isStale: false }] : [];
    }
    case "del": {
      const isThere = view.shape(op.id) !== undefined;
      return isThere ? [{ kind: "del", id: op.id, edit, isStale: false }] : [];
    }
    case "split":
      return canSplit(op, view)
        ? [{ kind: "split", id: op.id, pieces: op.pieces, edit, isStale: false }]
        : [];
    case "set":
      return setParts(op, view, edit);
    case "clear":
      return mayClear(op, view)
        ? [{ kind: "clear", page: op.page, upto: op.upto, all: op.all === true, edit }]
        : [];
    case "page":
      return pageParts(op, view, edit);
    case "restore":
    case "bring":
    case "board":
      return [];
  }
}

/** The points that a new part refers to. @param {Part} part */
export function rangesBefore(part) {
  if (part.kind !== "set") return [];
  const range = rangeOf(part.before, part.register);
  return range === null ? [] : [range];
}

/**
 * Takes the geometries that an edit has written from the shown shapes.
 * @param {readonly Part[]} parts
 * @param {Replica} view
 * @returns {GeometryValue[]}
 */
export function completeParts(parts, view) {
  const written = [];
  for (const part of parts) {
    if (part.kind !== "set" || part.register !== "geometry") continue;
    const shape = view.shape(part.id);
    const wire = /** @type {import("../model/shape.js").WireGeometry} */ (part.after);
    // A later op of the same edit may have removed the shape.
    const after =
      shape === undefined
        ? geometryFromWire(wire, view.pool)
        : geometryOfShape(shape, keepsTime({ geometry: wire }));
    part.after = after;
    written.push(after);
  }
  return written;
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

/** @param {Extract<Op, {op: "page"}>} op @param {Replica} view @param {EditName} edit @returns {Part[]} */
function pageParts(op, view, edit) {
  const known = view.page(op.page);
  // Until it is written, a new page is not there: its undo takes it away.
  const isNew = op.gone === false && view.listedPages().every(({ page }) => page !== op.page);
  const now = isNew ? { ...known, gone: true } : known;
  const id = pageKey(op.page);
  const changed = PAGE_REGISTERS.filter(
    (register) => op[register] != null && op[register] !== now[register],
  );
  return changed.map((register) => {
    const [before, after] = [now[register], op[register]];
    return { kind: "page", id, page: op.page, register, before, after, edit, isStale: false };
  });
}

/** @param {SetOp} op @param {Replica} view @param {EditName} edit @returns {Part[]} */
function setParts(op, view, edit) {
  const shape = view.shape(op.id);
  if (shape === undefined) return [];
  const { id } = op;
  return REGISTERS.filter((register) => op[register] != null).map((register) => {
    const after = writtenValue(op, register);
    if (register === "z") {
      const before = view.board.shapes.get(id)?.z;
      return { kind: "set", id, register, before, after, edit, isStale: false, waits: true };
    }
    // A stroke that keeps its times keeps them again.
    const before = registerValue(shape, register, keepsTime(op));
    return { kind: "set", id, register, before, after, edit, isStale: false };
  });
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
  const now = registerValue(shape, part.register);
  return isSameValue(left, now, { register: part.register, pool: view.pool });
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
