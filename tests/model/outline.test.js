import assert from "node:assert/strict";
import { test } from "node:test";
import { Centreline } from "../../static/js/model/centreline.js";
import { Outliner } from "../../static/js/model/outline.js";
import { widthFactor } from "../../static/js/model/pressure.js";
import { curve, winding } from "./curve.js";
import { Seeded } from "./seeded.js";

/** @typedef {readonly [number, number, number]} PenPoint  x, y, pressure */

/** @param {readonly PenPoint[]} points @param {number} size @param {Outliner} [outliner] */
function outlined(points, size, outliner = new Outliner()) {
  outliner.begin(size);
  for (const [x, y, pressure] of points) outliner.add(x, y, pressure);
  return curve(outliner);
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
    const points = outlined([[100, -50, 128]], size);
    assert.ok(points.length > 20);
    for (const { x, y } of points) {
      const radius = Math.hypot(x - 100, y + 50);
      assert.ok(Math.abs(radius - size / 2) < size * 0.01, `${radius} of ${size / 2}`);
    }
  }
});

test("points at one position are a dot too", () => {
  const points = outlined(
    [
      [0, 0, 10],
      [0, 0, 128],
      [0, 0, 128],
    ],
    64,
  );
  assert.ok(winding(points, { x: 0, y: 0 }) !== 0);
  for (const { x, y } of points) assert.ok(Math.hypot(x, y) < 33);
});

test("a stroke without points has no outline", () => {
  assert.deepEqual(outlined([], 64), []);
});

test("a straight stroke is as wide as its size and round at its ends", () => {
  /** @type {PenPoint[]} */
  const points = Array.from({ length: 50 }, (_, at) => [at * 20, 0, 128]);
  const painted = outlined(points, 64);
  const [xs, ys] = [painted.map(({ x }) => x), painted.map(({ y }) => y)];
  assert.ok(Math.abs(Math.max(...ys) - 32) < 0.5 && Math.abs(Math.min(...ys) + 32) < 0.5);
  assert.ok(
    Math.abs(Math.min(...xs) + 32) < 0.5 && Math.abs(Math.max(...xs) - (49 * 20 + 32)) < 0.5,
  );
});

test("the outline is closed and contains the points where the pen touched and left", () => {
  const chance = new Seeded(31);
  for (let round = 0; round < 200; round += 1) {
    const points = handwriting(chance);
    const painted = outlined(points, 64);
    for (const [x, y] of [points[0], points.at(-1)].filter((point) => point !== undefined)) {
      assert.notEqual(winding(painted, { x, y }), 0, `round ${round}`);
    }
  }
});

test("the outline contains the pen's path, except where smoothing cuts it", () => {
  const chance = new Seeded(32);
  let inside = 0;
  let all = 0;
  for (let round = 0; round < 100; round += 1) {
    const points = handwriting(chance);
    const painted = outlined(points, 64);
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
  const painted = outlined(back, 64);
  for (let x = 0; x <= 240; x += 10) assert.notEqual(winding(painted, { x, y: 0 }), 0, `at ${x}`);
  /** @type {PenPoint[]} */
  const loop = Array.from({ length: 80 }, (_, at) => [
    Math.round(600 * Math.cos(at / 6)),
    Math.round(300 * Math.sin(at / 3)),
    128,
  ]);
  const figure = outlined(loop, 64);
  assert.notEqual(winding(figure, { x: 0, y: 0 }), 0, "the crossing of the eight");
});

test("the same points give the same outline, independent of earlier strokes", () => {
  const chance = new Seeded(33);
  const used = new Outliner();
  for (let round = 0; round < 50; round += 1) {
    const points = handwriting(chance);
    assert.deepEqual(outlined(points, 64, used), outlined(points, 64));
  }
});

test("a highlighter ends straight across, a little beyond the pen, and a tap has the shape of its tip", () => {
  const outliner = new Outliner();
  const line = Array.from({ length: 30 }, (_, at) => at * 20);
  for (const [xs, right] of /** @type {[number[], number][]} */ ([
    [line, 580],
    [[0], 0],
  ])) {
    outliner.begin(384, "flat");
    for (const x of xs) outliner.add(x, 0, 128);
    const painted = curve(outliner);
    const [least, most] = [-0.2 * 384, right + 0.2 * 384];
    for (const { x, y } of painted) {
      assert.ok(x > least - 1 && x < most + 1 && Math.abs(y) < 193, `${x}, ${y}`);
    }
    for (const y of [-150, 0, 150]) {
      for (const x of [least + 5, most - 5]) {
        assert.notEqual(winding(painted, { x, y }), 0, `${x}, ${y}`);
      }
    }
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
    const painted = outlined(points, chance.pick([1, 64, 4096]));
    assert.ok(painted.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
  }
});

test("a fast curve of few points bends one way only, up to both of its ends", () => {
  const line = new Centreline();
  for (const count of [4, 6, 10]) {
    for (const sweep of [1.6, Math.PI, 1.8 * Math.PI]) {
      line.begin(64);
      for (let at = 0; at < count; at += 1) {
        const angle = (sweep * at) / (count - 1);
        line.add(Math.round(1280 * Math.cos(angle)), Math.round(1280 * Math.sin(angle)), 32);
      }
      line.refine(0, count);
      const turns = turnsOf(line);
      // Where two pieces meet, rounding may show; a beak bends back by far more.
      assert.ok(Math.min(...turns) > -0.02, `${count} points over ${sweep}: ${Math.min(...turns)}`);
    }
  }
});

test("the first and the last piece of a circle lie on the circle, not inside of it", () => {
  const [count, radius, size] = [10, 1280, 64];
  /** @type {PenPoint[]} */
  const points = Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / (count - 1);
    return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle)), 128];
  });
  const painted = outlined(points, size);
  // In the middle of the first and of the last step, where a chord would lie far inside.
  for (const angle of [Math.PI / 9, -Math.PI / 9]) {
    const outer = Math.max(
      ...painted
        .filter(({ x, y }) => Math.abs(Math.atan2(y, x) - angle) < 0.05)
        .map(({ x, y }) => Math.hypot(x, y)),
    );
    assert.ok(outer > radius && outer < radius + size / 2 + 1, `${outer}`);
  }
});

test("a tick at the end of a long straight line does not bend the line", () => {
  const line = new Centreline();
  line.begin(64);
  for (const [x, y] of /** @type {const} */ ([
    [0, 0],
    [3200, 0],
    [3260, 80],
  ]))
    line.add(x, y, 32);
  line.refine(0, 3);
  const first = [...line.fineX.subarray(0, line.fineLength)].findIndex((x) => x > 1000);
  assert.ok(Math.abs(line.fineY[first] ?? 99) < 16, `${line.fineY[first]}`);
});

/** By how much the line turns to the right at each of its points. @param {Centreline} line */
function turnsOf({ fineX, fineY, fineLength }) {
  const turns = [];
  for (let at = 1; at + 1 < fineLength; at += 1) {
    const [x, y] = [fineX[at] ?? 0, fineY[at] ?? 0];
    const [ax, ay] = [x - (fineX[at - 1] ?? 0), y - (fineY[at - 1] ?? 0)];
    const [bx, by] = [(fineX[at + 1] ?? 0) - x, (fineY[at + 1] ?? 0) - y];
    turns.push(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  }
  return turns;
}
