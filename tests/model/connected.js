// Boxes with arrows between them, for the tests of connectors.

import assert from "node:assert/strict";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { Bindings } from "../../static/js/model/bindings.js";
import { END_GAP } from "../../static/js/model/connectors.js";
import { misfits } from "../../static/js/model/following.js";
import { toWire } from "../../static/js/model/shape.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {import("../../static/js/model/kinds.js").Kind} Kind */
/** @typedef {import("../../static/js/model/shape.js").WireGeometry} WireGeometry */
/** @typedef {import("./classroom.js").Member} Member */
/** @typedef {[number, number]} Pair */
/** @typedef {{x: number, y: number, rotation?: number, w?: number, h?: number}} Place */

export const SIDE = 1600;

/** Adds a shape of 1,600 units that is hit inside. @param {Sitting | Member} who @param {Place} place @param {Kind} [kind] */
export function addBox({ editor }, { x, y, rotation = 0, w = SIDE, h = SIDE }, kind = "rectangle") {
  const id = editor.newId();
  const text = kind === "text" || kind === "note" ? { text: "?" } : {};
  editor.commit([
    {
      op: "add",
      shape: rectangle(id, { kind, pos: [x, y, rotation], geometry: { w, h }, ...text }),
    },
  ]);
  return id;
}

/** Draws an arrow and returns its id. @param {Sitting} desk @param {readonly Pair[]} path @param {Partial<typeof NO_KEYS>} [keys] */
export function drawArrow(desk, [first = [0, 0], ...rest], keys = {}) {
  const held = { ...NO_KEYS, ...keys };
  desk.editor.tool.set("arrow");
  assert.ok(desk.gestures.begin(desk.point(first), "arrow", held));
  for (const place of rest) desk.gestures.update([desk.point(place)], held);
  desk.gestures.finish();
  return /** @type {string} */ ([...desk.editor.selection.value][0]);
}

/** A shape in wire form as a member sees it. @param {Member} member @param {string} id */
export function wireOf({ view }, id) {
  const shape = view.shape(id);
  assert.ok(shape !== undefined, `${id} is not there`);
  return toWire(shape, view.pool);
}

/** First and last point of a line on the board. @param {Member} member @param {string} id @returns {[Pair, Pair]} */
export function endsAt(member, id) {
  const { pos, geometry } = wireOf(member, id);
  const points = geometry.points ?? [];
  const sum = (/** @type {number} */ axis) =>
    points.reduce((all, step, at) => (at % 2 === axis ? all + step : all), 0);
  const first = /** @type {Pair} */ ([pos[0] + (points[0] ?? 0), pos[1] + (points[1] ?? 0)]);
  return [first, [pos[0] + sum(0), pos[1] + sum(1)]];
}

/** Whether a point lies within the gap beside a box. @param {Pair} point @param {ReturnType<typeof wireOf>} box */
export function isBeside([x, y], { pos, geometry: { w = 0, h = 0 } }) {
  const [left, top] = pos;
  const away = Math.max(left - x, x - left - w, top - y, y - top - h);
  return away > 0 && away <= END_GAP;
}

/** Two boxes side by side and an arrow from the first to the second. @param {Kind} [kind] */
export async function connectedBoxes(kind) {
  const desk = await DrawingContext.ready();
  const one = addBox(desk, { x: 0, y: 0 }, kind);
  const two = addBox(desk, { x: 6000, y: 0 }, kind);
  const arrow = drawArrow(desk, [
    [800, 800],
    [3000, 900],
    [6800, 800],
  ]);
  await desk.room.settle();
  return { ...desk, desk, one, two, arrow };
}

/** Selects shapes and drags them. @param {Sitting} desk @param {readonly string[]} ids @param {Pair} from @param {Pair} offset */
export function dragShapes(desk, ids, [x, y], [dx, dy]) {
  desk.editor.tool.set("select");
  desk.editor.selection.select(ids);
  drag(desk, "select", [
    [x, y],
    [x + dx / 2, y + dy / 2],
    [x + dx, y + dy],
  ]);
}

/** Asserts that all bound ends on the board of the server are where they belong. @param {{me: Member}} desk @param {string} [why] */
export function assertFits({ me }, why) {
  const { view } = me;
  const bindings = new Bindings(view);
  const context = {
    shape: (/** @type {string} */ id) => view.shape(id),
    pool: view.pool,
    linesOf: (/** @type {string} */ id) => bindings.linesOf(id),
    maySet: () => true,
  };
  const ids = view.all().map(({ id }) => id);
  assert.deepEqual(misfits(ids, context), [], why);
}
