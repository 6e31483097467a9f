import assert from "node:assert/strict";
import { test } from "node:test";
import { distanceToShape, segmentHitsShape } from "../../static/js/model/hit.js";
import { KINDS } from "../../static/js/model/kinds.js";
import { PointPool } from "../../static/js/model/points.js";
import { placed, rectangle, someShape, stroke } from "./drawing.js";
import { Seeded } from "./seeded.js";

const ID = "00000000000000aa.1";
const pool = new PointPool();
/** @typedef {Partial<import("../../static/js/model/shape.js").NewShape>} Registers */
/** @param {Registers} change */
const box = (change) =>
  placed(
    rectangle(ID, { geometry: { w: 1000, h: 600 }, style: { ink: "red", size: 20 }, ...change }),
    pool,
  );
/** @param {import("../../static/js/model/shape.js").Shape} shape @param {number} x @param {number} y */
const distance = (shape, x, y) => distanceToShape(shape, pool, x, y);

/** @param {number} actual @param {number} expected @param {number} [slack] */
function near(actual, expected, slack = 1e-6) {
  assert.ok(Math.abs(actual - expected) <= slack, `${actual} is not ${expected}`);
}

test("a rectangle is hit at its line only", () => {
  const shape = box({});
  near(distance(shape, 500, 300), 290);
  near(distance(shape, 500, 0), 0);
  near(distance(shape, 500, 9), 0);
  near(distance(shape, 500, -110), 100);
  near(distance(shape, -300, -400), 490);
});

test("a filled outline is hit inside", () => {
  const style = /** @type {const} */ ({ ink: "red", size: 20, fill: "yellow" });
  for (const kind of /** @type {const} */ (["rectangle", "ellipse", "diamond"])) {
    const shape = box({ kind, style });
    near(distance(shape, 500, 300), 0);
    near(distance(shape, 500, 150), 0);
    near(distance(shape, 500, -110), 100, 1e-3);
    assert.ok(segmentHitsShape(shape, pool, 400, 300, 600, 300, 0), "inside");
  }
  near(distance(box({ style: { ...style, pattern: "hatch" } }), 500, 300), 0);
});

test("a bent line is hit where it is painted", () => {
  const points = { points: [0, 0, 1000, 600] };
  const elbow = box({
    kind: "line",
    geometry: points,
    style: { ink: "red", size: 20, bend: "elbow" },
  });
  near(distance(elbow, 500, 300), 0);
  near(distance(elbow, 250, 0), 0);
  near(distance(elbow, 250, 150), 140);
  const arch = { points: [0, 0, 500, -500, 500, 500] };
  const round = box({
    kind: "arrow",
    geometry: arch,
    style: { ink: "red", size: 20, bend: "round" },
  });
  near(distance(round, 500, -500), 0);
  assert.ok(distance(round, 250, -250) > 10, "the straight way");
  assert.ok(distance(round, 230, -285) < 10, "the curve");
});

test("a text, a note and an image are filled", () => {
  for (const kind of /** @type {const} */ (["text", "note", "image"])) {
    const shape = box({ kind, ...(kind === "image" ? { image: ID } : { text: "x" }) });
    near(distance(shape, 500, 300), 0);
    near(distance(shape, 1000, 600), 0);
    near(distance(shape, 1030, 640), 50);
    assert.ok(segmentHitsShape(shape, pool, -100, 300, 1100, 300, 0), "straight through");
    assert.ok(!segmentHitsShape(shape, pool, -100, 700, 1100, 700, 99));
    assert.ok(segmentHitsShape(shape, pool, -100, 700, 1100, 700, 100));
  }
});

test("an ellipse is a line around its middle", () => {
  const shape = box({ kind: "ellipse" });
  near(distance(shape, 0, 300), 0);
  near(distance(shape, -90, 300), 80, 1e-3);
  near(distance(shape, 500, 700), 90, 1e-3);
  near(distance(shape, 500, 300), 290, 1e-3);
  const circle = box({ kind: "ellipse", geometry: { w: 1000, h: 1000 } });
  near(distance(circle, 500, 500), 490, 1e-3);
  near(distance(circle, 1300, 500 + 600), 490, 1e-3);
});

test("an ellipse is hit by a segment that crosses it, not by one that passes or stays inside", () => {
  const shape = box({ kind: "ellipse" });
  assert.ok(segmentHitsShape(shape, pool, 500, 300, 500, 900, 0), "from inside out");
  assert.ok(segmentHitsShape(shape, pool, -500, 300, 1500, 300, 0), "through both sides");
  assert.ok(!segmentHitsShape(shape, pool, 400, 300, 600, 300, 50), "inside");
  assert.ok(!segmentHitsShape(shape, pool, 0, 0, 50, 0, 0), "in the corner of its box");
  assert.ok(segmentHitsShape(shape, pool, -500, 700, 1500, 700, 95), "near its lowest point");
  assert.ok(!segmentHitsShape(shape, pool, -500, 700, 1500, 700, 85));
});

test("a diamond goes from middle to middle of its box", () => {
  const shape = box({ kind: "diamond" });
  near(distance(shape, 500, 0), 0);
  near(distance(shape, 0, 300), 0);
  near(distance(shape, 250, 150), 0);
  assert.ok(distance(shape, 0, 0) > 200);
});

test("a line and an arrow are as wide as their size", () => {
  for (const kind of /** @type {const} */ (["line", "arrow"])) {
    const shape = box({ kind, pos: [100, 0, 0], geometry: { points: [0, 0, 1000, 0] } });
    near(distance(shape, 600, 10), 0);
    near(distance(shape, 600, 50), 40);
    near(distance(shape, 1140, 30), 40);
  }
});

test("ink is wider where it was pressed", () => {
  const path = /** @type {const} */ ([
    [0, 0],
    [1000, 0],
  ]);
  const wire = stroke(ID, path, { style: { ink: "red", size: 100 } });
  near(distance(placed(wire, pool), 500, 60), 10);
  const hard = { ...wire.geometry, pressure: [255, 0] };
  near(distance(placed({ ...wire, geometry: hard }, pool), 500, 80), 10);
  const soft = { ...wire.geometry, pressure: [0, 0] };
  near(distance(placed({ ...wire, geometry: soft }, pool), 500, 35), 10);
});

test("a dot can be hit", () => {
  const shape = placed(stroke(ID, [[50, 50]], { style: { ink: "red", size: 40 } }), pool);
  near(distance(shape, 50, 80), 10);
  assert.ok(segmentHitsShape(shape, pool, 0, 0, 100, 100, 0));
});

test("a rotated shape is hit where it is painted", () => {
  const shape = box({ pos: [0, 0, 9000], kind: "note", text: "" });
  near(distance(shape, -300, 500), 0);
  near(distance(shape, 100, 500), 100);
  const line = box({ kind: "line", pos: [0, 0, 4500], geometry: { points: [0, 0, 1000, 0] } });
  near(distance(line, 500, 500), 0);
});

test("everything painted lies in the box: no point outside has distance 0", () => {
  const chance = new Seeded(5);
  let hits = 0;
  for (let round = 0; round < 3000; round += 1) {
    const shape = placed(someShape(chance, ID), pool);
    const { minX, minY, maxX, maxY } = shape.box;
    const x = chance.within(minX - 200, maxX + 200);
    const y = chance.within(minY - 200, maxY + 200);
    const outside = Math.hypot(Math.max(minX - x, 0, x - maxX), Math.max(minY - y, 0, y - maxY));
    const found = distance(shape, x, y);
    if (found === 0) hits += 1;
    assert.ok(found >= outside - 1, `${shape.kind}: ${found} from outside by ${outside}`);
    pool.sweep();
  }
  assert.ok(hits > 50, `${hits} hits`);
});

test("a segment hits exactly when one of its points is near enough", () => {
  const chance = new Seeded(6);
  const tally = { hit: 0, miss: 0 };
  for (let round = 0; round < 2000; round += 1) {
    const shape = placed(someShape(chance, ID, 500), pool);
    const { minX, minY, maxX, maxY } = shape.box;
    const place = () => ({
      x: chance.within(minX - 300, maxX + 300),
      y: chance.within(minY - 300, maxY + 300),
    });
    const [p, q] = [place(), place()];
    const radius = chance.within(0, 100);
    let least = Number.POSITIVE_INFINITY;
    const steps = Math.ceil(Math.hypot(q.x - p.x, q.y - p.y)) + 1;
    for (let at = 0; at <= steps; at += 1) {
      const x = p.x + ((q.x - p.x) * at) / steps;
      const y = p.y + ((q.y - p.y) * at) / steps;
      least = Math.min(least, distance(shape, x, y));
    }
    const hit = segmentHitsShape(shape, pool, p.x, p.y, q.x, q.y, radius);
    // Steps of one unit may miss the nearest place by half of one.
    if (least <= radius - 0.01) assert.ok(hit, `${shape.kind}: ${least} within ${radius}`);
    if (least > radius + 1) assert.ok(!hit, `${shape.kind}: ${least} beyond ${radius}`);
    tally[hit ? "hit" : "miss"] += 1;
    pool.sweep();
  }
  assert.ok(tally.hit > 300 && tally.miss > 300, JSON.stringify(tally));
});

test("every kind can be hit", () => {
  const chance = new Seeded(7);
  const left = new Set(KINDS);
  for (let round = 0; round < 200; round += 1) {
    const shape = placed(someShape(chance, ID, 500), pool);
    const { minX, minY, maxX, maxY } = shape.box;
    if (segmentHitsShape(shape, pool, minX, minY, maxX, maxY, 500)) left.delete(shape.kind);
  }
  assert.deepEqual([...left], []);
});
