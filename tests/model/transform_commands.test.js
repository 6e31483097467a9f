// Resizes, rotations and flips by keys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { keyedChanges, transformCommands } from "../../static/js/tools/commands/transform.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */
/** @typedef {import("../../static/js/tools/commands/transform.js").Outcome} Outcome */

const BOX = {
  pos: /** @type {[number, number, number]} */ ([1000, 1000, 0]),
  geometry: { w: 400, h: 200 },
};

/** Selected shapes and the commands. @param {...Partial<NewShape>} shapes */
async function selecting(...shapes) {
  const desk = await DrawingContext.ready();
  for (const change of shapes) {
    desk.editor.commit([{ op: "add", shape: rectangle(desk.editor.newId(), change) }]);
  }
  desk.editor.tool.set("select");
  desk.actions.selectAll();
  await desk.room.settle();
  /** @type {Outcome[]} */
  const outcomes = [];
  const { editor, gestures } = desk;
  const onTransformed = (/** @type {Outcome} */ outcome) => outcomes.push(outcome);
  const commands = new Commands();
  const waitFor = (/** @type {Promise<unknown>} */ work) => commands.waitFor(work);
  commands.register(transformCommands({ editor, gestures, onTransformed, waitFor }));
  /** Presses a key as often as it repeats, and releases it. @param {string} id @param {number} [times] */
  const hold = async (id, times = 1) => {
    let isTaken = true;
    for (; times > 0; times -= 1) isTaken = commands.run(id) && isTaken;
    if (commands.list.find((command) => command.id === id)?.held) commands.run(id, false);
    await desk.room.settle();
    return isTaken;
  };
  const edits = () => desk.room.server.log.length;
  const place = (at = 0) => {
    const shape = shapesOf(desk.other)[at];
    return [shape?.pos, shape?.geometry];
  };
  return {
    ...desk,
    editor,
    gestures,
    room: desk.room,
    other: desk.other,
    outcomes,
    commands,
    hold,
    edits,
    place,
  };
}

test("keys that come before the module wait for it, with their release", async () => {
  const desk = await selecting(BOX);
  assert.equal(keyedChanges.value, null, "this is the first use");
  const before = desk.edits();
  assert.equal(await desk.hold("resize-right", 2), true);
  assert.notEqual(desk.commands.loading, null);
  assert.equal(await desk.commands.loading, true);
  await desk.room.settle();
  assert.deepEqual(desk.place(), [[1000, 1000, 0], { w: 432, h: 200 }]);
  assert.equal(desk.edits(), before + 1);
  assert.deepEqual(desk.outcomes, [{ kind: "size", w: 432, h: 200 }]);
  desk.editor.selection.clear();
  assert.equal(await desk.hold("resize-right"), false, "the key is the browser's");
});

test("Ctrl and arrows resize from the upper left corner; a held key is one edit", async () => {
  const desk = await selecting(BOX);
  const before = desk.edits();
  await desk.hold("resize-right", 5);
  assert.deepEqual(desk.place(), [[1000, 1000, 0], { w: 480, h: 200 }]);
  assert.equal(desk.edits(), before + 1);
  assert.deepEqual(desk.outcomes, [{ kind: "size", w: 480, h: 200 }]);
  await desk.hold("resize-far-down");
  await desk.hold("resize-left");
  await desk.hold("resize-up");
  assert.deepEqual(desk.place(), [[1000, 1000, 0], { w: 464, h: 344 }]);
  for (let at = 0; at < 4; at += 1) desk.editor.undo();
  await desk.room.settle();
  assert.deepEqual(desk.place(), [[1000, 1000, 0], { w: 400, h: 200 }]);
});

test("no key makes a shape vanish", async () => {
  const desk = await selecting(BOX);
  await desk.hold("resize-far-left", 9);
  await desk.hold("resize-far-up", 9);
  const [, geometry] = desk.place();
  assert.ok(JSON.stringify(geometry).match(/"w":\d+,"h":\d+/));
  assert.equal(shapesOf(desk.me).length, 1);
});

test("comma and point with Alt turn the selection, with Shift a little", async () => {
  const desk = await selecting(BOX);
  await desk.hold("turn-right", 6);
  assert.deepEqual(desk.place(), [[1300, 900, 9000], { w: 400, h: 200 }]);
  await desk.hold("turn-left-little", 2);
  assert.equal(shapesOf(desk.me)[0]?.pos[2], 8800);
  assert.deepEqual(desk.outcomes, [
    { kind: "turn", angle: 9000 },
    { kind: "turn", angle: 8800 },
  ]);
});

test("Shift and H flips the selection as one edit, and twice is as before", async () => {
  const line = { kind: /** @type {const} */ ("line"), geometry: { points: [0, 0, 100, 50] } };
  const desk = await selecting(BOX, { ...line, pos: [2000, 1000, 0] });
  const before = [desk.place(0), desk.place(1)];
  const edits = desk.edits();
  await desk.hold("flip-horizontal");
  assert.deepEqual(desk.place(0), [[1700, 1000, 0], { w: 400, h: 200 }]);
  assert.deepEqual(desk.place(1), [[1100, 1000, 0], { points: [0, 0, -100, 50] }]);
  assert.equal(desk.edits(), edits + 1);
  await desk.hold("flip-horizontal");
  assert.deepEqual([desk.place(0), desk.place(1)], before);
  await desk.hold("flip-vertical");
  assert.deepEqual(desk.place(1), [[2000, 1200, 0], { points: [0, 0, 100, -50] }]);
  assert.deepEqual(desk.outcomes.at(-1), { kind: "flip", isHorizontal: false });
});

test("a flip that changes nothing is no edit", async () => {
  const desk = await selecting(BOX);
  const edits = desk.edits();
  assert.ok(await desk.hold("flip-vertical"));
  assert.equal(desk.edits(), edits);
});

test("the arrows move the last end of a single line", async () => {
  const desk = await selecting({ ...BOX, kind: "arrow", geometry: { points: [0, 0, 500, 0] } });
  await desk.hold("resize-down", 2);
  await desk.hold("resize-far-left");
  assert.deepEqual(desk.place(), [[1000, 1000, 0], { points: [0, 0, 340, 32] }]);
});

test("the keys are the browser's when nothing can be changed", async () => {
  const desk = await selecting(BOX);
  desk.editor.selection.clear();
  const ids = ["resize-right", "turn-left", "flip-horizontal"];
  for (const id of ids) assert.equal(await desk.hold(id), false);
  desk.actions.selectAll();
  desk.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  for (const id of ids) assert.equal(await desk.hold(id), false);
  assert.deepEqual(desk.outcomes, []);
});

test("[V2] others see a resize by keys while the key is held", async () => {
  const desk = await selecting(BOX);
  desk.commands.run("resize-far-right");
  await desk.room.settle();
  const [draft] = desk.other.editor.peers.drafts();
  assert.equal(draft?.previews[0]?.kind, "change");
  desk.commands.run("resize-far-right", false);
  await desk.room.settle();
  assert.deepEqual(desk.other.editor.peers.drafts(), []);
  assert.deepEqual(desk.place()[1], { w: 560, h: 200 });
});
