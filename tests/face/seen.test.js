import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../static/js/editor/camera.js";
import { PointPool } from "../../static/js/model/points.js";
import { internStyle } from "../../static/js/model/styles.js";
import { brokenLines } from "../../static/js/model/text_layout.js";
import { Cursors } from "../../static/js/render/cursors.js";
import { looksEqual } from "../../static/js/render/looks_equal.js";
import { activePreviews, ShapeVisibility } from "../../static/js/render/previews.js";
import { pixelsAround, pixelsOf, unitsUnder, viewOf } from "../../static/js/render/view.js";
import { placed, rectangle, stroke } from "../model/drawing.js";

test("the board moves by whole device pixels at every zoom and density", () => {
  const camera = new Camera();
  camera.resize(1000, 800);
  for (const [zoom, dpr] of /** @type {[number, number][]} */ ([
    [1, 1],
    [0.37, 1.5],
    [2.71, 1.25],
  ])) {
    camera.goTo({ x: 12.3456, y: -7.891, zoom });
    const before = viewOf(camera, { width: 1000, height: 800, dpr });
    camera.pan(3.3, 1.7);
    const after = viewOf(camera, { width: 1000, height: 800, dpr });
    assert.equal(after.k, before.k);
    for (const value of [before.ox, before.oy, after.ox, after.oy]) {
      assert.ok(Number.isInteger(value));
    }
    assert.ok(Math.abs(before.ox - after.ox - 3.3 * dpr) <= 1);
  }
});

test("pixels around a box cover it, and their units cover the box", () => {
  const box = { minX: -33, minY: 5, maxX: 70, maxY: 6 };
  const back = unitsUnder(pixelsAround(box, 0.31), 0.31);
  assert.ok(back.minX <= box.minX && back.minY <= box.minY);
  assert.ok(back.maxX >= box.maxX && back.maxY >= box.maxY);
  const view = { k: 1, ox: -5, oy: 9, width: 20, height: 10, dpr: 1, zoom: 16 };
  assert.deepEqual(pixelsOf(view), { minX: -5, minY: 9, maxX: 15, maxY: 19 });
});

/** @param {number} x @param {Partial<import("../../static/js/render/cursors.js").CursorUpdate>} [more] */
const news = (x, more) => [{ peer: 3, name: "Ada", colour: "#123456", x, y: 0, page: 1, ...more }];

test("a cursor glides to its reported position and arrives", () => {
  const cursors = new Cursors();
  cursors.update(news(0), 0);
  cursors.at(0, 1);
  cursors.update(news(100), 16);
  /** @type {number[]} */
  const places = [];
  for (let time = 16; time <= 800; time += 16) places.push(cursors.at(time, 1).seen[0]?.x ?? -1);
  assert.ok(places.every((x, at) => x >= (places[at - 1] ?? 0)));
  assert.ok((places[0] ?? 0) > 0 && (places[0] ?? 0) < 100);
  assert.equal(places.at(-1), 100);
  assert.equal(cursors.at(816, 1).nextIn, 10_000 - 800);
});

test("with reduced motion cursors jump and vanish at once", () => {
  const cursors = new Cursors();
  cursors.jumps = true;
  cursors.update(news(0), 0);
  cursors.update(news(100), 16);
  assert.equal(cursors.at(17, 1).seen[0]?.x, 100);
  assert.equal(cursors.at(10_015, 1).seen[0]?.alpha, 1);
  assert.deepEqual(cursors.at(10_020, 1), { seen: [], nextIn: Number.POSITIVE_INFINITY });
});

test("a cursor at rest fades after ten seconds and comes back at its new place", () => {
  const cursors = new Cursors();
  cursors.update(news(0), 0);
  assert.equal(cursors.at(9_990, 1).seen[0]?.alpha, 1);
  const fading = cursors.at(10_200, 1).seen[0]?.alpha ?? 0;
  assert.ok(fading > 0.3 && fading < 0.7);
  assert.deepEqual(cursors.at(10_500, 1).seen, []);
  cursors.update(news(500), 20_000);
  const [back] = cursors.at(20_001, 1).seen;
  assert.equal(back?.alpha, 1);
  assert.equal(back?.x, 500);
});

test("a cursor that is no longer reported disappears", () => {
  const cursors = new Cursors();
  cursors.update(news(0), 0);
  cursors.update([], 5);
  assert.deepEqual(cursors.at(6, 1).seen, []);
});

test("previews are collected by kind, without those of other pages", () => {
  /** @param {number} page @returns {import("../../static/js/model/preview.js").InkPreview} */
  const ink = (page) => ({
    kind: "ink",
    shapeKind: "ink",
    page,
    x: 0,
    y: 0,
    style: { ink: "red", size: 64 },
    xy: new Int32Array(2),
    pressure: new Uint8Array(1),
    length: 1,
  });
  const box = { minX: 0, minY: 0, maxX: 5, maxY: 5 };
  const live = {
    update: () => undefined,
    finish: () => undefined,
    cancel: () => undefined,
    previews: () => [
      { kind: /** @type {const} */ ("move"), ids: new Set(["a", "b"]), dx: 3, dy: 4 },
      { kind: /** @type {const} */ ("marquee"), box },
    ],
  };
  const erased = new Set(["b", "c"]);
  const drafts = [
    { peer: 2, g: 7, colour: "", previews: [ink(1), ink(2)] },
    {
      peer: 5,
      g: 1,
      colour: "",
      previews: [{ kind: /** @type {const} */ ("erase"), ids: erased }],
    },
  ];
  const going = activePreviews(live, drafts, 1);
  assert.deepEqual(
    going.inks.map(({ key }) => key),
    ["2:7 0"],
  );
  assert.ok(going.mine?.kind === "move");
  assert.deepEqual([going.mine.dx, going.mine.dy], [3, 4]);
  const moved = going.moves.map(({ preview }) => preview);
  const visibilities = new ShapeVisibility();
  const map = visibilities.of({ moved, sets: [], erases: going.erases });
  assert.deepEqual(Object.fromEntries(map), { a: "hidden", b: "hidden", c: "dim" });
  assert.equal(
    visibilities.of({ moved, sets: [], erases: [...going.erases] }),
    map,
    "the same map while they are the same",
  );
  erased.add("d");
  assert.equal(visibilities.of({ moved, sets: [], erases: going.erases }).get("d"), "dim");
  assert.equal(going.marquee, box);
});

test("records look equal when only their z differs, wherever their points are stored", () => {
  const pool = new PointPool();
  const path = /** @type {[number, number][]} */ ([
    [0, 0],
    [50, 20],
    [90, 70],
  ]);
  const mine = placed(stroke("00000000000000aa.1", path), pool, { seq: 9000 });
  const logged = placed(stroke("00000000000000aa.1", path), pool, { seq: 12 });
  assert.notEqual(mine.start, logged.start);
  assert.ok(looksEqual(mine, logged, pool));
  const bent = placed(stroke("00000000000000aa.1", [...path.slice(0, 2), [90, 71]]), pool);
  assert.ok(!looksEqual(mine, bent, pool));
  const box = placed(rectangle("00000000000000aa.2"), pool);
  assert.ok(!looksEqual(box, { ...box, style: internStyle({ ...box.style, ink: "blue" }) }, pool));
  assert.ok(!looksEqual(box, { ...box, rotation: 100 }, pool));
  const named = { image: "00000000000000aa.9", alt: "a tree" };
  const image = placed(rectangle("00000000000000aa.3", { kind: "image", ...named }), pool);
  const more = /** @type {import("../../static/js/model/more.js").More} */ (image.more);
  assert.ok(!looksEqual(image, { ...image, more: { ...more, alt: "an oak" } }, pool));
  assert.ok(looksEqual(image, { ...image, more: { ...more, locked: true } }, pool));
});

test("text breaks at spaces, preserves its own lines, and splits words that are too long", () => {
  const measure = (/** @type {string} */ text) => text.length;
  const lines = (/** @type {string} */ text) => brokenLines(text, 10, measure);
  assert.deepEqual(lines("one two three four"), ["one two", "three four"]);
  assert.deepEqual(lines("a\n\nb"), ["a", "", "b"]);
  assert.deepEqual(lines("abcdefghijklmno p"), ["abcdefghij", "klmno p"]);
  assert.deepEqual(lines(""), [""]);
  assert.deepEqual(lines(" a  b "), [" a  b "]);
});

test("text without a space is broken without being measured letter by letter", () => {
  let measured = 0;
  const measure = (/** @type {string} */ text) => {
    measured += text.length;
    return text.length;
  };
  for (const text of ["x".repeat(5000), "x ".repeat(2500).trim()]) {
    measured = 0;
    const lines = brokenLines(text, 2500, measure);
    assert.equal(lines.length, 2);
    assert.ok(measured < 200_000, `${measured} letters were measured`);
  }
});
