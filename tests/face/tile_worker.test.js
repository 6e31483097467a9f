// The tile worker and the detection of its loss: both ends of their channel, without a browser.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { Replica } from "../../static/js/model/replica.js";
import { rectangle } from "../model/drawing.js";
import { FakeCanvas, installCanvas } from "./canvas.js";

/** @typedef {import("../../static/js/render/worker_tile_maker.js").Order} Order */

const TAG = "00000000000000aa";

/** The canvas of the worker. */
class Offscreen extends FakeCanvas {
  /** @type {Offscreen[]} */
  static made = [];
  /** Whether the browser has taken the memory of it, told or not. */
  isLost = false;
  /** @type {() => void} */
  oncontextlost = () => undefined;
  /** @type {() => void} */
  oncontextrestored = () => undefined;

  constructor() {
    super();
    Offscreen.made.push(this);
    Object.assign(this.getContext(), { isContextLost: () => this.isLost });
  }

  transferToImageBitmap() {
    return { isBlank: this.isLost };
  }
}

/** The global object of the worker. */
const scope = {
  onmessage: (/** @type {{data: Order}} */ _) => undefined,
  sent: /** @type {any[]} */ ([]),
  postMessage(/** @type {any} */ answer) {
    this.sent.push(answer);
  },
};

/** A thread, as the page sees it. */
class FakeWorker {
  /** @type {FakeWorker[]} */
  static made = [];
  isTerminated = false;
  /** @type {Order[]} */
  told = [];
  /** @type {(event: {data: any}) => void} */
  onmessage = () => undefined;
  /** @type {(event: any) => void} */
  onerror = () => undefined;

  constructor() {
    FakeWorker.made.push(this);
  }

  /** @param {Order} order */
  postMessage(order) {
    this.told.push(order);
  }

  terminate() {
    this.isTerminated = true;
  }
}

/** The process lives as long as a channel is open. @type {MessageChannel[]} */
const channels = [];

installCanvas();
Object.assign(document, { styleSheets: [] });
Object.assign(globalThis, {
  ...{ self: scope, OffscreenCanvas: Offscreen, Worker: FakeWorker },
  MessageChannel: class extends MessageChannel {
    constructor() {
      super();
      channels.push(this);
    }
  },
});
await import("../../static/js/render/tile_worker.js");
const { WorkerTileMaker } = await import("../../static/js/render/worker_tile_maker.js");

after(() => {
  for (const { port1 } of channels) port1.close();
});

beforeEach(() => {
  scope.sent.length = 0;
  FakeWorker.made.length = 0;
});

/** Two tiles are wanted of a board with one shape. @param {number} [version]  of the board */
function wanting(version = 1) {
  const board = new Replica();
  const edit = { author: 1, tag: TAG, n: 1, at: 1 };
  board.advance({ ...edit, ops: [{ op: "add", shape: rectangle(`${TAG}.1`) }] }, 1);
  const heard = { tiles: 0, lost: 0 };
  const maker = new WorkerTileMaker(board, {
    onTile: () => {
      heard.tiles += 1;
    },
    onFont: () => undefined,
    onPicture: () => undefined,
    onLost: () => {
      heard.lost += 1;
    },
  });
  const requests = [0, 1].map((x) => ({ cell: { page: 1, level: 0, x, y: 0 }, boxes: null }));
  const want = { version, requests, urgent: 2, dpr: 1, papers: [], theme: "light" };
  maker.request(/** @type {any} */ (want));
  const worker = FakeWorker.made.at(-1);
  assert.ok(worker);
  return { heard, worker, maker };
}

/** Lets the worker do what it has begun. */
async function work() {
  for (let round = 0; round < 10; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** @param {FakeWorker} worker */
function give(worker) {
  for (const data of worker.told.splice(0)) scope.onmessage({ data });
}

test("a worker with a lost canvas sends nothing, and paints everything when it is restored", async () => {
  const [canvas] = Offscreen.made;
  assert.ok(canvas);
  for (const isTold of [true, false]) {
    scope.sent.length = 0;
    const { worker, maker } = wanting(isTold ? 1 : 2);
    canvas.isLost = true;
    if (isTold) canvas.oncontextlost();
    give(worker);
    await work();
    assert.deepEqual(scope.sent, [], "a tile without ink would be shown");
    if (!isTold) canvas.oncontextlost();
    await work();
    canvas.isLost = false;
    canvas.oncontextrestored();
    await work();
    const tiles = scope.sent.map((/** @type {any} */ { tile }) => [
      tile.cell.x,
      tile.image.isBlank,
    ]);
    const wanted = [0, 1].map((x) => [x, false]);
    assert.deepEqual(tiles, wanted);
    maker.stop();
  }
});

test("a worker that fails or is silent with open requests is lost; one that answers is not", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(console, "warn", () => undefined);
  const failing = wanting();
  failing.worker.onerror({ preventDefault: () => undefined, message: "it crashed" });
  assert.deepEqual([failing.heard.lost, failing.worker.isTerminated], [1, true]);

  const silent = wanting();
  t.mock.timers.tick(6_000);
  assert.equal(silent.heard.lost, 0, "the page may have slept");
  t.mock.timers.tick(6_000);
  assert.deepEqual([silent.heard.lost, silent.worker.isTerminated], [1, true]);

  const slow = wanting();
  t.mock.timers.tick(11_000);
  slow.worker.onmessage({ data: { tile: {} } });
  t.mock.timers.tick(60_000);
  assert.deepEqual(slow.heard, { tiles: 1, lost: 0 });
});

test("the worker gets the faces of a font with the first text that uses it", () => {
  const face = (/** @type {string} */ family) => ({
    style: {
      getPropertyValue: (/** @type {string} */ name) =>
        ({ "font-family": family, src: `url("${family.length}.woff2")` })[name] ?? "",
    },
  });
  class Rule {}
  const rules = ["Atkinson Hyperlegible Next", "Patrick Hand"].map((family) =>
    Object.assign(new Rule(), face(family)),
  );
  Object.assign(globalThis, { CSSFontFaceRule: Rule });
  Object.assign(document, { styleSheets: [{ href: "http://here/a.css", cssRules: rules }] });
  const board = new Replica();
  /** @type {string[]} */
  const used = [];
  const maker = new WorkerTileMaker(board, {
    onTile: () => undefined,
    onFont: (font) => used.push(font),
    onPicture: () => undefined,
    onLost: () => undefined,
  });
  board.subscribe(({ changes }) => maker.change(changes));
  const [worker] = FakeWorker.made;
  let n = 0;
  /** The families that the worker is given with a new shape. @param {Partial<import("../../static/js/model/shape.js").NewShape>} change */
  const given = (change) => {
    n += 1;
    const shape = rectangle(`${TAG}.${n}`, change);
    const edit = { author: 1, tag: TAG, n, at: n };
    board.advance({ ...edit, ops: [{ op: "add", shape }] }, n);
    const want = { version: n, urgent: 1, dpr: 1, papers: [], theme: "light" };
    const cell = { cell: { page: 1, level: 0, x: 0, y: 0 }, boxes: null };
    maker.request(/** @type {any} */ ({ ...want, requests: [cell] }));
    const faces = worker?.told.splice(0).flatMap((order) => order.faces);
    return faces?.map(({ family }) => family);
  };
  const style = { ink: /** @type {const} */ ("red"), size: 64 };
  assert.deepEqual(given({ style: { ...style, font: "hand" } }), [], "without a text");
  assert.deepEqual(given({ text: "a" }), ["Atkinson Hyperlegible Next"]);
  assert.deepEqual(given({ text: "b" }), []);
  assert.deepEqual(given({ text: "c", style: { ...style, font: "hand" } }), ["Patrick Hand"]);
  assert.deepEqual(used, ["sans", "hand"]);
  maker.stop();
});
