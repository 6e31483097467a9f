// The order in which a page is read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { compareReadingOrder, ReadingOrder } from "../../static/js/model/reading_order.js";
import { placed, rectangle } from "./drawing.js";
import { Seeded } from "./seeded.js";

const pool = new PointPool();

/** @param {number} n @param {number} x @param {number} y */
function shapeAt(n, x, y) {
  return placed(rectangle(`00000000000000aa.${n}`, { pos: [x, y, 0] }), pool);
}

test("rows are read from top to bottom, and each from left to right whatever the hand has drawn higher", () => {
  const [left, right, below] = [shapeAt(1, 0, 300), shapeAt(2, 4000, 100), shapeAt(3, 0, 4000)];
  const order = new ReadingOrder();
  for (const shape of [below, right, left]) order.append(shape);
  assert.deepEqual(order.slice(0, 9), [left, right, below]);
  assert.deepEqual(order.slice(1, 1), [right]);
  assert.equal(order.indexOf(below), 2);
  assert.equal(order.indexOf(shapeAt(1, 0, 300)), -1, "another record of the same shape");
});

test("whatever is added and removed, the order is that of a sort", () => {
  const chance = new Seeded(3);
  const order = new ReadingOrder();
  /** @type {import("../../static/js/model/shape.js").Shape[]} */
  let there = [];
  for (let round = 0; round < 3000; round += 1) {
    const isRemoval = there.length > 0 && chance.within(0, 2) === 0;
    if (isRemoval) {
      const gone = /** @type {typeof there[0]} */ (there[chance.within(0, there.length - 1)]);
      order.remove(gone);
      there = there.filter((shape) => shape !== gone);
      order.remove(gone);
    } else {
      const shape = shapeAt(round + 1, chance.within(-5000, 5000), chance.within(-5000, 5000));
      if (chance.within(0, 1) === 0) order.insert(shape);
      else order.append(shape);
      there.push(shape);
    }
    if (round % 50 > 0) continue;
    const sorted = [...there].sort(compareReadingOrder);
    assert.deepEqual(order.slice(0, there.length), sorted);
    assert.equal(order.size, there.length);
    const from = chance.within(0, there.length);
    assert.deepEqual(order.slice(from, 7), sorted.slice(from, from + 7));
    for (const [place, shape] of sorted.entries()) assert.equal(order.indexOf(shape), place);
  }
});
