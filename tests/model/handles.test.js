// The handles of the selection: samples in, edit out, and what others see meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { cursorOf, handleAt, handlesOf } from "../../static/js/editor/handles.js";
import { frameAfter } from "../../static/js/editor/selection_frame.js";
import { rotationAbout, scalingAbout } from "../../static/js/model/affine.js";
import { isEdit } from "../../static/js/model/check.js";
import { rectangle, stroke } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */
/** @typedef {Partial<import("../../static/js/editor/gestures.js").Keys>} HeldKeys */
/** @typedef {[number, number]} Pair */

/** A board with shapes, all selected. @param {...Partial<NewShape>} shapes */
async function selecting(...shapes) {
  const desk = await DrawingContext.ready();
  for (const change of shapes) {
    const id = desk.editor.newId();
    desk.editor.commit([{ op: "add", shape: rectangle(id, change) }]);
  }
  desk.editor.tool.set("select");
  desk.actions.selectAll();
  await desk.room.settle();
  return desk;
}

/** The place of a handle by its side, or by the number of its point. @param {Sitting} desk @param {Pair | "rotate" | number} which @returns {Pair} */
function placeOf(desk, which) {
  const handle = handlesOf(desk.editor).find((each) => {
    if (each.kind === "resize") {
      return Array.isArray(which) && each.side.x === which[0] && each.side.y === which[1];
    }
    return each.kind === "point" ? each.index === which : which === "rotate";
  });
  assert.ok(handle, `no handle ${which}`);
  return [handle.at.x, handle.at.y];
}

/** Presses on a handle and moves the pointer by units. @param {Sitting} desk @param {Pair | "rotate" | number} which @param {Pair} by @param {HeldKeys} [keys] */
function pull(desk, which, [dx, dy], keys = {}) {
  const [x, y] = placeOf(desk, which);
  const held = { ...NO_KEYS, ...keys };
  assert.ok(desk.gestures.begin(desk.point([x, y]), "select", held));
  desk.gestures.update([desk.point([x + dx / 2, y + dy / 2])], held);
  desk.gestures.update([desk.point([x + dx, y + dy])], held);
}

/** Position and size of the shapes after a pull. @param {readonly Partial<NewShape>[]} shapes @param {Pair | "rotate" | number} which @param {Pair} by @param {HeldKeys} [keys] */
async function pulled(shapes, which, by, keys = {}) {
  const desk = await selecting(...shapes);
  pull(desk, which, by, keys);
  desk.gestures.finish();
  await desk.room.settle();
  assert.ok(desk.room.server.log.every(({ ops }) => isEdit({ ops })));
  return shapesOf(desk.other).map(({ pos, geometry, style }) => ({ pos, geometry, style }));
}

const BOX = { pos: /** @type {[number, number, number]} */ ([1000, 1000, 0]) };
const LARGE = { ...BOX, geometry: { w: 2000, h: 1000 } };

test("a corner follows the pointer, and the opposite corner stays", async () => {
  /** @param {Pair} side @param {Pair} by @param {HeldKeys} [keys] */
  const box = async (side, by, keys) => {
    const [shape] = await pulled([LARGE], side, by, keys);
    return [shape?.pos, shape?.geometry];
  };
  assert.deepEqual(await box([1, 1], [600, 200]), [[1000, 1000, 0], { w: 2600, h: 1200 }]);
  assert.deepEqual(await box([-1, -1], [600, 200]), [[1600, 1200, 0], { w: 1400, h: 800 }]);
  assert.deepEqual(await box([1, 0], [600, 900]), [[1000, 1000, 0], { w: 2600, h: 1000 }]);
  assert.deepEqual(await box([0, -1], [600, 500]), [[1000, 1500, 0], { w: 2000, h: 500 }]);
  // Shift keeps the proportions, Alt the middle.
  assert.deepEqual(await box([1, 1], [1000, 0], { shift: true }), [
    [1000, 1000, 0],
    { w: 3000, h: 1500 },
  ]);
  assert.deepEqual(await box([1, 0], [1000, 0], { shift: true }), [
    [1000, 750, 0],
    { w: 3000, h: 1500 },
  ]);
  assert.deepEqual(await box([1, 1], [200, 100], { alt: true }), [
    [800, 900, 0],
    { w: 2400, h: 1200 },
  ]);
  // Beyond the opposite side it is flipped.
  assert.deepEqual(await box([1, 1], [-3000, 0]), [[0, 1000, 0], { w: 1000, h: 1000 }]);
});

test("a press on a handle without a movement changes nothing", async () => {
  const desk = await selecting(LARGE);
  const edits = desk.room.server.log.length;
  const [x, y] = placeOf(desk, [1, 1]);
  assert.ok(desk.gestures.begin(desk.point([x, y]), "select"));
  desk.gestures.update([desk.point([x + 1, y])]);
  desk.gestures.finish();
  await desk.room.settle();
  assert.equal(desk.room.server.log.length, edits);
  assert.equal(desk.editor.selection.size, 1);
});

test("the modifier keys work while the pointer rests", async () => {
  const desk = await selecting(LARGE);
  pull(desk, [1, 1], [1000, 0]);
  desk.gestures.holdKeys({ ...NO_KEYS, shift: true });
  desk.gestures.finish();
  assert.deepEqual(shapesOf(desk.me)[0]?.geometry, { w: 3000, h: 1500 });
});

test("a turned box is resized along its own sides", async () => {
  const turned = { pos: /** @type {[number, number, number]} */ ([1000, 1000, 9000]) };
  // Its right side is below now.
  const [shape] = await pulled([{ ...LARGE, ...turned }], [1, 0], [300, 700]);
  assert.deepEqual(shape?.geometry, { w: 2700, h: 1000 });
  assert.deepEqual(shape?.pos, [1000, 1000, 9000]);
});

test("several shapes are resized together", async () => {
  const ink = stroke(
    "",
    [
      [0, 0],
      [1000, 500],
    ],
    { pos: [3000, 2000, 0] },
  );
  const shapes = await pulled(
    [LARGE, { kind: "ink", pos: ink.pos, geometry: ink.geometry }],
    [1, 1],
    [3000, 1500],
  );
  assert.deepEqual(shapes[0]?.pos, [1000, 1000, 0]);
  assert.deepEqual(shapes[0]?.geometry, { w: 4000, h: 2000 });
  assert.deepEqual(shapes[1]?.pos, [5000, 3000, 0]);
  assert.deepEqual(shapes[1]?.geometry.points, [0, 0, 2000, 1000]);
  assert.deepEqual(shapes[1]?.geometry.time, [0, 8], "times are kept");
});

test("the corner of a text scales its type, and its side breaks the lines anew", async () => {
  const text = {
    ...BOX,
    kind: /** @type {const} */ ("text"),
    text: "one two",
    geometry: { w: 1600, h: 520 },
    style: { ink: /** @type {const} */ ("red"), size: 400 },
  };
  const [larger] = await pulled([text], [1, 1], [1600, 0]);
  assert.deepEqual([larger?.style.size, larger?.geometry], [800, { w: 3200, h: 1040 }]);
  assert.deepEqual(larger?.pos, [1000, 1000, 0]);
  const [narrow] = await pulled([text], [1, 0], [-800, 0]);
  assert.deepEqual(narrow?.geometry, { w: 800, h: 520, fixed: true });
  // It never gets narrower than a letter, nor its type too large.
  const [least] = await pulled([text], [1, 0], [-1590, 0]);
  assert.deepEqual([least?.geometry.w, least?.pos[0]], [400, 1000]);
  const [most] = await pulled([text], [1, 1], [99_000, 0]);
  assert.deepEqual([most?.style.size, most?.pos], [4096, [1000, 1000, 0]]);
});

test("a note keeps the room for its text", async () => {
  const desk = await selecting({
    ...BOX,
    kind: "note",
    text: "one two",
    geometry: { w: 3200, h: 3200 },
    style: { ink: "yellow", size: 400 },
  });
  desk.editor.fitText = (_text, { room }) => {
    const isNarrow = room !== null && room < 1000;
    return { w: room ?? 0, h: isNarrow ? 1040 : 520, lines: isNarrow ? [4, 3] : [7] };
  };
  pull(desk, [0, 1], [0, -3000]);
  desk.gestures.finish();
  const { pos, geometry } = shapesOf(desk.me)[0] ?? {};
  // Once the line, and the padding above and below it.
  assert.deepEqual([pos, geometry?.h], [[1000, 1000, 0], 520 + 2 * 288]);
  pull(desk, [1, 0], [-2000, 0]);
  desk.gestures.finish();
  const narrow = shapesOf(desk.me)[0];
  assert.deepEqual(narrow?.geometry, { w: 1200, h: 1040 + 2 * 288, lines: [4, 3] });
  assert.deepEqual(narrow?.pos, [1000, 1000, 0], "it grows downwards");
});

test("the handle below turns the selection about its middle, with Shift by 15 degrees", async () => {
  const desk = await selecting(LARGE);
  const [x, y] = placeOf(desk, "rotate");
  assert.ok(x === 2000 && y > 2000);
  // A quarter to the left of the middle is a turn to the right.
  pull(desk, "rotate", [-(y - 1500), -(y - 1500)]);
  desk.gestures.finish();
  assert.deepEqual(shapesOf(desk.me)[0]?.pos, [2500, 500, 9000]);
  const [shape] = await pulled([LARGE], "rotate", [-100, 0], { shift: true });
  assert.deepEqual(shape?.pos[2], 0);
  const [more] = await pulled([LARGE], "rotate", [-300, 0], { shift: true });
  assert.deepEqual(more?.pos[2], 1500);
});

test("the ends of a line move alone, with Shift in steps and with Alt about the middle", async () => {
  const line = {
    ...BOX,
    kind: /** @type {const} */ ("arrow"),
    geometry: { points: [0, 0, 1000, 0] },
  };
  const end = async (/** @type {number} */ index, /** @type {Pair} */ by, keys = {}) => {
    const [shape] = await pulled([line], index, by, keys);
    return [shape?.pos, shape?.geometry.points];
  };
  assert.deepEqual(await end(1, [200, 300]), [
    [1000, 1000, 0],
    [0, 0, 1200, 300],
  ]);
  assert.deepEqual(await end(0, [200, 300]), [
    [1200, 1300, 0],
    [0, 0, 800, -300],
  ]);
  assert.deepEqual(await end(1, [200, 20], { shift: true }), [
    [1000, 1000, 0],
    [0, 0, 1200, 0],
  ]);
  assert.deepEqual(await end(1, [200, 300], { alt: true }), [
    [800, 700, 0],
    [0, 0, 1400, 600],
  ]);
  const bent = { ...line, geometry: { points: [0, 0, 500, 500, 500, -500] } };
  const [middle] = await pulled([bent], 1, [0, 100]);
  assert.deepEqual(middle?.geometry.points, [0, 0, 500, 600, 500, -600]);
});

test("an end that is moved is no longer bound, and the other one is", async () => {
  const target = /** @type {const} */ (["00000000000000bb.7", 500, 500]);
  const geometry = { points: [0, 0, 1000, 0], from: target, to: target };
  const [shape] = await pulled([{ ...BOX, kind: "line", geometry }], 1, [0, 300]);
  assert.deepEqual([shape?.geometry.from, shape?.geometry.to], [target, undefined]);
});

test("[V2] others see a resize while it goes on, and it ends with its edit", async () => {
  const desk = await selecting(LARGE, { ...BOX, kind: "ellipse" });
  pull(desk, [1, 1], [1000, 500]);
  await desk.room.settle();
  const [draft] = desk.other.editor.peers.drafts();
  const [preview] = draft?.previews ?? [];
  assert.ok(preview?.kind === "change" && preview.ids.size === 2);
  assert.deepEqual([preview.map.a, preview.map.d], [1.5, 1.5]);
  assert.deepEqual(shapesOf(desk.other)[0]?.geometry, { w: 2000, h: 1000 });
  desk.gestures.finish();
  await desk.room.settle();
  assert.deepEqual(desk.other.editor.peers.drafts(), []);
  assert.deepEqual(shapesOf(desk.other)[0]?.geometry, { w: 3000, h: 1500 });
  await desk.room.assertEqual();
});

test("[V2] others see the end of a line while it is moved; Escape takes it back", async () => {
  const desk = await selecting({ ...BOX, kind: "line", geometry: { points: [0, 0, 1000, 0] } });
  pull(desk, 1, [0, 400]);
  await desk.room.settle();
  const [draft] = desk.other.editor.peers.drafts();
  const [preview] = draft?.previews ?? [];
  assert.ok(preview?.kind === "set");
  assert.deepEqual(preview.sets[0]?.geometry?.points, [0, 0, 1000, 400]);
  desk.gestures.cancel();
  await desk.room.settle();
  assert.deepEqual(desk.other.editor.peers.drafts(), []);
  assert.deepEqual(shapesOf(desk.me)[0]?.geometry, { points: [0, 0, 1000, 0] });
  assert.equal(desk.editor.selection.size, 1);
});

test("an interruption keeps a resize, and Escape does not", async () => {
  for (const end of /** @type {const} */ (["interrupt", "cancel"])) {
    const desk = await selecting(LARGE);
    pull(desk, [1, 0], [1000, 0]);
    desk.gestures[end]();
    await desk.room.settle();
    assert.equal(shapesOf(desk.other)[0]?.geometry.w, end === "interrupt" ? 3000 : 2000);
    assert.deepEqual(desk.other.editor.peers.drafts(), []);
  }
});

test("a resize of 3,000 shapes is several edits and one step of undo", async () => {
  const desk = await DrawingContext.ready();
  const ops = Array.from({ length: 3000 }, (_, at) => {
    const pos = /** @type {[number, number, number]} */ ([(at % 60) * 200, at * 3, 0]);
    return /** @type {const} */ ({ op: "add", shape: rectangle(desk.editor.newId(), { pos }) });
  });
  desk.editor.commit(ops);
  await desk.room.settle();
  desk.editor.tool.set("select");
  desk.actions.selectAll();
  const before = desk.me.view.canonical();
  const edits = desk.room.server.log.length;
  pull(desk, [1, 1], [8000, 8000]);
  desk.gestures.finish();
  await desk.room.settle();
  assert.ok(desk.room.server.log.length > edits + 1);
  assert.notEqual(desk.me.view.canonical(), before);
  desk.editor.undo();
  await desk.room.settle();
  assert.equal(desk.me.view.canonical(), before);
  await desk.room.assertEqual();
});

test("handles are there for who may change all that is selected", async () => {
  const desk = await selecting(LARGE);
  assert.equal(handlesOf(desk.editor).length, 9);
  desk.editor.tool.set("hand");
  assert.equal(handlesOf(desk.editor).length, 0);
  desk.editor.tool.set("select");
  const [id = ""] = desk.editor.selection.value;
  desk.editor.commit([{ op: "set", id, locked: true }]);
  assert.equal(handlesOf(desk.editor).length, 0);
  desk.editor.commit([{ op: "set", id, locked: false }]);
  desk.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(handlesOf(desk.editor).length, 0);
  desk.editor.rights.set({ role: "editor", draw: true, why: null });
  desk.editor.selection.clear();
  assert.deepEqual([handlesOf(desk.editor), handleAt(desk.editor, { x: 0, y: 0 })], [[], null]);
});

test("a small shape can still be moved, and its handles be taken", async () => {
  const desk = await selecting({ ...BOX, geometry: { w: 320, h: 320 } });
  const middle = { x: 1160, y: 1160 };
  assert.equal(handleAt(desk.editor, middle), null);
  assert.equal(handleAt(desk.editor, middle, "touch"), null);
  const corner = handleAt(desk.editor, { x: 1440, y: 1440 });
  assert.deepEqual(corner?.kind === "resize" && corner.side, { x: 1, y: 1 });
  // A finger takes it from farther away.
  const far = { x: 1640, y: 1540 };
  assert.deepEqual(
    [handleAt(desk.editor, far), handleAt(desk.editor, far, "touch")?.kind],
    [null, "resize"],
  );
});

test("cursors point along the turned sides", async () => {
  const desk = await selecting(LARGE);
  const { frame } = desk.editor.selectionFrame;
  assert.ok(frame !== null);
  const at = { x: 0, y: 0 };
  const cursor = (/** @type {number} */ x, /** @type {number} */ y, angle = 0) =>
    cursorOf({ kind: "resize", at, side: { x, y } }, { ...frame, angle });
  assert.deepEqual(
    [cursor(1, 0), cursor(-1, 0), cursor(0, 1), cursor(1, 1), cursor(1, -1), cursor(-1, 1)],
    ["ew-resize", "ew-resize", "ns-resize", "nwse-resize", "nesw-resize", "nesw-resize"],
  );
  assert.deepEqual(
    [cursor(1, 0, Math.PI / 2), cursor(1, 1, Math.PI / 4)],
    ["ns-resize", "ns-resize"],
  );
});

test("a frame follows its gesture", () => {
  const frame = { x: 100, y: 50, w: 200, h: 100, angle: 0, pad: 5 };
  const twice = frameAfter(frame, scalingAbout({ x: 2, y: 1 }, 0, { x: 0, y: 0 }));
  assert.deepEqual(twice, { x: 200, y: 50, w: 400, h: 100, angle: 0, pad: 5 });
  const turned = frameAfter(frame, rotationAbout(Math.PI / 2, frame));
  assert.deepEqual([turned.x, turned.y, turned.w, turned.angle], [100, 50, 200, Math.PI / 2]);
});
