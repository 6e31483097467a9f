// The view of others on a line while the pen is down.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Gestures } from "../../static/js/editor/gestures.js";
import { toWire } from "../../static/js/model/shape.js";
import { pen } from "../../static/js/tools/ink.js";
import { Classroom } from "./classroom.js";

/** @param {number} x @param {number} time */
const at = (x, time) => ({ x, y: 0, pressure: 128, time });

/** Where a line that somebody else draws ends, in units. @param {import("./classroom.js").Member} member */
function endOf({ editor }) {
  const [preview] = editor.peers.drafts()[0]?.previews ?? [];
  assert.equal(preview?.kind, "ink");
  return preview.kind === "ink" ? preview.x + (preview.xy[preview.length * 2 - 2] ?? 0) : 0;
}

test("[V2] others see a line up to the pen, and none of its points moves afterwards", async () => {
  const room = new Classroom();
  const [me, other] = [await room.seat(), await room.seat()];
  const gestures = new Gestures(me.editor, [pen]);
  gestures.begin(at(0, 0));
  gestures.update([at(100, 8), at(200, 16), at(2000, 24)]);
  await room.pass(20);
  assert.equal(endOf(other), 2000);
  // Too close to be a point of its own: it follows the pen until it is far enough.
  gestures.update([at(2005, 400)]);
  await room.pass(20);
  assert.equal(endOf(other), 2000);
  gestures.update([at(2009, 410), at(2300, 420)]);
  await room.pass(50);
  assert.equal(endOf(other), 2300);
  gestures.finish();
  await room.settle();
  const [shape] = other.view.shapesOf(1);
  assert.ok(shape);
  assert.deepEqual(toWire(shape, other.view.pool).geometry.points, [
    ...[0, 0, 100, 0, 100, 0, 1800, 0, 9, 0, 291, 0],
  ]);
  await room.assertEqual();
});

test("the tremor of a resting hand adds nothing", async () => {
  const room = new Classroom();
  const me = await room.seat();
  const gestures = new Gestures(me.editor, [pen]);
  gestures.begin(at(0, 0));
  gestures.update([at(1000, 8)]);
  for (let time = 100; time < 5000; time += 100) {
    gestures.update([at(1000 + (time % 7), time)]);
  }
  gestures.finish();
  await room.settle();
  assert.equal(me.view.shapesOf(1)[0]?.count, 3);
  await room.assertEqual();
});
