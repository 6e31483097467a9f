import assert from "node:assert/strict";
import { test } from "node:test";
import { rotationAbout, scalingAbout } from "../../static/js/model/affine.js";
import { Replica } from "../../static/js/model/replica.js";
import { DragLayers } from "../../static/js/render/drag_layers.js";
import { Painter } from "../../static/js/render/paint.js";
import { rectangle } from "../model/drawing.js";
import { FakeCanvas, installCanvas, made, toldToAll } from "./canvas.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/render/view.js").View} View */

installCanvas();

const MINE = "00000000000000aa";
const THEIRS = "00000000000000bb";

/** One device pixel a unit, so that numbers stay small: four tiles are seen. @type {View} */
const VIEW = { k: 1, ox: 0, oy: 0, width: 1000, height: 800, dpr: 16, zoom: 1 };

const FOREVER = Number.POSITIVE_INFINITY;

/** A board with 300 small squares, all of them selected but the first. */
class Scene {
  board = new Replica();
  /** Canvas of the settled shapes, if it shows. @type {FakeCanvas | undefined} */
  settled;
  /** Whether the settled shapes still show with them. */
  isHeld = false;
  dragLayers = new DragLayers(
    this.board,
    new Painter("light"),
    () => /** @type {HTMLCanvasElement | undefined} */ (this.settled?.element),
  );
  canvas = new FakeCanvas();
  /** @type {Set<string>} */
  ids = new Set();
  #seq = 0;
  /** @type {Map<FakeCanvas, [number, number]>} */
  #tiles = new Map();

  constructor() {
    this.board.subscribe(({ changes }) => this.dragLayers.change(changes));
    for (let n = 1; n <= 300; n += 1) {
      const id = `${THEIRS}.${n}`;
      this.logged([
        { op: "add", shape: square(id, 40 + (n % 20) * 16, 40 + Math.floor(n / 20) * 16) },
      ]);
      if (n > 1) this.ids.add(id);
    }
  }

  /** @param {Op[]} ops */
  logged(ops) {
    this.#seq += 1;
    this.board.advance({ author: 2, tag: THEIRS, n: this.#seq, at: this.#seq, ops }, this.#seq);
  }

  /** My edit that brings all of them to where the gesture has. @param {number} n @param {number} dx @param {number} dy */
  drop(n, dx, dy) {
    /** @type {Op[]} */
    const ops = [...this.ids].map((id) => {
      const shape = this.board.shape(id);
      assert.ok(shape);
      return { op: "set", id, pos: [shape.x + dx, shape.y + dy, 0] };
    });
    this.board.addPending({ tag: MINE, n, ops });
  }

  /** A frame in which they are as far as this, or in which nobody moves them. @param {{dx: number, dy: number} | null} by */
  frame(by, { page = 1, ids = this.ids, deadline = FOREVER } = {}) {
    const kind = /** @type {const} */ ("move");
    const moves = by === null ? [] : [{ key: "me:1 0", preview: { kind, ids, ...by } }];
    const frame = this.dragLayers.frame(VIEW, { page, moves, deadline });
    if (!this.isHeld) this.dragLayers.showReady();
    return frame;
  }

  /** A frame in which they are resized or rotated. @param {import("../../static/js/model/affine.js").AffineMap} map */
  change(map, { deadline = FOREVER } = {}) {
    const preview = { kind: /** @type {const} */ ("change"), ids: this.ids, map };
    const moves = [{ key: "me:1 0", preview }];
    const frame = this.dragLayers.frame(VIEW, { page: 1, moves, deadline });
    if (!this.isHeld) this.dragLayers.showReady();
    return frame;
  }

  /** The matrix under which the picture is shown, null when it is not. */
  matrix() {
    this.canvas.told();
    this.dragLayers.show(/** @type {any} */ (this.canvas.getContext()), VIEW);
    return this.canvas.told("setTransform").at(0)?.values.map(Number) ?? null;
  }

  /** Shows what there is. Says where the tiles lie, and how many outlines were painted since the last time. */
  look() {
    this.canvas.told();
    this.dragLayers.show(/** @type {any} */ (this.canvas.getContext()), VIEW);
    const sheets = made.filter(({ height }) => height === VIEW.height);
    for (const { values } of sheets.flatMap((sheet) => sheet.told("drawImage"))) {
      const [image, x, y] = /** @type {[FakeCanvas, number, number]} */ (values);
      // The picture is shifted as a whole, and tiles are put where they lie.
      if (image.height !== VIEW.height) this.#tiles.set(image, [x, y]);
      else for (const [tile, at] of this.#tiles) this.#tiles.set(tile, [at[0] + x, at[1] + y]);
    }
    const isShown = this.canvas.told("drawImage").length > 0;
    return {
      places: isShown ? [...this.#tiles.values()] : [],
      painted: toldToAll("closePath").length,
    };
  }

  /** Where the picture is shown, null for nowhere. */
  shown() {
    const { places } = this.look();
    assert.ok(places.length <= 1, "all lie on one tile");
    return places.at(0) ?? null;
  }
}

/** @param {string} id @param {number} x @param {number} y */
function square(id, x, y) {
  const style = /** @type {const} */ ({ ink: "red", size: 2 });
  return rectangle(id, { pos: [x, y, 0], geometry: { w: 10, h: 10 }, style });
}

test("a layer paints many moved shapes once and then shifts them", () => {
  const scene = new Scene();
  const { moved, single, isLeft } = scene.frame({ dx: 5, dy: 7 });
  assert.deepEqual([moved.length, single.length, isLeft], [1, 0, false]);
  assert.deepEqual(scene.look(), { places: [[5, 7]], painted: 299 }, "all but the one");
  scene.frame({ dx: 80, dy: -20 });
  assert.deepEqual(scene.look(), { places: [[80, -20]], painted: 0 });
});

test("a layer copies a settled tile that has no other shapes", () => {
  const scene = new Scene();
  scene.settled = new FakeCanvas();
  scene.frame({ dx: 5, dy: 7 });
  assert.equal(scene.look().painted, 299, "one that stays is among them");
  const other = new Scene();
  other.settled = new FakeCanvas();
  other.ids.add(`${THEIRS}.1`);
  other.frame({ dx: 5, dy: 7 });
  assert.deepEqual(other.look().painted, 0);
  assert.deepEqual(other.shown(), [5, 7]);
  // The settled shapes no longer include them, so parts that come into view later are painted.
  other.frame({ dx: 600, dy: 0 });
  other.logged([{ op: "set", id: `${THEIRS}.300`, pos: [-300, 300, 0] }]);
  other.frame({ dx: 600, dy: 0 });
  const { painted } = other.look();
  assert.ok(painted > 0 && painted < 20, `${painted} were painted`);
});

test("few moved shapes get no layer and are painted one by one", () => {
  const scene = new Scene();
  const ids = new Set([...scene.ids].slice(0, 20));
  const { moved, single } = scene.frame({ dx: 5, dy: 7 }, { ids });
  assert.deepEqual([moved.length, single.length], [1, 1]);
  assert.equal(scene.dragLayers.any, false);
});

test("moved shapes stay in place until their layer is ready", () => {
  const scene = new Scene();
  const { moved, isLeft } = scene.frame({ dx: 5, dy: 7 }, { deadline: 0 });
  assert.deepEqual([moved.length, isLeft], [0, true]);
  assert.equal(scene.shown(), null);
  let frames = 1;
  while (scene.frame({ dx: 6, dy: 7 }, { deadline: 0 }).isLeft) frames += 1;
  assert.ok(frames > 3, "a little is painted in each frame");
  assert.deepEqual(scene.shown(), [6, 7]);
});

test("a layer is shown only once the settled picture lacks its shapes", () => {
  const scene = new Scene();
  scene.isHeld = true;
  assert.equal(scene.frame({ dx: 5, dy: 7 }).moved.length, 1);
  assert.equal(scene.shown(), null);
  scene.isHeld = false;
  scene.frame({ dx: 6, dy: 7 });
  assert.deepEqual(scene.shown(), [6, 7]);
  // Once it is seen nothing takes it away.
  scene.isHeld = true;
  scene.frame({ dx: 8, dy: 7 });
  assert.deepEqual(scene.shown(), [8, 7]);
});

test("an invalidated layer is shown as it was until it is repainted", () => {
  const scene = new Scene();
  scene.frame({ dx: 5, dy: 7 });
  scene.look();
  scene.dragLayers.invalidate();
  const { moved, isLeft } = scene.frame({ dx: 6, dy: 7 }, { deadline: 0 });
  assert.deepEqual([moved.length, isLeft, scene.shown()], [1, true, [6, 7]]);
  while (scene.frame({ dx: 6, dy: 7 }).isLeft);
  assert.ok(scene.look().painted > 250);
});

test("a dropped layer is shown until the settled picture has its shapes", () => {
  const scene = new Scene();
  scene.frame({ dx: 50, dy: 0 });
  scene.drop(1, 50, 0);
  const { moved } = scene.frame(null);
  assert.deepEqual([moved.length, scene.shown()], [0, [50, 0]]);
  scene.dragLayers.closeDropped();
  assert.deepEqual([scene.dragLayers.any, scene.shown()], [false, null]);
});

test("the layer of a cancelled move is shown at the old position", () => {
  const scene = new Scene();
  scene.frame({ dx: 50, dy: 0 });
  scene.frame(null);
  assert.deepEqual(scene.shown(), [0, 0]);
});

test("a new move of dropped shapes reuses their layer", () => {
  const scene = new Scene();
  scene.frame({ dx: 50, dy: 0 });
  scene.drop(1, 50, 0);
  scene.frame(null);
  scene.look();
  scene.frame({ dx: 16, dy: 0 });
  assert.deepEqual(scene.look(), { places: [[66, 0]], painted: 0 });
  scene.drop(2, 16, 0);
  scene.frame(null);
  assert.deepEqual(scene.shown(), [66, 0]);
});

test("a layer repaints only what somebody else changes meanwhile", () => {
  const scene = new Scene();
  scene.frame({ dx: 30, dy: 0 });
  scene.look();
  scene.logged([{ op: "set", id: `${THEIRS}.300`, style: { ink: "blue", size: 2 } }]);
  scene.frame({ dx: 31, dy: 0 });
  const { places, painted } = scene.look();
  assert.ok(painted > 0 && painted < 20, `${painted} were painted`);
  assert.deepEqual(places, [[31, 0]]);
  // The first of them is the one by which all are found.
  scene.logged([{ op: "set", id: `${THEIRS}.2`, pos: [300, 420, 0] }]);
  scene.frame({ dx: 32, dy: 0 });
  assert.deepEqual(scene.shown(), [32, 0]);
  scene.logged([{ op: "del", id: `${THEIRS}.2` }]);
  scene.frame({ dx: 33, dy: 0 });
  assert.deepEqual(scene.shown(), [33, 0]);
  // When all are gone there is nothing to show.
  scene.logged([...scene.ids].slice(1).map((id) => ({ op: "del", id })));
  scene.frame({ dx: 34, dy: 0 });
  assert.equal(scene.shown(), null);
});

test("a layer shows a shape that somebody else moves to an empty cell", () => {
  const scene = new Scene();
  scene.frame({ dx: 30, dy: 0 });
  scene.logged([{ op: "set", id: `${THEIRS}.300`, pos: [700, 300, 0] }]);
  scene.frame({ dx: 30, dy: 0 });
  assert.deepEqual(scene.look().places.sort(), [
    [30, 0],
    [542, 0],
  ]);
});

test("a move on another page is not shown on this one", () => {
  const scene = new Scene();
  scene.frame({ dx: 30, dy: 0 }, { page: 2 });
  assert.equal(scene.shown(), null);
});

test("the picture of a resize is painted once and then shown under its map", () => {
  const scene = new Scene();
  const { moved, single, isLeft } = scene.change(
    scalingAbout({ x: 2, y: 0.5 }, 0, { x: 10, y: 20 }),
  );
  assert.deepEqual([moved.length, single.length, isLeft], [1, 0, false]);
  assert.deepEqual(scene.matrix(), [2, 0, 0, 0.5, -10, 10]);
  assert.equal(toldToAll("closePath").length, 299);
  scene.change(rotationAbout(Math.PI / 2, { x: 0, y: 0 }));
  const [a = 0, ...turned] = scene.matrix() ?? [];
  assert.deepEqual([Math.abs(a) < 1e-9, turned[0], turned[1]], [true, 1, -1]);
  assert.equal(toldToAll("closePath").length, 0);
});

test("the picture of a dropped resize stays until the settled one has the shapes", () => {
  const scene = new Scene();
  const map = scalingAbout({ x: 2, y: 2 }, 0, { x: 0, y: 0 });
  scene.change(map);
  scene.matrix();
  const ops = [...scene.ids].map((id) => {
    const shape = scene.board.shape(id);
    assert.ok(shape);
    const geometry = { w: 20, h: 20 };
    return /** @type {Op} */ ({ op: "set", id, pos: [2 * shape.x, 2 * shape.y, 0], geometry });
  });
  scene.board.addPending({ tag: MINE, n: 1, ops });
  scene.frame(null);
  assert.deepEqual(scene.matrix(), [2, 0, 0, 2, 0, 0]);
  // The next one begins where this one has ended, with a picture of its own.
  toldToAll();
  scene.change(map);
  assert.ok(toldToAll("closePath").length >= 299);
  scene.dragLayers.closeDropped();
  scene.frame(null);
  scene.dragLayers.closeDropped();
  assert.equal(scene.dragLayers.any, false);
});

test("the picture of a cancelled resize is shown as it was", () => {
  const scene = new Scene();
  scene.change(scalingAbout({ x: 3, y: 3 }, 0, { x: 0, y: 0 }));
  scene.frame(null);
  assert.deepEqual(scene.matrix(), [1, 0, 0, 1, 0, 0]);
});
