// The fading trails of laser pointers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LaserPath } from "../../static/js/model/laser_path.js";
import { LaserTrails } from "../../static/js/render/laser_trails.js";

const VIEW = { k: 1, ox: 0, oy: 0, width: 100, height: 100, dpr: 1, zoom: 16 };

/** A path through places, and what follows it. @param {number[]} points */
function pointing(...points) {
  const path = new LaserPath(1);
  path.add(points);
  const trails = new LaserTrails();
  const frame = (/** @type {number} */ time, page = 1) =>
    trails.follow([{ path, colour: "#123456" }], page, time);
  return { path, trails, frame };
}

/** Width of the only trail's box. @param {LaserTrails} trails */
function widthOf(trails) {
  const [box] = trails.boxes(VIEW);
  return box === undefined ? 0 : box.maxX - box.minX;
}

test("a trail fades from its end, and its head stays while the pointer rests", () => {
  const { path, trails, frame } = pointing(0, 0);
  frame(0);
  const dot = widthOf(trails);
  path.add([100, 0]);
  frame(600);
  assert.equal(widthOf(trails), dot + 100);
  assert.equal(trails.nextIn, 0);
  frame(3000);
  assert.equal(widthOf(trails), dot, "only the head");
  assert.equal(trails.nextIn, Number.POSITIVE_INFINITY, "no frame is needed");
  path.isOver = true;
  frame(3500);
  assert.equal(trails.nextIn, 0);
  frame(5000);
  assert.equal(trails.any, false);
  frame(5100);
  assert.equal(trails.any, false, "it does not return");
});

test("a trail whose pointer is over before the first frame is shown, and one that is gone fades", () => {
  const short = pointing(0, 0, 50, 0);
  short.path.isOver = true;
  short.frame(100);
  assert.equal(short.trails.any, true);
  short.trails.follow([], 1, 800);
  assert.equal(short.trails.any, true);
  short.trails.follow([], 1, 1400);
  assert.equal(short.trails.any, false);
});

test("a trail of another page is not shown, and begins anew on return", () => {
  const { path, trails, frame } = pointing(0, 0, 50, 0);
  frame(0, 2);
  assert.equal(trails.any, false);
  frame(100, 1);
  assert.equal(trails.any, false, "the old places are not news");
  path.add([60, 0]);
  frame(200, 1);
  assert.equal(trails.any, true);
  frame(300, 2);
  assert.equal(trails.any, false);
});

test("with reduced motion a trail changes in steps", () => {
  const { path, trails, frame } = pointing(0, 0, 50, 0);
  trails.inSteps = true;
  frame(0);
  path.isOver = true;
  const radii = (/** @type {number} */ time) => {
    frame(time);
    /** @type {number[]} */
    const found = [];
    const ctx = new Proxy(
      {},
      {
        get:
          (_, name) =>
          (/** @type {number[]} */ ...args) => {
            if (name === "arc") found.push(args[2] ?? 0);
          },
        set: () => true,
      },
    );
    trails.paint(/** @type {any} */ (ctx), VIEW);
    return String(found);
  };
  assert.equal(trails.nextIn, 400);
  const looks = [];
  for (let time = 0; time < 1600; time += 50) looks.push(radii(time));
  assert.equal(new Set(looks).size, 4, "three steps and nothing");
  assert.equal(looks.at(-1), "");
});
