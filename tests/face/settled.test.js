import assert from "node:assert/strict";
import { test } from "node:test";
import { Replica } from "../../static/js/model/replica.js";
import { PageTileMaker } from "../../static/js/render/page_tile_maker.js";
import { Painter } from "../../static/js/render/paint.js";
import { Settled } from "../../static/js/render/settled.js";
import { rectangle, stroke } from "../model/drawing.js";
import { FakeCanvas, installCanvas, toldToAll } from "./canvas.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/render/tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("../../static/js/render/view.js").View} View */
/** @typedef {import("../../static/js/render/worker_tile_maker.js").TileOrder} TileOrder */

installCanvas();

const MINE = "00000000000000aa";
const THEIRS = "00000000000000bb";

/** One device pixel a unit, so that numbers stay small: four tiles are seen. @type {View} */
const VIEW = { k: 1, ox: 0, oy: 0, width: 1000, height: 800, dpr: 16, zoom: 1 };

/** Waits for what is wished for and makes nothing by itself. */
class ManualTileMaker {
  /** @type {TileOrder | null} */
  wanted = null;
  reset() {
    return undefined;
  }
  change() {
    return undefined;
  }
  setVisibility() {
    return undefined;
  }
  stop() {
    return undefined;
  }
  work() {
    return false;
  }
  /** @param {TileOrder} order */
  request(order) {
    this.wanted = order;
  }
}

class Scene {
  canvas = new FakeCanvas();
  board = new Replica();
  news = 0;
  /** @type {(made: PaintedTile) => void} */
  bring = () => undefined;
  #seq = 0;

  /** @param {ManualTileMaker | null} [patient]  makes the tiles instead of the page itself */
  constructor(patient = null) {
    this.settled = new Settled(this.canvas.element, this.board, {
      painter: new Painter("light"),
      onChange: () => {
        this.news += 1;
      },
      makerOf: (_, painter, source, { onTile }) => {
        this.bring = onTile;
        return patient ?? new PageTileMaker(painter, source, onTile);
      },
    });
    this.settled.resize(VIEW.width, VIEW.height);
    this.board.subscribe(({ reset, changes }) => {
      if (reset) this.settled.invalidate("board");
      else this.settled.change(changes);
    });
    for (const [n, x] of [100, 400, 700].entries()) {
      this.logged(THEIRS, n + 1, [{ op: "add", shape: square(`${THEIRS}.${n + 1}`, x) }]);
    }
    this.until();
  }

  /** @param {string} tag @param {number} n @param {Op[]} ops */
  logged(tag, n, ops) {
    this.#seq += 1;
    this.board.advance({ author: 2, tag, n, at: this.#seq, ops }, this.#seq);
  }

  /** @param {Partial<View>} [view] @param {[string, "hidden" | "dim"][]} [visibilities] */
  frame(view = {}, visibilities = []) {
    const deadline = performance.now() + 1000;
    const moment = { page: 1, visibilities: new Map(visibilities), deadline, pointer: null };
    return this.settled.frame({ ...VIEW, ...view }, moment);
  }

  /** Frames until the page has nothing left to do; forgets what was told. @param {Partial<View>} [view] */
  until(view) {
    for (let frames = 0; this.frame(view); frames += 1) assert.ok(frames < 20);
    toldToAll();
    this.canvas.told();
  }
}

/** @param {string} id @param {number} x @param {number} [y] */
function square(id, x, y = 300) {
  const style = /** @type {const} */ ({ ink: "red", size: 10 });
  return rectangle(id, { pos: [x, y, 0], geometry: { w: 100, h: 100 }, style });
}

const line = stroke(`${MINE}.1`, [
  [100, 100],
  [300, 100],
]);

/** @param {number} count @returns {Op[]} */
const many = (count) =>
  Array.from({ length: count }, (_, at) => ({
    op: /** @type {const} */ ("add"),
    shape: square(`${THEIRS}.${at + 10}`, at % 900, 100 + (at % 600)),
  }));

test("nothing is painted or composed while nothing changes", () => {
  const scene = new Scene();
  assert.equal(scene.frame(), false);
  assert.ok(scene.settled.isSharp);
  assert.deepEqual(scene.canvas.told("fillRect", "drawImage"), []);
  assert.deepEqual(toldToAll("fill", "stroke", "clearRect"), []);
});

test("a new shape on top is painted over the tile and nothing else, in its frame", () => {
  const scene = new Scene();
  scene.board.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: line }] });
  scene.frame();
  assert.ok(scene.settled.isSharp);
  assert.deepEqual(
    toldToAll("fill", "stroke", "clearRect").map(({ name }) => name),
    ["fill"],
  );
  assert.ok(scene.canvas.told("drawImage").length > 0);
});

test("the confirmation of a stroke paints nothing", () => {
  const scene = new Scene();
  scene.board.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: line }] });
  scene.until();
  scene.logged(MINE, 1, [{ op: "add", shape: line }]);
  scene.frame();
  assert.deepEqual(toldToAll("fill", "stroke", "clearRect"), []);
  assert.deepEqual(scene.canvas.told("drawImage"), []);
});

test("a deleted shape repaints only its rectangle, in the same frame", () => {
  const scene = new Scene();
  scene.logged(THEIRS, 4, [{ op: "del", id: `${THEIRS}.1` }]);
  scene.frame();
  assert.ok(scene.settled.isSharp);
  const [cleared, ...rest] = toldToAll("clearRect", "stroke");
  assert.deepEqual(rest, []);
  const [x = 0, y = 0, width = 0, height = 0] = /** @type {number[]} */ (cleared?.values ?? []);
  assert.ok(x <= 95 && x > 80 && x + width >= 205 && x + width < 220);
  assert.ok(y <= 295 && y > 280 && y + height >= 405 && y + height < 420);
});

test("a moved shape invalidates its old and its new position", () => {
  const scene = new Scene();
  scene.logged(THEIRS, 4, [{ op: "set", id: `${THEIRS}.1`, pos: [100, 600, 0] }]);
  scene.frame();
  const told = toldToAll("clearRect", "stroke");
  assert.equal(told.filter(({ name }) => name === "stroke").length, 1);
  assert.ok(scene.settled.isSharp);
});

test("a pan composes the same tiles and paints none", () => {
  const scene = new Scene();
  scene.frame({ ox: 40 });
  assert.deepEqual(toldToAll("stroke", "clearRect"), []);
  const places = scene.canvas.told("drawImage").map(({ values }) => values.slice(1));
  assert.deepEqual(
    places.toSorted((a, b) => Number(a[0]) - Number(b[0])),
    [
      [-40, 0],
      [472, 0],
    ],
  );
});

test("shapes that a gesture moves are hidden and those it erases are pale, in the same frame", () => {
  const scene = new Scene();
  scene.frame({}, [[`${THEIRS}.1`, "hidden"]]);
  assert.equal(toldToAll("stroke").length, 0);
  assert.ok(scene.settled.isSharp);
  scene.frame({}, [[`${THEIRS}.1`, "dim"]]);
  assert.equal(toldToAll("stroke").length, 1);
  scene.frame();
  assert.equal(toldToAll("stroke").length, 1);
});

test("a new zoom paints its own tiles and shows others until then", () => {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  assert.ok(scene.settled.isSharp, "what is little is painted at once");
  scene.frame({ k: 0.5, zoom: 0.5 });
  assert.ok(!scene.settled.isSharp);
  assert.deepEqual(
    patient.wanted?.requests.map(({ cell }) => [cell.level, cell.x, cell.y]),
    [[-2, 0, 0]],
  );
  const shown = scene.canvas.told("drawImage");
  assert.deepEqual(
    shown.map(({ values }) => values.slice(1)),
    [
      [0, 0, 256, 256],
      [256, 0, 256, 256],
    ],
  );
});

test("a stale tile is requested with its stale boxes only, and is sharp when it arrives", () => {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  scene.logged(THEIRS, 4, many(150));
  scene.frame();
  assert.ok(!scene.settled.isSharp);
  const request = patient.wanted?.requests[0];
  assert.ok(request?.boxes !== undefined && request.boxes !== null);
  for (const { cell, boxes } of patient.wanted?.requests ?? []) {
    const image = /** @type {any} */ (new FakeCanvas());
    scene.bring({ cell, boxes, dpr: 16, version: patient.wanted?.version ?? 0, image });
  }
  assert.ok(scene.news > 0);
  scene.frame();
  assert.ok(scene.settled.isSharp);
});

test("a tile older than a change painted in place is rejected", () => {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  scene.settled.invalidate("board");
  scene.frame();
  const wanted = structuredClone(patient.wanted);
  scene.board.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: line }] });
  scene.frame();
  scene.canvas.told();
  const image = /** @type {any} */ (new FakeCanvas());
  const request = wanted?.requests.find(({ cell }) => cell.x === 0 && cell.y === 0);
  assert.ok(request !== undefined && wanted !== null);
  scene.bring({ ...request, dpr: 16, version: wanted.version, image });
  scene.frame();
  assert.ok(!scene.canvas.told("drawImage").some(({ values }) => values[0] === image));
  assert.ok(!scene.settled.isSharp);
});

test("the page paints in slices, and the picture stays complete meanwhile", () => {
  const scene = new Scene();
  scene.logged(THEIRS, 4, many(900));
  const moment = { page: 1, visibilities: new Map(), deadline: 0, pointer: null };
  assert.equal(scene.settled.frame(VIEW, moment), true);
  assert.ok(!scene.settled.isSharp);
  assert.equal(scene.canvas.told("drawImage").length, 2, "the old tiles");
  scene.until();
  assert.ok(scene.settled.isSharp);
});

test("another theme appears as a whole", () => {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  scene.settled.invalidate("look");
  scene.frame();
  assert.deepEqual(scene.canvas.told("fillRect", "drawImage"), []);
  for (const { cell, boxes } of patient.wanted?.requests ?? []) {
    const image = /** @type {any} */ (new FakeCanvas());
    scene.bring({ cell, boxes, dpr: 16, version: patient.wanted?.version ?? 0, image });
  }
  scene.frame();
  assert.equal(scene.canvas.told("drawImage").length, 2);
});

test("a resized screen shows the same tiles at once", () => {
  const scene = new Scene();
  scene.settled.resize(1200, 800);
  scene.frame({ width: 1200 });
  assert.ok(scene.settled.isSharp);
  assert.equal(scene.canvas.told("drawImage").length, 2);
});

/** A board with 300 squares whose changes are painted by hand. */
function crowd() {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  scene.logged(THEIRS, 4, many(300));
  /** Brings what is wished for. */
  const bring = () => {
    const { requests = [], version = 0 } = patient.wanted ?? {};
    for (const { cell, boxes } of requests) {
      scene.bring({ cell, boxes, dpr: 16, version, image: new FakeCanvas().element });
    }
  };
  scene.frame();
  bring();
  scene.until();
  assert.ok(scene.settled.isSharp);
  const shapes = scene.board.shapesOf(1).filter(({ id }) => !/\.[1-3]$/.test(id));
  assert.equal(shapes.length, 300);
  /** @type {Op[]} */
  const ops = shapes.map(({ id, x, y }) => ({ op: "set", id, pos: [x + 30, y, 0] }));
  return { scene, bring, move: () => scene.logged(MINE, 9, ops), ids: shapes.map(({ id }) => id) };
}

test("hundreds of moved shapes appear at once", () => {
  const { scene, bring, move } = crowd();
  move();
  scene.frame();
  assert.deepEqual([scene.settled.isHeld, scene.settled.isSharp], [true, false]);
  assert.deepEqual(scene.canvas.told("fillRect", "drawImage"), []);
  bring();
  scene.frame();
  assert.deepEqual([scene.settled.isHeld, scene.settled.isSharp], [false, true]);
  assert.ok(scene.canvas.told("drawImage").length > 0);
});

test("hundreds of shapes hidden by a gesture disappear at once", () => {
  const { scene, bring, ids } = crowd();
  const visibilities = new Map(ids.map((id) => [id, /** @type {const} */ ("hidden")]));
  const moment = { page: 1, visibilities, deadline: performance.now() + 1000, pointer: null };
  scene.settled.frame(VIEW, moment);
  assert.ok(scene.settled.isHeld);
  bring();
  scene.settled.frame(VIEW, moment);
  assert.deepEqual([scene.settled.isHeld, scene.settled.isSharp], [false, true]);
});

test("drawing a line and panning end the hold", () => {
  for (const next of [
    (/** @type {Scene} */ scene) => {
      scene.board.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: line }] });
      scene.frame();
    },
    (/** @type {Scene} */ scene) => scene.frame({ ox: 10 }),
  ]) {
    const { scene, move } = crowd();
    move();
    scene.frame();
    next(scene);
    assert.equal(scene.settled.isHeld, false);
    assert.ok(scene.canvas.told("drawImage").length > 0);
  }
});

test("a change that takes too long appears tile by tile", (t) => {
  const { scene, move } = crowd();
  const now = performance.now();
  const clock = t.mock.method(performance, "now", () => now);
  move();
  scene.frame();
  assert.ok(scene.settled.isHeld);
  clock.mock.mockImplementation(() => now + 700);
  assert.equal(scene.settled.isHeld, false);
});

test("hundreds of new shapes appear tile by tile", () => {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  scene.logged(THEIRS, 4, many(300));
  scene.frame();
  assert.equal(scene.settled.isHeld, false);
});

test("while the board loads only visible tiles are requested, and then those around them", () => {
  const patient = new ManualTileMaker();
  const scene = new Scene(patient);
  scene.logged(THEIRS, 4, many(900));
  let isWhole = false;
  Object.defineProperty(scene.board, "isWhole", { get: () => isWhole });
  const levels = () => new Set(patient.wanted?.requests.map(({ cell }) => cell.level));
  scene.frame({ k: 4, zoom: 4 });
  assert.equal(patient.wanted?.requests.length, patient.wanted?.urgent);
  assert.equal(levels().size, 1);
  isWhole = true;
  scene.frame({ k: 4, zoom: 4, ox: 1 });
  assert.ok((patient.wanted?.requests.length ?? 0) > (patient.wanted?.urgent ?? 0));
});
