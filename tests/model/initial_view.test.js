// Where a page is looked at: always where something is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera, MIN_ZOOM } from "../../static/js/editor/camera.js";
import { initialView } from "../../static/js/editor/initial_view.js";
import { Replica } from "../../static/js/model/replica.js";
import { rectangle, stroke } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

const MARGIN = { top: 72, right: 32, bottom: 136, left: 32 };
const FAR = 2 ** 26 - 100;
const TAG = "00000000000000aa";

/** @param {number} n @param {number} x @param {number} y  units @param {number} [side] */
function mark(n, x, y, side = 200) {
  return rectangle(`${TAG}.${n}`, { pos: [x, y, 0], geometry: { w: side, h: side } });
}

/** A board with shapes, each from an edit of its own. @param {readonly NewShape[]} shapes */
function board(shapes) {
  const view = new Replica();
  shapes.forEach((shape, at) => {
    const ops = [{ op: /** @type {const} */ ("add"), shape }];
    view.advance({ author: 1, tag: TAG, n: at + 1, at: 0, ops }, at + 1);
  });
  return view;
}

/** Goes there. @param {Replica} view @param {number} [least] */
function lookAt(view, least) {
  const camera = new Camera();
  camera.resize(1280, 720);
  const place = initialView(view, 1, camera, { margin: MARGIN, least });
  assert.ok(place !== null);
  camera.goTo(place);
  return camera;
}

/** How many shapes are seen whole or in part. @param {Replica} view @param {Camera} camera */
function seen(view, camera) {
  return view.query(camera.view(), 1).length;
}

test("an empty page has no initial view", () => {
  assert.equal(initialView(new Replica(), 1, new Camera(), { margin: MARGIN }), null);
});

test("a page that fits is shown completely, at 100 % at most", () => {
  const view = board([mark(1, 0, 0), mark(2, 160_000, 0)]);
  const camera = lookAt(view);
  assert.equal(seen(view, camera), 2);
  assert.ok(camera.zoom > MIN_ZOOM);
  assert.equal(lookAt(board([mark(1, 500, 500)])).zoom, 1);
});

test("a distant dot does not lead to the empty place in between", () => {
  const drawing = Array.from({ length: 30 }, (_, at) => mark(at + 1, (at % 6) * 900, at * 150));
  for (const [x, y] of /** @type {const} */ ([
    [FAR, FAR],
    [-FAR, 0],
    [700_000, 5],
    [FAR, -FAR],
  ])) {
    const view = board([...drawing, mark(99, x, y)]);
    const camera = lookAt(view);
    assert.equal(seen(view, camera), 30);
    assert.ok(camera.zoom > 0.5, `${camera.zoom}`);
  }
});

test("of two dots at opposite ends of the board the later one is shown", () => {
  const camera = lookAt(board([mark(1, -FAR, -FAR), mark(2, FAR, FAR)]));
  assert.ok(camera.view().maxX > FAR);
});

test("a shape larger than the screen is shown at a painted point", () => {
  const round = rectangle(`${TAG}.1`, {
    kind: "ellipse",
    pos: [-3_000_000, -3_000_000, 4500],
    geometry: { w: 6_000_000, h: 6_000_000 },
  });
  const line = stroke(
    `${TAG}.2`,
    [
      [0, 0],
      [5_000_000, 5_000_000],
    ],
    { pos: [9000, 0, 0] },
  );
  for (const shape of [round, line]) {
    const view = board([shape]);
    const { minX, minY, maxX, maxY } = lookAt(view).view();
    assert.ok(view.intersectsAny({ minX, minY, maxX, maxY }, 1));
  }
  const { x, y } = lookAt(board([line])).toScreen({ x: 9000, y: 0 });
  assert.deepEqual([Math.round(x), Math.round(y)], [640, 360]);
});

test("the first view shows a readable part rather than everything as specks", () => {
  const drawing = Array.from({ length: 30 }, (_, at) => mark(at + 1, (at % 6) * 900, at * 150));
  const view = board([...drawing, mark(99, 200_000, 0)]);
  assert.equal(seen(view, lookAt(view)), 31, "on demand all of it");
  const camera = lookAt(view, 0.15);
  assert.equal(seen(view, camera), 30);
  assert.ok(camera.zoom > 0.5);
});

test("one far doodle does not rule the first view, half of the page does", () => {
  const drawing = Array.from({ length: 30 }, (_, at) => mark(at + 1, (at % 6) * 900, at * 150));
  const doodle = board([...drawing, mark(99, 60_000, 0)]);
  const first = lookAt(doodle, 0.15);
  assert.deepEqual([seen(doodle, first), first.zoom > 0.5], [30, true]);
  assert.equal(seen(doodle, lookAt(doodle)), 31, "on demand all of it");
  const half = drawing.map((_, at) => mark(at + 101, 60_000 + (at % 6) * 900, at * 150));
  const both = board([...drawing, ...half]);
  assert.equal(seen(both, lookAt(both, 0.15)), 60);
});

test("the view always contains a shape, which the grid confirms without a list", () => {
  const chance = new Seeded(77);
  for (let round = 0; round < 200; round += 1) {
    const spread = 2 ** chance.within(8, 26) - 1;
    const shapes = Array.from({ length: chance.within(1, 40) }, (_, at) => {
      const side = chance.within(1, Math.min(spread, 2 ** chance.within(1, 24)));
      return mark(at + 1, chance.within(-spread, spread), chance.within(-spread, spread), side);
    });
    const view = board(shapes);
    const camera = lookAt(view, chance.pick([MIN_ZOOM, 0.15]));
    assert.ok(view.intersectsAny(camera.view(), 1), `round ${round}`);
    for (let look = 0; look < 20; look += 1) {
      const [x, y] = [chance.within(-spread, spread), chance.within(-spread, spread)];
      const box = { minX: x, minY: y, maxX: x + chance.within(0, spread), maxY: y + spread / 4 };
      assert.equal(view.intersectsAny(box, 1), view.query(box, 1).length > 0);
    }
  }
});
