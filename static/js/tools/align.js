/**
 * Aligns and distributes the selection. A group and a stroke count as one and keep their inner arrangement; locked shapes
 * stay where they are.
 */

import { unlockedShapesWith } from "../editor/selection.js";
import { ownBox } from "../editor/selection_frame.js";
import { union } from "../model/box.js";
import { released } from "../model/following.js";
import { endsOf } from "../model/line_points.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** What moves as one, and the box around it without the width of its lines. @typedef {{shapes: readonly Shape[], box: Box}} Unit */
/** In units. @typedef {{dx: number, dy: number}} Offset */
/** @typedef {"left" | "center" | "right" | "top" | "middle" | "bottom"} Edge */

/** Brings an edge or the middle of each unit to that of the box around all. @param {Editor} editor @param {Edge} edge */
export function align(editor, edge) {
  arrange(editor, { least: 2, what: "aligned" }, (units) => {
    const all = units.map(({ box }) => box).reduce(union);
    return units.map(({ box }) => offsetTo(edge, box, all));
  });
}

/** Makes the gaps between units equal, or where they overlap the steps between their middles; the outermost two stay. @param {Editor} editor @param {"x" | "y"} axis */
export function distribute(editor, axis) {
  arrange(editor, { least: 3, what: "distributed" }, (units) => {
    const ends = axis === "x" ? xEnds : yEnds;
    const order = units.toSorted((a, b) => middleOf(ends(a.box)) - middleOf(ends(b.box)));
    const boxes = order.map(({ box }) => ends(box));
    const places = placesBetween(boxes);
    const offsets = new Map(
      order.map((unit, at) => {
        const move = Math.round((places[at] ?? 0) - (boxes[at]?.[0] ?? 0));
        return [unit, axis === "x" ? { dx: move, dy: 0 } : { dx: 0, dy: move }];
      }),
    );
    return units.map((unit) => offsets.get(unit) ?? { dx: 0, dy: 0 });
  });
}

/** Where each of some ranges begins when they are distributed. @param {readonly [number, number][]} ranges  by their middles @returns {number[]} */
function placesBetween(ranges) {
  const first = Math.min(...ranges.map(([from]) => from));
  const last = Math.max(...ranges.map(([, to]) => to));
  const filled = ranges.reduce((sum, range) => sum + lengthOf(range), 0);
  const gap = (last - first - filled) / (ranges.length - 1);
  const middles = ranges.map(middleOf);
  const [start = 0, end = 0] = [middles[0], middles.at(-1)];
  const step = (end - start) / (ranges.length - 1);
  let place = first;
  return ranges.map((range, at) => {
    const here = place;
    place += lengthOf(range) + gap;
    return gap < 0 ? start + step * at - lengthOf(range) / 2 : here;
  });
}

/**
 * Moves the units of the selection by the offsets that a function gives.
 * @param {Editor} editor
 * @param {{least: number, what: "aligned" | "distributed"}} action  the fewest units that it takes
 * @param {(units: readonly Unit[]) => readonly Offset[]} offsetsOf  in the order of the units
 */
function arrange(editor, { least, what }, offsetsOf) {
  const { groups, notices, selection, view } = editor;
  const shapes = unlockedShapesWith(view, selection.value);
  const ids = new Set(shapes.map(({ id }) => id));
  const parts = groups.unitsOf(shapes).filter(([first, ...others]) => {
    return others.length > 0 || first === undefined || !follows(first, ids);
  });
  const units = parts.map((unit) => ({
    shapes: unit,
    box: unit.map((shape) => ownBox(shape, view.pool.xy)).reduce(union),
  }));
  if (units.length < least) {
    notices.set({ kind: "selecting", why: least === 2 ? "align-few" : "distribute-few" });
    return;
  }
  const offsets = offsetsOf(units);
  const ops = units.flatMap(({ shapes }, at) => moved(shapes, offsets[at] ?? { dx: 0, dy: 0 }));
  if (ops.length > 0) editor.commit(released(ops, editor.connectors.context));
  notices.set({ kind: "selecting", why: what, count: units.length });
}

/** Whether a line is bound to one of the shapes, so that it follows them. @param {Shape} line @param {ReadonlySet<string>} ids */
function follows(line, ids) {
  const { from, to } = endsOf(line);
  return [from, to].some((end) => end !== null && ids.has(end[0]));
}

/** @param {readonly Shape[]} shapes @param {Offset} offset @returns {SetOp[]} */
function moved(shapes, { dx, dy }) {
  if (dx === 0 && dy === 0) return [];
  return shapes.map(({ id, x, y, rotation }) => ({
    op: "set",
    id,
    pos: [x + dx, y + dy, rotation],
  }));
}

/** @param {Edge} edge @param {Box} box @param {Box} all @returns {Offset} */
function offsetTo(edge, box, all) {
  switch (edge) {
    case "left":
      return { dx: Math.round(all.minX - box.minX), dy: 0 };
    case "center":
      return { dx: Math.round(middleOf(xEnds(all)) - middleOf(xEnds(box))), dy: 0 };
    case "right":
      return { dx: Math.round(all.maxX - box.maxX), dy: 0 };
    case "top":
      return { dx: 0, dy: Math.round(all.minY - box.minY) };
    case "middle":
      return { dx: 0, dy: Math.round(middleOf(yEnds(all)) - middleOf(yEnds(box))) };
    case "bottom":
      return { dx: 0, dy: Math.round(all.maxY - box.maxY) };
  }
}

/** @param {Box} box @returns {[number, number]} */
function xEnds({ minX, maxX }) {
  return [minX, maxX];
}

/** @param {Box} box @returns {[number, number]} */
function yEnds({ minY, maxY }) {
  return [minY, maxY];
}

/** @param {readonly [number, number]} ends */
function middleOf([from, to]) {
  return (from + to) / 2;
}

/** @param {readonly [number, number]} ends */
function lengthOf([from, to]) {
  return to - from;
}
