/**
 * The reducer: applies one op to one shape (SPEC B). The twin of `src/board/reduce.rs`; shared vectors keep them equal.
 * It checks no rights and refuses nothing: the server decided when it ordered the edit.
 */

import { shifted, WholeBox } from "./box.js";
import { detailsOf } from "./details.js";
import { geometryOf, keptText } from "./kinds.js";
import { isLocked, withWritten } from "./more.js";
import { pieceOf, shapeFromWire, zOf } from "./shape.js";
import { boxed } from "./shape_box.js";
import { internStyle } from "./styles.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").NewShape} NewShape */
/** @typedef {import("./kinds.js").Paper} Paper */
/** @typedef {import("./more.js").WireMore} WireMore */
/** @typedef {import("./shape.js").OpPosition} Place */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape_box.js").Unboxed} Unboxed */
/** @typedef {import("./shape.js").WireGeometry} WireGeometry */
/** @typedef {import("./shape.js").WirePos} WirePos */
/** @typedef {import("./shape.js").WireShape} WireShape */
/** @typedef {import("./styles.js").WireStyle} WireStyle */

/** @typedef {{op: "add", shape: NewShape}} AddOp */
/** @typedef {{op: "set", id: string, pos?: WirePos | null, geometry?: WireGeometry | null, style?: WireStyle | null, text?: string | null, z?: "front" | "back" | number | null} & WireMore} SetOp */
/** @typedef {{op: "del", id: string}} DelOp */
/** A range of a stroke's points, `to` exclusive, and the id of the shape made of it (SPEC B10). @typedef {{id: string, from: number, to: number}} Piece */
/** @typedef {{op: "split", id: string, pieces: readonly Piece[]}} SplitOp */
/** `all`: locked shapes too; `since`: only shapes created after it, in the log only. @typedef {{op: "clear", page: number, upto: number, only?: number | null, all?: boolean | null, since?: number | null}} ClearOp */
/** @typedef {{op: "restore", n: number, tag?: string | null, shapes?: WireShape[]}} RestoreOp  with shapes in the log only */
/** A shape that is brought, without its page. @typedef {Omit<NewShape, "page"> & {author: number}} BroughtShape */
/** Only in the log. @typedef {{op: "bring", page: number, shapes: BroughtShape[]}} BringOp */
/** @typedef {{op: "board", name: string}} BoardOp */
/** @typedef {{op: "page", page: number} & import("./pages.js").PageRegisters} PageOp */
/** @typedef {AddOp | SetOp | DelOp | SplitOp | ClearOp | RestoreOp | BringOp | BoardOp | PageOp} Op */
/** An edit in the log. @typedef {{author: number, tag: string, n: number, at: number, ops: Op[]}} LoggedEdit */

/**
 * The ids that an op names; empty for an op that may change any shape.
 * @param {Op} op
 * @returns {string[]}
 */
export function idsOf(op) {
  if (op.op === "add") return [op.shape.id];
  if (op.op === "bring") return op.shapes.map(({ id }) => id);
  if (op.op === "split") return [op.id, ...op.pieces.map(({ id }) => id)];
  return op.op === "set" || op.op === "del" ? [op.id] : [];
}

/**
 * Applies an `add`, `set` or `del` to the shape of its id; returns the same record when nothing changed.
 * @param {Shape | null} shape  null when it is not on the board
 * @param {AddOp | SetOp | DelOp} op
 * @param {Place} place
 * @param {PointPool} pool
 * @returns {Shape | null}
 */
export function reduceShape(shape, op, place, pool) {
  if (op.op === "del") return null;
  if (op.op === "add") return shape ?? shapeFromWire(op.shape, place, pool);
  return shape === null ? null : applySet(shape, op, place, pool);
}

/**
 * Applies a `split` to its source or to one of its pieces.
 * @param {string} id  of the source or of a piece
 * @param {Shape | null} shape  the shape of that id
 * @param {Shape | null} source  null when it is not on the board: then the split does nothing
 * @param {SplitOp} op
 * @param {PointPool} pool
 */
export function reduceSplit(id, shape, source, op, pool) {
  if (source === null) return shape;
  if (id === op.id) return null;
  const piece = op.pieces.find((one) => one.id === id);
  // While the split is pending its source may change so that the split no longer fits; the server then refuses it.
  const isRun =
    geometryOf(source.kind) === "ink" && piece !== undefined && piece.to <= source.count;
  return isRun ? (shape ?? pieceOf(source, piece, pool)) : shape;
}

/**
 * Whether a `clear` by `author` removes the shape (SPEC B5). It is called before the author's later ops are applied.
 * @param {Shape} shape
 * @param {ClearOp} op
 * @param {number} author
 */
export function isCleared(shape, op, author) {
  const old = shape.seq <= op.upto || shape.author === author;
  const theirs = (op.only ?? shape.author) === shape.author;
  const isFree = (op.all === true || !isLocked(shape)) && shape.seq > (op.since ?? 0);
  return shape.page === op.page && old && theirs && isFree;
}

/**
 * @param {Shape} shape
 * @param {SetOp} op
 * @param {Place} place
 * @param {PointPool} pool
 */
function applySet(shape, op, place, pool) {
  /** @type {Unboxed} */
  const next = { ...shape };
  if (op.pos != null) [next.x, next.y, next.rotation] = op.pos;
  if (op.geometry != null) {
    next.w = op.geometry.w ?? 0;
    next.h = op.geometry.h ?? 0;
    next.details = detailsOf(op.geometry);
    Object.assign(next, pool.add(op.geometry, shape));
  }
  if (op.style != null) next.style = internStyle(op.style);
  if (op.text != null) next.text = keptText(shape.kind, op.text);
  next.more = withWritten(shape.more, op);
  if (op.z != null) next.z = zAfter(op.z, place);
  // A move shifts the box; computing it again would visit all points.
  const same =
    op.geometry == null &&
    op.text == null &&
    isSameExtent(next.style, shape.style) &&
    next.rotation === shape.rotation;
  if (!same) return boxed(next, pool);
  const moved = shifted(shape.box, next.x - shape.x, next.y - shape.y);
  return { ...next, box: WholeBox.of(moved) };
}

/** Whether two styles give a shape the same box. @param {Shape["style"]} a @param {Shape["style"]} b */
function isSameExtent(a, b) {
  return a.size === b.size && a.type === b.type && a.bend === b.bend;
}

/** The z that a `set` writes (SPEC B3). @param {"front" | "back" | number} z @param {Pick<Place, "seq" | "index">} place */
export function zAfter(z, place) {
  if (typeof z === "number") return z;
  return z === "front" ? zOf(place) : -zOf(place);
}
