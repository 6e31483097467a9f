// The commands that change which shapes lie in front of others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { orderCommands } from "../../static/js/tools/commands/order.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

/** Shapes of the first member that lie over each other, and the commands. @param {number} count */
async function ready(count) {
  const desk = await DrawingContext.ready();
  const { editor, room } = desk;
  const commands = new Commands();
  commands.register(orderCommands(editor));
  const ids = Array.from({ length: count }, () => editor.newId());
  for (const id of ids) editor.commit([{ op: "add", shape: rectangle(id) }]);
  await room.settle();
  /** The order as the other sees it. */
  const order = async () => {
    await room.settle();
    await room.assertEqual();
    return shapesOf(desk.other).map(({ id }) => ids.indexOf(id) + 1);
  };
  /** @param {number[]} list  from 1 */
  const select = (...list) => editor.selection.select(list.map((n) => ids[n - 1] ?? ""));
  return { desk, editor, room, commands, ids, order, select };
}

test("[B3] the selection goes to the front or the back in its own order, and undo returns it", async () => {
  const { editor, commands, order, select } = await ready(4);
  select(3, 1);
  assert.ok(commands.run("to-front"));
  assert.deepEqual(await order(), [2, 4, 1, 3]);
  assert.ok(commands.run("to-back"));
  assert.deepEqual(await order(), [1, 3, 2, 4]);
  editor.undo();
  assert.deepEqual(await order(), [2, 4, 1, 3]);
  editor.selection.clear();
  assert.ok(!commands.run("to-front"), "without a selection the key is the browser's");
});

test("[B3] a step passes one shape, and undo and redo return it", async () => {
  const { editor, commands, order, select } = await ready(4);
  select(1);
  assert.ok(commands.run("forward"));
  assert.deepEqual(await order(), [2, 1, 3, 4]);
  commands.run("forward");
  commands.run("forward");
  assert.deepEqual(await order(), [2, 3, 4, 1]);
  commands.run("backward");
  assert.deepEqual(await order(), [2, 3, 1, 4]);
  for (let step = 0; step < 4; step += 1) editor.undo();
  assert.deepEqual(await order(), [1, 2, 3, 4]);
  for (let step = 0; step < 4; step += 1) editor.redo();
  assert.deepEqual(await order(), [2, 3, 1, 4]);
  editor.selection.clear();
  assert.ok(!commands.run("forward"), "without a selection the key is the browser's");
});

test("[D13] locked shapes of the selection stay where they are", async () => {
  const { editor, commands, ids, order, select } = await ready(3);
  editor.commit([{ op: "set", id: ids[0] ?? "", locked: true }]);
  select(1, 2);
  commands.run("to-front");
  assert.deepEqual(await order(), [1, 3, 2]);
  commands.run("backward");
  assert.deepEqual(await order(), [1, 2, 3]);
  select(1);
  assert.ok(!commands.run("to-front"));
  assert.ok(!commands.run("forward"));
});

test("a step beside a shape that is not saved yet waits, and says so", async () => {
  const { desk, editor, commands, ids, order, select } = await ready(1);
  desk.me.isStalled = true;
  for (let at = 0; at < 2; at += 1) {
    const id = editor.newId();
    ids.push(id);
    editor.commit([{ op: "add", shape: rectangle(id) }]);
  }
  select(1);
  commands.run("forward");
  assert.deepEqual(desk.me.notices, [{ kind: "order-waits" }]);
  desk.me.isStalled = false;
  assert.deepEqual(await order(), [1, 2, 3]);
  commands.run("forward");
  assert.deepEqual(await order(), [2, 1, 3]);
});

test("two steps in a row need not wait for each other", async () => {
  const { desk, commands, order, select } = await ready(4);
  desk.me.isStalled = true;
  select(1);
  commands.run("forward");
  commands.run("forward");
  desk.me.isStalled = false;
  assert.deepEqual(await order(), [2, 3, 1, 4]);
  assert.deepEqual(
    desk.me.notices.map(({ kind }) => kind),
    ["arranged", "arranged"],
  );
});

test("[O9] many steps in random order are all accepted, and undo returns the beginning", async () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    const chance = new Seeded(seed);
    const { desk, editor, commands, ids, order, select } = await ready(8);
    for (let step = 0; step < 25; step += 1) {
      select(...ids.map((_, at) => at + 1).filter(() => chance.chance(30)));
      commands.run(chance.pick(["forward", "backward", "to-front", "to-back"]));
      if (chance.chance(70)) await desk.room.settle();
    }
    await order();
    assert.deepEqual(desk.me.refusals, [], `seed ${seed}`);
    while (editor.canUndo.value && editor.view.count(1) === ids.length) {
      editor.undo();
      await desk.room.settle();
    }
    editor.redo();
    assert.deepEqual(await order(), [1, 2, 3, 4, 5, 6, 7, 8], `seed ${seed}`);
  }
});

test("[O4] undo of a step leaves out what somebody else has put elsewhere since", async () => {
  const { desk, editor, commands, ids, order, select } = await ready(4);
  select(1, 2);
  commands.run("forward");
  assert.deepEqual(await order(), [3, 1, 2, 4]);
  desk.other.editor.commit([{ op: "set", id: ids[0] ?? "", z: "front" }]);
  assert.deepEqual(await order(), [3, 2, 4, 1]);
  editor.undo();
  assert.deepEqual(await order(), [2, 3, 4, 1]);
  assert.deepEqual(desk.me.notices.at(-1), { kind: "undo-changed", undone: 1, dropped: 1 });
});
