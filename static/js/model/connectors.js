/**
 * Connectors: where the ends of a line lie that are bound to shapes (SPEC D18).
 *
 * A bound end aims at a place in its shape's box. It lies a little outside of the outline, where the line on its way to that
 * place would cross it. So it depends on nothing but the line's other points and the shapes, and everybody computes the same.
 */

import { flattened } from "./heads.js";
import { geometryOf, traitsOf } from "./kinds.js";
import { END } from "./limits.js";
import { toBoard, toLocal } from "./rotation.js";

/** @typedef {import("./details.js").End} End */
/** @typedef {import("./line_points.js").Ends} Ends */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** The place and the box of a shape. @typedef {Pick<Shape, "kind" | "page" | "x" | "y" | "rotation" | "w" | "h">} Target */
/** A line by its points on the board. @typedef {Ends & {points: readonly Point[], style: Pick<import("./styles.js").Style, "bend">, page: number}} Connector */

/** The room between an outline and the end of a line, in units: four pixels. */
export const END_GAP = 64;

/** Bisections between a point inside and one outside of an outline: the largest board is 2^27 units wide. */
const ROUNDS = 32;

/** Corners of an outline that is painted; those of a rectangle and of a diamond are among them. */
const OUTLINE_CORNERS = 64;

/** Whether lines can be bound to a shape. @param {Pick<Shape, "kind">} shape */
export function isTarget({ kind }) {
  return geometryOf(kind) === "box";
}

/** Whether an end of a line is bound. @param {Pick<Shape, "details">} line */
export function isBound({ details }) {
  return details !== null && (details.from !== null || details.to !== null);
}

/**
 * The points of a line with its bound ends where they belong. An end stays whose shape is not there.
 * @param {Connector} line
 * @param {(id: string) => Target | undefined} targetOf
 * @returns {Point[]}
 */
export function fitted({ points, from, to, style, page }, targetOf) {
  const path = [...points];
  const [start, end] = [targetOn(page, from, targetOf), targetOn(page, to, targetOf)];
  if (from !== null && start !== null) path[0] = aimOf(start, from);
  if (to !== null && end !== null) path[path.length - 1] = aimOf(end, to);
  const way = flattened(path, style.bend);
  const first = start === null ? null : outside(way, start);
  const last = end === null ? null : outside(way.toReversed(), end);
  // The shapes of both ends meet: the line shows the places that it aims at.
  const isCrossed = (first?.left ?? 0) + (last?.left ?? 0) > lengthOf(way);
  if (!isCrossed && first !== null) path[0] = first.at;
  if (!isCrossed && last !== null) path[path.length - 1] = last.at;
  return path.map(({ x, y }) => ({ x: Math.round(x) + 0, y: Math.round(y) + 0 }));
}

/** The end that aims at a point of the board: at a place in the shape, or on its outline. @param {string} id @param {Target} target @param {Point} point @returns {End} */
export function endAt(id, target, point) {
  const { x, y } = withinOutline(target, toLocal(target, point));
  return [id, Math.round((x / target.w) * END), Math.round((y / target.h) * END)];
}

/** How far a point of the board is from a shape's middle; at most 1 within its outline. @param {Target} target @param {Point} point */
export function depthAt(target, point) {
  return gaugeOf(target, toLocal(target, point));
}

/** The outline of a shape and some room around it, as points of the board. @param {Target} target @param {number} room  units @returns {Point[]} */
export function outlineOf({ x, y, rotation, kind, page, ...size }, room) {
  const corner = toBoard({ x, y, rotation }, { x: -room, y: -room });
  const [w, h] = [size.w + 2 * room, size.h + 2 * room];
  const target = { kind, page, rotation, ...corner, w, h };
  return Array.from({ length: OUTLINE_CORNERS }, (_, at) => {
    const angle = (at / OUTLINE_CORNERS) * 2 * Math.PI;
    const ray = { x: ((1 + Math.cos(angle)) * w) / 2, y: ((1 + Math.sin(angle)) * h) / 2 };
    return toBoard(target, onOutline(target, ray));
  });
}

/** @param {number} page @param {End | null} end @param {(id: string) => Target | undefined} targetOf */
function targetOn(page, end, targetOf) {
  const target = end === null ? undefined : targetOf(end[0]);
  return target !== undefined && target.page === page && isTarget(target) ? target : null;
}

/** The place that an end aims at, on the board. @param {Target} target @param {End} end */
function aimOf(target, [, x, y]) {
  const place = { x: (x / END) * target.w, y: (y / END) * target.h };
  return toBoard(target, withinOutline(target, place));
}

/**
 * The first place on a way out of a shape that is a little outside of it, and how much of the way is left behind. Null when
 * the way ends inside.
 * @param {readonly Point[]} way
 * @param {Target} target
 */
function outside(way, target) {
  let left = 0;
  for (const [at, to] of way.entries()) {
    const from = way[at - 1];
    if (from === undefined) continue;
    const length = distance(from, to);
    if (depthAt(target, to) > 1 && length > 0) {
      const exit = exitOf(target, from, to) * length;
      const away = exit + Math.min(END_GAP, (length - exit) / 2);
      return { at: between(from, to, away / length), left: left + away };
    }
    left += length;
  }
  return null;
}

/** The share of a segment that lies inside of a shape; its outline is convex. @param {Target} target @param {Point} from  inside @param {Point} to  outside */
function exitOf(target, from, to) {
  const [a, b] = [toLocal(target, from), toLocal(target, to)];
  const place = { x: 0, y: 0 };
  let [inside, beyond] = [0, 1];
  for (let round = 0; round < ROUNDS; round += 1) {
    const middle = (inside + beyond) / 2;
    place.x = a.x + (b.x - a.x) * middle;
    place.y = a.y + (b.y - a.y) * middle;
    if (gaugeOf(target, place) > 1) beyond = middle;
    else inside = middle;
  }
  return inside;
}

/** A place in a shape's own coordinates, moved to its outline when it lies outside. @param {Target} target @param {Point} place */
function withinOutline(target, place) {
  return gaugeOf(target, place) > 1 ? onOutline(target, place) : place;
}

/** The place of the outline in the direction of another one from the middle. @param {Target} target @param {Point} place @returns {Point} */
function onOutline(target, place) {
  const { w, h } = target;
  const scale = 1 / gaugeOf(target, place);
  return { x: w / 2 + (place.x - w / 2) * scale, y: h / 2 + (place.y - h / 2) * scale };
}

/** @param {Target} target @param {Point} place  in its own coordinates */
function gaugeOf({ kind, w, h }, { x, y }) {
  const gauge = traitsOf(kind).gauge;
  return gauge === undefined ? 0 : gauge({ x: (2 * x) / w - 1, y: (2 * y) / h - 1 });
}

/** @param {readonly Point[]} way */
function lengthOf(way) {
  let length = 0;
  for (const [at, point] of way.entries())
    if (at > 0) length += distance(way[at - 1] ?? point, point);
  return length;
}

/** @param {Point} a @param {Point} b @param {number} share */
function between(a, b, share) {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
