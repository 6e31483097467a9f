import assert from "node:assert/strict";
import { test } from "node:test";
import { INKS } from "../../static/js/model/colour.js";
import { PointPool } from "../../static/js/model/points.js";
import { FineStrokeRasterizer } from "../../static/js/render/fine_strokes.js";
import { placed, stroke } from "../model/drawing.js";

/** As browsers have it. */
class FakeImage {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(width * height * 4);
  }
}

Object.assign(globalThis, { ImageData: FakeImage });

/** One device pixel for 16 units. */
const K = 1 / 16;

/** @param {readonly [number, number][]} path  pixels @param {number} size  units */
function line(path, size) {
  const pool = new PointPool();
  const points = path.map(([x, y]) => /** @type {[number, number]} */ ([x * 16, y * 16]));
  const shape = placed(stroke("00000000000000aa.1", points, { style: { ink: "red", size } }), pool);
  return { shape, pool };
}

/**
 * @param {readonly ReturnType<typeof line>[]} lines
 * @param {{width?: number, height?: number, ox?: number, oy?: number, alpha?: number}} [part]
 */
function painted(lines, { width = 64, height = 32, ox = 0, oy = 0, alpha = 1 } = {}) {
  const splatter = new FineStrokeRasterizer();
  splatter.begin(width, height);
  for (const { shape, pool } of lines) {
    splatter.add(shape, { k: K, ox, oy }, { pool, theme: "light", alpha });
  }
  return splatter.image();
}

/** @param {ImageData} image */
function coverage({ data }) {
  let sum = 0;
  for (let at = 3; at < data.length; at += 4) sum += (data[at] ?? 0) / 255;
  return sum;
}

test("a line covers its width times its length at every sub-pixel position", () => {
  for (const y of [10, 10.25, 10.5, 10.8]) {
    const image = painted([
      line(
        [
          [5, y],
          [55, y],
        ],
        14,
      ),
    ]);
    const share = coverage(image) / (50 * (14 / 16));
    assert.ok(share > 0.9 && share < 1.1, `${y}: ${share}`);
  }
});

test("a wider line has two lanes and the same coverage rule", () => {
  for (const size of [17, 20, 26, 32]) {
    const image = painted([
      line(
        [
          [5, 10.4],
          [55, 12.1],
        ],
        size,
      ),
    ]);
    const share = coverage(image) / (50 * (size / 16));
    assert.ok(share > 0.8 && share < 1.2, `${size}: ${share}`);
  }
});

test("a slanted line has the coverage of a level one", () => {
  const image = painted([
    line(
      [
        [5, 5],
        [45, 25],
      ],
      14,
    ),
  ]);
  const share = coverage(image) / (Math.hypot(40, 20) * (14 / 16));
  assert.ok(share > 0.85 && share < 1.1, String(share));
});

test("pixels have the colour of the ink at any coverage", () => {
  const { data } = painted([
    line(
      [
        [5, 10.3],
        [55, 12.7],
      ],
      12,
    ),
  ]);
  const value = Number.parseInt(INKS.red.light.slice(1), 16);
  const ink = [value >> 16, (value >> 8) & 255, value & 255];
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) < 32) continue;
    for (const [channel, expected] of ink.entries()) {
      assert.ok(Math.abs((data[at + channel] ?? 0) - expected) <= 6);
    }
  }
});

test("ink below the least width is drawn at the least width, and a dot is visible", () => {
  const thin = painted([
    line(
      [
        [5, 10],
        [55, 10],
      ],
      1,
    ),
  ]);
  assert.ok(coverage(thin) / (50 * 0.75) > 0.9);
  assert.ok(coverage(painted([line([[20, 10]], 8)])) > 0.3);
});

test("two tiles side by side are one picture", () => {
  const lines = [3.3, 9, 14.6].map((y, at) =>
    line(
      [
        [2, y],
        [33 + at, y + 7],
        [60, y + 2],
      ],
      12,
    ),
  );
  const whole = painted(lines);
  const left = painted(lines, { width: 32 });
  const right = painted(lines, { width: 32, ox: 32 });
  for (let y = 0; y < 32; y += 1) {
    for (let x = 0; x < 64; x += 1) {
      const half = x < 32 ? left : right;
      const from = (y * 32 + (x % 32)) * 4;
      const at = (y * 64 + x) * 4;
      assert.deepEqual(
        [...half.data.subarray(from, from + 4)],
        [...whole.data.subarray(at, at + 4)],
        `${x}, ${y}`,
      );
    }
  }
});

test("a shape that is about to be erased is pale", () => {
  const across = line(
    [
      [5, 10],
      [55, 10],
    ],
    14,
  );
  const share = coverage(painted([across], { alpha: 0.25 })) / coverage(painted([across]));
  assert.ok(share > 0.2 && share < 0.3, String(share));
});
