/**
 * Binds the ends of lines to the shapes at which they are drawn or dragged. Ctrl leaves them free.
 */

import { inflate } from "../model/box.js";
import { depthAt, endAt, fitted, isTarget } from "../model/connectors.js";
import { distanceToShape } from "../model/hit.js";
import { isLocked } from "../model/more.js";
import { toBoard, toLocal } from "../model/rotation.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/connectors.js").Connector} Connector */
/** @typedef {import("../model/line_points.js").Ends} Ends */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/rotation.js").Point} Point */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** Ends of a line that are bound anew. @typedef {{from: boolean, to: boolean}} Which */

/** The farthest that an end binds beside a shape, and that it snaps to its middle, in screen pixels. */
const REACH_PX = 12;
const MIDDLE_PX = 7;

/** The shape that an end at a point binds to: the smallest around it, or a smaller one beside it. @param {Editor} editor @param {Point} point @returns {Shape | null} */
export function targetAt({ view, page, camera }, { x, y }) {
  const reach = camera.unitsOf(REACH_PX);
  const box = inflate({ minX: x, minY: y, maxX: x, maxY: y }, Math.ceil(reach));
  /** @type {Shape | null} */
  let around = null;
  /** @type {Shape | null} */
  let beside = null;
  let least = reach;
  for (const shape of view.query(box, page.value)) {
    if (!isTarget(shape) || isLocked(shape)) continue;
    if (depthAt(shape, { x, y }) <= 1) {
      if (around === null || areaOf(shape) <= areaOf(around)) around = shape;
      continue;
    }
    const distance = distanceToShape(shape, view.pool, x, y);
    if (distance > least) continue;
    least = distance;
    beside = shape;
  }
  // A shape inside of another one is meant rather than what is around both.
  const isBeside = beside !== null && (around === null || areaOf(beside) < areaOf(around));
  return isBeside ? beside : around;
}

/** @param {Shape} shape */
function areaOf({ w, h }) {
  return w * h;
}

/** The place at which a line aims in a shape: in its middle when the point is near that. @param {Editor} editor @param {Shape} target @param {Point} point */
function aimAt({ camera }, target, point) {
  const { w, h } = target;
  const near = camera.unitsOf(MIDDLE_PX);
  const { x, y } = toLocal(target, point);
  const place = {
    x: Math.abs(x - w / 2) <= near ? w / 2 : x,
    y: Math.abs(y - h / 2) <= near ? h / 2 : y,
  };
  return endAt(target.id, target, toBoard(target, place));
}

/**
 * A line whose ends are bound to what lies at them. A line within one shape is not bound to it.
 * @param {Editor} editor
 * @param {Connector} line  as the pointer has drawn it
 * @param {Which} which  the ends that are bound anew; the others stay as they are
 * @returns {{points: Point[], ends: Ends, targets: Shape[]}}
 */
export function connected(editor, line, which) {
  const { points } = line;
  /** @type {Shape[]} */
  const targets = [];
  /** @param {import("../model/details.js").End | null} other  of the other end @param {Point | undefined} point */
  const bound = (other, point) => {
    const target = point === undefined ? null : targetAt(editor, point);
    if (target === null || point === undefined || target.id === other?.[0]) return null;
    targets.push(target);
    return aimAt(editor, target, point);
  };
  const first = which.from ? bound(which.to ? null : line.to, points[0]) : line.from;
  const last = which.to ? bound(which.from ? null : line.from, points.at(-1)) : line.to;
  const isWithin = first !== null && last !== null && first[0] === last[0];
  const ends = isWithin ? { from: null, to: null } : { from: first, to: last };
  const place = fitted({ ...line, ...ends }, (id) => editor.view.shape(id));
  return { points: place, ends, targets: isWithin ? [] : targets };
}

/** Returns previews of the shapes that a line binds to. @param {readonly Shape[]} targets @returns {Preview[]} */
export function targetPreviews(targets) {
  return targets.length === 0 ? [] : [{ kind: "targets", targets }];
}
