/**
 * Lets bound ends of lines follow their shapes: pure functions from the ops of an edit to the ops with what follows from
 * them.
 */

import { fitted, isBound, isTarget } from "./connectors.js";
import { detailsOf } from "./details.js";
import { geometryOf } from "./kinds.js";
import { endsOf, lineThrough, pointsOf } from "./line_points.js";
import { toBoard } from "./rotation.js";

/** @typedef {import("./connectors.js").Target} Target */
/** @typedef {import("./details.js").End} End */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./reduce.js").Op} Op */
/** @typedef {import("./reduce.js").SetOp} SetOp */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/**
 * The shown board, and who may set what.
 * @typedef {object} Context
 * @property {(id: string) => Shape | undefined} shape
 * @property {Pick<PointPool, "xy">} pool
 * @property {(id: string) => Iterable<string>} linesOf  ids of the lines that are bound to a shape
 * @property {(line: Shape) => boolean} maySet
 */
/** Ops, and those among them that only follow. @typedef {{ops: Op[], derived: ReadonlySet<Op>}} Following */

/** Lines whose ends follow in one gesture; any more stay as they are. A line takes some 150 bytes of an edit. */
export const MAX_FOLLOWING = 5_000;

/**
 * The ops of a gesture, with the ends of all lines that are bound to what it moves. A line that the ops set already gets its
 * ends in the same op.
 * @param {readonly Op[]} ops
 * @param {Context} context
 * @returns {Following}
 */
export function withFollowing(ops, context) {
  const board = new BoardAfter(ops, context);
  /** The ops that follow an op, by its index. @type {Map<number, SetOp[]>} */
  const followers = new Map();
  /** @type {Map<SetOp, SetOp>} */
  const merged = new Map();
  /** @type {Set<Op>} */
  const derived = new Set();
  for (const [id, at] of board.lines()) {
    const own = board.setOf(id);
    const registers = board.fit(id);
    if (registers === null) continue;
    if (own !== undefined) merged.set(own, { ...own, ...registers });
    else {
      /** @type {SetOp} */
      const op = { op: "set", id, ...registers };
      derived.add(op);
      const after = followers.get(at) ?? [];
      after.push(op);
      followers.set(at, after);
    }
  }
  if (merged.size === 0 && derived.size === 0) return { ops: [...ops], derived };
  const all = ops.flatMap((op, at) => [
    (op.op === "set" && merged.get(op)) || op,
    ...(followers.get(at) ?? []),
  ]);
  return { ops: all, derived };
}

/**
 * The sets that bring bound ends of these lines, and of lines bound to these shapes, to where they belong.
 * @param {Iterable<string>} ids
 * @param {Context} context
 * @returns {SetOp[]}
 */
export function misfits(ids, context) {
  const after = new BoardAfter([], context);
  const lines = new Set([...ids].flatMap((id) => [id, ...context.linesOf(id)]));
  return [...lines].slice(0, MAX_FOLLOWING).flatMap((id) => {
    const registers = after.fit(id);
    return registers === null ? [] : [{ op: "set", id, ...registers }];
  });
}

/**
 * The sets of a gesture that moves shapes, where a line that moves without the shape of an end is no longer bound to it.
 * @param {readonly SetOp[]} sets
 * @param {Context} context
 * @returns {SetOp[]}
 */
export function released(sets, context) {
  const after = new BoardAfter(sets, context);
  return sets.map((op) => {
    const line = context.shape(op.id);
    if (line === undefined || !isBound(line)) return op;
    const ends = endsOf(line);
    const was = pointsOf(line, context.pool.xy);
    const points = after.pointsOf(line);
    /** @param {import("./details.js").End | null} end @param {number} at */
    const kept = (end, at) =>
      end !== null && !after.moves(end[0]) && !isNear(was.at(at), points.at(at)) ? null : end;
    const [from, to] = [kept(ends.from, 0), kept(ends.to, -1)];
    if (from === ends.from && to === ends.to) return op;
    return { ...op, ...lineThrough(line, points, { from, to }) };
  });
}

/** Ids of the shapes that ops place. @param {readonly Op[]} ops @returns {Set<string>} */
export function placedBy(ops) {
  return new Set(ops.flatMap((op) => (op.op === "set" && isPlacing(op) ? [op.id] : [])));
}

/** Whether an op only lets a line follow the shapes that the same edit places. @param {SetOp} op @param {ReadonlySet<string>} placed */
export function isFollower(op, placed) {
  const { from, to } = op.geometry ?? {};
  const targets = [from?.[0], to?.[0]];
  return onlyPlaces(op) && targets.some((target) => target !== undefined && placed.has(target));
}

/**
 * The ops that only bring bound ends of lines to another place: what they are bound to stays, and so do all other points.
 * @param {readonly Op[]} ops
 * @param {Pick<Context, "shape" | "pool">} before  the board before them
 * @returns {Set<Op>}
 */
export function refittedBy(ops, before) {
  return new Set(ops.filter((op) => op.op === "set" && isRefit(op, before)));
}

/** @param {SetOp} op @param {Pick<Context, "shape" | "pool">} before */
function isRefit(op, { shape, pool }) {
  const { geometry } = op;
  if (geometry?.points == null || !onlyPlaces(op)) return false;
  const line = shape(op.id);
  if (line === undefined || !isLine(line) || !isBound(line)) return false;
  const { from, to } = endsOf(line);
  if (!isSameEnd(from, geometry.from) || !isSameEnd(to, geometry.to)) return false;
  const was = pointsOf(line, pool.xy);
  const now = pointsAfter(op, line, pool.xy);
  const last = was.length - 1;
  const isFree = (/** @type {number} */ at) =>
    !(at === 0 && from !== null) && !(at === last && to !== null);
  return (
    now.length === was.length &&
    was.every((point, at) => !isFree(at) || isNear(point, now[at], roundingOf(line)))
  );
}

/** The board as ops leave it, as far as lines and what they are bound to matter. */
class BoardAfter {
  #context;
  /** The last op that places a shape, and its index. @type {Map<string, {op: SetOp, at: number}>} */
  #sets = new Map();
  /** @type {Set<string>} */
  #removed = new Set();

  /** @param {readonly Op[]} ops @param {Context} context */
  constructor(ops, context) {
    this.#context = context;
    for (const [at, op] of ops.entries()) {
      if (op.op === "del") this.#removed.add(op.id);
      if (op.op === "set" && isPlacing(op)) this.#sets.set(op.id, { op, at });
    }
  }

  /** Whether the ops place a shape. @param {string} id */
  moves(id) {
    return this.#sets.has(id);
  }

  /** @param {string} id */
  setOf(id) {
    return this.#sets.get(id)?.op;
  }

  /** The lines that may have to follow, with the index of the op after which they do. @returns {Map<string, number>} */
  lines() {
    /** @type {Map<string, number>} */
    const lines = new Map();
    for (const [id, { at }] of this.#sets) {
      const shape = this.#context.shape(id);
      if (shape === undefined) continue;
      const ids = isTarget(shape) ? this.#context.linesOf(id) : isLine(shape) ? [id] : [];
      for (const line of ids) {
        if (lines.size < MAX_FOLLOWING || lines.has(line))
          lines.set(line, Math.max(at, lines.get(line) ?? 0));
      }
    }
    return lines;
  }

  /** The registers of a line whose ends do not lie where they belong, else null. @param {string} id */
  fit(id) {
    const line = this.#context.shape(id);
    if (line === undefined || !isLine(line) || this.#removed.has(id)) return null;
    const { geometry } = this.setOf(id) ?? {};
    const details = geometry == null ? line.details : detailsOf(geometry);
    if (details === null || !isBound({ details })) return null;
    // Shapes that the sender sets anyway need no further right.
    if (!this.moves(id) && !this.#context.maySet(line)) return null;
    const points = this.pointsOf(line);
    const ends = endsOf({ details });
    const { page, style } = line;
    const now = fitted({ points, ...ends, style, page }, (each) => this.#target(each));
    if (points.every((point, at) => isNear(point, now[at], roundingOf(line)))) return null;
    return lineThrough({ rotation: this.#rotationOf(line), details }, now, ends);
  }

  /** The points of a line on the board. @param {Shape} line @returns {Point[]} */
  pointsOf(line) {
    return pointsAfter(this.setOf(line.id) ?? {}, line, this.#context.pool.xy);
  }

  /** @param {Shape} line */
  #rotationOf(line) {
    return this.setOf(line.id)?.pos?.[2] ?? line.rotation;
  }

  /** @param {string} id @returns {Target | undefined} */
  #target(id) {
    const shape = this.#context.shape(id);
    if (shape === undefined || this.#removed.has(id)) return undefined;
    const { pos, geometry } = this.setOf(id) ?? {};
    const [x, y, rotation] = pos ?? [shape.x, shape.y, shape.rotation];
    const { kind, page } = shape;
    return { kind, page, x, y, rotation, w: geometry?.w ?? shape.w, h: geometry?.h ?? shape.h };
  }
}

/** The points of a line on the board as an op leaves them. @param {Pick<SetOp, "pos" | "geometry">} op @param {Shape} line @param {Int32Array} xy  of the pool @returns {Point[]} */
function pointsAfter({ pos, geometry }, line, xy) {
  const [x, y, rotation] = pos ?? [line.x, line.y, line.rotation];
  if (geometry?.points == null) return pointsOf({ ...line, x, y, rotation }, xy);
  const { points } = geometry;
  const place = { x: 0, y: 0 };
  return Array.from({ length: points.length / 2 }, (_, at) => {
    place.x += points[at * 2] ?? 0;
    place.y += points[at * 2 + 1] ?? 0;
    return toBoard({ x, y, rotation }, place);
  });
}

/** Whether an op sets nothing else than where a shape lies. @param {SetOp} op */
function onlyPlaces({ op: _, id: __, pos: ___, geometry: ____, ...others }) {
  return Object.values(others).every((value) => value == null);
}

/** @param {End | null} end @param {End | null | undefined} other  on the wire */
function isSameEnd(end, other) {
  if (end === null || other == null) return end === null && other == null;
  return end.every((value, at) => value === other[at]);
}

/** How far a point may lie from where it belongs: those of a turned line are rounded along its own axes. @param {Shape} line */
function roundingOf({ rotation }) {
  return rotation === 0 ? 0.5 : 2;
}

/** @param {SetOp} op */
function isPlacing({ pos, geometry }) {
  return pos != null || geometry != null;
}

/** @param {Pick<Shape, "kind">} shape */
function isLine({ kind }) {
  return geometryOf(kind) === "line";
}

/** @param {Point | undefined} a @param {Point | undefined} b @param {number} [most] */
function isNear(a, b, most = 1) {
  if (a === undefined || b === undefined) return false;
  return Math.abs(a.x - b.x) <= most && Math.abs(a.y - b.y) <= most;
}
