// The commands that put shapes in front of all others or behind them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { orderCommands } from "../../static/js/tools/commands/order.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";

test("[B3] the selection goes to the front or the back in its own order, and undo returns it", async () => {
  const desk = await DrawingContext.ready();
  const { editor, room } = desk;
  const commands = new Commands();
  commands.register(orderCommands(editor));
  const ids = [1, 2, 3, 4].map(() => editor.newId());
  for (const id of ids) editor.commit([{ op: "add", shape: rectangle(id) }]);
  await room.settle();
  const order = async () => {
    await room.settle();
    await room.assertEqual();
    return shapesOf(desk.other).map(({ id }) => ids.indexOf(id) + 1);
  };
  editor.selection.select([ids[2] ?? "", ids[0] ?? ""]);
  assert.ok(commands.run("to-front"));
  assert.deepEqual(await order(), [2, 4, 1, 3]);
  assert.ok(commands.run("to-back"));
  assert.deepEqual(await order(), [1, 3, 2, 4]);
  editor.undo();
  assert.deepEqual(await order(), [2, 4, 1, 3]);
  editor.selection.clear();
  assert.ok(!commands.run("to-front"), "without a selection the key is the browser's");
});
