// The history keeps points of the board's pool instead of copies, within a bound of bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HistoryEntry } from "../../static/js/editor/history_entry.js";
import { HISTORY_BYTES, HistoryStacks } from "../../static/js/editor/history_stacks.js";
import { PointPool } from "../../static/js/model/points.js";
import { geometryToWire } from "../../static/js/model/shape.js";
import { Classroom } from "./classroom.js";
import { stroke } from "./drawing.js";

/** @typedef {import("./classroom.js").Member} Member */

const POINTS = 50;

/** @type {[number, number][]} */
const PATH = Array.from({ length: POINTS }, (_, at) => [at * 40, at % 7]);

/** Draws strokes. @param {Member} one @param {number} count */
function draw({ editor }, count) {
  const ids = Array.from({ length: count }, () => editor.newId());
  editor.commit(ids.map((id) => ({ op: "add", shape: stroke(id, PATH) })));
  return ids;
}

/** Scales strokes, as a resize does. @param {Member} one @param {readonly string[]} ids @param {number} factor */
function resize({ editor, view }, ids, factor) {
  editor.commit(
    ids.map((id) => {
      const shape = view.shape(id);
      assert.ok(shape);
      const { points = [], pressure = [] } = geometryToWire(shape, view.pool);
      const scaled = (points ?? []).map((number) => number * factor);
      return { op: "set", id, geometry: { points: scaled, pressure } };
    }),
  );
}

/** @param {Member} one @param {string} id */
function geometry({ view }, id) {
  const shape = view.shape(id);
  assert.ok(shape);
  return geometryToWire(shape, view.pool);
}

/** The points that the pool keeps. @param {Member} one */
function used({ view }) {
  view.pool.sweep();
  return view.pool.used;
}

test("the history of a resize keeps the points before it, and shares those after it with the board", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const ids = draw(one, 40);
  await room.settle();
  const points = used(one);
  assert.equal(points, 40 * POINTS);
  resize(one, ids, 2);
  await room.settle();
  assert.equal(used(one), 2 * points);
  one.editor.undo();
  one.editor.redo();
  await room.settle();
  assert.equal(used(one), 2 * points + points, "redo writes the same values as new points");
  one.editor.undo();
  one.editor.undo();
  await room.settle();
  one.draw(1);
  await room.settle();
  const [id = ""] = ids;
  assert.equal(one.view.shape(id), undefined);
  // Only what may be restored at once keeps points.
  assert.ok(used(one) <= points);
  await room.assertEqual();
});

test("a resize of several edits keeps the points of all of them", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const ids = draw(one, 400);
  const before = ids.map((id) => geometry(one, id));
  resize(one, ids, 3);
  const between = ids.map((id) => geometry(one, id));
  resize(one, ids, 2);
  await room.settle();
  assert.ok(room.server.log.length > 4);
  one.editor.undo();
  assert.deepEqual(
    ids.map((id) => geometry(one, id)),
    between,
  );
  one.editor.undo();
  await room.settle();
  assert.deepEqual(
    ids.map((id) => geometry(one, id)),
    before,
  );
  assert.deepEqual(one.notices, []);
  await room.assertEqual();
});

test("[C6] a snapshot takes the history along to its points", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const ids = draw(one, 3);
  await room.settle();
  const [id = ""] = ids;
  const first = geometry(one, id);
  resize(one, ids, 2);
  resize(one, ids, 3);
  await room.settle();
  const third = geometry(one, id);
  const { pool } = one.view;
  const peer = one.transport?.peer;
  assert.ok(peer);
  room.server.sendAway(peer);
  two.draw(5);
  await room.settle();
  assert.notEqual(one.view.pool, pool);
  one.editor.undo();
  one.editor.undo();
  await room.settle();
  assert.deepEqual(geometry(two, id).points, first.points);
  one.editor.redo();
  one.editor.redo();
  await room.settle();
  assert.deepEqual(geometry(two, id).points, third.points);
  assert.deepEqual(one.notices, []);
  await room.assertEqual();
});

test("the oldest entries are dropped beyond the bound of bytes, the latest never", () => {
  const stacks = new HistoryStacks(new PointPool());
  const push = (/** @type {number} */ n, /** @type {number} */ letters) => {
    const edit = { tag: "a", n };
    const entry = new HistoryEntry(0);
    const text = "x".repeat(letters);
    const values = { before: text, after: "", edit, isStale: false };
    const part = { kind: /** @type {const} */ ("set"), id: `a.${n}`, ...values };
    entry.extend([{ parts: [{ ...part, register: "text" }], edit }], stacks.index);
    stacks.push(entry);
  };
  const most = HISTORY_BYTES / 2;
  for (let n = 1; n <= 3; n += 1) push(n, most / 4);
  assert.equal(stacks.done.length, 3);
  push(4, most / 2);
  assert.deepEqual(
    stacks.done.map(({ lastEdit }) => lastEdit),
    [3, 4],
  );
  assert.ok(stacks.index.bytes <= HISTORY_BYTES);
  push(5, most * 2);
  assert.deepEqual(
    stacks.done.map(({ lastEdit }) => lastEdit),
    [5],
  );
  push(6, 1);
  assert.deepEqual([stacks.done.length, stacks.index.bytes < 1000], [1, true]);
});
