/**
 * Each tool draws with its own last ink and width.
 */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Signal } from "../../static/js/platform/signal.js";

/** @typedef {import("../../static/js/editor/editor.js").Style} Style */

/** @type {Map<string, string>} */
const storage = new Map();
Object.assign(globalThis, {
  document: { documentElement: { dataset: {} } },
  localStorage: {
    getItem: (/** @type {string} */ key) => storage.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => storage.set(key, value),
  },
});
const { checkedStyles } = await import("../../static/js/ui/settings/checked_styles.js");
const { bindToolStyles, readToolStyles } = await import(
  "../../static/js/ui/settings/tool_styles.js"
);

/** A page as it is opened in this browser. */
function open() {
  const styles = readToolStyles();
  const context = { tool: new Signal("pen"), style: new Signal(styles.pen) };
  bindToolStyles(context, styles);
  return context;
}

beforeEach(() => storage.clear());

test("by default the pen is black and the highlighter yellow", () => {
  const { tool, style } = open();
  assert.deepEqual(style.value, { ink: "black", size: 64 });
  tool.set("highlighter");
  assert.equal(style.value.ink, "yellow");
  tool.set("pen");
  assert.equal(style.value.ink, "black");
});

test("a choice for one tool changes no other, and is stored", () => {
  const { tool, style } = open();
  style.set({ ink: "red", size: 112 });
  tool.set("highlighter");
  style.set({ ink: "pink", size: 64 });
  tool.set("pen");
  assert.deepEqual(style.value, { ink: "red", size: 112 });
  const next = open();
  assert.deepEqual(next.style.value, { ink: "red", size: 112 });
  next.tool.set("highlighter");
  assert.equal(next.style.value.ink, "pink");
});

test("a choice with another tool applies to the last drawing tool", () => {
  const { tool, style } = open();
  tool.set("highlighter");
  tool.set("eraser");
  style.set({ ink: "green", size: 40 });
  tool.set("pen");
  assert.deepEqual(style.value, { ink: "black", size: 64 });
  tool.set("highlighter");
  assert.deepEqual(style.value, { ink: "green", size: 40 });
});

test("a tool takes over what was given to shapes of its kind, whatever tool is chosen", () => {
  const styles = readToolStyles();
  /** @typedef {NonNullable<import("../../static/js/editor/editor.js").Editor["learned"]["value"]>} Lesson */
  const learned = new Signal(/** @type {Lesson | null} */ (null));
  const context = { tool: new Signal("pen"), style: new Signal(styles.pen), learned };
  bindToolStyles(context, styles);
  const change = (/** @type {Style} */ style) => ({ ...style, ink: /** @type {const} */ ("red") });
  learned.set({ tool: "rectangle", change });
  assert.equal(context.style.value.ink, "black");
  context.tool.set("rectangle");
  assert.equal(context.style.value.ink, "red");
  learned.set({ tool: "rectangle", change: (style) => ({ ...style, ink: "blue" }) });
  assert.equal(context.style.value.ink, "blue");
  const next = open();
  assert.equal(next.style.value.ink, "black");
  next.tool.set("rectangle");
  assert.equal(next.style.value.ink, "blue");
});

test("invalid stored styles are ignored", () => {
  for (const text of ["", "null", "[]", "{", '{"pen":{"ink":"lilac","size":64}}', '{"pen":7}']) {
    storage.set("lavagna.styles", text);
    assert.deepEqual(open().style.value, { ink: "black", size: 64 }, text);
  }
});

test("further keys are stored, and dropped when the server would refuse them", () => {
  const { tool, style } = open();
  tool.set("rectangle");
  style.set({ ink: "#0a1b2c", size: 64, fill: "blue", dash: "dashed" });
  const next = open();
  next.tool.set("rectangle");
  assert.deepEqual(next.style.value, { ink: "#0a1b2c", size: 64, fill: "blue", dash: "dashed" });
  for (const wrong of [{ dash: "wavy" }, { opacity: 1 }, { colour: "red" }]) {
    storage.set("lavagna.styles", JSON.stringify({ line: { ink: "red", size: 40, ...wrong } }));
    assert.deepEqual(checkedStyles(readToolStyles()).line, { ink: "red", size: 40 });
  }
});

test("a width that an older version stored for a text is no size of type", () => {
  storage.set(
    "lavagna.styles",
    '{"text":{"ink":"red","size":64},"note":{"ink":"blue","size":576}}',
  );
  const styles = readToolStyles();
  assert.deepEqual(styles.text, { ink: "red", size: 384 });
  assert.deepEqual(styles.note, { ink: "blue", size: 576 });
});
