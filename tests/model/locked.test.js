// Locked shapes: tools pass them by, and a clear leaves them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { arrangeCommands } from "../../static/js/tools/commands/arrange.js";
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

/** The commands on shapes. @param {Awaited<ReturnType<typeof DrawingContext.ready>>} desk */
function commandsOf({ editor, gestures, actions }) {
  const commands = new Commands();
  const parts = {
    editor,
    gestures,
    actions,
    takeBack: () => false,
    onVisit: () => undefined,
  };
  commands.register(arrangeCommands(parts));
  return commands;
}

/** @param {import("../../static/js/editor/editor.js").Editor} editor @param {string} id */
const isLockedIn = ({ view }, id) => view.shape(id)?.more?.locked === true;

test("[D13] a command locks the selection, then unlocks it, each as one undo among others' edits", async () => {
  const { desk, free, locked } = await withLocked();
  const { editor, room, other } = desk;
  const commands = commandsOf(desk);
  editor.selection.select([free, locked]);
  assert.ok(commands.run("lock"));
  await room.settle();
  assert.deepEqual(
    [free, locked].map((id) => isLockedIn(other.editor, id)),
    [true, true],
  );
  assert.deepEqual([...editor.selection.value], [free, locked], "they stay selected");
  other.editor.commit([{ op: "set", id: free, pos: [80, 80, 0] }]);
  await room.settle();
  commands.run("lock");
  await room.settle();
  assert.deepEqual(
    [free, locked].map((id) => isLockedIn(other.editor, id)),
    [false, false],
  );
  editor.undo();
  editor.undo();
  await room.settle();
  assert.equal(isLockedIn(editor, free), false);
  assert.equal(isLockedIn(editor, locked), true, "as it was before the first command");
  assert.equal(editor.view.shape(free)?.x, 80, "the other's edit stays");
  editor.redo();
  await room.settle();
  assert.equal(isLockedIn(other.editor, free), true);
  await room.assertEqual();
  editor.rights.set({ ...editor.rights.value, draw: false });
  assert.equal(commands.run("lock"), false, "a watcher locks nothing");
});

test("[D13] keys, a drag and the style leave a selected shape that is locked as it is", async () => {
  const { desk, free, locked } = await withLocked();
  const { editor, actions } = desk;
  const commands = commandsOf(desk);
  const before = editor.view.shape(locked);
  editor.selection.select([locked]);
  for (const id of ["right", "delete"]) assert.ok(commands.run(id), id);
  actions.endNudge();
  actions.restyle({ ink: "green" });
  assert.equal(actions.styleInUse(), null);
  drag(desk, "select", [
    [100, 500],
    [900, 900],
  ]);
  assert.equal(editor.view.shape(locked), before);
  editor.selection.select([free, locked]);
  commands.run("right");
  actions.endNudge();
  actions.restyle({ ink: "green" });
  assert.equal(editor.view.shape(locked), before);
  assert.equal(editor.view.shape(free)?.style.ink, "green");
  assert.equal(editor.view.shape(free)?.x, 16);
  commands.run("delete");
  assert.equal(editor.view.shape(free), undefined);
  assert.equal(editor.view.shape(locked), before);
  assert.deepEqual([...editor.selection.value], [locked]);
});
