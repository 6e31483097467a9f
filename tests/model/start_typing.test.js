// Typing on the board begins the text of the selected shape.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startTyping } from "../../static/js/tools/start_typing.js";
import { rectangle, stroke } from "./drawing.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** A board on which keys are typed. */
async function typist() {
  const desk = await DrawingContext.ready();
  const { editor, gestures } = desk;
  const type = startTyping(editor, gestures);
  const press = (/** @type {string} */ key, hasCommand = true) => {
    editor.toWrite.set(null);
    return type(key, hasCommand);
  };
  const draw = (tool = "rectangle") => {
    editor.tool.set(tool);
    drag(desk, tool, [
      [0, 0],
      [2000, 1000],
    ]);
    return /** @type {string} */ ([...editor.selection.value][0]);
  };
  return { desk, editor, gestures, press, draw };
}

test("right after a shape was made, a letter that chooses a tool begins its label", async () => {
  for (const tool of ["rectangle", "ellipse", "diamond", "line", "arrow"]) {
    const { editor, press, draw } = await typist();
    const id = draw(tool);
    assert.equal(press("r"), true, tool);
    assert.equal(editor.toWrite.value?.id, id);
    assert.equal(press("r"), false, "once");
  }
});

test("so does a digit and a letter of any script, but a sign stays a command", async () => {
  for (const [key, opens] of /** @type {const} */ ([
    ["7", true],
    ["é", true],
    ["ж", true],
    ["字", true],
    [".", false],
    ["[", false],
    ["?", false],
  ])) {
    const { press, draw } = await typist();
    draw();
    assert.equal(press(key), opens, key);
  }
});

test("a tool key chooses the tool once anything else was done", async () => {
  const { desk, editor, gestures, press, draw } = await typist();
  const id = draw();
  editor.selection.select([id]);
  assert.equal(press("r"), false, "selected anew");
  draw();
  gestures.begin(desk.point([0, 0]));
  gestures.cancel();
  assert.equal(press("r"), false, "after a gesture");
  draw();
  desk.actions.nudge(16, 0);
  desk.actions.endNudge();
  assert.equal(press("r"), false, "after a move by keys");
  draw();
  editor.tool.set("hand");
  assert.equal(press("r"), false, "with another tool");
  editor.tool.set("select");
  editor.keepsTool.set(true);
  draw();
  assert.equal(press("r"), false, "the tool is kept");
});

test("a key without a command begins the text of any selected shape that has one", async () => {
  const { editor, press } = await typist();
  const [box, note, ink] = [editor.newId(), editor.newId(), editor.newId()];
  editor.commit([
    { op: "add", shape: rectangle(box) },
    { op: "add", shape: rectangle(note, { kind: "note", text: "a" }) },
    { op: "add", shape: stroke(ink, [[0, 0]]) },
  ]);
  editor.tool.set("select");
  assert.equal(press("w", false), false, "nothing is selected");
  for (const [ids, opens] of /** @type {[string[], boolean][]} */ ([
    [[box], true],
    [[note], true],
    [[ink], false],
    [[box, note], false],
  ])) {
    editor.selection.select(ids);
    assert.equal(press("w", false), opens, `${ids}`);
    // An input method says only that it composes.
    assert.equal(press("Process", false), opens);
  }
  editor.selection.select([box]);
  editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(press("w", false), false);
});
