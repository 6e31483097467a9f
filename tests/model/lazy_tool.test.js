// Tools whose module loads on first use.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Gestures, NO_KEYS } from "../../static/js/editor/gestures.js";
import { lazyTool } from "../../static/js/tools/lazy.js";
import { rectangle } from "../../static/js/tools/shape.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";

/** @typedef {import("../../static/js/editor/gestures.js").Tool} Tool */

const ENTRY = { id: "rectangle", cursor: "crosshair", draws: true };

/** A tool whose module arrives when the test says so. @param {{isForViewers?: boolean}} [options] */
function slowTool(options) {
  /** @type {{resolve: (tool: Tool) => void}[]} */
  const requests = [];
  const load = () =>
    /** @type {Promise<Tool>} */ (
      new Promise((resolve) => {
        requests.push({ resolve });
      })
    );
  return { requests, tool: lazyTool(ENTRY, load, options) };
}

/** Lets settled promises run. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a press before the tool has arrived is followed from its start", async () => {
  for (const isLate of [false, true]) {
    const desk = await DrawingContext.ready();
    const { requests, tool } = slowTool();
    const gestures = new Gestures(desk.editor, [tool]);
    desk.editor.tool.set("rectangle");
    assert.ok(gestures.begin(desk.point([0, 0]), "rectangle"));
    gestures.update([desk.point([200, 100])], NO_KEYS);
    assert.deepEqual(gestures.live.value?.previews(), []);
    if (isLate) gestures.finish();
    requests[0]?.resolve(rectangle);
    await turn();
    if (!isLate) {
      assert.equal(gestures.live.value?.previews()[0]?.kind, "shape");
      gestures.update([desk.point([300, 100])], { ...NO_KEYS, shift: true });
      gestures.finish();
    }
    await desk.room.settle();
    const sides = shapesOf(desk.other).map(({ geometry }) => [geometry.w, geometry.h]);
    assert.deepEqual(sides, [isLate ? [200, 100] : [300, 300]]);
  }
});

test("a tool is asked for once, ahead of its use", async () => {
  const desk = await DrawingContext.ready();
  const { requests, tool } = slowTool();
  tool.prepare?.();
  tool.prepare?.();
  assert.equal(requests.length, 1);
  const made = tool.make?.(desk.editor);
  assert.equal(requests.length, 1);
  requests[0]?.resolve(rectangle);
  assert.equal(typeof (await made), "string");
  assert.equal(desk.editor.view.count(1), 1);
});

test("who may not draw begins nothing", async () => {
  const desk = await DrawingContext.ready();
  const { requests, tool } = slowTool();
  desk.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(tool.begin(desk.editor, desk.point([0, 0]), NO_KEYS), null);
  assert.equal(requests.length, 0);
  const watched = slowTool({ isForViewers: true });
  assert.notEqual(watched.tool.begin(desk.editor, desk.point([0, 0]), NO_KEYS), null);
  assert.equal(watched.requests.length, 1, "selecting changes nothing");
});
