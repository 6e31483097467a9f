// How much is painted in a frame: what arrives costs what it costs itself, whatever lies under it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { Replica } from "../../static/js/model/replica.js";
import { PageTileMaker } from "../../static/js/render/page_tile_maker.js";
import { Painter } from "../../static/js/render/paint.js";
import { costOf, OUTLINED_COST } from "../../static/js/render/paint_cost.js";
import { Settled } from "../../static/js/render/settled.js";
import { TileJob } from "../../static/js/render/tile_painter.js";
import { placed, rectangle, stroke } from "../model/drawing.js";
import { FakeCanvas, installCanvas, toldToAll } from "./canvas.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */
/** @typedef {import("../../static/js/render/tile_maker.js").TileMaking} TileMaking */
/** @typedef {import("../../static/js/render/tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("../../static/js/render/tile_painter.js").Source} Source */

installCanvas();

const MINE = "00000000000000aa";
const THEIRS = "00000000000000bb";

/** One device pixel a unit: four tiles are seen. */
const VIEW = { k: 1, ox: 0, oy: 0, width: 1000, height: 800, dpr: 16, zoom: 1 };
const CELL = { page: 1, level: 0, x: 0, y: 0 };
const BOX = { minX: 0, minY: 0, maxX: 512, maxY: 512 };

/** A mark to and fro in the first tile. @param {string} id @param {number} points @param {number} [side] */
function mark(id, points, side = 100) {
  const path = Array.from({ length: points }, (_, at) => {
    const there = at % 2;
    return /** @type {[number, number]} */ ([200 + there * side, 200 + there * side]);
  });
  const style = /** @type {const} */ ({ ink: "yellow", size: 20 });
  return stroke(id, path, { kind: "highlight", style });
}

class Scene {
  board = new Replica();
  /** Tiles that are seen and wished for. */
  wishes = 0;
  /** Whether tiles are made besides what is painted at once. */
  #isHelped = true;
  #seq = 0;

  constructor() {
    this.settled = new Settled(new FakeCanvas().element, this.board, {
      painter: new Painter("light"),
      onChange: () => undefined,
      makerOf: (_, painter, source, { onTile }) => this.#maker(painter, source, onTile),
    });
    this.settled.resize(VIEW.width, VIEW.height);
    this.board.subscribe(({ changes }) => this.settled.change(changes));
    for (let n = 1; n <= 4; n += 1) {
      const pos = /** @type {[number, number, number]} */ ([(n % 2) * 600, n > 2 ? 600 : 10, 0]);
      this.logged(rectangle(`${THEIRS}.${n}`, { pos, style: { ink: "red", size: 10 } }));
    }
    for (let frames = 0; !this.settled.isSharp; frames += 1) {
      assert.ok(frames < 20);
      this.frame();
    }
    this.#isHelped = false;
    toldToAll();
  }

  /** @param {Painter} painter @param {Source} source @param {(painted: PaintedTile) => void} onTile @returns {TileMaking} */
  #maker(painter, source, onTile) {
    const slices = new PageTileMaker(painter, source, onTile);
    return {
      reset: () => slices.reset(),
      change: (changes) => slices.change(changes),
      setVisibility: () => slices.setVisibility(),
      request: (order) => {
        this.wishes = order.urgent;
        slices.request(order);
      },
      work: (deadline) => this.#isHelped && slices.work(deadline),
      stop: () => slices.stop(),
    };
  }

  /** @param {NewShape} shape */
  logged(shape) {
    this.#seq += 1;
    const [tag = "", n = ""] = shape.id.split(".");
    const edit = { author: 2, tag, n: Number(n), at: this.#seq };
    this.board.advance({ ...edit, ops: [{ op: "add", shape }] }, this.#seq);
  }

  /** @param {NewShape} shape */
  drawn(shape) {
    const [tag = "", n = ""] = shape.id.split(".");
    this.board.addPending({ tag, n: Number(n), ops: [{ op: "add", shape }] });
  }

  frame() {
    const deadline = performance.now() + 1000;
    this.settled.frame(VIEW, { page: 1, visibilities: new Map(), deadline, pointer: null });
  }

  /** How often a mark or an outline was painted, and how much was painted anew, in the next frame. */
  work() {
    this.frame();
    const told = toldToAll("fill", "clearRect").map(({ name }) => name);
    const count = (/** @type {string} */ wanted) => told.filter((name) => name === wanted).length;
    return { fills: count("fill"), clears: count("clearRect") };
  }
}

test("a mark that comes on top is painted alone, however many lie under it", () => {
  const scene = new Scene();
  for (let n = 10; n < 60; n += 1) {
    const shape = mark(`${n % 2 ? MINE : THEIRS}.${n}`, 20);
    if (n % 2 === 1) scene.drawn(shape);
    // Shapes from others lie below mine.
    else if (n < 11) scene.logged(shape);
    const { fills, clears } = scene.work();
    assert.ok(fills <= 1, `${fills} marks for one`);
    assert.equal(clears, 0);
    assert.ok(scene.settled.isSharp, "in its frame");
  }
});

test("of many heavy marks of others a frame paints a few, and leaves the rest to the worker", () => {
  const scene = new Scene();
  for (let n = 10; n < 40; n += 1) scene.logged(mark(`${THEIRS}.${n}`, 2000));
  const { fills } = scene.work();
  assert.ok(fills > 0 && fills <= 5, `${fills} at once`);
  assert.ok(!scene.settled.isSharp);
  assert.ok(scene.wishes > 0, "the tile is wished for");
});

test("heavy ink of others is reckoned like their marks", () => {
  const scene = new Scene();
  for (let n = 10; n < 90; n += 1) {
    scene.logged({ ...mark(`${THEIRS}.${n}`, 2000), kind: "ink" });
  }
  assert.ok(scene.work().fills <= 10);
  assert.ok(!scene.settled.isSharp);
});

test("what I have drawn appears in its frame, whatever it costs and whatever comes with it", () => {
  const scene = new Scene();
  for (let n = 10; n < 40; n += 1) scene.logged(mark(`${THEIRS}.${n}`, 2000));
  scene.drawn(mark(`${MINE}.1`, 2000));
  const fills = scene.work().fills;
  assert.ok(fills >= 1 && fills <= 3, `${fills} at once`);
  const alone = new Scene();
  alone.drawn({ ...mark(`${MINE}.1`, 2000, 900), style: { ink: "yellow", size: 4000 } });
  alone.work();
  assert.ok(alone.settled.isSharp);
});

test("twenty marks that come one after the other appear in their frames", () => {
  const scene = new Scene();
  for (let n = 10; n < 30; n += 1) {
    scene.logged(mark(`${THEIRS}.${n}`, 300));
    assert.deepEqual(scene.work(), { fills: 1, clears: 0 });
    assert.ok(scene.settled.isSharp);
  }
});

/** A tile with heavy marks on it. @param {number} count */
function heavyTile(count) {
  const { board } = new Scene();
  const ops = Array.from({ length: count }, (_, at) => ({
    op: /** @type {const} */ ("add"),
    shape: mark(`${THEIRS}.${at + 10}`, 2000),
  }));
  board.advance({ author: 2, tag: THEIRS, n: 10, at: 10, ops }, 5);
  const source = {
    pool: board.pool,
    query: board.query.bind(board),
    paper: () => /** @type {const} */ ("blank"),
    visibilityOf: () => undefined,
  };
  const job = new TileJob(new Painter("light"), source, { cell: CELL, boxes: null, dpr: 16 });
  const canvas = new FakeCanvas();
  /** Marks painted in a turn that lasts until a time. @param {number} deadline */
  const turn = (deadline) => {
    const isDone = job.run(/** @type {any} */ (canvas.getContext()), deadline);
    return { isDone, fills: canvas.told("fill").length };
  };
  return turn;
}

test("the clock is looked at after what costs much, and not after so many shapes", () => {
  const turn = heavyTile(10);
  assert.deepEqual(turn(0), { isDone: false, fills: 1 });
});

test("a turn ends when it has painted much, even if the clock has not seen it", (t) => {
  t.mock.method(performance, "now", () => 0);
  const turn = heavyTile(40);
  let [turns, fills] = [0, 0];
  for (let isDone = false; !isDone; turns += 1) {
    const now = turn(1000);
    assert.ok(now.fills <= 8, `${now.fills} in a turn`);
    fills += now.fills;
    isDone = now.isDone;
  }
  assert.ok(turns >= 5);
  assert.equal(fills, 40);
  assert.deepEqual(heavyTile(40)(Number.POSITIVE_INFINITY), { isDone: true, fills: 40 });
});

test("a shape costs by its kind, its points, its length and what it covers", () => {
  const pool = new PointPool();
  /** @param {NewShape} wire @param {number} [k] */
  const cost = (wire, k = 1) => costOf(placed(wire, pool), { k, box: BOX, pool });
  const small = mark(`${MINE}.1`, 2, 20);
  const ink = { ...small, kind: /** @type {const} */ ("ink") };
  assert.ok(cost(ink) < 2 * OUTLINED_COST);
  assert.equal(cost(ink, 1 / 32), 1, "a fine stroke");
  assert.ok(cost(small) > cost(ink), "a mark is painted three times");
  assert.ok(cost(mark(`${MINE}.1`, 2000, 20)) > 10 * cost(small), "points");
  assert.ok(cost(mark(`${MINE}.1`, 2000)) > 2 * cost(mark(`${MINE}.1`, 2000, 20)), "length");
  assert.ok(cost({ ...small, style: { ink: "yellow", size: 4096 } }) > 5 * cost(small), "area");
  assert.equal(cost(mark(`${MINE}.1`, 2, 20), 1), cost({ ...small, pos: [30, 30, 0] }));
  const [far, beside] = [cost({ ...small, pos: [9000, 0, 0] }), cost(rectangle(`${MINE}.1`))];
  assert.ok(far <= OUTLINED_COST + 1 && beside === OUTLINED_COST, "what is not here");
});

test("a shape costs by its dashes and its letters", () => {
  const pool = new PointPool();
  /** @param {NewShape} wire @param {number} [k] */
  const cost = (wire, k = 1) => costOf(placed(wire, pool), { k, box: BOX, pool });
  /** @param {number} length @param {"solid" | "dashed" | "dotted"} dash @param {string} [text] */
  const lineOf = (length, dash, text) => {
    const geometry = { points: [0, 0, length, 0] };
    const style = { ink: /** @type {const} */ ("red"), size: 10, dash };
    const wire = rectangle(`${MINE}.1`, { kind: "line", geometry, style });
    return text === undefined ? wire : { ...wire, text };
  };
  assert.equal(cost(lineOf(300_000, "solid")), OUTLINED_COST);
  assert.ok(cost(lineOf(300, "dashed")) < 2 * OUTLINED_COST);
  assert.ok(cost(lineOf(300_000, "dashed")) > 50 * OUTLINED_COST, "many dashes");
  assert.ok(cost(lineOf(300_000, "dotted")) > 2 * cost(lineOf(300_000, "dashed")), "more dots");
  assert.equal(cost(lineOf(30_000_000, "dotted")), OUTLINED_COST, "too many to be painted");
  assert.equal(cost(lineOf(300_000, "dashed"), 1 / 64), OUTLINED_COST, "too fine to be painted");
  const style = {
    ink: /** @type {const} */ ("red"),
    size: 10,
    dash: /** @type {const} */ ("dotted"),
  };
  const box = rectangle(`${MINE}.1`, { geometry: { w: 50_000, h: 50_000 }, style });
  assert.ok(cost(box) > 100 * OUTLINED_COST, "around a box");
  assert.ok(cost(lineOf(300, "solid", "a")) < 2 * OUTLINED_COST);
  assert.ok(cost(lineOf(300, "solid", "a".repeat(5000))) > 50 * OUTLINED_COST, "a long label");
  const long = rectangle(`${MINE}.1`, { kind: "text", text: "a".repeat(5000) });
  assert.ok(cost(long) > 50 * OUTLINED_COST, "a long text");
});
