// Several people who draw, undo, clear, lose their connection and come back, in an order that
// chance decides: at the end everybody has the same board, and nothing waits.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Classroom } from "./classroom.js";
import { someOp } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./classroom.js").Member} Member */

/** More are run by hand when something in the client's model has changed. */
const SEEDS = Number(process.env.SEEDS ?? 25);
const STEPS = 60;

/** @param {Seeded} chance @param {Member} member @param {string[]} ids  everything anybody has made */
function act(chance, { editor, view }, ids) {
  const dice = chance.within(1, 10);
  if (dice <= 2) editor.undo();
  else if (dice === 3) editor.redo();
  else {
    const op = someOp(chance, {
      ids,
      kindOf: (id) => view.shape(id)?.kind,
      newId: () => editor.newId(),
      head: view.board.head,
    });
    if (op.op === "add") ids.push(op.shape.id);
    editor.commit([op]);
  }
}

/** @param {Seeded} chance @param {Classroom} room */
async function disturb(chance, room) {
  const member = chance.pick(room.members);
  const dice = chance.within(1, 10);
  if (dice <= 3) await room.settle();
  else if (dice <= 5) member.isStalled = !member.isStalled;
  else if (dice === 6) room.server.failures = chance.within(0, 4);
  else if (dice === 7) room.server.longestTail = chance.within(1, 30);
  else if (dice === 8)
    room.server.beat(/** @type {NonNullable<Member["line"]>} */ (member.line).peer);
  else if (member.line?.isOpen) room.cut(member, chance.pick([1006, 1012, 4001, 4003]));
  if (chance.chance(30)) await room.pass(chance.within(100, 4000));
}

test("[O1] [E1] [E6] [E8] [E9] whatever happens on the way, all boards are equal at the end", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chance = new Seeded(seed);
    const room = new Classroom();
    for (let count = 0; count < 3; count += 1) await room.seat();
    /** @type {string[]} */
    const ids = [];
    for (let step = 0; step < STEPS; step += 1) {
      act(chance, chance.pick(room.members), ids);
      if (chance.chance(35)) await disturb(chance, room);
      room.random = chance.next();
    }
    for (const member of room.members) member.isStalled = false;
    room.server.failures = 0;
    await room.pass(120_000);
    const late = await room.seat();
    assert.equal(late.view.canonical(), room.server.canonical(), `seed ${seed}`);
    for (const { view } of room.members) {
      assert.equal(view.pending.length, 0, `seed ${seed}`);
      assert.equal(view.canonical(), room.server.canonical(), `seed ${seed}`);
    }
    const numbers = room.server.log.map(({ tag, n }) => `${tag}.${n}`);
    assert.equal(new Set(numbers).size, numbers.length, "nothing stands in the log twice");
  }
});
