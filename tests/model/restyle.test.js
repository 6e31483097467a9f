// Common styles of shapes, and changes of style: of the selection, of a tool, of a text being written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EDIT_BYTES } from "../../static/js/model/limits.js";
import { CommonStyle, MIXED, styleFor } from "../../static/js/model/style_fields.js";
import { internStyle } from "../../static/js/model/styles.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, drag, shapesOf } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */
/** @typedef {import("../../static/js/model/style_fields.js").Styled} Styled */
/** @typedef {import("../../static/js/model/styles.js").WireStyle} WireStyle */

const RED = /** @type {const} */ ({ ink: "red", size: 64 });
const LINE = { kind: /** @type {const} */ ("line"), geometry: { points: [0, 0, 900, 90] } };
const TEXT = { kind: /** @type {const} */ ("text"), text: "pi", style: { ...RED, size: 384 } };

/** @param {Sitting} desk @param {Partial<NewShape>} [change] */
function put({ editor }, change = {}) {
  const id = editor.newId();
  editor.commit([{ op: "add", shape: rectangle(id, { style: RED, ...change }) }]);
  return id;
}

/** @param {import("../../static/js/model/kinds.js").Kind} kind @param {Partial<WireStyle>} [style] @param {string | null} [text] @returns {Styled} */
const styled = (kind, style = {}, text = null) => ({
  kind,
  text,
  style: internStyle({ ...RED, ...style }),
});

/** @param {Styled[]} shapes */
function common(...shapes) {
  const style = new CommonStyle();
  for (const shape of shapes) style.add(shape);
  return Object.fromEntries(style.fields);
}

/** The styles of the selected shapes. @param {Sitting} desk @param {readonly string[]} ids */
const stylesOf = ({ other }, ids) =>
  ids.map((id) => shapesOf(other).find((shape) => shape.id === id)?.style);

test("[D15] a kind has the fields that change how it looks", () => {
  const fields = (/** @type {Styled} */ shape) => Object.keys(common(shape)).join(" ");
  assert.equal(fields(styled("ink")), "ink size opacity");
  assert.equal(fields(styled("highlight")), "ink");
  assert.equal(fields(styled("text", {}, "")), "ink opacity font type align");
  assert.equal(fields(styled("note", {}, "")), "ink opacity font type align");
  assert.equal(fields(styled("rectangle")), "ink size fill dash opacity");
  const filled = styled("ellipse", { fill: "blue" }, "a");
  assert.equal(fields(filled), "ink size fill pattern dash opacity font type align");
  assert.equal(fields(styled("line")), "ink size dash opacity head tail bend");
  assert.equal(fields(styled("arrow", {}, "a")), "ink size dash opacity font type head tail bend");
});

test("shapes have a union of fields, and each has one value or mixed ones", () => {
  assert.deepEqual(
    common(
      styled("rectangle", { fill: "blue", dash: "dashed" }),
      styled("text", { size: 576 }, "a"),
      styled("arrow", { dash: "dashed", opacity: 40 }),
    ),
    {
      ink: "red",
      size: 64,
      fill: "blue",
      pattern: "solid",
      dash: "dashed",
      opacity: MIXED,
      font: "sans",
      type: 576,
      align: "start",
      head: "arrow",
      tail: "none",
      bend: "straight",
    },
  );
  // The defaults of a line and an arrow differ.
  const { head, tail } = common(styled("line"), styled("arrow"));
  assert.deepEqual([head, tail], [MIXED, "none"]);
  const { type, align } = common(
    styled("text", { size: 384 }, "a"),
    styled("rectangle", { type: 384 }, "a"),
  );
  assert.deepEqual([type, align], [384, MIXED]);
});

test("a change applies to each shape what its kind has, as one step of undo", async () => {
  const desk = await DrawingContext.ready();
  const { actions, editor, room } = desk;
  const ids = [put(desk), put(desk, LINE), put(desk, TEXT)];
  await room.settle();
  const before = stylesOf(desk, ids);
  actions.selectAll();
  actions.restyle({ fill: "#0a1b2c", pattern: "hatch", type: 576, head: "dot", opacity: 40 });
  await room.settle();
  assert.deepEqual(stylesOf(desk, ids), [
    { ...RED, fill: "#0a1b2c", pattern: "hatch", opacity: 40, type: 576 },
    { ...RED, opacity: 40, type: 576, head: "dot" },
    { ...RED, size: 576, opacity: 40 },
  ]);
  // The value that a shape has by itself is not stored.
  actions.restyle({ opacity: 100, head: "none", fill: "none" });
  await room.settle();
  assert.deepEqual(stylesOf(desk, ids), [
    { ...RED, pattern: "hatch", type: 576 },
    { ...RED, type: 576 },
    { ...RED, size: 576 },
  ]);
  editor.undo();
  editor.undo();
  await room.settle();
  assert.deepEqual(stylesOf(desk, ids), before);
  await room.assertEqual();
});

test("the tools of the selected kinds learn what was changed, as far as they have it", async () => {
  const desk = await DrawingContext.ready();
  const { actions, editor } = desk;
  put(desk, LINE);
  put(desk);
  actions.selectAll();
  /** @type {Map<string, WireStyle>} */
  const styles = new Map();
  editor.learned.subscribe((lesson) => {
    if (lesson !== null) styles.set(lesson.tool, lesson.change({ ink: "black", size: 40 }));
  });
  actions.restyle({ fill: "yellow", ink: "blue" });
  assert.deepEqual(Object.fromEntries(styles), {
    line: { ink: "blue", size: 40 },
    rectangle: { ink: "blue", size: 40, fill: "yellow" },
  });
  assert.equal(editor.style.value.ink, "black");
});

test("[O4] undo of a change leaves out the shapes that somebody else has restyled since", async () => {
  const desk = await DrawingContext.ready();
  const { actions, editor, room, other } = desk;
  const ids = [put(desk), put(desk)];
  await room.settle();
  actions.selectAll();
  actions.restyle({ dash: "dashed" });
  await room.settle();
  const [first = ""] = ids;
  other.editor.commit([{ op: "set", id: first, style: { ink: "blue", size: 112 } }]);
  await room.settle();
  editor.undo();
  await room.settle();
  assert.deepEqual(stylesOf(desk, ids), [{ ink: "blue", size: 112 }, RED]);
  editor.redo();
  await room.settle();
  const [, second] = stylesOf(desk, ids);
  assert.deepEqual(second, { ...RED, dash: "dashed" });
  await room.assertEqual();
});

test("a large selection is cut at the limits of an edit and undone in one step", async () => {
  const desk = await DrawingContext.ready();
  const { actions, editor, room } = desk;
  const ops = Array.from({ length: 2_000 }, () => {
    const shape = rectangle(editor.newId(), { style: RED });
    return /** @type {const} */ ({ op: "add", shape });
  });
  editor.commit(ops);
  await room.settle();
  actions.selectAll();
  actions.restyle({ ink: "blue", dash: "dotted" });
  const edits = editor.view.pending;
  assert.ok(edits.length >= 2);
  for (const { ops: parts } of edits) assert.ok(JSON.stringify(parts).length <= EDIT_BYTES);
  await room.settle();
  assert.ok(shapesOf(desk.other).every(({ style }) => style.dash === "dotted"));
  editor.undo();
  await room.settle();
  assert.ok(shapesOf(desk.other).every(({ style }) => style.ink === "red"));
});

test("every tool draws in its own style, with the keys that its kind has", async () => {
  const desk = await DrawingContext.ready();
  const { actions, editor, room } = desk;
  editor.style.set({ ...RED, dash: "dashed", opacity: 40, tail: "dot", fill: "blue" });
  editor.keepsTool.set(true);
  for (const tool of /** @type {const} */ (["arrow", "diamond", "pen"])) {
    drag(desk, tool, [
      [0, 0],
      [900, 900],
    ]);
  }
  await room.settle();
  const wire = shapesOf(desk.other).map(({ style }) => style);
  assert.deepEqual(wire.slice(0, 2), [
    { ...RED, dash: "dashed", opacity: 40, tail: "dot" },
    { ...RED, fill: "blue", dash: "dashed", opacity: 40 },
  ]);
  assert.deepEqual(styleFor("text", { ...RED, fill: "blue", font: "hand" }), {
    ...RED,
    font: "hand",
  });
  // A field that the tool lacks changes nothing.
  editor.tool.set("text");
  editor.style.set({ ink: "black", size: 384 });
  actions.restyle({ size: 40, dash: "dotted" });
  assert.deepEqual(editor.style.value, { ink: "black", size: 384 });
  actions.restyle({ type: 896, align: "end" });
  assert.deepEqual(editor.style.value, { ink: "black", size: 896, align: "end" });
});

test("the style in use is that of the tool, the selection, or the text being written", async () => {
  const desk = await DrawingContext.ready();
  const { actions, editor } = desk;
  editor.tool.set("rectangle");
  assert.equal(actions.styleInUse()?.of, "tool");
  assert.equal(actions.styleInUse()?.fields.get("fill"), "none");
  const id = put(desk, { style: { ...RED, fill: "green" } });
  editor.tool.set("select");
  assert.equal(actions.styleInUse(), null);
  editor.selection.select([id]);
  assert.equal(actions.styleInUse()?.of, "selection");
  assert.equal(actions.styleInUse()?.fields.get("fill"), "green");
  /** @type {WireStyle[]} */
  const restyles = [];
  editor.writing.set({
    id,
    styled: { kind: "rectangle", style: internStyle(RED), text: null },
    restyle: (style) => restyles.push(style),
    end: () => undefined,
  });
  assert.deepEqual(
    [actions.styleInUse()?.of, actions.styleInUse()?.fields.get("font")],
    ["text", "sans"],
  );
  actions.restyle({ font: "mono", bend: "round" });
  assert.deepEqual(restyles, [{ ...RED, font: "mono" }]);
});
