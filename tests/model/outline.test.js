import assert from "node:assert/strict";
import { test } from "node:test";
import { Outliner, traceOutline, widthFactor } from "../../static/js/model/outline.js";
import { curve, winding } from "./curve.js";
import { Seeded } from "./seeded.js";

/** @typedef {readonly [number, number, number]} PenPoint  x, y, pressure */

/** @param {readonly PenPoint[]} points @param {number} size @param {Outliner} [outliner] */
function outlined(points, size, outliner = new Outliner()) {
  outliner.begin(size);
  for (const [x, y, pressure] of points) outliner.add(x, y, pressure);
  return outliner.outline();
}

/** A hand that writes: small steps, gentle turns. @param {Seeded} chance @returns {PenPoint[]} */
function handwriting(chance) {
  let [x, y, angle] = [0, 0, 0];
  return Array.from({ length: chance.within(2, 120) }, () => {
    angle += (chance.next() - 0.5) * 0.8;
    const step = chance.within(5, 80);
    x += Math.cos(angle) * step;
    y += Math.sin(angle) * step;
    return [Math.round(x), Math.round(y), chance.within(80, 180)];
  });
}

test("width grows with pressure: half at none, nominal at 128, 1.4 at most", () => {
  assert.deepEqual([widthFactor(0), widthFactor(128), widthFactor(255)], [0.5, 1, 1.4]);
  for (let pressure = 1; pressure <= 255; pressure += 1) {
    assert.ok(widthFactor(pressure) > widthFactor(pressure - 1));
  }
});

test("one point is a round dot of the stroke's width", () => {
  for (const size of [16, 64, 400]) {
    const points = curve(outlined([[100, -50, 128]], size));
    assert.ok(points.length > 20);
    for (const { x, y } of points) {
      const radius = Math.hypot(x - 100, y + 50);
      assert.ok(Math.abs(radius - size / 2) < size * 0.01, `${radius} of ${size / 2}`);
    }
  }
});

test("points at one place are a dot too", () => {
  const points = curve(
    outlined(
      [
        [0, 0, 10],
        [0, 0, 128],
        [0, 0, 128],
      ],
      64,
    ),
  );
  assert.ok(winding(points, { x: 0, y: 0 }) !== 0);
  for (const { x, y } of points) assert.ok(Math.hypot(x, y) < 33);
});

test("no point has no outline, and tracing it paints nothing", () => {
  const outline = outlined([], 64);
  assert.equal(outline.length, 0);
  const never = () => assert.fail("nothing to paint");
  traceOutline({ moveTo: never, quadraticCurveTo: never, closePath: never }, outline);
});

test("a straight stroke is as wide as its size and round at its ends", () => {
  /** @type {PenPoint[]} */
  const points = Array.from({ length: 50 }, (_, at) => [at * 20, 0, 128]);
  const painted = curve(outlined(points, 64));
  const [xs, ys] = [painted.map(({ x }) => x), painted.map(({ y }) => y)];
  assert.ok(Math.abs(Math.max(...ys) - 32) < 0.5 && Math.abs(Math.min(...ys) + 32) < 0.5);
  assert.ok(
    Math.abs(Math.min(...xs) + 32) < 0.5 && Math.abs(Math.max(...xs) - (49 * 20 + 32)) < 0.5,
  );
});

test("the outline is closed and contains the places where the pen touched and left", () => {
  const chance = new Seeded(31);
  for (let round = 0; round < 200; round += 1) {
    const points = handwriting(chance);
    const painted = curve(outlined(points, 64));
    for (const [x, y] of [points[0], points.at(-1)].filter((point) => point !== undefined)) {
      assert.notEqual(winding(painted, { x, y }), 0, `round ${round}`);
    }
  }
});

test("the outline contains the pen's way, but for what the smoothing cuts", () => {
  const chance = new Seeded(32);
  let inside = 0;
  let all = 0;
  for (let round = 0; round < 100; round += 1) {
    const points = handwriting(chance);
    const painted = curve(outlined(points, 64));
    for (const [x, y] of points) {
      all += 1;
      if (winding(painted, { x, y }) !== 0) inside += 1;
    }
  }
  assert.ok(inside / all > 0.97, `${inside} of ${all}`);
});

test("there is no hole where a stroke turns back or crosses itself", () => {
  /** @type {PenPoint[]} */
  const back = [...Array(30).keys()].map((at) => [at < 15 ? at * 20 : (29 - at) * 20, 0, 128]);
  const painted = curve(outlined(back, 64));
  for (let x = 0; x <= 240; x += 10) assert.notEqual(winding(painted, { x, y: 0 }), 0, `at ${x}`);
  /** @type {PenPoint[]} */
  const loop = Array.from({ length: 80 }, (_, at) => [
    Math.round(600 * Math.cos(at / 6)),
    Math.round(300 * Math.sin(at / 3)),
    128,
  ]);
  const figure = curve(outlined(loop, 64));
  assert.notEqual(winding(figure, { x: 0, y: 0 }), 0, "the crossing of the eight");
});

test("the same points give the same outline, whatever was outlined before", () => {
  const chance = new Seeded(33);
  const used = new Outliner();
  for (let round = 0; round < 50; round += 1) {
    const points = handwriting(chance);
    assert.deepEqual(outlined(points, 64, used), outlined(points, 64));
  }
});

test("settled points keep their outline while the stroke goes on", () => {
  const chance = new Seeded(34);
  const outliner = new Outliner();
  for (let round = 0; round < 50; round += 1) {
    const points = handwriting(chance);
    outliner.begin(64);
    let before = /** @type {Float64Array} */ (new Float64Array(0));
    let upto = 0;
    for (const [x, y, pressure] of points) {
      outliner.add(x, y, pressure);
      assert.deepEqual(outliner.outline(0, upto), before);
      upto = outliner.settled;
      before = outliner.outline(0, upto);
      assert.ok(before.every(Number.isFinite));
    }
    assert.deepEqual(outliner.outline(), outlined(points, 64), "drawn live is what stays");
  }
});

test("wild strokes have finite outlines", () => {
  const chance = new Seeded(35);
  for (let round = 0; round < 200; round += 1) {
    const far = 2 ** chance.within(0, 26);
    /** @type {PenPoint[]} */
    const points = Array.from({ length: chance.within(1, 40) }, () => [
      chance.within(-far, far),
      chance.within(-far, far),
      chance.within(0, 255),
    ]);
    assert.ok(outlined(points, chance.pick([1, 64, 4096])).every(Number.isFinite));
  }
});
