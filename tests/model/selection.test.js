// The selection, and style changes of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { MIXED } from "../../static/js/model/style_fields.js";
import { rectangle, stroke } from "./drawing.js";
import { DrawingContext, drag, shapesOf } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

/** @param {Sitting} desk @param {Partial<NewShape>} [change] */
function put(desk, change = {}) {
  const id = desk.editor.newId();
  desk.editor.commit([{ op: "add", shape: rectangle(id, change) }]);
  return id;
}

/** @param {Sitting} desk @param {number} x @param {number} y @param {Partial<NewShape>} [change] */
function putLine(desk, x, y, change = {}) {
  const id = desk.editor.newId();
  const path = /** @type {const} */ ([
    [0, 0],
    [1000, 0],
  ]);
  desk.editor.commit([{ op: "add", shape: stroke(id, path, { pos: [x, y, 0], ...change }) }]);
  return id;
}

/** @param {Sitting} desk */
const selected = (desk) => [...desk.editor.selection.value];

/** Ink and size by id. @param {Sitting} desk */
const looks = (desk) =>
  Object.fromEntries(shapesOf(desk.me).map(({ id, style }) => [id, [style.ink, style.size]]));

test("a drawing tool clears the selection, and the hand does not", async () => {
  for (const [tool, size] of /** @type {const} */ ([
    ["hand", 1],
    ["pen", 0],
    ["highlighter", 0],
    ["eraser", 0],
  ])) {
    const desk = await DrawingContext.ready();
    const id = put(desk);
    desk.editor.tool.set("select");
    desk.actions.selectAll();
    desk.editor.tool.set(tool);
    assert.equal(desk.editor.selection.size, size, tool);
    desk.actions.restyle({ ink: "green" });
    assert.equal(looks(desk)[id]?.[0], size === 1 ? "green" : "red", tool);
    assert.equal(desk.editor.style.value.ink, size === 1 ? "black" : "green", tool);
    assert.equal(desk.actions.deleteSelection().count, size, tool);
  }
});

test("a move that another tool interrupts is committed, and the selection is cleared", async () => {
  const desk = await DrawingContext.ready();
  const id = putLine(desk, 0, 0);
  desk.editor.tool.set("select");
  desk.gestures.begin(desk.point([500, 0]));
  desk.gestures.update([desk.point([500, 800])]);
  desk.editor.tool.set("pen");
  assert.equal(desk.editor.view.shape(id)?.y, 800);
  assert.deepEqual(selected(desk), []);
});

test("a style change applies only what each kind has, and skips highlighter beside other shapes", async () => {
  const desk = await DrawingContext.ready();
  const pen = putLine(desk, 0, 0);
  const mark = putLine(desk, 0, 2000, { kind: "highlight", style: { ink: "yellow", size: 384 } });
  const text = put(desk, {
    kind: "text",
    text: "pi",
    geometry: { w: 400, h: 300 },
    style: { ink: "black", size: 320 },
  });
  desk.actions.selectAll();
  desk.actions.restyle({ ink: "blue", size: 112 });
  assert.deepEqual(looks(desk), {
    [pen]: ["blue", 112],
    [mark]: ["yellow", 384],
    [text]: ["blue", 320],
  });
  desk.editor.selection.select([mark]);
  desk.actions.restyle({ ink: "green" });
  desk.actions.restyle({ size: 40 });
  assert.deepEqual(looks(desk)[mark], ["green", 384]);
  assert.deepEqual(desk.editor.style.value, { ink: "black", size: 64 }, "of the tools");
  await desk.room.settle();
  await desk.room.assertEqual();
});

test("the style of a selection is one, mixed, of highlighter, or without a width", async () => {
  const desk = await DrawingContext.ready();
  desk.editor.tool.set("select");
  assert.equal(desk.actions.styleInUse(), null);
  const red = putLine(desk, 0, 0);
  const blue = putLine(desk, 0, 2000, { style: { ink: "blue", size: 64 } });
  const mark = putLine(desk, 0, 4000, { kind: "highlight", style: { ink: "green", size: 384 } });
  const note = put(desk, { kind: "note", text: "" });
  const look = (/** @type {string[]} */ ...ids) => {
    desk.editor.selection.select(ids);
    const { palette = "", fields = new Map() } = desk.actions.styleInUse() ?? {};
    return { ink: fields.get("ink"), size: fields.get("size"), palette };
  };
  assert.deepEqual(look(red), { ink: "red", size: 64, palette: "ink" });
  assert.deepEqual(look(red, blue), { ink: MIXED, size: 64, palette: "ink" });
  assert.deepEqual(look(red, mark, note), { ink: "red", size: 64, palette: "ink" });
  assert.deepEqual(look(mark), { ink: "green", size: undefined, palette: "mark" });
  assert.deepEqual(look(note), { ink: "red", size: undefined, palette: "note" });
});

test("the nearest shape is picked, and of equally near ones the topmost", async () => {
  const desk = await DrawingContext.ready();
  const lower = putLine(desk, 0, 0);
  const upper = putLine(desk, 0, 100);
  drag(desk, "select", [[500, 10]]);
  assert.deepEqual(selected(desk), [lower]);
  desk.editor.selection.clear();
  drag(desk, "select", [[500, 80]]);
  assert.deepEqual(selected(desk), [upper]);
  desk.editor.selection.clear();
  const over = putLine(desk, 500, 0);
  drag(desk, "select", [[700, 10]]);
  assert.deepEqual(selected(desk), [over]);
});

test("a press inside the frame moves the selection; a click there selects anew", async () => {
  const desk = await DrawingContext.ready();
  const ids = [putLine(desk, 0, 0), putLine(desk, 0, 4000)];
  const between = putLine(desk, 0, 2000);
  desk.editor.selection.select(ids);
  drag(desk, "select", [
    [500, 2000],
    [700, 2500],
  ]);
  const places = () => shapesOf(desk.me).map(({ pos }) => pos.slice(0, 2));
  assert.deepEqual(places(), [
    [200, 500],
    [200, 4500],
    [0, 2000],
  ]);
  assert.deepEqual(selected(desk), ids);
  drag(desk, "select", [[500, 2000]]);
  assert.deepEqual(selected(desk), [between]);
  desk.editor.selection.select(ids);
  drag(desk, "select", [[700, 3000]]);
  assert.deepEqual(selected(desk), []);
});

test("a gesture cancelled by a second finger restores the selection", async () => {
  const desk = await DrawingContext.ready();
  const ids = [putLine(desk, 0, 0), putLine(desk, 0, 4000)];
  const other = putLine(desk, 9000, 0);
  desk.editor.selection.select(ids);
  for (const [x, y] of /** @type {const} */ ([
    [500, 0],
    [9500, 0],
    [9500, 9000],
  ])) {
    for (const shift of [false, true]) {
      desk.gestures.begin(desk.point([x, y]), "select", { ...NO_KEYS, shift });
      desk.gestures.update([desk.point([x - 900, y + 900])]);
      desk.gestures.interrupt({ isEarly: true });
      assert.deepEqual(selected(desk), ids, `at ${x} ${y}, ${shift}`);
    }
  }
  await desk.room.settle();
  assert.equal(desk.editor.view.shape(other)?.x, 9000);
  assert.equal(desk.room.server.log.length, 3);
});
