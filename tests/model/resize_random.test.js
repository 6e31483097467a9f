// Resizes, rotations and moved ends at random: undo and redo restore everything, whatever others change meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { handlesOf } from "../../static/js/editor/handles.js";
import { rectangle, someShape } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

test("undo n times and redo n times after resizes restores everything, with edits of others in between", async () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    const chance = new Seeded(seed);
    const desk = await DrawingContext.ready();
    const { editor, room, other } = desk;
    for (let at = 0; at < 8; at += 1) {
      const { alt, locked, ...shape } = someShape(chance, editor.newId());
      editor.commit([{ op: "add", shape: { ...shape, page: 1 } }]);
    }
    const theirs = other.editor.newId();
    other.editor.commit([{ op: "add", shape: rectangle(theirs) }]);
    await room.settle();
    editor.tool.set("select");
    const ids = shapesOf(desk.me).map(({ id }) => id);
    const states = [desk.me.view.canonical()];
    for (let step = 0; step < 8; step += 1) {
      editor.selection.select(ids.filter((id) => id !== theirs && chance.chance(40)));
      const handles = handlesOf(editor);
      if (handles.length === 0) continue;
      const { at } = chance.pick(handles);
      const far = () => chance.within(-20_000, 20_000);
      assert.ok(desk.gestures.begin(desk.point([at.x, at.y]), "select"));
      desk.gestures.update([desk.point([at.x + far(), at.y + far()])], {
        ...NO_KEYS,
        shift: chance.chance(30),
        alt: chance.chance(30),
      });
      desk.gestures.finish();
      await room.settle();
      states.push(desk.me.view.canonical());
    }
    const strip = (/** @type {string} */ text) => {
      const board = JSON.parse(text);
      return JSON.stringify(board.shapes.filter((/** @type {any} */ { id }) => id !== theirs));
    };
    const interfere = () => {
      const pos = /** @type {[number, number, number]} */ ([chance.within(0, 999), 0, 0]);
      other.editor.commit([{ op: "set", id: theirs, pos }]);
    };
    for (const state of states.slice(0, -1).reverse()) {
      interfere();
      editor.undo();
      await room.settle();
      assert.equal(strip(desk.me.view.canonical()), strip(state), `seed ${seed}, undo`);
    }
    for (const state of states.slice(1)) {
      interfere();
      editor.redo();
      await room.settle();
      assert.equal(strip(desk.me.view.canonical()), strip(state), `seed ${seed}, redo`);
    }
    await room.assertEqual();
  }
});
