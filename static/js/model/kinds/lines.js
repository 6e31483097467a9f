/**
 * Lines and arrows.
 */

import { inflate, union } from "../box.js";
import { inkColour } from "../custom_colour.js";
import { distanceToPoints, segmentDistance } from "../distance.js";
import { dashesOf } from "../fill.js";
import { bent, endOf, flattened, headReach, lastSegment } from "../heads.js";
import {
  coveredArea,
  distanceToLabel,
  labelArea,
  labelBlock,
  labelLine,
  labelPart,
} from "../labels.js";
import { boxOfCorners, boxOfPoints, toBoard } from "../rotation.js";
import { intAt } from "../typed_arrays.js";
import { firstPoint } from "./strokes.js";

/** @typedef {import("../box.js").Box} Box */
/** @typedef {import("../figure.js").Figure} Figure */
/** @typedef {import("../figure.js").Look} Look */
/** @typedef {import("../figure.js").Step} Step */
/** @typedef {import("../kinds.js").Points} Points */
/** @typedef {import("../kinds.js").Traits} Traits */
/** @typedef {import("../rotation.js").Point} Point */
/** @typedef {import("../labels.js").LabelPlace} LabelPlace */
/** @typedef {import("../shape.js").Shape} Shape */
/** @typedef {import("../styles.js").Head} Head */
/** @typedef {import("../shape_box.js").Extent} Extent */

/** The widest line of a label, in units. */
const LABEL_ROOM = 4096;

/** @type {Traits} */
export const LINE = {
  geometry: "line",
  text: "label",
  styleKeys: ["ink", "size", "dash", "opacity", "font", "type", "head", "tail", "bend"],
  box: (shape, xy) => {
    const bare = inflate(boxOfLine(shape, xy), Math.ceil(shape.style.size / 2));
    return shape.text === null ? bare : union(bare, boxOfLabel(shape, xy));
  },
  distance: (shape, pool, p, q) => {
    const { size } = shape.style;
    const distance = distanceToLine(shape, pool.xy, p, q) - size / 2;
    if (shape.text === null) return distance;
    return Math.min(distance, distanceToLabel(labelArea(shape, labelPlace(shape, pool.xy)), p, q));
  },
  placeOn: firstPoint,
  figure: (shape, pool, look) => figureOf(shape, pool, look, "none"),
  writing: (shape, { xy }) => labelBlock(shape, labelPlace(shape, xy)),
  spill: ({ style: { size, head, tail } }) => spillOf(size, head ?? "none", tail),
};

/** @type {Traits} */
export const ARROW = {
  ...LINE,
  figure: (shape, pool, look) => figureOf(shape, pool, look, "arrow"),
  spill: ({ style: { size, head, tail } }) => spillOf(size, head ?? "arrow", tail),
};

/** @param {Shape} shape @param {Points} pool @param {Look} look @param {Head} usual  the head of a style that names none @returns {Figure} */
function figureOf(shape, { xy }, look, usual) {
  const { size, head, tail, bend } = shape.style;
  const points = pointsOf(shape, xy);
  const colour = inkColour(shape.style.ink, look.theme);
  const stroke = { colour, width: size };
  const ends = [
    endOf(head ?? usual, lastSegment(points, bend), size),
    endOf(tail ?? "none", lastSegment(points.toReversed(), bend), size),
  ];
  const lines = ends.flatMap((end) => end.lines);
  const areas = ends.flatMap((end) => end.areas);
  const place = labelPlace(shape, xy);
  const label = shape.text === null ? null : labelPart(shape, place, look);
  const shaft =
    label === null
      ? bent(points, bend)
      : shaftAround(flattened(points, bend), coveredArea(label, place));
  const dashes = dashesOf(shape.style);
  /** @type {import("../figure.js").PathPart[]} */
  const parts = [];
  if (dashes === undefined) parts.push({ type: "path", steps: [...shaft, ...lines], stroke });
  else {
    parts.push({ type: "path", steps: shaft, stroke: { ...stroke, dashes } });
    // Ends are never broken.
    if (lines.length > 0) parts.push({ type: "path", steps: lines, stroke });
  }
  if (areas.length > 0) parts.push({ type: "path", steps: areas, fill: colour, stroke });
  return label === null ? parts : [...parts, label];
}

/** @param {number} size @param {Head} head @param {Head | null} tail */
function spillOf(size, head, tail) {
  return head === "none" && (tail ?? "none") === "none" ? 0 : headReach(size);
}

/** The distance from the middle of a line to the segment from p to q, as the line bends. @param {Shape} shape @param {Int32Array} xy @param {Point} p @param {Point} q */
function distanceToLine(shape, xy, p, q) {
  const { bend } = shape.style;
  if (bend === "straight") return distanceToPoints(shape, xy, { p, q }, () => 0);
  const points = flattened(pointsOf(shape, xy), bend);
  return points.slice(1).reduce((least, b, at) => {
    return Math.min(least, segmentDistance(/** @type {Point} */ (points[at]), b, p, q));
  }, Number.POSITIVE_INFINITY);
}

/** A label is at the middle of its line's length. @param {Pick<Extent, "start" | "count" | "style">} shape @param {Int32Array} xy @returns {LabelPlace} */
function labelPlace(shape, xy) {
  const points = flattened(pointsOf(shape, xy), shape.style.bend);
  return { middle: middleOf(points), room: LABEL_ROOM, align: "center" };
}

/** The box around the middle of a line. A bend may leave the points' own box when the shape is turned. @param {Extent} shape @param {Int32Array} xy */
function boxOfLine(shape, xy) {
  const { bend } = shape.style;
  if (bend === "straight" || shape.rotation === 0) return boxOfPoints(shape, xy);
  const corners = bent(pointsOf(shape, xy), bend).flatMap(([, ...numbers]) => {
    return [0, 2, 4].flatMap((at) => {
      const [x, y] = numbers.slice(at, at + 2);
      return x === undefined || y === undefined ? [] : [toBoard(shape, { x, y })];
    });
  });
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return {
    minX: Math.floor(Math.min(...xs)),
    minY: Math.floor(Math.min(...ys)),
    maxX: Math.ceil(Math.max(...xs)),
    maxY: Math.ceil(Math.max(...ys)),
  };
}

/** The box around a label, one line higher than it seems: a fallback font may need it. @param {Extent} shape @param {Int32Array} xy */
function boxOfLabel(shape, xy) {
  const { minX, minY, maxX, maxY } = inflate(
    labelArea(shape, labelPlace(shape, xy)),
    labelLine(shape),
  );
  const { x, y } = toBoard(shape, { x: minX, y: minY });
  return boxOfCorners({ ...shape, x, y, w: maxX - minX, h: maxY - minY });
}

/** @param {readonly Point[]} points @returns {Point} */
function middleOf(points) {
  const lengths = points.slice(1).map(({ x, y }, at) => {
    const before = /** @type {Point} */ (points[at]);
    return Math.hypot(x - before.x, y - before.y);
  });
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [at, length] of lengths.entries()) {
    const [a, b] = [/** @type {Point} */ (points[at]), /** @type {Point} */ (points[at + 1])];
    if (left <= length && length > 0) {
      const share = left / length;
      return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
    }
    left -= length;
  }
  return /** @type {Point} */ (points[0]);
}

/** @param {Pick<Shape, "start" | "count">} shape @param {Int32Array} xy @returns {Point[]} */
function pointsOf({ start, count }, xy) {
  const points = [];
  for (let at = start * 2; at < (start + count) * 2; at += 2) {
    points.push({ x: intAt(xy, at), y: intAt(xy, at + 1) });
  }
  return points;
}

/** The shaft without what is behind a label. A new path begins only behind the gap, so that dashes go on around corners. @param {readonly Point[]} points @param {Box} area @returns {Step[]} */
function shaftAround(points, area) {
  /** @type {Step[]} */
  const steps = [];
  let isDown = false;
  for (const [at, b] of points.slice(1).entries()) {
    const a = /** @type {Point} */ (points[at]);
    /** @param {number} share @returns {[number, number]} */
    const on = (share) => [
      Math.round(a.x + (b.x - a.x) * share),
      Math.round(a.y + (b.y - a.y) * share),
    ];
    const [enters, leaves] = spanInside(area, a, b);
    const isCut = enters < leaves;
    const pieces = isCut ? [piece(0, enters), piece(leaves, 1)] : [piece(0, 1)];
    for (const { from, to } of pieces) {
      if (from >= to) continue;
      if (from > 0 || !isDown) steps.push(["M", ...on(from)]);
      steps.push(["L", ...on(to)]);
    }
    isDown = !isCut || leaves < 1;
  }
  return steps;
}

/** Part of a segment, as shares of its length. @param {number} from @param {number} to */
function piece(from, to) {
  return { from, to };
}

/** The part of the segment from a to b that is inside of a box, as shares of its length; none when they do not ascend. @param {Box} box @param {Point} a @param {Point} b @returns {[number, number]} */
function spanInside({ minX, minY, maxX, maxY }, a, b) {
  const [left, right] = spanBetween(a.x, b.x, minX, maxX);
  const [top, bottom] = spanBetween(a.y, b.y, minY, maxY);
  return [Math.max(0, left, top), Math.min(1, right, bottom)];
}

/** The shares of the way between two numbers that are within a range. @param {number} start @param {number} end @param {number} low @param {number} high @returns {[number, number]} */
function spanBetween(start, end, low, high) {
  if (start === end) return start >= low && start <= high ? [0, 1] : [1, 0];
  const one = (low - start) / (end - start);
  const other = (high - start) / (end - start);
  return [Math.min(one, other), Math.max(one, other)];
}
