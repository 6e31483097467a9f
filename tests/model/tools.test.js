// The tools: gestures of the pointer, and the board afterwards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isEdit } from "../../static/js/model/check.js";
import { rectangle, stroke } from "./drawing.js";
import { DrawingContext, drag, shapesOf } from "./drawing_context.js";

/** @typedef {[number, number]} Pair */

/** Absolute points. @param {import("../../static/js/model/shape.js").WireShape} shape @returns {Pair[]} */
function pathOf({ pos: [x, y], geometry: { points = [] } }) {
  const path = [];
  let [px, py] = [x, y];
  for (let at = 0; at < points.length; at += 2) {
    px += points[at] ?? 0;
    py += points[at + 1] ?? 0;
    path.push(/** @type {Pair} */ ([px, py]));
  }
  return path;
}

test("[D5] a click is a dot: one point, with its pressure and time", async () => {
  const desk = await DrawingContext.ready();
  drag(desk, "pen", [[160.4, 320.6]]);
  await desk.room.settle();
  const [dot] = shapesOf(desk.other);
  assert.deepEqual(dot?.pos, [160, 321, 0]);
  assert.deepEqual(dot?.geometry, { points: [0, 0], pressure: [128], time: [0] });
  assert.deepEqual(dot?.style, { ink: "black", size: 64 });
});

test("[D5] a stroke has every sample, with pressure and time, and ends where the pen was lifted", async () => {
  const desk = await DrawingContext.ready();
  desk.gestures.begin(desk.point([0, 0], 10), "pen");
  desk.gestures.update([desk.point([100, 0], 20), desk.point([200, 50], 30)]);
  desk.gestures.update([desk.point([205, 51], 25)]);
  desk.gestures.update([desk.point([203, 55], 5)]);
  desk.gestures.finish();
  await desk.room.settle();
  const [shape] = shapesOf(desk.other);
  assert.ok(shape);
  assert.deepEqual(pathOf(shape), [
    [0, 0],
    [100, 0],
    [200, 50],
    [203, 55],
  ]);
  assert.deepEqual(shape.geometry.pressure, [10, 10, 10, -25]);
  assert.deepEqual(shape.geometry.time, [0, 8, 8, 16]);
  await desk.room.assertEqual();
});

test("[D5] a stroke of more than 2,000 points continues in the next shape at the same point", async () => {
  const desk = await DrawingContext.ready();
  const path = Array.from(
    { length: 4500 },
    (_, at) => /** @type {Pair} */ ([at * 25, (at % 3) * 25]),
  );
  drag(desk, "pen", path);
  await desk.room.settle();
  const shapes = shapesOf(desk.other);
  assert.ok(shapes.length >= 3);
  const paths = shapes.map(pathOf);
  for (const [at, { geometry }] of shapes.entries()) {
    assert.ok((geometry.time ?? []).length <= 2000);
    const next = paths[at + 1];
    if (next !== undefined) assert.deepEqual(next[0], paths[at]?.at(-1), "no seam");
  }
  assert.deepEqual(
    paths.flatMap((points, at) => points.slice(at === 0 ? 0 : 1)),
    path,
  );
  assert.ok(desk.room.server.log.every(({ ops }) => isEdit({ ops })));
  desk.editor.undo();
  await desk.room.settle();
  assert.equal(shapesOf(desk.other).length, 0, "it is one stroke to the one who drew it");
  await desk.room.assertEqual();
});

test("[V2] others see the stroke while it is drawn, in its final form", async () => {
  const desk = await DrawingContext.ready();
  desk.gestures.begin(desk.point([0, 0]), "highlighter");
  for (let at = 1; at <= 30; at += 1) {
    desk.gestures.update([desk.point([at * 40, at])]);
    await desk.room.pass(16);
  }
  await desk.room.pass(100);
  const [draft] = desk.other.editor.peers.drafts();
  const [ink] = draft?.previews ?? [];
  assert.ok(ink?.kind === "ink");
  assert.deepEqual([ink.shapeKind, ink.style.size, ink.length], ["highlight", 384, 31]);
  assert.deepEqual([...ink.xy.slice(58, 62)], [29 * 40, 29, 30 * 40, 30]);
  desk.gestures.finish();
  await desk.room.settle();
  assert.deepEqual(desk.other.editor.peers.drafts(), []);
  assert.equal(shapesOf(desk.other)[0]?.kind, "highlight");
});

test("a cancelled gesture leaves nothing, here or for others", async () => {
  const desk = await DrawingContext.ready();
  desk.gestures.begin(desk.point([0, 0]), "pen");
  desk.gestures.update([desk.point([400, 400])]);
  await desk.room.settle();
  assert.equal(desk.other.editor.peers.drafts().length, 1);
  desk.gestures.cancel();
  await desk.room.pass(100);
  assert.deepEqual(desk.other.editor.peers.drafts(), []);
  assert.equal(desk.room.server.log.length, 0);
});

test("a line interrupted by another tool, another gesture or lost rights is committed and can be undone", async () => {
  const desk = await DrawingContext.ready();
  const interruptions = [
    () => desk.editor.tool.set("select"),
    () => desk.gestures.begin(desk.point([9000, 0]), "hand"),
    () => desk.editor.rights.set({ role: "viewer", draw: false, why: "role" }),
  ];
  for (const interrupt of interruptions) {
    desk.gestures.begin(desk.point([0, 0]), "pen");
    desk.gestures.update([desk.point([400, 400])]);
    interrupt();
    await desk.room.settle();
    assert.equal(shapesOf(desk.other).length, 1);
    desk.editor.rights.set({ role: "editor", draw: true, why: null });
    desk.editor.undo();
    await desk.room.settle();
    assert.equal(shapesOf(desk.other).length, 0);
    desk.gestures.cancel();
  }
});

test("the highlighter has the chosen ink and its own width", async () => {
  const desk = await DrawingContext.ready();
  desk.actions.restyle({ ink: "green", size: 40 });
  drag(desk, "highlighter", [
    [0, 0],
    [500, 0],
  ]);
  drag(desk, "pen", [
    [0, 90],
    [500, 90],
  ]);
  await desk.room.settle();
  assert.deepEqual(
    shapesOf(desk.other).map(({ kind, style }) => [kind, style.ink, style.size]),
    [
      ["highlight", "green", 384],
      ["ink", "green", 40],
    ],
  );
});

test("[B4] the eraser deletes what it touches, in one edit that can be undone", async () => {
  const desk = await DrawingContext.ready();
  for (const y of [1000, 2000, 9000]) {
    const id = desk.other.editor.newId();
    const across = stroke(
      id,
      [
        [0, 0],
        [5000, 0],
      ],
      { pos: [0, y, 0] },
    );
    desk.other.editor.commit([{ op: "add", shape: across }]);
  }
  await desk.room.settle();
  desk.gestures.begin(desk.point([2000, 500]), "eraser");
  desk.gestures.update([desk.point([2000, 2500])]);
  await desk.room.settle();
  assert.equal(shapesOf(desk.me).length, 3, "nothing is gone before it is lifted");
  const [draft] = desk.other.editor.peers.drafts();
  assert.ok(draft?.previews[0]?.kind === "erase" && draft.previews[0].ids.size === 2);
  desk.gestures.finish();
  await desk.room.settle();
  assert.deepEqual(
    shapesOf(desk.other).map(({ pos }) => pos[1]),
    [9000],
  );
  assert.equal(desk.room.server.log.length, 4);
  desk.editor.undo();
  await desk.room.settle();
  assert.equal(shapesOf(desk.other).length, 3);
  await desk.room.assertEqual();
});

test("[B2] a drag moves the selection, and a press selects", async () => {
  const desk = await DrawingContext.ready();
  desk.editor.snaps.set(false);
  const ids = [1000, 6000].map((x) => {
    const id = desk.editor.newId();
    const shape = rectangle(id, { pos: [x, 0, 0], geometry: { w: 800, h: 800 } });
    desk.editor.commit([{ op: "add", shape }]);
    return id;
  });
  await desk.room.settle();
  drag(desk, "select", [
    [1000, 400],
    [1300, 500],
    [1320, 480],
  ]);
  assert.deepEqual([...desk.editor.selection.value], [ids[0]]);
  await desk.room.settle();
  assert.deepEqual(desk.other.view.shape(ids[0] ?? "")?.x, 1320);
  assert.deepEqual(desk.other.view.shape(ids[0] ?? "")?.y, 80);
  // A frame around both, then one of them moves both.
  drag(desk, "select", [
    [-500, -500],
    [9000, 2000],
  ]);
  assert.equal(desk.editor.selection.size, 2);
  drag(desk, "select", [
    [6000, 400],
    [6000, 1400],
  ]);
  await desk.room.settle();
  assert.deepEqual(
    ids.map((id) => desk.other.view.shape(id)?.y),
    [1080, 1000],
  );
  desk.editor.undo();
  await desk.room.settle();
  assert.deepEqual(
    ids.map((id) => desk.other.view.shape(id)?.y),
    [80, 0],
  );
  await desk.room.assertEqual();
});

test("shapes that others delete are deselected", async () => {
  const desk = await DrawingContext.ready();
  const id = desk.editor.newId();
  desk.editor.commit([{ op: "add", shape: rectangle(id) }]);
  await desk.room.settle();
  desk.actions.selectAll();
  assert.equal(desk.editor.selection.size, 1);
  desk.other.editor.commit([{ op: "del", id }]);
  await desk.room.settle();
  assert.equal(desk.editor.selection.size, 0);
});

test("keys move the selection, restyle and delete it, each as one edit", async () => {
  const desk = await DrawingContext.ready();
  const id = desk.editor.newId();
  desk.editor.commit([{ op: "add", shape: rectangle(id) }]);
  desk.actions.selectAll();
  for (let step = 0; step < 5; step += 1) desk.actions.nudge(16, 0);
  desk.actions.endNudge();
  desk.actions.restyle({ ink: "violet" });
  await desk.room.settle();
  assert.equal(desk.room.server.log.length, 3);
  assert.deepEqual(
    [desk.other.view.shape(id)?.x, desk.other.view.shape(id)?.style.ink],
    [80, "violet"],
  );
  assert.equal(desk.actions.deleteSelection().count, 1);
  await desk.room.settle();
  assert.equal(desk.other.view.shape(id), undefined);
  await desk.room.assertEqual();
});

test("[O6] a viewer can select and pan, and changes nothing", async () => {
  const desk = await DrawingContext.ready();
  const id = desk.editor.newId();
  desk.editor.commit([{ op: "add", shape: rectangle(id) }]);
  await desk.room.settle();
  desk.gestures.begin(desk.point([0, 0]), "pen");
  desk.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(desk.gestures.live.value, null, "lost rights end the gesture");
  for (const tool of ["pen", "highlighter", "eraser"]) {
    assert.equal(desk.gestures.begin(desk.point([0, 0]), tool), false);
  }
  drag(desk, "select", [
    [0, 0],
    [500, 500],
  ]);
  desk.actions.selectAll();
  assert.equal(desk.actions.deleteSelection().count, 0);
  desk.editor.undo();
  drag(desk, "hand", [
    [0, 0],
    [160, 320],
  ]);
  assert.deepEqual([desk.editor.camera.x, desk.editor.camera.y], [-10, -20]);
  await desk.room.settle();
  assert.equal(desk.room.server.log.length, 1);
});
