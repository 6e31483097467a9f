// Locked shapes: tools pass them by, and a clear leaves them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rectangle } from "./drawing.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** Two rectangles, the second of which is locked. */
async function withLocked() {
  const desk = await DrawingContext.ready();
  const [free, locked] = [desk.editor.newId(), desk.editor.newId()];
  desk.editor.commit([
    { op: "add", shape: rectangle(free) },
    { op: "add", shape: rectangle(locked, { pos: [0, 400, 0], locked: true }) },
  ]);
  return { desk, free, locked };
}

test("[D13] a press, a marquee and selecting all pass a locked shape by", async () => {
  const { desk, free, locked } = await withLocked();
  const { editor } = desk;
  drag(desk, "select", [[0, 400]]);
  assert.deepEqual([...editor.selection.value], []);
  drag(desk, "select", [
    [-2000, -2000],
    [3000, 3000],
  ]);
  assert.deepEqual([...editor.selection.value], [free]);
  editor.selection.clear();
  assert.equal(desk.actions.selectAll(), 1);
  assert.deepEqual([...editor.selection.value], [free]);
  editor.commit([{ op: "set", id: locked, locked: false }]);
  assert.equal(desk.actions.selectAll(), 2);
});

test("[D13] the eraser passes a locked shape by", async () => {
  const { desk, free, locked } = await withLocked();
  drag(desk, "eraser", [
    [0, -100],
    [0, 800],
  ]);
  assert.equal(desk.editor.view.shape(free), undefined);
  assert.notEqual(desk.editor.view.shape(locked), undefined);
});

test("[B5] [D13] a clear leaves locked shapes at once, and what is locked or unlocked meanwhile as the log says", async () => {
  const { desk, free, locked } = await withLocked();
  const { editor, room, other } = desk;
  await room.settle();
  desk.me.isStalled = true;
  other.editor.commit([
    { op: "set", id: free, locked: true },
    { op: "set", id: locked, locked: false },
  ]);
  await room.settle();
  editor.clearPage();
  assert.equal(editor.view.shape(free), undefined);
  assert.notEqual(editor.view.shape(locked), undefined);
  desk.me.isStalled = false;
  await room.settle();
  assert.notEqual(editor.view.shape(free), undefined);
  assert.equal(editor.view.shape(locked), undefined);
  await room.assertEqual();
  editor.commit([{ op: "clear", page: 1, upto: editor.view.board.head, all: true }]);
  assert.equal(editor.view.count(1), 0);
  editor.undo();
  editor.redo();
  await room.settle();
  assert.equal(other.view.count(1), 0, "a redo clears locked shapes again");
  await room.assertEqual();
});
