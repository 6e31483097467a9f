/**
 * Where an eraser has passed over strokes, and what remains of them. A place on a stroke is the index of a point, with a
 * fraction between two points.
 */

import { inflate } from "./box.js";
import { segmentHitsShape } from "./hit.js";
import { geometryOf } from "./kinds.js";
import { isLocked } from "./more.js";
import { widthFactor } from "./pressure.js";
import { toLocal } from "./rotation.js";
import { boxed } from "./shape_box.js";
import { byteAt, intAt } from "./typed_arrays.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./preview.js").Preview} Preview */
/** @typedef {import("./reduce.js").DelOp} DelOp */
/** @typedef {import("./reduce.js").Piece} Piece */
/** @typedef {import("./reduce.js").SplitOp} SplitOp */
/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** Places from the first to the last of an erased part. @typedef {[number, number]} Gap */
/** Points that remain, `to` exclusive. @typedef {{from: number, to: number}} Run */
/** A stroke with what was erased of it, in order. @typedef {{shape: Shape, gaps: Gap[], runs: Run[] | null}} Cut */

/** Places nearer than this are the same. */
const NEAR = 1e-6;

/** Strokes that are shown cut, the latest ones: each is painted anew in every frame. Those before are dimmed. */
const MAX_SHOWN = 150;

/** Pieces of a stroke whose op still fits an edit; the shortest beyond are erased. */
const MAX_PIECES = 800;

export class Cuts {
  /** Whether the eraser has passed over anything that it does not cut. */
  hasPassedOthers = false;
  #view;
  #page;
  /** By the id of the stroke. @type {Map<string, Cut>} */
  #cuts = new Map();
  /** @type {readonly Preview[]} */
  #previews = [];
  /** The strokes that the previews show, null when they are made anew. @type {readonly (readonly [Shape | undefined, string])[] | null} */
  #shown = null;

  /** @param {Pick<Replica, "queryUnsorted" | "shape" | "pool">} view @param {number} page */
  constructor(view, page) {
    this.#view = view;
    this.#page = page;
  }

  /** Ids of the cut strokes, in the order in which they were first touched. */
  get ids() {
    return this.#cuts.keys();
  }

  get size() {
    return this.#cuts.size;
  }

  /** Moves the eraser along a segment. @param {Point} from  in units @param {Point} to @param {number} radius @returns {boolean} whether it erases more than before */
  sweep(from, to, radius) {
    const swept = {
      minX: Math.min(from.x, to.x),
      minY: Math.min(from.y, to.y),
      maxX: Math.max(from.x, to.x),
      maxY: Math.max(from.y, to.y),
    };
    const { pool } = this.#view;
    let hasChanged = false;
    for (const shape of this.#view.queryUnsorted(inflate(swept, radius), this.#page)) {
      if (isLocked(shape)) continue;
      if (geometryOf(shape.kind) !== "ink") {
        this.hasPassedOthers ||= segmentHitsShape(shape, pool, from.x, from.y, to.x, to.y, radius);
        continue;
      }
      const ends = { p: toLocal(shape, from), q: toLocal(shape, to) };
      const gaps = gapsIn(shape, pool, ends, radius);
      if (gaps.length > 0 && this.#add(shape, gaps)) hasChanged = true;
    }
    return hasChanged;
  }

  /** What remains of a stroke, as shapes with its points; null while it is not cut. @param {string} id @returns {Shape[] | null} */
  remains(id) {
    const cut = this.#current(id);
    if (cut === null) return null;
    const { shape } = cut;
    return runsOf(cut).map(({ from, to }) =>
      boxed({ ...shape, start: shape.start + from, count: to - from }, this.#view.pool),
    );
  }

  /** How the strokes look while the gesture goes on. The list is the same while nothing changes. @returns {readonly Preview[]} */
  previews() {
    const isFresh = this.#shown?.every(([shape, id]) => this.#view.shape(id) === shape) === true;
    if (!isFresh) this.#previews = this.#newPreviews();
    return this.#previews;
  }

  /** @returns {readonly Preview[]} */
  #newPreviews() {
    const { pool } = this.#view;
    const dimmed = [...this.ids];
    const ids = dimmed.splice(-MAX_SHOWN);
    this.#shown = ids.map((id) => [this.#view.shape(id), id]);
    const cut = ids.flatMap((id) => {
      const remains = this.remains(id);
      return remains === null ? [] : [{ id, remains }];
    });
    return [
      { kind: "set", ids: new Set(cut.map(({ id }) => id)), sets: [] },
      { kind: "erase", ids: new Set(dimmed) },
      ...cut.flatMap(({ remains }) =>
        remains.map((shape) => ({ kind: /** @type {const} */ ("shape"), shape, pool })),
      ),
    ];
  }

  /** The ops that cut the strokes which are still as they were. @param {() => string} newId @returns {(SplitOp | DelOp)[]} */
  ops(newId) {
    /** @type {(SplitOp | DelOp)[]} */
    const ops = [];
    for (const id of this.ids) {
      const cut = this.#current(id);
      if (cut === null) continue;
      const pieces = runsOf(cut).map((run) => ({ id: newId(), ...run }));
      ops.push(pieces.length === 0 ? { op: "del", id } : { op: "split", id, pieces });
    }
    return ops;
  }

  /** The cut of a stroke, null when its points have changed meanwhile. @param {string} id */
  #current(id) {
    const cut = this.#cuts.get(id);
    const now = this.#view.shape(id);
    if (cut === undefined || now === undefined || !hasSamePoints(cut.shape, now)) return null;
    cut.shape = now;
    return cut;
  }

  /** @param {Shape} shape @param {readonly Gap[]} gaps @returns {boolean} whether they erase more */
  #add(shape, gaps) {
    const known = this.#cuts.get(shape.id);
    const before = known !== undefined && hasSamePoints(known.shape, shape) ? known.gaps : [];
    const after = merged([...before, ...gaps]);
    const isSame =
      after.length === before.length && after.every((gap, at) => isSameGap(gap, before[at]));
    if (isSame) return false;
    this.#cuts.set(shape.id, { shape, gaps: after, runs: null });
    this.#shown = null;
    return true;
  }
}

/** @param {Cut} cut */
function runsOf(cut) {
  cut.runs ??= remainingRuns(cut.gaps, cut.shape.count);
  return cut.runs;
}

/**
 * The runs of points outside of gaps.
 * @param {readonly Gap[]} gaps  in order
 * @param {number} count  of points
 * @returns {Run[]}
 */
export function remainingRuns(gaps, count) {
  /** @type {Run[]} */
  const runs = [];
  let from = 0;
  for (const [start, end] of [...gaps, /** @type {Gap} */ ([count, count])]) {
    const to = Math.min(count, Math.ceil(start - NEAR));
    if (to > from) runs.push({ from, to });
    from = Math.max(from, Math.floor(end + NEAR) + 1);
  }
  if (runs.length <= MAX_PIECES) return runs;
  const longest = runs.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_PIECES);
  return longest.sort((a, b) => a.from - b.from);
}

/**
 * The parts of a stroke that a disc covers on its way from p to q. The stroke's width counts, so that what remains ends, with
 * its round end, where the disc was.
 * @param {Shape} shape
 * @param {Pick<PointPool, "xy" | "pressure">} pool
 * @param {{p: Point, q: Point}} way  in the stroke's own axes
 * @param {number} radius
 * @returns {Gap[]}
 */
function gapsIn({ start, count, style }, { xy, pressure }, way, radius) {
  /** @type {Gap[]} */
  const gaps = [];
  const last = start + count - 1;
  for (let at = start; at <= Math.max(start, last - 1); at += 1) {
    const next = Math.min(at + 1, last);
    const force = Math.max(byteAt(pressure, at), byteAt(pressure, next));
    const reach = radius + (style.size / 2) * widthFactor(force);
    const a = { x: intAt(xy, at * 2), y: intAt(xy, at * 2 + 1) };
    const b = { x: intAt(xy, next * 2), y: intAt(xy, next * 2 + 1) };
    if (isApart(a, b, way, reach)) continue;
    const covered = coveredPart(a, b, way, reach);
    if (covered !== null) gaps.push([at - start + covered[0], at - start + covered[1]]);
  }
  return gaps;
}

/** Whether the boxes around two segments are farther apart than a distance. @param {Point} a @param {Point} b @param {{p: Point, q: Point}} way @param {number} reach */
function isApart(a, b, { p, q }, reach) {
  return (
    Math.min(a.x, b.x) > Math.max(p.x, q.x) + reach ||
    Math.max(a.x, b.x) < Math.min(p.x, q.x) - reach ||
    Math.min(a.y, b.y) > Math.max(p.y, q.y) + reach ||
    Math.max(a.y, b.y) < Math.min(p.y, q.y) - reach
  );
}

/**
 * The part of the segment from a to b, as shares of it, within a distance of the segment from p to q; null for none. The
 * region is convex, so its part is one range: from the first to the last place in either disc or in the band between them.
 * @param {Point} a @param {Point} b @param {{p: Point, q: Point}} way @param {number} reach
 * @returns {[number, number] | null}
 */
export function coveredPart(a, b, { p, q }, reach) {
  const d = { x: b.x - a.x, y: b.y - a.y };
  const ranges = [inDisc(a, d, p, reach), inDisc(a, d, q, reach), inBand(a, d, { p, q }, reach)];
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const [from, to] of ranges) {
    if (from > to) continue;
    least = Math.min(least, from);
    most = Math.max(most, to);
  }
  const [from, to] = [Math.max(0, least), Math.min(1, most)];
  return from <= to ? [from, to] : null;
}

/** The range of t in which a + t·d is in a disc. @param {Point} a @param {Point} d @param {Point} middle @param {number} reach @returns {[number, number]}  empty where the first is greater */
function inDisc(a, d, middle, reach) {
  const [x, y] = [a.x - middle.x, a.y - middle.y];
  const length = d.x * d.x + d.y * d.y;
  const outside = x * x + y * y - reach * reach;
  if (length === 0) return outside <= 0 ? [0, 1] : [1, 0];
  const half = (x * d.x + y * d.y) / length;
  const root = half * half - outside / length;
  if (root < 0) return [1, 0];
  return [-half - Math.sqrt(root), -half + Math.sqrt(root)];
}

/** The range of t in which a + t·d is beside the segment from p to q. @param {Point} a @param {Point} d @param {{p: Point, q: Point}} way @param {number} reach @returns {[number, number]} */
function inBand(a, d, { p, q }, reach) {
  const length = Math.hypot(q.x - p.x, q.y - p.y);
  if (length === 0) return [1, 0];
  const u = { x: (q.x - p.x) / length, y: (q.y - p.y) / length };
  const [x, y] = [a.x - p.x, a.y - p.y];
  const along = linearRange(x * u.x + y * u.y, d.x * u.x + d.y * u.y, 0, length);
  const across = linearRange(y * u.x - x * u.y, d.y * u.x - d.x * u.y, -reach, reach);
  return [Math.max(along[0], across[0]), Math.min(along[1], across[1])];
}

/** The range of t in which start + t·step lies between two values. @param {number} start @param {number} step @param {number} least @param {number} most @returns {[number, number]} */
function linearRange(start, step, least, most) {
  if (step === 0) return start >= least && start <= most ? [0, 1] : [1, 0];
  const [one, other] = [(least - start) / step, (most - start) / step];
  return one < other ? [one, other] : [other, one];
}

/** Gaps in order, where those that touch are one. @param {Gap[]} gaps @returns {Gap[]} */
function merged(gaps) {
  /** @type {Gap[]} */
  const result = [];
  for (const [from, to] of gaps.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + NEAR) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** @param {Gap} gap @param {Gap | undefined} other */
function isSameGap(gap, other) {
  if (other === undefined) return false;
  return Math.abs(gap[0] - other[0]) < NEAR && Math.abs(gap[1] - other[1]) < NEAR;
}

/** Whether a stroke has kept its points; it may have been moved. @param {Shape} shape @param {Shape} now */
function hasSamePoints(shape, now) {
  return shape.start === now.start && shape.count === now.count;
}
