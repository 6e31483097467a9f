import assert from "node:assert/strict";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { someGeometry } from "./drawing.js";
import { Seeded } from "./seeded.js";

test("[D5] columns survive a round trip through the pool", () => {
  const chance = new Seeded(1);
  const pool = new PointPool();
  for (let round = 0; round < 500; round += 1) {
    const geometry = someGeometry(chance, "ink", 5000);
    const range = pool.add(geometry);
    pool.retain(range);
    assert.deepEqual(pool.columns(range), geometry);
  }
});

test("the pool stores points as absolute offsets", () => {
  const pool = new PointPool();
  const { start, count } = pool.add({
    points: [5, 6, 1, -1, 2, 0],
    pressure: [10, 5, -3],
    time: [0, 8, 9],
  });
  assert.equal(count, 3);
  assert.deepEqual([...pool.xy.subarray(start * 2, (start + 3) * 2)], [5, 6, 6, 5, 8, 5]);
  assert.deepEqual([...pool.pressure.subarray(start, start + 3)], [10, 15, 12]);
  assert.deepEqual([...pool.time.subarray(start, start + 3)], [0, 8, 9]);
});

test("a box has no points", () => {
  const pool = new PointPool();
  const range = pool.add({ w: 5, h: 5 });
  pool.retain(range);
  pool.release(range);
  pool.sweep();
  assert.deepEqual([range.count, pool.used], [0, 0]);
});

test("a range without references is freed by the next sweep, not before", () => {
  const pool = new PointPool();
  const range = pool.add({ points: [7, 8], pressure: [9], time: [0] });
  pool.retain(range);
  pool.retain(range);
  pool.release(range);
  pool.sweep();
  assert.equal(pool.used, 1, "one still keeps it");
  pool.release(range);
  assert.equal(pool.xy[range.start * 2], 7, "readable until the sweep");
  assert.equal(pool.used, 1);
  pool.sweep();
  assert.equal(pool.used, 0);
  pool.add({ points: [1, 1], pressure: [1], time: [0] });
  pool.sweep();
  assert.equal(pool.used, 0, "what was never retained goes too");
});

test("a released range that is retained before the sweep stays", () => {
  const pool = new PointPool();
  const range = pool.add({ points: [7, 8], pressure: [9], time: [0] });
  pool.retain(range);
  pool.release(range);
  pool.retain(range);
  pool.sweep();
  assert.equal(pool.used, 1);
  assert.equal(pool.columns(range).points[0], 7);
});

test("memory stays bounded while shapes are added and removed, and no range is allocated twice", () => {
  const chance = new Seeded(2);
  const pool = new PointPool();
  /** @type {{range: {start: number, count: number}, geometry: object}[]} */
  const kept = [];
  let most = 0;
  for (let round = 0; round < 20_000; round += 1) {
    if (kept.length < 200 || chance.chance(50)) {
      const geometry = someGeometry(chance, "ink", 100);
      const range = pool.add(geometry);
      pool.retain(range);
      kept.push({ range, geometry });
    } else {
      const [gone] = kept.splice(chance.within(0, kept.length - 1), 1);
      if (gone !== undefined) pool.release(gone.range);
    }
    pool.sweep();
    most = Math.max(most, pool.used);
  }
  for (const { range, geometry } of kept) assert.deepEqual(pool.columns(range), geometry);
  const used = kept.reduce((sum, { range }) => sum + range.count, 0);
  assert.equal(pool.used, used);
  assert.ok(
    pool.capacity < 3 * most,
    `room for ${pool.capacity} where ${most} were in use at most`,
  );
});

test("a board that is cleared repeatedly needs no more memory than at its fullest moment", () => {
  const pool = new PointPool();
  let first = 0;
  for (let lesson = 0; lesson < 20; lesson += 1) {
    const ranges = Array.from({ length: 1000 }, (_, at) => {
      const count = 1 + ((at * 7 + lesson) % 90);
      return pool.add({
        points: Array(count * 2).fill(1),
        pressure: Array(count).fill(0),
        time: Array(count).fill(0),
      });
    });
    for (const range of ranges) pool.retain(range);
    for (const range of ranges) pool.release(range);
    pool.sweep();
    assert.equal(pool.used, 0);
    if (lesson === 0) first = pool.capacity;
  }
  assert.ok(pool.capacity <= first * 1.5);
});

test("reserved room takes all expected points without another copy", () => {
  const pool = new PointPool();
  const expected = 100_000;
  pool.reserve(expected);
  const { xy, pressure } = pool;
  for (let left = expected; left > 0; left -= 1000)
    pool.addChunk({ xy: new Int32Array(2000), pressure: new Uint8Array(1000) }, "hash");
  assert.equal(pool.xy, xy);
  assert.equal(pool.pressure, pressure);
  pool.addChunk({ xy: new Int32Array(2), pressure: new Uint8Array(1) }, "hash");
  assert.ok(pool.capacity > expected, "more than expected fits too");
});
