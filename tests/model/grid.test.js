import assert from "node:assert/strict";
import { test } from "node:test";
import { intersects, union } from "../../static/js/model/box.js";
import { Grid } from "../../static/js/model/grid.js";
import { PointPool } from "../../static/js/model/points.js";
import { placed, rectangle, stroke } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/box.js").Box} Box */
/** @typedef {import("../../static/js/model/shape.js").Shape} Shape */

const EDGE = 2 ** 26;

/** From dots to lines across the whole board. @param {Seeded} chance @param {number} n */
function anyShape(chance, n) {
  const size = 2 ** chance.within(0, 26);
  const reach = 2 ** chance.within(4, 26);
  const at = () => chance.within(-reach, reach);
  return placed(
    rectangle(`00000000000000aa.${n}`, {
      pos: [at(), at(), 0],
      geometry: { w: size, h: chance.within(1, size) },
    }),
    new PointPool(),
  );
}

/** @param {Seeded} chance @returns {Box} */
function anyBox(chance) {
  const size = 2 ** chance.within(0, 27);
  const reach = 2 ** chance.within(4, 27);
  const minX = chance.within(-reach, reach);
  const minY = chance.within(-reach, reach);
  return { minX, minY, maxX: minX + chance.within(0, size), maxY: minY + chance.within(0, size) };
}

/** @param {Iterable<Shape>} shapes */
function idsOf(shapes) {
  return [...shapes].map(({ id }) => id).sort();
}

test("a query finds the same shapes as a full scan, each once", () => {
  const chance = new Seeded(3);
  const grid = new Grid();
  /** @type {Shape[]} */
  let shapes = [];
  let found = 0;
  for (let round = 1; round <= 3000; round += 1) {
    if (shapes.length < 50 || chance.chance(60)) {
      const shape = anyShape(chance, round);
      grid.insert(shape);
      shapes.push(shape);
    } else {
      const gone = chance.pick(shapes);
      grid.remove(gone);
      shapes = shapes.filter((shape) => shape !== gone);
    }
    if (round % 5 !== 0) continue;
    const box = anyBox(chance);
    const expected = shapes.filter((shape) => intersects(shape.box, box));
    assert.deepEqual(idsOf(grid.query(box)), idsOf(expected));
    found += expected.length;
    const around = shapes.map((shape) => shape.box).reduce(union);
    assert.deepEqual(grid.bounds(), around);
    assert.equal(grid.size, shapes.length);
    assert.deepEqual(idsOf(grid.all()), idsOf(shapes));
  }
  assert.ok(found > 1000, "the boxes met something");
});

test("an empty grid has no bounds and finds nothing", () => {
  const grid = new Grid();
  const everything = { minX: -EDGE, minY: -EDGE, maxX: EDGE, maxY: EDGE };
  assert.equal(grid.bounds(), null);
  assert.deepEqual(grid.query(everything), []);
  const shape = placed(rectangle("00000000000000aa.1"), new PointPool());
  grid.insert(shape);
  grid.remove(shape);
  assert.equal(grid.bounds(), null);
  assert.deepEqual(grid.query(everything), []);
});

test("a query of any larger box returns everything", () => {
  const grid = new Grid();
  const chance = new Seeded(4);
  for (let n = 1; n <= 500; n += 1) grid.insert(anyShape(chance, n));
  const infinite = { minX: -Infinity, minY: -Infinity, maxX: Infinity, maxY: Infinity };
  assert.equal(grid.query(infinite).length, 500);
});

test("a line across the board costs no more than a dot", () => {
  const grid = new Grid();
  const pool = new PointPool();
  const start = process.hrtime.bigint();
  for (let n = 1; n <= 2000; n += 1) {
    grid.insert(
      placed(
        stroke(`00000000000000aa.${n}`, [
          [-EDGE, -EDGE],
          [EDGE, EDGE],
        ]),
        pool,
      ),
    );
  }
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  // A grid of one size would fill a thousand million squares.
  assert.ok(ms < 2000, `${ms} ms`);
  assert.equal(grid.query({ minX: 0, minY: 0, maxX: 1, maxY: 1 }).length, 2000);
});
