// One step in the order of painting: what passes what, and the numbers that bring it there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newZs, stepped } from "../../static/js/model/paint_order.js";
import { PointPool } from "../../static/js/model/points.js";
import { comparePaintOrder } from "../../static/js/model/shape.js";
import { placed, rectangle, TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/shape.js").Shape} Shape */

const pool = new PointPool();
const [TAG] = TAGS;

/** A square at a place, 100 wide. @param {number} n @param {number} z @param {number} [x] */
function square(n, z, x = 0) {
  return { ...placed(rectangle(`${TAG}.${n}`, { pos: [x, 0, 0] }), pool), z };
}

/** @param {readonly Shape[]} shapes */
const numbers = (shapes) => shapes.map(({ n }) => n);

/** @param {number[]} list */
const idsOf = (...list) => new Set(list.map((n) => `${TAG}.${n}`));

const unitOf = (/** @type {string} */ id) => new Set([id]);

/** The order after a step, by number. @param {readonly Shape[]} shapes @param {ReadonlySet<string>} chosen @param {1 | -1} direction */
function after(shapes, chosen, direction) {
  return numbers(stepped(shapes, { chosen, direction, unitOf }).order);
}

/** The order that the numbers make of the shapes. @param {readonly Shape[]} shapes @param {readonly import("../../static/js/model/paint_order.js").NewZ[]} writes */
function written(shapes, writes) {
  const end = 2 ** 40;
  const zs = new Map(
    writes.map(({ id, z }, at) => {
      const number = z === "front" ? end + at : z === "back" ? -end - at : z;
      return [id, number];
    }),
  );
  const list = shapes.map((shape) => ({ ...shape, z: zs.get(shape.id) ?? shape.z }));
  return numbers(list.sort(comparePaintOrder));
}

test("a step passes the next shape that overlaps, and everything in between", () => {
  const shapes = [square(1, 10), square(2, 20, 5000), square(3, 30), square(4, 40)];
  assert.deepEqual(after(shapes, idsOf(1), 1), [2, 3, 1, 4]);
  assert.deepEqual(after(shapes, idsOf(4), -1), [1, 2, 4, 3]);
  assert.deepEqual(after(shapes, idsOf(2), 1), [1, 2, 3, 4], "overlaps nothing");
  assert.deepEqual(after(shapes, idsOf(4), 1), [1, 2, 3, 4], "is in front");
  assert.deepEqual(after(shapes, idsOf(1), -1), [1, 2, 3, 4]);
});

test("each run of chosen shapes passes one shape, and they keep their order", () => {
  const shapes = [1, 2, 3, 4, 5].map((n) => square(n, 10 * n));
  assert.deepEqual(after(shapes, idsOf(1, 2), 1), [3, 1, 2, 4, 5]);
  assert.deepEqual(after(shapes, idsOf(1, 3), 1), [2, 1, 4, 3, 5]);
  assert.deepEqual(after(shapes, idsOf(1, 5), 1), [2, 1, 3, 4, 5]);
  assert.deepEqual(after(shapes, idsOf(3, 5), -1), [1, 3, 2, 5, 4]);
  assert.deepEqual(after(shapes, idsOf(1, 2, 3, 4, 5), 1), [1, 2, 3, 4, 5]);
});

test("[D5] a stroke of several shapes is passed as a whole", () => {
  const shapes = [1, 2, 3, 4].map((n) => square(n, 10 * n));
  const stroke = idsOf(2, 3);
  const options = { chosen: idsOf(1), direction: /** @type {const} */ (1) };
  const { order } = stepped(shapes, {
    ...options,
    unitOf: (id) => (stroke.has(id) ? stroke : new Set([id])),
  });
  assert.deepEqual(numbers(order), [2, 3, 1, 4]);
});

test("[B3] a shape gets a number between its new neighbours, or goes to the front or back", () => {
  const shapes = [square(1, 10), square(2, 20), square(3, 30)];
  const write = (/** @type {number} */ n, /** @type {1 | -1} */ direction) => {
    const { order, moved } = stepped(shapes, { chosen: idsOf(n), direction, unitOf });
    return newZs(order, moved);
  };
  assert.deepEqual(write(1, 1), [{ id: `${TAG}.1`, z: 25 }]);
  assert.deepEqual(write(2, 1), [{ id: `${TAG}.2`, z: "front" }]);
  assert.deepEqual(write(2, -1), [{ id: `${TAG}.2`, z: "back" }]);
  assert.deepEqual(write(3, 1), []);
});

test("[B3] where there is no room the shapes above get new numbers too, as few as needed", () => {
  const shapes = [square(1, 5), square(2, 7), square(3, 7), square(4, 8), square(5, 100)];
  const { order, moved } = stepped(shapes, { chosen: idsOf(1), direction: 1, unitOf });
  const writes = newZs(order, moved) ?? [];
  assert.deepEqual(
    writes.map(({ id }) => id),
    [1, 3, 4].map((n) => `${TAG}.${n}`),
  );
  assert.deepEqual(written(shapes, writes), [2, 1, 3, 4, 5]);
});

test("a neighbour whose number is not known yet cannot be passed", () => {
  const pending = 2 ** 52;
  const shapes = [square(1, 5), square(2, pending), square(3, pending + 32)];
  const plan = (/** @type {number} */ n, /** @type {1 | -1} */ direction) => {
    const { order, moved } = stepped(shapes, { chosen: idsOf(n), direction, unitOf });
    return newZs(order, moved);
  };
  assert.equal(plan(1, 1), null);
  assert.deepEqual(plan(2, 1), [{ id: `${TAG}.2`, z: "front" }]);
  assert.deepEqual(plan(2, -1), [{ id: `${TAG}.2`, z: "back" }]);
});

test("the numbers make the planned order of random shapes, and the chosen ones keep theirs", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const chance = new Seeded(seed);
    const count = chance.within(1, 30);
    const shapes = Array.from({ length: count }, (_, at) =>
      square(at + 1, chance.within(0, 40), chance.within(0, 300)),
    ).sort(comparePaintOrder);
    const chosen = new Set(shapes.filter(() => chance.chance(30)).map(({ id }) => id));
    const direction = chance.chance(50) ? 1 : -1;
    const { order, moved } = stepped(shapes, { chosen, direction, unitOf });
    const writes = newZs(order, moved) ?? [];
    assert.deepEqual(written(shapes, writes), numbers(order), `seed ${seed}`);
    const own = (/** @type {readonly Shape[]} */ list) =>
      numbers(list.filter(({ id }) => chosen.has(id)));
    const others = (/** @type {readonly Shape[]} */ list) =>
      numbers(list.filter(({ id }) => !chosen.has(id)));
    assert.deepEqual(own(order), own(shapes), `seed ${seed}: the chosen ones`);
    assert.deepEqual(others(order), others(shapes), `seed ${seed}: the others`);
  }
});
