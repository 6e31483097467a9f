// Resizes, rotations and flips of shapes: shape and map in, op out.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  composed,
  IDENTITY,
  mapFromWire,
  mapped,
  mapToWire,
  rotationAbout,
  scalingAbout,
} from "../../static/js/model/affine.js";
import { isEdit } from "../../static/js/model/check.js";
import { PointPool } from "../../static/js/model/points.js";
import { previewOfSet } from "../../static/js/model/preview.js";
import { toBoard } from "../../static/js/model/rotation.js";
import { transformed, turnOf } from "../../static/js/model/transform.js";
import { placed, rectangle, someShape, stroke } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/affine.js").AffineMap} AffineMap */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

const ID = "00000000000000aa.1";
const DEGREE = Math.PI / 180;

/** The fit of tests: each letter is as wide as half of the type, and lines hold as many as fit. @type {import("../../static/js/model/transform.js").FitText} */
const fit = (text, { size, room }) => {
  const perLine = Math.max(1, Math.floor((room ?? text.length * size) / (size / 2)));
  const count = Math.max(1, Math.ceil(text.length / perLine));
  const lines = Array.from({ length: count }, (_, at) =>
    Math.min(perLine, text.length - at * perLine),
  );
  return { w: room ?? (text.length * size) / 2, h: count * size, lines };
};

/** The shape on the wire after a map. @param {NewShape} wire @param {AffineMap} map @param {typeof fit | null} [measure] */
function after(wire, map, measure = fit) {
  const pool = new PointPool();
  const shape = placed(wire, pool);
  const op = transformed(shape, pool, map, measure);
  assert.ok(isEdit({ ops: [op] }), JSON.stringify(op).slice(0, 300));
  const changed = previewOfSet(shape, op, pool);
  const { x, y, rotation, w, h, count, start, style, details } = changed.shape;
  const { xy } = changed.pool;
  const points = Array.from({ length: count }, (_, at) => [
    xy[(start + at) * 2] ?? 0,
    xy[(start + at) * 2 + 1] ?? 0,
  ]);
  return { op, shape: changed.shape, pos: [x, y, rotation], w, h, points, style, details };
}

test("a stroke is resized by its points alone, and its pressure and width stay", () => {
  const wire = stroke(ID, [
    [0, 0],
    [100, 40],
    [60, 80],
  ]);
  const twice = scalingAbout({ x: 2, y: 0.5 }, 0, { x: 0, y: 0 });
  const { op, points, pos, style } = after({ ...wire, pos: [10, 20, 0] }, twice);
  assert.deepEqual(pos, [20, 10, 0]);
  assert.deepEqual(points, [
    [0, 0],
    [200, 20],
    [120, 40],
  ]);
  assert.equal(style.size, 64);
  assert.deepEqual([op.geometry?.time, op.geometry?.pressure], [undefined, [128, 0, 0]]);
});

test("a rotation changes the position and rotation of strokes and boxes, and no point", () => {
  const quarter = rotationAbout(90 * DEGREE, { x: 0, y: 0 });
  const ink = after({ ...stroke(ID, [[0, 0]]), pos: [100, 0, 35_000] }, quarter);
  assert.deepEqual([ink.pos, ink.op.geometry], [[0, 100, 8_000], undefined]);
  const box = after(rectangle(ID), quarter);
  // Its middle goes from (50, 25) to (-25, 50); its corner is at the right now.
  assert.deepEqual([box.pos, box.op.geometry], [[0, 0, 9_000], undefined]);
  assert.equal(turnOf(mapFromWire(mapToWire(quarter, { x: 0, y: 0 }))), 9_000);
});

test("a line is turned by its points, so that its label stays level", () => {
  const line = rectangle(ID, { kind: "line", geometry: { points: [0, 0, 100, 0] }, text: "a" });
  const { pos, points } = after(line, rotationAbout(90 * DEGREE, { x: 50, y: 0 }));
  assert.deepEqual(
    [pos, points],
    [
      [50, -50, 0],
      [
        [0, 0],
        [0, 100],
      ],
    ],
  );
});

test("a resize leaves the edge about which it goes where it is", () => {
  for (let w = 1; w < 300; w += 7) {
    const scale = { x: w / 100, y: 1 };
    const left = after(rectangle(ID), scalingAbout(scale, 0, { x: 0, y: 0 }));
    assert.deepEqual([left.pos, left.w, left.h], [[0, 0, 0], w, 50]);
    const right = after(rectangle(ID), scalingAbout(scale, 0, { x: 100, y: 0 }));
    assert.deepEqual([(right.pos[0] ?? 0) + right.w, right.w], [100, w]);
  }
});

test("[D15] a turned box is resized along its own sides, and is not skewed", () => {
  const wire = rectangle(ID, { pos: [0, 0, 3_000] });
  const own = after(wire, scalingAbout({ x: 2, y: 1 }, 30 * DEGREE, { x: 0, y: 0 }));
  assert.deepEqual([own.w, own.h, own.pos], [200, 50, [0, 0, 3_000]]);
  const wide = after(wire, scalingAbout({ x: 2, y: 1 }, 0, { x: 0, y: 0 }));
  assert.deepEqual([wide.w > 100, wide.pos[2]], [true, 3_000]);
});

test("a flip mirrors strokes and turned boxes, and no text is upside down", () => {
  const flip = scalingAbout({ x: -1, y: 1 }, 0, { x: 50, y: 0 });
  const ink = after(
    stroke(ID, [
      [0, 0],
      [30, 7],
    ]),
    flip,
  );
  assert.deepEqual(
    [ink.pos, ink.points],
    [
      [100, 0, 0],
      [
        [0, 0],
        [-30, 7],
      ],
    ],
  );
  for (const [rotation, mirrored] of [
    [0, 0],
    [3_000, 33_000],
    [9_000, 9_000],
    [15_000, 21_000],
    [18_000, 18_000],
  ]) {
    const wire = rectangle(ID, { pos: [0, 0, rotation ?? 0], kind: "text", text: "abc" });
    const { pos, shape } = after(wire, flip);
    assert.equal(pos[2], mirrored);
    const before = toBoard({ x: 0, y: 0, rotation: rotation ?? 0 }, { x: 50, y: 25 });
    const middle = toBoard(shape, { x: shape.w / 2, y: shape.h / 2 });
    assert.ok(Math.hypot(middle.x - (100 - before.x), middle.y - before.y) < 1);
  }
});

test("[D17] a text gets larger type by its corner, and new lines by its side", () => {
  const wire = rectangle(ID, {
    kind: "text",
    text: "abcdefgh",
    geometry: { w: 400, h: 100, lines: [8] },
    style: { ink: "red", size: 100 },
  });
  const about = { x: 0, y: 0 };
  const larger = after(wire, scalingAbout({ x: 1.5, y: 1.5 }, 0, about));
  assert.deepEqual([larger.style.size, larger.w, larger.h], [150, 600, 150]);
  assert.deepEqual([larger.details?.lines, larger.details?.fixed], [[8], false]);
  const narrow = after(wire, scalingAbout({ x: 0.5, y: 1 }, 0, about));
  assert.deepEqual([narrow.style.size, narrow.w, narrow.h, narrow.pos], [100, 200, 200, [0, 0, 0]]);
  assert.deepEqual([narrow.details?.lines, narrow.details?.fixed], [[4, 4], true]);
  // Without a measure its lines are broken when it is painted.
  const unmeasured = after(wire, scalingAbout({ x: 0.5, y: 1 }, 0, about), null);
  assert.deepEqual([unmeasured.w, unmeasured.details?.lines], [200, []]);
  const higher = after(wire, scalingAbout({ x: 1, y: 2 }, 0, about));
  assert.deepEqual([higher.op.geometry, higher.op.style], [undefined, undefined]);
});

test("[D17] labels and notes break anew for another width, and keep their type", () => {
  for (const kind of /** @type {const} */ (["rectangle", "note"])) {
    const style = { ink: /** @type {const} */ ("red"), size: 100, type: 100 };
    const geometry = { w: 1000, h: 500, lines: [8] };
    const wire = rectangle(ID, { kind, text: "abcdefgh", geometry, style });
    const narrow = after(wire, scalingAbout({ x: 0.4, y: 1 }, 0, { x: 0, y: 0 }));
    assert.equal(narrow.w, 400);
    assert.ok((narrow.details?.lines.length ?? 0) > 1, kind);
    assert.deepEqual(narrow.style, placed(wire, new PointPool()).style);
    const high = after(wire, scalingAbout({ x: 1, y: 3 }, 0, { x: 0, y: 0 }));
    assert.deepEqual([high.h, high.details?.lines], [1500, [8]]);
  }
});

test("the ends of a line stay bound when it is resized", () => {
  const geometry = { points: [0, 0, 100, 50], from: /** @type {const} */ ([ID, 0, 500]) };
  const wire = rectangle(ID, { kind: "arrow", geometry: /** @type {any} */ (geometry) });
  const { details, points } = after(wire, scalingAbout({ x: 2, y: 2 }, 0, { x: 0, y: 0 }));
  assert.deepEqual(
    [details?.from, points[1]],
    [
      [ID, 0, 500],
      [200, 100],
    ],
  );
});

test("[D4] [D5] [D6] every map gives an op that can be stored, and the way back gives the shape again", () => {
  const chance = new Seeded(7);
  for (let at = 0; at < 1500; at += 1) {
    const wire = someShape(chance, ID);
    const about = { x: chance.within(-9000, 9000), y: chance.within(-9000, 9000) };
    const side = () => (chance.chance(30) ? -1 : 1) * 2 ** chance.within(-3, 3);
    const scale = { x: side(), y: side() };
    const angle = chance.pick([0, 0, chance.next()]) * Math.PI;
    const [there, back] = chance.chance(40)
      ? [rotationAbout(angle, about), rotationAbout(-angle, about)]
      : [
          scalingAbout(scale, angle, about),
          scalingAbout({ x: 1 / scale.x, y: 1 / scale.y }, angle, about),
        ];
    const { op } = after(wire, there);
    assert.equal(op.id, ID);
    assert.ok(Object.keys(op).length > 2);
    // Boxes are not skewed, and a text keeps its width: only points come back exactly.
    const pool = new PointPool();
    const shape = placed(wire, pool);
    if (shape.count === 0) continue;
    const changed = previewOfSet(shape, transformed(shape, pool, there), pool);
    const again = previewOfSet(
      changed.shape,
      transformed(changed.shape, changed.pool, back),
      changed.pool,
    );
    for (let point = 0; point < shape.count; point += 1) {
      const place = (/** @type {typeof changed} */ { shape: of, pool: { xy } }) =>
        toBoard(of, { x: xy[(of.start + point) * 2] ?? 0, y: xy[(of.start + point) * 2 + 1] ?? 0 });
      const [p, q] = [place({ kind: "shape", shape, pool }), place(again)];
      // An eighth of the size rounds eight units to one.
      assert.ok(Math.hypot(p.x - q.x, p.y - q.y) < 25, `${at}: ${JSON.stringify([p, q])}`);
    }
  }
});

test("[D1] what cannot be stored is clamped, and the shape stays", () => {
  const chance = new Seeded(9);
  for (let at = 0; at < 300; at += 1) {
    const wire = someShape(chance, ID);
    const factor = chance.pick([1e-9, 1e9]);
    const about = { x: chance.within(-(2 ** 26), 2 ** 26), y: 0 };
    after(wire, scalingAbout({ x: factor, y: chance.pick([factor, -factor, 1]) }, 0, about));
    after(wire, rotationAbout(chance.next(), about));
  }
});

test("[D5] the shapes of a long stroke still meet", () => {
  const chance = new Seeded(3);
  for (let at = 0; at < 100; at += 1) {
    const meeting = [chance.within(-999, 999), chance.within(-999, 999)];
    const pool = new PointPool();
    const first = placed(
      stroke(ID, [
        [0, 0],
        [meeting[0] ?? 0, meeting[1] ?? 0],
      ]),
      pool,
    );
    const second = placed(
      stroke(ID, [[0, 0]], { pos: [meeting[0] ?? 0, meeting[1] ?? 0, 0] }),
      pool,
    );
    const scale = { x: chance.next() * 3, y: chance.next() * 3 };
    const map = scalingAbout(scale, chance.next(), { x: chance.within(-99, 99), y: 17 });
    const [one, two] = [first, second].map((shape) =>
      previewOfSet(shape, transformed(shape, pool, map), pool),
    );
    assert.ok(one !== undefined && two !== undefined);
    const end = one.shape.start + 1;
    const x = one.shape.x + (one.pool.xy[end * 2] ?? 0);
    const y = one.shape.y + (one.pool.xy[end * 2 + 1] ?? 0);
    assert.deepEqual([x, y], [two.shape.x, two.shape.y]);
  }
});

test("[V2] a map on the wire is exact near the point that it is made for", () => {
  const near = { x: 50_000_000, y: -60_000_000 };
  const map = composed(rotationAbout(0.3, { x: 49_999_000, y: -60_000_500 }), {
    ...IDENTITY,
    a: 1.23,
    e: -11_000_000,
  });
  const sent = mapFromWire(mapToWire(map, near));
  const [p, q] = [mapped(map, near), mapped(sent, near)];
  assert.ok(Math.hypot(p.x - q.x, p.y - q.y) <= 1);
  assert.ok(mapToWire(map, near).every(Number.isSafeInteger));
});
