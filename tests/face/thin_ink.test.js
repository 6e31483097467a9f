import assert from "node:assert/strict";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { isSparse } from "../../static/js/render/thin_ink.js";
import { placed, stroke } from "../model/drawing.js";

/** A stroke of points so many board pixels apart. @param {number} step @param {number} count */
function stepped(step, count) {
  const pool = new PointPool();
  const points = Array.from(
    { length: count },
    (_, at) => /** @type {[number, number]} */ ([at * step * 16, 0]),
  );
  return { shape: placed(stroke("00000000000000aa.1", points), pool), pool };
}

test("a thin stroke with distant points on the device is painted by its outline", () => {
  const { shape, pool } = stepped(40, 12);
  const half = 0.5 / 16;
  assert.equal(isSparse(shape, half, pool), true);
  assert.equal(isSparse(shape, half / 5, pool), false, "from afar they are close");
});

test("one long step suffices, and the shortest strokes have no curve", () => {
  const pool = new PointPool();
  const points = /** @type {[number, number][]} */ ([
    [0, 0],
    [16, 0],
    [16, 1600],
    [32, 1600],
    [48, 1600],
  ]);
  const shape = placed(stroke("00000000000000aa.1", points), pool);
  assert.equal(isSparse(shape, 1 / 16, pool), true);
  for (const count of [1, 2]) {
    const short = stepped(40, count);
    assert.equal(isSparse(short.shape, 1 / 16, short.pool), false);
  }
});
