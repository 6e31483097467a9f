// Where a new text or note is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newText } from "../../static/js/editor/new_text.js";
import { DrawingContext } from "./drawing_context.js";

test("a note is around the point, and wholly in view beside an edge", async () => {
  const { editor } = await DrawingContext.ready();
  const { minX, minY, maxX, maxY } = editor.camera.view();
  /** @param {number} x @param {number} y */
  const at = (x, y) => newText(editor, "note", { x, y }).pos.slice(0, 2);
  assert.deepEqual(at(8000, 6000), [8000 - 1600, 6000 - 1600]);
  const edge = editor.camera.unitsOf(8);
  assert.deepEqual(at(minX, minY), [minX + edge, minY + edge]);
  assert.deepEqual(at(maxX, maxY), [maxX - 3200 - edge, maxY - 3200 - edge]);
});

test("a text begins at the point, whatever fits the view", async () => {
  const { editor } = await DrawingContext.ready();
  const { maxX } = editor.camera.view();
  assert.equal(newText(editor, "text", { x: maxX - 10, y: 500 }).pos[0], maxX - 10);
});
