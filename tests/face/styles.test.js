/**
 * Each tool draws with the ink and the width that were chosen for it last.
 */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Signal } from "../../static/js/platform/signal.js";

/** @typedef {import("../../static/js/editor/editor.js").Style} Style */

/** @type {Map<string, string>} */
const kept = new Map();
Object.assign(globalThis, {
  document: { documentElement: { dataset: {} } },
  localStorage: {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
  },
});
const { bindToolStyles, readToolStyles } = await import(
  "../../static/js/ui/settings/tool_styles.js"
);

/** A page as it is opened in this browser. */
function open() {
  const styles = readToolStyles();
  const desk = { tool: new Signal("pen"), style: new Signal(styles.pen) };
  bindToolStyles(desk, styles);
  return desk;
}

beforeEach(() => kept.clear());

test("at first the pen is black and the marker yellow", () => {
  const { tool, style } = open();
  assert.deepEqual(style.value, { ink: "black", size: 64 });
  tool.set("highlighter");
  assert.equal(style.value.ink, "yellow");
  tool.set("pen");
  assert.equal(style.value.ink, "black");
});

test("what is chosen for one tool changes no other, and is there the next time", () => {
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

test("with a tool that draws nothing the choice is for the one that drew last", () => {
  const { tool, style } = open();
  tool.set("highlighter");
  tool.set("eraser");
  style.set({ ink: "green", size: 40 });
  tool.set("pen");
  assert.deepEqual(style.value, { ink: "black", size: 64 });
  tool.set("highlighter");
  assert.deepEqual(style.value, { ink: "green", size: 40 });
});

test("what somebody else wrote there does no harm", () => {
  for (const text of ["", "null", "[]", "{", '{"pen":{"ink":"lilac","size":64}}', '{"pen":7}']) {
    kept.set("lavagna.styles", text);
    assert.deepEqual(open().style.value, { ink: "black", size: 64 }, text);
  }
});
