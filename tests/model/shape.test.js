import assert from "node:assert/strict";
import { test } from "node:test";
import { contains, inflate, WholeBox } from "../../static/js/model/box.js";
import { Outliner, tipOf } from "../../static/js/model/outline.js";
import { PointPool } from "../../static/js/model/points.js";
import { reduceShape } from "../../static/js/model/reduce.js";
import { shapeFromWire, toWire } from "../../static/js/model/shape.js";
import { curve } from "./curve.js";
import { placed, rectangle, someShape, stroke, TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

const ID = `${TAGS[0]}.1`;
const PLACE = { author: 2, seq: 2, index: 0 };

test("[D9] a shape survives a round trip to the wire", () => {
  const chance = new Seeded(21);
  const pool = new PointPool();
  for (let round = 0; round < 500; round += 1) {
    const shape = placed(someShape(chance, ID), pool);
    const again = shapeFromWire(toWire(shape, pool), null, pool);
    assert.deepEqual({ ...again, start: 0 }, { ...shape, start: 0 });
  }
});

test("[B9] the last writers in chunks are not part of a shape", () => {
  const pool = new PointPool();
  const wire = toWire(placed(rectangle(ID), pool), pool);
  const written = JSON.parse(JSON.stringify({ ...wire, w: { pos: [9, 2] } }));
  assert.deepEqual(shapeFromWire(written, null, pool), shapeFromWire(wire, null, pool));
});

test("the box has the stroke's width, a text's has none", () => {
  const pool = new PointPool();
  const box = { minX: 0, minY: 0, maxX: 100, maxY: 50 };
  assert.deepEqual(placed(rectangle(ID), pool).box, WholeBox.of(inflate(box, 32)));
  const note = placed(rectangle(ID, { kind: "note", text: "" }), pool);
  assert.deepEqual(note.box, WholeBox.of(box));
});

test("[D4] a turned shape turns around its position", () => {
  const pool = new PointPool();
  const note = rectangle(ID, { kind: "note", text: "", pos: [1000, 2000, 9000] });
  assert.deepEqual(placed(note, pool).box, new WholeBox(950, 2000, 1000, 2100));
  const line = rectangle(ID, {
    kind: "line",
    pos: [0, 0, 18_000],
    geometry: { points: [0, 0, 100, 10] },
    style: { ink: "red", size: 2 },
  });
  const { box } = placed(line, pool);
  assert.ok(contains(inflate(box, 0), { minX: -100, minY: -10, maxX: 0, maxY: 0 }));
  assert.ok(contains({ minX: -102, minY: -12, maxX: 2, maxY: 2 }, box));
});

test("a moved shape has the box of one drawn there", () => {
  const chance = new Seeded(22);
  const pool = new PointPool();
  for (let round = 0; round < 300; round += 1) {
    const wire = someShape(chance, ID);
    /** @type {[number, number, number]} */
    const pos = [chance.within(-9000, 9000), chance.within(-9000, 9000), wire.pos[2]];
    const moved = reduceShape(placed(wire, pool), { op: "set", id: ID, pos }, PLACE, pool);
    const { box } = placed({ ...wire, pos }, pool);
    // Rounding outwards may differ by the unit that a turned box is rounded to.
    assert.ok(
      moved !== null &&
        contains(inflate(box, 1), moved.box) &&
        contains(inflate(moved.box, 1), box),
    );
  }
});

test("a move shares the points, and a new geometry has its own", () => {
  const pool = new PointPool();
  const old = placed(
    stroke(ID, [
      [0, 0],
      [10, 0],
    ]),
    pool,
  );
  const moved = reduceShape(old, { op: "set", id: ID, pos: [5, 5, 0] }, PLACE, pool);
  assert.equal(moved?.start, old.start);
  const { geometry } = stroke(ID, [[1, 1]]);
  const other = reduceShape(old, { op: "set", id: ID, geometry }, PLACE, pool);
  assert.notEqual(other?.start, old.start);
  assert.deepEqual([old.count, other?.count], [2, 1]);
});

test("the painted outline never leaves the box", () => {
  const chance = new Seeded(23);
  const pool = new PointPool();
  const outliner = new Outliner();
  for (let round = 0; round < 600; round += 1) {
    const step = chance.within(2, 3000);
    const curl = (chance.next() - 0.5) * 3;
    let angle = 0;
    let [x, y] = [0, 0];
    /** @type {[number, number][]} */
    const path = Array.from({ length: chance.within(1, 60) }, () => {
      angle += curl + (chance.next() - 0.5) * (round % 3);
      x += Math.cos(angle) * step;
      y += Math.sin(angle) * step;
      return [Math.round(x), Math.round(y)];
    });
    const kind = chance.pick(/** @type {const} */ (["ink", "highlight"]));
    const style = /** @type {const} */ ({ ink: "red", size: chance.pick([16, 64, 192, 384]) });
    const wire = stroke(ID, path, { kind, style });
    const force = chance.within(0, 255);
    const pressure = path.map((_, at) => (at === 0 ? force : 0));
    const shape = placed({ ...wire, geometry: { ...wire.geometry, pressure } }, pool);
    outliner.begin(shape.style.size, tipOf(kind));
    for (const [px, py] of path) outliner.add(px, py, force);
    for (const point of curve(outliner)) {
      assert.ok(
        contains(shape.box, { minX: point.x, maxX: point.x, minY: point.y, maxY: point.y }),
      );
    }
    pool.sweep();
  }
});
