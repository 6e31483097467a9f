// Pages of two people in one browser that open, crash, sleep and close in a random order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { classroom, close, freshDisk, logged, onDisk, open } from "./browser_disk.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./classroom.js").Classroom} Classroom */

/** More are run by hand when something about leases has changed. */
const SEEDS = Number(process.env.SEEDS ?? 8);

/** @param {Seeded} chance @param {Classroom} room @param {number} persons */
async function disturb(chance, room, persons) {
  const dice = chance.within(1, 12);
  const member = room.members.length > 0 ? chance.pick(room.members) : null;
  if (dice <= 2) room.isReachable = !room.isReachable;
  else if (dice === 3 && room.members.length < 5) open(room, chance.within(1, persons));
  else if (dice === 4) await room.pass(chance.within(100, 30_000));
  else if (member === null) open(room, 1);
  else if (dice <= 6) room.kill(member);
  else if (dice === 7) await close(room, member);
  else if (dice === 8) member.isFrozen = !member.isFrozen;
  else if (dice === 9) member.isStalled = !member.isStalled;
  else if (member.transport?.isOpen) room.cut(member);
}

test("[K1] [K2] [K3] [E6] [E7] whatever pages do, each edit is in the log once, in its order", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    freshDisk();
    const chance = new Seeded(seed);
    const room = classroom();
    const persons = 2;
    const drawn = new Set();
    for (let person = 1; person <= persons; person += 1) open(room, person);
    for (let step = 0; step < 40; step += 1) {
      const awake = room.members.filter((member) => !member.isFrozen);
      if (awake.length > 0) drawn.add(chance.pick(awake).draw(step));
      // On the disk before anything happens to the page.
      await room.settle();
      if (chance.chance(40)) await disturb(chance, room, persons);
      room.random = chance.next();
    }
    for (const member of room.members) Object.assign(member, { isFrozen: false, isStalled: false });
    room.isReachable = true;
    for (let person = 1; person <= persons; person += 1) open(room, person);
    await room.pass(120_000);
    await room.assertEqual();
    const numbers = logged(room);
    assert.equal(new Set(numbers).size, numbers.length, `seed ${seed}: nothing twice`);
    const there = new Set(room.server.board.shapes.keys());
    assert.deepEqual(
      [...drawn].filter((id) => !there.has(id)),
      [],
      `seed ${seed}: nothing lost`,
    );
    for (const member of room.members) assert.deepEqual(member.refusals, [], `seed ${seed}`);
    assert.equal((await onDisk()).edits, 0, `seed ${seed}`);
  }
  console.log(`tried: ${SEEDS} seeds of pages that close, crash, freeze and come back`);
});
