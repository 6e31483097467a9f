// The middle of a line keeps what the hand meant and loses its tremor, at every rate of the device.

import assert from "node:assert/strict";
import { test } from "node:test";
import { UNITS_PER_PX } from "../../static/js/model/box.js";
import { Centreline } from "../../static/js/model/centreline.js";
import { Outliner } from "../../static/js/model/outline.js";
import { curve } from "./curve.js";
import { drawn, RATES } from "./hand.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./hand.js").Place} Place */

const WIDTHS = [2.5, 4, 7, 12];
const TURN = 2 * Math.PI;

/** @param {readonly Place[]} points  in screen pixels @param {number} [width] @param {number} [zoom] @returns {Place[]} */
function middle(points, width = 4, zoom = 1) {
  const line = new Centreline();
  line.begin(width * UNITS_PER_PX);
  const scale = UNITS_PER_PX / zoom;
  for (const { x, y } of points) line.add(x * scale, y * scale, (width * UNITS_PER_PX) / 2);
  line.refine(0, points.length);
  return Array.from({ length: line.fineLength }, (_, at) => ({
    x: (line.fineX[at] ?? 0) / scale,
    y: (line.fineY[at] ?? 0) / scale,
  }));
}

/** @param {readonly Place[]} points */
function height(points) {
  const ys = points.map(({ y }) => y);
  return Math.max(...ys) - Math.min(...ys);
}

/** A hand that goes up and down while it moves to the right. @param {number} hertz @param {number} high  half of the height @param {number} speed */
function wave(hertz, high, speed) {
  return (/** @type {number} */ time) => ({
    x: speed * time,
    y: high * Math.sin(TURN * hertz * time),
  });
}

/** @param {number} hertz @param {number} radius */
function circle(hertz, radius) {
  return (/** @type {number} */ time) => ({
    x: radius * Math.cos(TURN * hertz * time),
    y: radius * Math.sin(TURN * hertz * time),
  });
}

/** By how much a line turns at each point. @param {readonly Place[]} line */
function turns(line) {
  return line.slice(2).map((after, at) => {
    const [before, here] = [line[at] ?? after, line[at + 1] ?? after];
    const [ax, ay] = [here.x - before.x, here.y - before.y];
    const [bx, by] = [after.x - here.x, after.y - here.y];
    return Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  });
}

test("a wave of 5 Hz keeps 92 % of its height at every rate, width, size and zoom", () => {
  for (const rate of RATES) {
    for (const width of WIDTHS) {
      for (const high of [4, 8, 16, 32, 64]) {
        for (const zoom of [0.5, 1, 4]) {
          // Such a wave is a blot.
          if (2 * high < width * zoom) continue;
          for (const phase of [0, 0.5]) {
            const speed = high < 16 ? 100 : 300;
            const points = drawn(wave(5, high, speed), { rate, phase, zoom });
            const line = middle(points, width, zoom);
            const calm = line.filter(({ x }) => x > 0.2 * speed && x < 0.8 * speed);
            const kept = height(calm) / (2 * high);
            const which = `${rate} Hz, width ${width}, height ${2 * high}, zoom ${zoom}: ${kept}`;
            assert.ok(kept >= 0.92 && kept <= 1.03, which);
          }
        }
      }
    }
  }
});

test("its outline is as high", () => {
  for (const rate of RATES) {
    const outliner = new Outliner();
    outliner.begin(4 * UNITS_PER_PX);
    for (const { x, y } of drawn(wave(5, 30, 200), { rate })) {
      outliner.add(x * UNITS_PER_PX, y * UNITS_PER_PX, 128);
    }
    const painted = curve(outliner);
    const calm = painted.filter(({ x }) => x > 40 * UNITS_PER_PX && x < 160 * UNITS_PER_PX);
    const kept = (height(calm) / UNITS_PER_PX - 4) / 60;
    assert.ok(kept >= 0.92 && kept <= 1.03, `${rate} Hz: ${kept}`);
  }
});

/**
 * Remainder of a pixel of noise after the weighted mean of neighbours, which flattened waves by a fifth: pixels from the
 * line, and radians of turning a pixel of way.
 */
const BEFORE = [
  { speed: 40, rate: 60, left: 0.404, turning: 0.429 },
  { speed: 40, rate: 125, left: 0.392, turning: 1.77 },
  { speed: 40, rate: 240, left: 0.389, turning: 5.29 },
  { speed: 200, rate: 60, left: 0.433, turning: 0.0183 },
  { speed: 200, rate: 125, left: 0.421, turning: 0.0859 },
  { speed: 200, rate: 240, left: 0.404, turning: 0.304 },
  { speed: 600, rate: 60, left: 0.499, turning: 0.003 },
  { speed: 600, rate: 125, left: 0.444, turning: 0.0098 },
  { speed: 600, rate: 240, left: 0.426, turning: 0.0353 },
];

test("a trembling hand, slow or fast, draws a smoother line than a mean of neighbours would", () => {
  for (const { speed, rate, left, turning } of BEFORE) {
    const chance = new Seeded(7);
    const rounds = 20;
    let [square, count, turned] = [0, 0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const hand = { rate, seconds: 2, noise: 1, chance };
      const line = middle(drawn((time) => ({ x: speed * time, y: 0 }), hand)).slice(10, -10);
      for (const { y } of line) square += y * y;
      count += line.length;
      for (const turn of turns(line)) turned += Math.abs(turn);
    }
    const [off, bent] = [Math.sqrt(square / count), turned / (rounds * 2 * speed)];
    assert.ok(off <= left, `${speed} px/s at ${rate} Hz: ${off} px`);
    assert.ok(bent <= turning, `${speed} px/s at ${rate} Hz: ${bent} radians a pixel`);
  }
});

test("a fast circle is round at every rate, and its pieces turn alike: no facets", () => {
  const radius = 40;
  for (const rate of RATES) {
    for (const hertz of [4, 6, 8]) {
      const line = middle(drawn(circle(hertz, radius), { rate, seconds: 1.2 / hertz }));
      for (const { x, y } of line) {
        const off = Math.abs(Math.hypot(x, y) - radius);
        assert.ok(off < 0.8, `${hertz} Hz at ${rate}: ${off}`);
      }
      const ways = line.slice(1).map((place, at) => far(place, line[at] ?? place));
      const bends = turns(line);
      assert.ok(Math.max(...bends) < 0.16, `${hertz} Hz at ${rate}: ${Math.max(...bends)}`);
      for (const [at, bend] of bends.entries()) {
        const curvature = (2 * bend * radius) / ((ways[at] ?? 0) + (ways[at + 1] ?? 0));
        assert.ok(Math.abs(curvature - 1) < 0.25, `${hertz} Hz at ${rate}: ${curvature}`);
      }
    }
  }
});

test("a circle stays round where the pen is lifted, also when it rests or slips there", () => {
  const radius = 40;
  for (const rate of RATES) {
    for (const hertz of [2, 5, 8]) {
      const round = drawn(circle(hertz, radius), { rate, seconds: 0.8 / hertz });
      const last = round.at(-1) ?? { x: 0, y: 0 };
      const slips = [0, 1, 2, 3].map((angle) => ({
        x: last.x + Math.cos(angle),
        y: last.y + Math.sin(angle),
      }));
      for (const points of [[...round, last], ...slips.map((slip) => [...round, slip])]) {
        for (const place of middle(points)) {
          const off = Math.abs(far(place, { x: 0, y: 0 }) - radius);
          assert.ok(off < 1.5, `${hertz} Hz at ${rate}: ${off}`);
        }
      }
    }
  }
});

test("a corner stays a corner", () => {
  for (const rate of RATES) {
    // To the right and back down to the left, as in a 7.
    const corner = { x: 90, y: 0 };
    const seven = drawn(
      (time) =>
        time < 0.5 ? { x: 180 * time, y: 0 } : { x: 180 - 180 * time, y: 270 * time - 135 },
      { rate },
    );
    const miss = Math.min(...middle(seven).map((place) => far(place, corner)));
    assert.ok(miss < 2.4, `${rate} Hz: ${miss} px`);
  }
});

/** @param {Place} a @param {Place} b */
function far(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

test("with few samples of a fast hand teeth keep their height and corners their position", () => {
  /** Places on the way from corner to corner. @param {readonly Place[]} corners @param {number} steps */
  const along = (corners, steps) =>
    corners.flatMap((from, at) => {
      const to = corners[at + 1];
      if (to === undefined) return [from];
      return Array.from({ length: steps }, (_, step) => {
        const share = step / steps;
        return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      });
    });
  const teeth = Array.from({ length: 9 }, (_, at) => ({ x: 50 * at, y: at % 2 === 0 ? 40 : -40 }));
  const square = [0, 1, 2, 3, 4].map((at) => ({
    x: at === 1 || at === 2 ? 100 : 0,
    y: at === 2 || at === 3 ? 100 : 0,
  }));
  for (const steps of [1, 2, 3, 6, 12]) {
    const line = middle(along(teeth, steps));
    for (let at = 0; at < 8; at += 1) {
      const tooth = line.filter(({ x }) => Math.abs(x - 50 * at) < 25).map(({ y }) => Math.abs(y));
      assert.ok(Math.max(...tooth) > 37, `tooth ${at} of ${steps}: ${Math.max(...tooth)}`);
    }
    for (const { x, y } of middle(along(square, steps))) {
      const outside = Math.max(-x, -y, x - 100, y - 100);
      const inside = Math.min(x, y, 100 - x, 100 - y);
      assert.ok(outside < 0.5 && inside < 2.5, `${steps} a side: ${x}, ${y}`);
    }
  }
});
