// Undo and redo of duplicates, orders, groups and alignments, while somebody else edits the same shapes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { toWire } from "../../static/js/model/shape.js";
import { align, distribute } from "../../static/js/tools/align.js";
import { copyCommands } from "../../static/js/tools/commands/copy.js";
import { orderCommands } from "../../static/js/tools/commands/order.js";
import { group, ungroup } from "../../static/js/tools/grouping.js";
import { rectangle } from "./drawing.js";
import { DrawingContext } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./classroom.js").Member} Member */

const VERBS = ["duplicate", "forward", "backward", "to-front", "to-back"];
/** @type {((editor: import("../../static/js/editor/editor.js").Editor) => void)[]} */
const ACTIONS = [
  group,
  group,
  ungroup,
  (editor) => align(editor, "left"),
  (editor) => align(editor, "middle"),
  (editor) => distribute(editor, "x"),
];

/** A member that arranges shapes at random, and another. @param {Seeded} chance */
async function ready(chance) {
  const desk = await DrawingContext.ready();
  const { editor, gestures, room, me, other } = desk;
  const commands = new Commands();
  commands.register([...copyCommands(editor, gestures), ...orderCommands(editor)]);
  for (let at = 0; at < 5; at += 1)
    editor.commit([{ op: "add", shape: rectangle(editor.newId(), { pos: [at * 40, 0, 0] }) }]);
  await room.settle();
  const step = () => {
    const ids = [...me.view.board.shapes.keys()].filter((id) => me.view.shape(id) !== undefined);
    editor.selection.select(ids.filter(() => chance.chance(40)));
    if (editor.selection.size === 0) return;
    if (chance.chance(50)) commands.run(chance.pick(VERBS));
    else chance.pick(ACTIONS)(editor);
  };
  return { editor, room, me, other, step };
}

/** The confirmed shapes in wire form, by id. @param {Member} member */
function shapesById({ view }) {
  return new Map(
    [...view.board.shapes.values()].map((shape) => [shape.id, toWire(shape, view.pool)]),
  );
}

test("undo n times and redo n times leaves everything as it was", async () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    const chance = new Seeded(seed);
    const { editor, room, me, step } = await ready(chance);
    for (let count = 0; count < 6; count += 1) {
      step();
      if (chance.chance(60)) await room.settle();
    }
    await room.settle();
    const before = room.server.canonical();
    let undone = 0;
    for (; editor.canUndo.value; undone += 1) {
      editor.undo();
      await room.settle();
    }
    assert.equal(me.view.count(1), 0, `seed ${seed}`);
    for (; undone > 0; undone -= 1) {
      editor.redo();
      await room.settle();
    }
    assert.equal(room.server.canonical(), before, `seed ${seed}`);
    assert.deepEqual(me.refusals, []);
    await room.assertEqual();
  }
});

test("[O4] undo and redo keep what somebody else has written to duplicates meanwhile", async () => {
  let written = 0;
  for (let seed = 1; seed <= 15; seed += 1) {
    const chance = new Seeded(100 + seed);
    const { editor, room, me, other, step } = await ready(chance);
    for (let count = 0; count < 5; count += 1) step();
    await room.settle();
    /** The place where the other has put a shape last. @type {Map<string, number[]>} */
    const theirs = new Map();
    const interfere = async () => {
      const there = [...other.view.board.shapes.keys()];
      if (there.length === 0 || !chance.chance(60)) return;
      const id = chance.pick(there);
      const pos = /** @type {[number, number, number]} */ ([chance.within(1, 9999), 7, 0]);
      other.editor.commit([{ op: "set", id, pos }]);
      await room.settle();
      theirs.set(id, pos);
      written += 1;
    };
    for (let count = 0; editor.canUndo.value && count < 12; count += 1) {
      editor.undo();
      await room.settle();
      await interfere();
    }
    for (let count = 0; editor.canRedo.value && count < 12; count += 1) {
      editor.redo();
      await room.settle();
      await interfere();
    }
    const after = shapesById(me);
    for (const [id, pos] of theirs) {
      const shape = after.get(id);
      if (shape !== undefined) assert.deepEqual(shape.pos, pos, `seed ${seed}`);
    }
    assert.deepEqual(me.refusals, [], `seed ${seed}`);
    await room.assertEqual();
  }
  assert.ok(written > 30, `${written} written`);
});
