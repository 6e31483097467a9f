import assert from "node:assert/strict";
import { test } from "node:test";
import { Replica } from "../../static/js/model/replica.js";
import { Cold } from "../../static/js/render/cold.js";
import { Painter } from "../../static/js/render/paint.js";
import { rectangle, stroke } from "../model/drawing.js";
import { FakeCanvas, installCanvas } from "./canvas.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/render/view.js").View} View */

installCanvas();

const MINE = "00000000000000aa";
const THEIRS = "00000000000000bb";

/** One device pixel a unit, so that numbers stay small. @type {View} */
const VIEW = { k: 1, ox: 0, oy: 0, width: 1000, height: 800, dpr: 16, zoom: 1 };

class Scene {
  canvas = new FakeCanvas();
  board = new Replica();
  cold = new Cold(this.canvas.element, this.board, new Painter("light"));
  #seq = 0;

  constructor() {
    this.cold.resize(VIEW.width, VIEW.height);
    this.board.subscribe(({ reset, changes }) => {
      if (reset) this.cold.invalidate();
      else this.cold.change(changes);
    });
    for (const [n, x] of [100, 400, 700].entries()) {
      this.logged(THEIRS, n + 1, [{ op: "add", shape: square(`${THEIRS}.${n + 1}`, x) }]);
    }
    this.frame();
    this.canvas.told();
  }

  /** @param {string} tag @param {number} n @param {Op[]} ops */
  logged(tag, n, ops) {
    this.#seq += 1;
    this.board.advance({ author: 2, tag, n, at: this.#seq, ops }, this.#seq);
  }

  /** @param {Partial<View>} [view] @param {[string, "hidden" | "dim"][]} [veils] */
  frame(view = {}, veils = []) {
    const deadline = performance.now() + 1000;
    return this.cold.frame({ ...VIEW, ...view }, { page: 1, veils: new Map(veils), deadline });
  }
}

/** @param {string} id @param {number} x */
function square(id, x) {
  const style = /** @type {const} */ ({ ink: "red", size: 10 });
  return rectangle(id, { pos: [x, 300, 0], geometry: { w: 100, h: 100 }, style });
}

const line = stroke(`${MINE}.1`, [
  [0, 0],
  [200, 0],
]);

test("nothing is painted while nothing changes", () => {
  const scene = new Scene();
  assert.equal(scene.frame(), false);
  assert.deepEqual(scene.canvas.told("fill", "stroke", "fillRect", "drawImage"), []);
});

test("a new shape on top is painted and nothing else: neither paper nor neighbours", () => {
  const scene = new Scene();
  scene.board.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: line }] });
  scene.frame();
  const told = scene.canvas.told("fill", "stroke", "fillRect", "drawImage");
  assert.deepEqual(
    told.map(({ name }) => name),
    ["fill"],
  );
});

test("my stroke is not painted again when the log has it", () => {
  const scene = new Scene();
  scene.board.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: line }] });
  scene.frame();
  scene.canvas.told();
  scene.logged(MINE, 1, [{ op: "add", shape: line }]);
  scene.frame();
  assert.deepEqual(scene.canvas.told("fill", "stroke", "fillRect", "drawImage"), []);
});

test("a shape that goes takes only its rectangle with it", () => {
  const scene = new Scene();
  scene.logged(THEIRS, 4, [{ op: "del", id: `${THEIRS}.2` }]);
  scene.frame();
  const [clipped, ...rest] = scene.canvas.told("rect", "stroke");
  assert.deepEqual(rest, []);
  const [x = 0, y = 0, width = 0, height = 0] = /** @type {number[]} */ (clipped?.values ?? []);
  assert.ok(x <= 395 && x > 380 && x + width >= 505 && x + width < 520);
  assert.ok(y <= 295 && y > 280 && y + height >= 405 && y + height < 420);
});

test("a shape that is moved spoils where it was and where it is", () => {
  const scene = new Scene();
  scene.logged(THEIRS, 4, [{ op: "set", id: `${THEIRS}.2`, pos: [400, 600, 0] }]);
  scene.frame();
  const told = scene.canvas.told("rect", "stroke");
  assert.equal(told.filter(({ name }) => name === "rect").length, 2);
  assert.equal(told.filter(({ name }) => name === "stroke").length, 1);
});

test("a pan moves the picture and paints only the strip that comes into view", () => {
  const scene = new Scene();
  scene.frame({ ox: 40 });
  const told = scene.canvas.told("drawImage", "rect");
  assert.deepEqual(told[0]?.values.slice(1), [-40, 0]);
  assert.deepEqual(told.slice(1), [{ name: "rect", values: [960, 0, 40, 800] }]);
});

test("what a gesture moves is hidden here, what it erases is pale", () => {
  const scene = new Scene();
  scene.frame({}, [[`${THEIRS}.2`, "hidden"]]);
  assert.equal(scene.canvas.told("stroke").length, 0);
  scene.frame({}, [[`${THEIRS}.2`, "dim"]]);
  assert.equal(scene.canvas.told("stroke").length, 1);
  scene.frame();
  assert.equal(scene.canvas.told("stroke").length, 1);
});

test("at another zoom everything is painted anew", () => {
  const scene = new Scene();
  assert.equal(scene.frame({ k: 0.5, zoom: 0.5 }), false);
  assert.ok(scene.cold.sharp);
  const [shown] = scene.canvas.told("drawImage");
  assert.deepEqual(shown?.values.slice(1), [0, 0]);
});

test("what does not fit into a frame appears as a whole, and later", () => {
  const scene = new Scene();
  const ops = Array.from({ length: 900 }, (_, at) => ({
    op: /** @type {const} */ ("add"),
    shape: square(`${THEIRS}.${at + 10}`, at),
  }));
  scene.logged(THEIRS, 4, ops);
  const page = 1;
  assert.equal(scene.cold.frame(VIEW, { page, veils: new Map(), deadline: 0 }), true);
  assert.deepEqual(scene.canvas.told("stroke", "drawImage"), []);
  assert.ok(!scene.cold.sharp);
  for (let frame = 0; !scene.cold.sharp; frame += 1) {
    assert.ok(frame < 200);
    scene.cold.frame(VIEW, { page, veils: new Map(), deadline: 0 });
  }
  assert.equal(scene.canvas.told("stroke", "drawImage").length, 1);
});

test("another size of the screen keeps the picture until the new one is there", () => {
  const scene = new Scene();
  scene.cold.resize(1200, 800);
  assert.ok(!scene.cold.sharp);
  scene.frame({ width: 1200 });
  assert.ok(scene.cold.sharp);
});
