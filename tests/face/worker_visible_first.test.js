// A large board goes to the tile worker in two parts: the visible shapes with the first requests, the others when the page
// has time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inflate } from "../../static/js/model/box.js";
import { Replica } from "../../static/js/model/replica.js";
import { ShapeCopy } from "../../static/js/render/shape_copy.js";
import { unitsIn } from "../../static/js/render/tile_grid.js";
import { WorkerTileMaker } from "../../static/js/render/worker_tile_maker.js";
import { rectangle } from "../model/drawing.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/render/worker_tile_maker.js").Order} Order */

const TAG = "00000000000000aa";
const EVERYWHERE = { minX: -(2 ** 27), minY: -(2 ** 27), maxX: 2 ** 27, maxY: 2 ** 27 };
const CELL = { page: 1, level: 0, x: 0, y: 0 };
const SHAPES = 1_000;

/** The worker's copy of the board, and the requests that it was sent. */
class FakeWorker {
  copy = new ShapeCopy(() => undefined);
  /** @type {Order[]} */
  orders = [];

  /** @param {Order} order */
  postMessage(order) {
    this.orders.push(order);
    if (order.batch !== null) this.copy.apply(order.batch);
  }

  terminate() {
    return undefined;
  }
}

/** @type {FakeWorker[]} */
const made = [];
Object.assign(globalThis, {
  OffscreenCanvas: class {},
  Worker: class extends FakeWorker {
    constructor() {
      super();
      made.push(this);
    }
  },
});

/** A board of shapes in a row, a few of them in the visible tile. */
function scene() {
  const board = new Replica();
  const maker = new WorkerTileMaker(board, {
    onTile: () => undefined,
    onFont: () => undefined,
    onPicture: () => undefined,
    onLost: () => undefined,
  });
  board.subscribe(({ changes }) => maker.change(changes));
  const worker = made.at(-1);
  assert.ok(worker);
  let seq = 0;
  /** @param {Op[]} ops */
  const log = (ops) => {
    seq += 1;
    board.advance({ author: 1, tag: TAG, n: seq, at: seq, ops }, seq);
  };
  const add = (/** @type {number} */ from, /** @type {number} */ count) =>
    log(
      Array.from({ length: count }, (_, at) => ({
        op: /** @type {const} */ ("add"),
        shape: rectangle(`${TAG}.${from + at}`, {
          pos: [500 * (from + at), 100, 0],
          geometry: { w: 50, h: 50 },
        }),
      })),
    );
  const order = (/** @type {number} */ urgent) => ({
    ...{ version: 1, urgent, dpr: 1, papers: [], theme: /** @type {const} */ ("light") },
    requests: [
      { cell: CELL, boxes: null },
      { cell: { ...CELL, x: 9 }, boxes: null },
    ],
  });
  return { board, maker, worker, log, add, order };
}

/** @param {{query: Replica["query"]}} source @param {import("../../static/js/model/box.js").Box} box */
const numbers = (source, box) => source.query(box, 1).map(({ n }) => n);

test("the worker gets the visible shapes first, and all others before any other request", (t) => {
  const { board, maker, worker, add, order, log } = scene();
  add(1, SHAPES);
  maker.request(order(1));
  const visible = unitsIn(CELL, 1);
  assert.deepEqual(numbers(worker.copy, visible), numbers(board, visible));
  assert.ok(numbers(worker.copy, EVERYWHERE).length < SHAPES / 10);
  assert.deepEqual(
    worker.orders.at(-1)?.requests.map(({ cell }) => cell),
    [CELL],
  );
  assert.equal(maker.work(Number.POSITIVE_INFINITY), false, "visible tiles are awaited");
  assert.ok(!maker.isReady);

  // Chunks and edits arrive meanwhile, the latter of shapes that the worker has and of others.
  add(SHAPES + 1, SHAPES);
  log([
    { op: "del", id: `${TAG}.1` },
    { op: "del", id: `${TAG}.${SHAPES}` },
    { op: "set", id: `${TAG}.2`, pos: [0, 200, 0] },
    { op: "set", id: `${TAG}.${SHAPES + 5}`, pos: [50, 200, 0] },
  ]);
  maker.request(order(1));
  assert.deepEqual(numbers(worker.copy, visible), numbers(board, visible));

  t.mock.method(performance, "now", () => 0);
  maker.request(order(0));
  assert.equal(maker.work(1), false);
  assert.ok(maker.isReady);
  assert.deepEqual(numbers(worker.copy, EVERYWHERE), numbers(board, EVERYWHERE));
  assert.equal(worker.orders.at(-1)?.requests.length, 2);
  maker.stop();
});

test("a new view takes its shapes from those that are not sent yet", () => {
  const { board, maker, worker, add, order } = scene();
  add(1, SHAPES);
  maker.request(order(1));
  const [, far] = order(1).requests;
  assert.ok(far);
  maker.request({ ...order(1), requests: [far] });
  const there = inflate(unitsIn(far.cell, 1), 0);
  assert.ok(numbers(board, there).length > 0);
  assert.deepEqual(numbers(worker.copy, there), numbers(board, there));
  maker.stop();
});
