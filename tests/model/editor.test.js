// The small parts of the editor by themselves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOps } from "../../static/js/editor/batch_ops.js";
import { Camera } from "../../static/js/editor/camera.js";
import { Notices } from "../../static/js/editor/notices.js";
import { Selection } from "../../static/js/editor/selection.js";
import { isEdit } from "../../static/js/model/check.js";
import { Signal } from "../../static/js/platform/signal.js";
import { Classroom } from "./classroom.js";
import { rectangle, stroke } from "./drawing.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */

const TAG = "00000000000000aa";

test("a signal emits every set, also of the same value, until one unsubscribes", () => {
  const signal = new Signal(1);
  /** @type {number[]} */
  const heard = [];
  const end = signal.subscribe((value) => heard.push(value));
  signal.subscribe((value) => {
    if (value === 2) end();
  });
  for (const value of [1, 2, 3]) signal.set(value);
  assert.deepEqual(heard, [1, 2]);
  assert.equal(signal.value, 3);
});

test("zooming keeps the point under the pointer, and steps use round levels", () => {
  const camera = new Camera();
  camera.resize(800, 600);
  camera.goTo({ x: -50, y: 30, zoom: 1 });
  const pointer = { x: 123, y: 456 };
  const before = camera.toBoard(pointer);
  camera.zoomAt(pointer, 3.7);
  const after = camera.toBoard(pointer);
  assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 1e-6);
  assert.deepEqual([camera.stepFrom(1), camera.stepFrom(-1)], [4, 3]);
  camera.zoomAt(pointer, 99);
  assert.equal(camera.zoom, 8);
});

test("a resized screen keeps its middle, and the camera its board within reach", () => {
  const camera = new Camera();
  camera.resize(800, 600);
  camera.goTo({ x: 0, y: 0, zoom: 1 });
  const middle = camera.toBoard({ x: 400, y: 300 });
  camera.resize(400, 900);
  assert.deepEqual(camera.toBoard({ x: 200, y: 450 }), middle);
  const under = camera.toBoard({ x: 33, y: 44 });
  camera.resize(390, 500, "corner");
  assert.deepEqual(camera.toBoard({ x: 33, y: 44 }), under, "under a pen nothing moves");
  camera.goTo({ x: 1e12, y: -1e12, zoom: 1 });
  const { maxX, minY } = camera.view();
  assert.ok(maxX <= 2 ** 26 && minY >= -(2 ** 26));
});

test("a selection is a new set each time, and drops deleted shapes", () => {
  const selection = new Selection();
  selection.select(["a", "b"]);
  const before = selection.value;
  selection.toggle(new Set(["c"]));
  selection.toggle(new Set(["a"]));
  assert.deepEqual([...selection.value], ["b", "c"]);
  assert.deepEqual([...before], ["a", "b"]);
  selection.prune((id) => id === "c");
  assert.deepEqual([...selection.value], ["c"]);
});

test("[L2] ops that exceed one edit become several that each fit, in order", () => {
  /** @type {Op[]} */
  const many = Array.from({ length: 4500 }, (_, at) => ({ op: "del", id: `${TAG}.${at + 1}` }));
  const path = Array.from(
    { length: 1000 },
    (_, at) => /** @type {[number, number]} */ ([at * 900, 0]),
  );
  /** @type {Op[]} */
  const large = Array.from({ length: 30 }, (_, at) => ({
    op: "add",
    shape: stroke(`${TAG}.${at + 1}`, path),
  }));
  for (const ops of [many, large]) {
    const edits = batchOps(ops);
    assert.ok(edits.length > 1);
    assert.deepEqual(edits.flat(), ops);
    for (const edit of edits) assert.ok(isEdit({ ops: edit, upto: Number.MAX_SAFE_INTEGER }));
  }
  const restores = /** @type {Op[]} */ ([
    { op: "restore", n: 1 },
    { op: "restore", n: 2 },
    { op: "del", id: `${TAG}.1` },
  ]);
  assert.deepEqual(
    batchOps(restores).map((edit) => edit.length),
    [1, 1, 1],
  );
  const clears = /** @type {Op[]} */ ([
    { op: "clear", page: 1, upto: 0 },
    { op: "del", id: `${TAG}.1` },
    { op: "clear", page: 2, upto: 0 },
    { op: "restore", n: 1 },
  ]);
  const lists = batchOps(clears);
  assert.deepEqual(
    lists.map((edit) => edit.length),
    [2, 1, 1],
  );
  for (const edit of lists) assert.ok(isEdit({ ops: edit }));
});

test("names are truncated to the limit at grapheme boundaries", async () => {
  const room = new Classroom();
  const { editor, view } = await room.seat();
  editor.renameBoard(`  ${"🖍".repeat(200)}`);
  await room.settle();
  assert.equal(view.name, "🖍".repeat(80));
  editor.rename("n".repeat(99));
  assert.equal(editor.peers.list.value[0]?.name, "n".repeat(40));
});

test("changing the page clears the selection and moves the cursor", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.editor.newId();
  one.editor.commit([{ op: "add", shape: rectangle(id) }]);
  one.editor.selection.select([id]);
  one.editor.pointAt({ x: 1, y: 1 });
  await room.pass(100);
  assert.equal(two.editor.peers.cursors().length, 1);
  one.editor.page.set(2);
  await room.pass(100);
  assert.equal(one.editor.selection.size, 0);
  assert.equal(two.editor.peers.cursors().length, 0);
});

test("[E10] notices before the first listener are delivered once to all first listeners", async () => {
  const notices = new Notices();
  for (const n of [1, 2]) notices.set({ n });
  /** @type {unknown[][]} */
  const heard = [[], [], []];
  const listen = (/** @type {number} */ at) =>
    notices.subscribe((notice) => heard[at]?.push(notice));
  listen(0);
  listen(1);
  await Promise.resolve();
  notices.set({ n: 3 });
  listen(2);
  notices.set({ n: 4 });
  const all = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];
  assert.deepEqual(heard, [all, all, [{ n: 4 }]]);
});
