// The tools for lines and shapes: samples in, edit out, and what others see meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { isEdit } from "../../static/js/model/check.js";
import { DrawingContext, drag, shapesOf } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {[number, number]} Pair */
/** @typedef {Partial<import("../../static/js/editor/gestures.js").Keys>} HeldKeys */

const SHAPES = /** @type {const} */ (["rectangle", "ellipse", "diamond"]);
const LINES = /** @type {const} */ (["line", "arrow"]);

/** Chooses the tool, presses at the first place and moves to the others. @param {Sitting} desk @param {string} tool @param {readonly Pair[]} path @param {HeldKeys} [keys] */
function dragAndHold(desk, tool, [first = [0, 0], ...rest], keys = {}) {
  const held = { ...NO_KEYS, ...keys };
  desk.editor.tool.set(tool);
  assert.ok(desk.gestures.begin(desk.point(first), tool, held));
  for (const place of rest) desk.gestures.update([desk.point(place)], held);
}

/** Position and geometry of the shape that a drag makes. @param {string} tool @param {readonly Pair[]} path @param {HeldKeys} [keys] */
async function drawn(tool, path, keys = {}) {
  const desk = await DrawingContext.ready();
  dragAndHold(desk, tool, path, keys);
  desk.gestures.finish();
  await desk.room.settle();
  assert.ok(desk.room.server.log.every(({ ops }) => isEdit({ ops })));
  const [shape, ...more] = shapesOf(desk.other);
  assert.ok(shape !== undefined && more.length === 0 && shape.kind === tool);
  return [shape.pos, shape.geometry];
}

/** The shape in progress as the other person sees it. @param {Sitting} desk */
function seen(desk) {
  const [draft, ...more] = desk.other.editor.peers.drafts();
  const [preview] = draft?.previews ?? [];
  assert.ok(preview?.kind === "shape" && more.length === 0);
  return preview.shape;
}

test("[D6] a drag makes a box between its corners, whatever the direction", async () => {
  for (const tool of SHAPES) {
    const box = [[100, 200, 0], { w: 300, h: 150 }];
    assert.deepEqual(
      await drawn(tool, [
        [100, 200],
        [170, 220],
        [400, 350],
      ]),
      box,
    );
    assert.deepEqual(
      await drawn(tool, [
        [400.4, 349.6],
        [100.3, 199.7],
      ]),
      box,
    );
  }
});

test("[D6] a drag makes a line from its start to its end", async () => {
  for (const tool of LINES) {
    const path = /** @type {Pair[]} */ ([
      [400, 100],
      [100, 350],
    ]);
    assert.deepEqual(await drawn(tool, path), [[400, 100, 0], { points: [0, 0, -300, 250] }]);
  }
});

test("[D6] a box has at least one unit", async () => {
  const flat = /** @type {Pair[]} */ ([
    [0, 0],
    [400, 0],
  ]);
  assert.deepEqual(await drawn("rectangle", flat), [[0, 0, 0], { w: 400, h: 1 }]);
});

test("Shift makes squares and circles, Alt draws from the centre", async () => {
  const path = /** @type {Pair[]} */ ([
    [1000, 1000],
    [700, 1100],
  ]);
  assert.deepEqual(await drawn("ellipse", path, { shift: true }), [
    [700, 1000, 0],
    { w: 300, h: 300 },
  ]);
  assert.deepEqual(await drawn("rectangle", path, { alt: true }), [
    [700, 900, 0],
    { w: 600, h: 200 },
  ]);
  assert.deepEqual(await drawn("diamond", path, { shift: true, alt: true }), [
    [700, 700, 0],
    { w: 600, h: 600 },
  ]);
});

test("Shift turns a line in steps of 15 degrees", async () => {
  for (let step = 0; step < 24; step += 1) {
    const angle = (step * Math.PI) / 12;
    // The hand is up to 7 degrees off.
    const off = angle + 0.12 * (step % 2 === 0 ? 1 : -1);
    const to = /** @type {Pair} */ ([1000 * Math.cos(off), 1000 * Math.sin(off)]);
    const [, geometry] = await drawn("arrow", [[0, 0], to], { shift: true });
    const [, , dx = 0, dy = 0] = /** @type {{points: number[]}} */ (geometry).points;
    const turned = Math.abs(Math.sin(Math.atan2(dy, dx) - angle));
    assert.ok(turned < 0.001 && Math.hypot(dx, dy) > 950, `${step}: ${dx} ${dy}`);
    if (step % 6 === 0) assert.ok(dx === 0 || dy === 0, "exactly level or upright");
  }
  const centred = await drawn(
    "line",
    [
      [0, 0],
      [300, 10],
    ],
    { shift: true, alt: true },
  );
  assert.deepEqual(centred, [[-300, 0, 0], { points: [0, 0, 600, 0] }]);
});

test("[V2] others see the shape while it is drawn, also when only a key changes", async () => {
  for (const tool of [...SHAPES, ...LINES]) {
    const desk = await DrawingContext.ready();
    dragAndHold(desk, tool, [
      [0, 0],
      [800, 600],
    ]);
    await desk.room.pass(100);
    const { kind, style, box } = seen(desk);
    assert.deepEqual([kind, style.ink, style.size], [tool, "black", 64]);
    assert.deepEqual([box.maxX - box.minX, box.maxY - box.minY], [864, 664]);
    desk.gestures.holdKeys({ ...NO_KEYS, alt: true });
    await desk.room.pass(100);
    const { box: doubled } = seen(desk);
    assert.deepEqual([doubled.minX, doubled.minY], [-832, -632]);
    desk.gestures.holdKeys(NO_KEYS);
    await desk.room.pass(100);
    assert.equal(seen(desk).box.minX, -32);
    desk.gestures.finish();
    await desk.room.settle();
    assert.deepEqual(desk.other.editor.peers.drafts(), []);
    assert.equal(shapesOf(desk.other).length, 1);
    await desk.room.assertEqual();
  }
});

test("a click draws nothing, and a cancelled shape leaves nothing", async () => {
  const desk = await DrawingContext.ready();
  drag(desk, "rectangle", [
    [0, 0],
    [20, 20],
  ]);
  dragAndHold(desk, "arrow", [
    [0, 0],
    [400, 400],
  ]);
  await desk.room.settle();
  assert.equal(desk.other.editor.peers.drafts().length, 1);
  desk.gestures.cancel();
  await desk.room.pass(100);
  assert.deepEqual(desk.other.editor.peers.drafts(), []);
  assert.equal(desk.room.server.log.length, 0);
  assert.equal(desk.editor.tool.value, "arrow");
});

test("after a shape the select tool returns with the shape selected, unless the tool is kept", async () => {
  const desk = await DrawingContext.ready();
  const { editor, gestures } = desk;
  const path = /** @type {Pair[]} */ ([
    [0, 0],
    [400, 400],
  ]);
  dragAndHold(desk, "ellipse", path);
  gestures.finish();
  assert.equal(editor.tool.value, "select");
  const [first] = editor.selection.value;
  assert.equal(editor.view.shape(first ?? "")?.kind, "ellipse");
  editor.keepsTool.set(true);
  dragAndHold(desk, "ellipse", path);
  gestures.finish();
  assert.deepEqual([editor.tool.value, editor.selection.size], ["ellipse", 0]);
  editor.keepsTool.set(false);
  // The shape that another tool interrupts is kept, and so is the choice.
  dragAndHold(desk, "line", path);
  editor.tool.set("pen");
  assert.deepEqual([editor.tool.value, editor.selection.size], ["pen", 0]);
  assert.equal(editor.view.count(1), 3);
  for (const left of [2, 1, 0]) {
    editor.undo();
    assert.equal(editor.view.count(1), left);
  }
});

test("Enter makes a shape of 160 by 100 px in the middle of the screen, which arrows move", async () => {
  const desk = await DrawingContext.ready();
  const { editor, gestures, actions } = desk;
  editor.camera.goTo({ x: 0, y: 0, zoom: 2 });
  editor.style.set({ ink: "blue", size: 112 });
  for (const tool of [...SHAPES, ...LINES]) {
    // An arrow would connect the shape before it.
    editor.selection.clear();
    editor.tool.set(tool);
    const id = await gestures.tool(tool)?.make?.(editor);
    assert.deepEqual([...editor.selection.value], [id]);
    actions.nudge(16, 0);
    actions.endNudge();
    const shape = editor.view.shape(id ?? "");
    assert.deepEqual([shape?.x, shape?.y], [(500 - 80) * 8 + 16, (400 - 50) * 8]);
    assert.deepEqual([shape?.style.ink, shape?.style.size], ["blue", 112]);
    const { minX, maxX } = shape?.box ?? { minX: 0, maxX: 0 };
    assert.equal(maxX - minX, 160 * 8 + 112);
  }
  await desk.room.settle();
  assert.equal(shapesOf(desk.other).length, 5);
  editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(await gestures.tool("line")?.make?.(editor), null);
});
