/**
 * Copies of shapes: new shapes with new ids, whose groups and bound ends refer to each other.
 */

import { editBytes } from "./check.js";
import { COORDINATE } from "./limits.js";
import { compareIds, comparePaintOrder, splitId, toWire } from "./shape.js";

/** @typedef {import("./details.js").End} End */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").NewShape} NewShape */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape.js").WireGeometry} WireGeometry */

/** Shapes and bytes of their JSON that are copied at once. */
export const MAX_COPIED = 5_000;
export const MAX_COPIED_BYTES = 8 * 1024 * 1024;

/**
 * The shapes as new ones in their painting order, with their ids; null when they are too many or too large.
 * @param {readonly Shape[]} shapes
 * @param {PointPool} pool
 * @returns {NewShape[] | null}
 */
export function originalsOf(shapes, pool) {
  if (shapes.length > MAX_COPIED) return null;
  let bytes = 0;
  /** @type {NewShape[]} */
  const originals = [];
  for (const shape of shapes.toSorted(comparePaintOrder)) {
    const { author: _, seq: __, z: ___, ...original } = toWire(shape, pool);
    bytes += editBytes(original);
    if (bytes > MAX_COPIED_BYTES) return null;
    originals.push(original);
  }
  return originals;
}

/**
 * Copies of shapes, in the same order. An end that is bound to a shape which is not copied becomes free. A copy is not
 * locked, because it is selected next, but with `keepsLocks`.
 * @param {readonly NewShape[]} originals
 * @param {{newId: () => string, page: number, dx: number, dy: number, keepsLocks?: boolean, within?: readonly string[]}} place  the offset in units,
 *   and the groups on the board in which the copies are, the outermost first
 * @returns {NewShape[]}
 */
export function copiesOf(originals, { newId, page, dx, dy, keepsLocks = false, within = [] }) {
  const ids = newIds(originals, newId);
  /** New group by old. @type {Map<string, string>} */
  const groups = new Map();
  for (const id of originals.flatMap(({ group }) => group ?? []))
    if (!groups.has(id)) groups.set(id, newId());
  const step = offsetInside(originals, { dx, dy });
  return originals.map(({ locked, group: old, ...original }) => {
    const { id, pos, geometry } = original;
    const group = [...within, ...(old ?? []).map((each) => groups.get(each) ?? each)];
    const [x, y, rotation] = pos;
    return {
      ...original,
      id: ids.get(id) ?? id,
      page,
      pos: [x + step.dx, y + step.dy, rotation],
      geometry: withEnds(geometry, ids),
      ...(keepsLocks && locked === true && { locked }),
      ...(group.length > 0 && { group }),
    };
  });
}

/**
 * New ids in the order of the old ones, because the parts of a long stroke have consecutive ids (SPEC D5).
 * @param {readonly NewShape[]} originals
 * @param {() => string} newId
 * @returns {Map<string, string>}  by the old id
 */
function newIds(originals, newId) {
  const olds = originals.map(({ id }) => ({ id, ...splitId(id) })).sort(compareIds);
  return new Map(olds.map(({ id }) => [id, newId()]));
}

/** @param {WireGeometry} geometry @param {ReadonlyMap<string, string>} ids @returns {WireGeometry} */
function withEnds(geometry, ids) {
  const { from, to, ...rest } = geometry;
  if (from == null && to == null) return geometry;
  const [start, end] = [boundTo(from, ids), boundTo(to, ids)];
  return { ...rest, ...(start !== null && { from: start }), ...(end !== null && { to: end }) };
}

/** @param {End | null | undefined} end @param {ReadonlyMap<string, string>} ids @returns {End | null} */
function boundTo(end, ids) {
  const id = ids.get(end?.[0] ?? "");
  return end == null || id === undefined ? null : [id, end[1], end[2]];
}

/** The part of an offset that keeps all positions on the board. @param {readonly NewShape[]} shapes @param {{dx: number, dy: number}} offset */
function offsetInside(shapes, { dx, dy }) {
  for (const { pos } of shapes) {
    const [x, y] = pos;
    dx = Math.min(Math.max(dx, -COORDINATE - x), COORDINATE - x);
    dy = Math.min(Math.max(dy, -COORDINATE - y), COORDINATE - y);
  }
  return { dx, dy };
}
