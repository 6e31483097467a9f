// Bound ends of lines under undo and redo, with edits of others in between.

import assert from "node:assert/strict";
import { test } from "node:test";
import { toWire } from "../../static/js/model/shape.js";
import { addBox, assertFits, connectedBoxes, drawArrow } from "./connected.js";
import { DrawingContext } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

/** @typedef {[number, number]} Pair */
/** @typedef {import("./classroom.js").Member} Member */

test("undo n, redo n with edits of others in between: all ends fit once everything is logged", async () => {
  let [followed, undos] = [0, 0];
  for (let seed = 1; seed <= 8; seed += 1) {
    const chance = new Seeded(seed);
    const desk = await DrawingContext.ready();
    const { me, other, room, editor } = desk;
    const kinds = /** @type {const} */ (["rectangle", "ellipse", "diamond", "note"]);
    const boxes = [0, 1, 2, 3].map((at) =>
      addBox(desk, { x: 4000 * at, y: chance.within(0, 4000) }, chance.pick(kinds)),
    );
    await room.settle();
    /** @param {Member} member */
    const step = (member) => {
      const all = member.view.all();
      const isMine = (/** @type {string} */ id) => member.view.shape(id) !== undefined;
      const id = chance.pick(boxes.filter(isMine));
      const shape = member.view.shape(id);
      if (shape === undefined) return;
      const dice = chance.within(1, 10);
      if (member === me && dice <= 3) {
        const to = member.view.shape(chance.pick(boxes));
        if (to === undefined) return;
        const middle = (/** @type {typeof shape} */ { x, y, w, h }) =>
          /** @type {Pair} */ ([x + w / 2 + chance.within(-400, 400), y + h / 2]);
        drawArrow(desk, [middle(shape), [chance.within(0, 9000), 9000], middle(to)]);
      } else if (dice <= 8) {
        const pos = /** @type {[number, number, number]} */ ([
          chance.within(-9000, 9000),
          chance.within(-9000, 9000),
          chance.chance(30) ? chance.within(0, 35_999) : shape.rotation,
        ]);
        member.editor.commit([{ op: "set", id, pos }]);
      } else if (dice === 9) {
        const geometry = { w: chance.within(500, 3000), h: chance.within(500, 3000) };
        member.editor.commit([{ op: "set", id, geometry }]);
      } else if (member === me && all.length > 6) {
        member.editor.commit([{ op: "del", id: chance.pick(all).id }]);
      }
    };
    for (let count = 0; count < 12; count += 1) {
      step(me);
      if (chance.chance(50)) step(other);
      if (chance.chance(60)) await room.settle();
    }
    await room.settle();
    assertFits(desk, `seed ${seed}`);
    followed += room.server.log.filter(({ ops }) => ops.length > 1).length;
    const shown = () => JSON.stringify(me.view.all().map((shape) => toWire(shape, me.view.pool)));
    let [undone, effects] = [0, 0];
    for (; editor.canUndo.value && undone < 30; undone += 1) {
      const before = shown();
      editor.undo();
      if (shown() !== before) effects += 1;
      if (chance.chance(30)) step(other);
      if (chance.chance(50)) await room.settle();
    }
    await room.settle();
    undos += effects;
    assert.ok(effects >= 1, `seed ${seed}: ${effects} of ${undone} undos changed anything`);
    assertFits(desk, `seed ${seed}, undone`);
    for (; undone > 0 && editor.canRedo.value; undone -= 1) {
      editor.redo();
      if (chance.chance(30)) step(other);
    }
    await room.settle();
    assertFits(desk, `seed ${seed}, redone`);
    assert.deepEqual([...me.refusals, ...other.refusals], [], `seed ${seed}`);
    await room.assertEqual();
  }
  assert.ok(followed > 20, `${followed} edits with followers`);
  assert.ok(undos > 40, `${undos} undos changed anything`);
});

test("undo n, redo n without others leaves everything as it was", async () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const chance = new Seeded(700 + seed);
    const { desk, one, two, arrow, me, editor, room } = await connectedBoxes();
    const begun = room.server.canonical();
    const states = [begun];
    for (let count = 0; count < 6; count += 1) {
      const ids = [one, two, arrow].filter(() => chance.chance(50));
      if (ids.length === 0) continue;
      editor.tool.set("select");
      editor.selection.select(ids);
      desk.actions.nudge(chance.within(-3000, 3000), chance.within(-3000, 3000));
      desk.actions.endNudge();
      await room.settle();
      states.push(room.server.canonical());
    }
    const last = states.at(-1);
    for (const state of states.slice(0, -1).toReversed()) {
      editor.undo();
      await room.settle();
      assert.equal(room.server.canonical(), state, `seed ${seed}`);
    }
    for (const _ of states.slice(1)) editor.redo();
    await room.settle();
    assert.equal(room.server.canonical(), last, `seed ${seed}`);
    assert.deepEqual(me.notices, []);
  }
});
