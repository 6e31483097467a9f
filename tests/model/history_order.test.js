// Undo of the order of painting: the log tells which numbers an edit wrote and replaced.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Classroom } from "./classroom.js";

/** @param {import("./classroom.js").Member} member @param {readonly string[]} ids */
const order = ({ view }, ids) => ids.toSorted((a, b) => z(view, a) - z(view, b)).join(" ");

/** @param {import("../../static/js/model/replica.js").Replica} view @param {string} id */
const z = (view, id) => view.shape(id)?.z ?? 0;

/** @param {import("./classroom.js").Member} member */
const kinds = ({ notices }) => notices.map(({ kind }) => kind);

test("[B3] order is undone to the number before and redone to the number after", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const ids = [one.draw(1), one.draw(2), one.draw(3)];
  const [a = "", b = "", c = ""] = ids;
  await room.settle();
  one.editor.commit([{ op: "set", id: a, z: "front" }]);
  await room.settle();
  const front = z(two.view, a);
  one.editor.commit([{ op: "set", id: a, z: z(one.view, b) + 1 }]);
  await room.settle();
  assert.equal(order(two, ids), `${b} ${a} ${c}`);
  one.editor.undo();
  await room.settle();
  assert.equal(z(two.view, a), front);
  one.editor.undo();
  await room.settle();
  assert.equal(order(two, ids), `${a} ${b} ${c}`);
  one.editor.redo();
  one.editor.redo();
  await room.settle();
  assert.equal(order(two, ids), `${b} ${a} ${c}`);
  assert.deepEqual(one.notices, []);
  await room.assertEqual();
});

test("[B3] order that is not in the log yet waits with its undo, and says so", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const ids = [one.draw(1), one.draw(2)];
  const [a = "", b = ""] = ids;
  one.editor.commit([{ op: "set", id: a, z: "front" }]);
  one.editor.undo();
  assert.deepEqual(kinds(one), ["undo-waits"]);
  assert.equal(order(one, ids), `${b} ${a}`);
  assert.equal(one.editor.canUndo.value, true);
  await room.settle();
  one.editor.undo();
  assert.equal(order(one, ids), `${a} ${b}`);
  await room.settle();
  assert.deepEqual(kinds(one), ["undo-waits"]);
  await room.assertEqual();
});

test("[B3] the number before is the one that the log had when the edit came", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(1);
  await room.settle();
  one.isStalled = true;
  two.editor.commit([{ op: "set", id, z: 7 }]);
  await room.settle();
  one.editor.commit([{ op: "set", id, z: "front" }]);
  one.isStalled = false;
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.equal(z(two.view, id), 7);
  await room.assertEqual();
});

test("[O4] order is not undone over somebody else's", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(1);
  one.editor.commit([{ op: "set", id, z: "front" }]);
  await room.settle();
  two.editor.commit([{ op: "set", id, z: 7 }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 0, dropped: 1 }]);
  assert.equal(z(one.view, id), 7);
  await room.assertEqual();
});
