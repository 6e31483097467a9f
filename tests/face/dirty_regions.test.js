import assert from "node:assert/strict";
import { test } from "node:test";
import {
  area,
  DirtyRegions,
  intersection,
  subtract,
} from "../../static/js/render/dirty_regions.js";

/** @param {number} minX @param {number} minY @param {number} maxX @param {number} maxY */
const box = (minX, minY, maxX, maxY) => ({ minX, minY, maxX, maxY });

const SCREEN = box(0, 0, 1000, 800);

/** @param {DirtyRegions} dirty */
function taken(dirty) {
  const found = [];
  for (let next = dirty.take(SCREEN); next !== null; next = dirty.take(SCREEN)) found.push(next);
  return found;
}

test("distant rectangles stay separate, overlapping ones are joined", () => {
  const dirty = new DirtyRegions();
  dirty.add(box(0, 0, 10, 10));
  dirty.add(box(900, 700, 910, 710));
  dirty.add(box(2, 2, 12, 11));
  assert.deepEqual(taken(dirty), [box(900, 700, 910, 710), box(0, 0, 12, 11)]);
  assert.ok(dirty.isEmpty);
});

test("a rectangle inside of another one adds nothing, in either order", () => {
  const dirty = new DirtyRegions();
  dirty.add(box(5, 5, 6, 6));
  dirty.add(box(0, 0, 10, 10));
  dirty.add(box(3, 3, 4, 4));
  assert.deepEqual(taken(dirty), [box(0, 0, 10, 10)]);
});

test("a long and a tall rectangle that cross stay two, because their union is the whole screen", () => {
  const dirty = new DirtyRegions();
  dirty.add(box(0, 400, 1000, 410));
  dirty.add(box(500, 0, 510, 800));
  assert.equal(taken(dirty).length, 2);
});

test("only rectangles on the screen are returned", () => {
  const dirty = new DirtyRegions();
  dirty.add(box(-50, -50, 20, 20));
  dirty.add(box(2000, 0, 2100, 100));
  dirty.add(box(1000, 0, 1001, 5));
  assert.deepEqual(taken(dirty), [box(0, 0, 20, 20)]);
});

test("empty rectangles are ignored", () => {
  const dirty = new DirtyRegions();
  dirty.add(box(5, 5, 5, 9));
  dirty.add(box(9, 9, 3, 12));
  assert.ok(dirty.isEmpty);
});

test("there are at most eight rectangles, and together they cover everything that was added", () => {
  const dirty = new DirtyRegions();
  const added = Array.from({ length: 60 }, (_, at) => {
    const x = (at * 379) % 980;
    const y = (at * 211) % 780;
    return box(x, y, x + 12, y + 12);
  });
  for (const each of added) dirty.add(each);
  const boxes = taken(dirty);
  assert.ok(boxes.length <= 8);
  for (const each of added) {
    assert.ok(boxes.some((other) => area(intersection(each, other)) === area(each)));
  }
});
test("a pan exposes an L of two strips, a jump exposes everything", () => {
  const moved = box(30, -20, 1030, 780);
  const strips = subtract(moved, SCREEN);
  assert.equal(
    strips.reduce((sum, strip) => sum + area(strip), 0),
    area(moved) - area(intersection(moved, SCREEN)),
  );
  for (const strip of strips) assert.equal(area(intersection(strip, SCREEN)), 0);
  const far = box(5000, 0, 6000, 800);
  assert.deepEqual(subtract(far, SCREEN), [far]);
  assert.deepEqual(subtract(SCREEN, SCREEN), []);
});
