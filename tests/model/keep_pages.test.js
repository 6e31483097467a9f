// Pages of one browser that close, crash, sleep and open again, on a disk that they share.

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { Device } from "../../static/js/sync/device.js";
import { Keeper } from "../../static/js/sync/keeper.js";
import { Classroom } from "./classroom.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./classroom.js").Member} Member */

/** More are run by hand when something about leases has changed. */
const SEEDS = Number(process.env.SEEDS ?? 8);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

/** A room whose pages keep what waits. */
function classroom() {
  const room = new Classroom();
  room.idleRounds = 40;
  return room;
}

/** @param {Classroom} room @param {number} [person] */
function open(room, person = 1) {
  return room.join({ person, keep: Keeper.open });
}

/** Cuts the network for everybody. @param {Classroom} room */
function goOffline(room) {
  room.isReachable = false;
  for (const member of room.members) if (member.line?.isOpen) room.cut(member);
}

/** Numbers in the log by tag, to find what is there twice. @param {Classroom} room */
function logged(room) {
  return room.server.log.map(({ tag, n }) => `${tag}.${n}`);
}

/** What the disk has. @returns {Promise<{edits: number, leases: number}>} */
async function onDisk() {
  const { openDevice } = await import("../../static/js/sync/device.js");
  const device = await openDevice(() => undefined);
  const [edits, leases] = [await device.waiting("b"), await device.leases("b")];
  device.close();
  return { edits, leases: leases.length };
}

test("[K1] what waits is on the disk until the log has it", async () => {
  const room = classroom();
  const ada = open(room);
  await room.settle();
  assert.equal(ada.connection.shelf.kept.value, true);
  goOffline(room);
  for (let at = 1; at <= 3; at += 1) ada.draw(at);
  await room.settle();
  assert.equal((await onDisk()).edits, 3);
  room.isReachable = true;
  await room.pass(20_000);
  assert.deepEqual([ada.state, (await onDisk()).edits], ["synced", 0]);
  ada.connection.shelf.leave();
  await room.settle();
  assert.equal((await onDisk()).leases, 0);
});

test("[K1] [K2] [E7] what a page left behind is shown and sent by the next one, once", async () => {
  const room = classroom();
  const first = open(room);
  const bruno = await room.seat({ person: 2 });
  goOffline(room);
  const ids = [first.draw(1), first.draw(2)];
  first.move(/** @type {string} */ (ids[0]), 50);
  await room.settle();
  first.connection.shelf.leave();
  await room.settle();
  room.kill(first);

  const second = open(room);
  await room.settle();
  assert.equal(second.view.shape(/** @type {string} */ (ids[0]))?.x, 50, "it is shown at once");
  assert.equal(second.editor.status.value.waiting, 3);
  const own = second.draw(9);
  // Built upon what the closed page left.
  second.move(/** @type {string} */ (ids[1]), 70);
  room.isReachable = true;
  await room.pass(20_000);
  assert.equal(bruno.view.shape(/** @type {string} */ (ids[1]))?.x, 70);
  assert.ok(bruno.view.shape(own));
  assert.equal(new Set(logged(room)).size, 5);
  assert.equal(room.server.log.length, 5);
  room.assertEqual();
  assert.deepEqual(second.notices, [{ kind: "sent", count: 5 }]);
  await room.pass(10_000);
  // Nothing is left but the lease of the page that is open.
  assert.deepEqual(await onDisk(), { edits: 0, leases: 1 });
});

test("[K2] after a crash it takes a few looks, and days may have passed on a clock that went back", async () => {
  const room = classroom();
  const first = open(room);
  await room.settle();
  goOffline(room);
  const id = first.draw(1);
  await room.settle();
  room.kill(first);
  room.now += 5 * 24 * 3_600_000;
  room.isReachable = true;
  const second = open(room);
  await room.settle();
  assert.equal(second.view.shape(id), undefined, "the page may be alive");
  room.now -= 9 * 24 * 3_600_000;
  // The timers of the test hang on that clock.
  room.now += 9 * 24 * 3_600_000;
  await room.pass(15_000);
  assert.ok(second.view.shape(id));
  assert.deepEqual(logged(room), [`${first.connection.tag}.1`]);
  room.assertEqual();
});

test("[K2] of two pages that are open one takes over what a third left", async () => {
  const room = classroom();
  const third = open(room);
  const pages = [open(room), open(room)];
  await room.settle();
  room.isReachable = false;
  room.cut(third);
  for (let at = 1; at <= 4; at += 1) third.draw(at);
  await room.settle();
  room.kill(third);
  for (const page of pages) if (page.line?.isOpen) room.cut(page);
  await room.pass(15_000);
  assert.deepEqual(pages.map((page) => page.editor.status.value.waiting).sort(), [0, 4]);
  room.isReachable = true;
  await room.pass(20_000);
  assert.equal(room.server.log.length, 4);
  room.assertEqual();
});

test("[K2] the edits of a page that lives are nobody else's, however long it is offline", async () => {
  const room = classroom();
  const ada = open(room);
  await room.settle();
  goOffline(room);
  ada.draw(1);
  const other = open(room);
  await room.pass(600_000);
  assert.deepEqual(
    [ada, other].map((page) => page.editor.status.value.waiting),
    [1, 0],
  );
  const { waiting, others } = await other.connection.shelf.ties();
  assert.deepEqual([waiting, others], [1, 1]);
});

test("[K2] a page that slept takes its edits back and goes on numbering; nothing is lost or doubled", async () => {
  const room = classroom();
  const sleeper = open(room);
  await room.settle();
  goOffline(room);
  sleeper.draw(1);
  sleeper.draw(2);
  await room.settle();
  sleeper.isFrozen = true;
  const other = open(room);
  await room.pass(15_000);
  assert.equal(other.editor.status.value.waiting, 2);
  sleeper.isFrozen = false;
  sleeper.draw(3);
  await room.pass(5000);
  assert.deepEqual(
    [sleeper, other].map((page) => page.editor.status.value.waiting),
    [3, 0],
  );
  room.isReachable = true;
  await room.pass(30_000);
  assert.equal(room.server.log.length, 3);
  room.assertEqual();
  assert.equal((await onDisk()).edits, 0);
});

test("[K2] even when both have sent them nothing is lost or doubled", async () => {
  const room = classroom();
  const sleeper = open(room);
  await room.settle();
  goOffline(room);
  sleeper.draw(1);
  await room.settle();
  sleeper.isFrozen = true;
  room.isReachable = true;
  const other = open(room);
  await room.pass(15_000);
  assert.deepEqual([other.state, room.server.log.length], ["synced", 1]);
  sleeper.draw(2);
  sleeper.isFrozen = false;
  await room.pass(20_000);
  assert.equal(room.server.log.length, 2);
  assert.deepEqual(sleeper.refusals, []);
  room.assertEqual();
});

test("[E3] [K2] what another person left in this browser is not sent in this one's name", async () => {
  const room = classroom();
  const first = open(room, 1);
  await room.settle();
  goOffline(room);
  first.draw(1);
  await room.settle();
  first.connection.shelf.leave();
  await room.settle();
  room.kill(first);
  room.isReachable = true;
  const second = open(room, 2);
  await room.pass(20_000);
  assert.deepEqual([second.state, room.server.log.length], ["synced", 0]);
  assert.equal((await second.connection.shelf.ties()).waiting, 1);
  assert.equal((await onDisk()).edits, 1);
});

test("[K1] [E2] a page that is gone between the commit and its answer is not applied twice", async () => {
  const room = classroom();
  const first = open(room);
  await room.settle();
  first.isStalled = true;
  const id = first.draw(1);
  await room.settle();
  assert.equal(room.server.log.length, 1);
  room.kill(first);
  const second = open(room);
  await room.pass(20_000);
  assert.ok(second.view.shape(id));
  assert.deepEqual([room.server.log.length, second.refusals, second.state], [1, [], "synced"]);
  room.assertEqual();
  assert.equal((await onDisk()).edits, 0);
});

test("[E10] what is refused of a closed page is told, and can be tried again as one's own", async () => {
  const room = classroom();
  const first = open(room);
  await room.settle();
  goOffline(room);
  const id = first.draw(1);
  first.move(id, 40);
  await room.settle();
  first.connection.shelf.leave();
  await room.settle();
  room.kill(first);
  room.server.role = "viewer";
  room.isReachable = true;
  const second = open(room);
  await room.pass(20_000);
  assert.deepEqual(
    second.refusals.map(({ code }) => code),
    ["role", "role"],
  );
  assert.equal(second.view.shape(id), undefined);
  room.server.role = "editor";
  room.cut(second);
  await room.pass(5000);
  second.refusals[0]?.tryAgain();
  await room.settle();
  assert.equal(room.server.log[0]?.tag, second.connection.tag);
  room.assertEqual();
});

test("[K1] where nothing can be kept it is said, and all goes on in memory", async () => {
  const room = classroom();
  Object.defineProperty(globalThis, "indexedDB", {
    configurable: true,
    get: () => ({
      open() {
        throw new DOMException("not here", "SecurityError");
      },
    }),
  });
  try {
    const ada = open(room);
    await room.settle();
    assert.equal(ada.connection.shelf.kept.value, false);
    ada.draw(1);
    await room.settle();
    assert.deepEqual([ada.state, room.server.log.length], ["synced", 1]);
  } finally {
    Object.defineProperty(globalThis, "indexedDB", {
      configurable: true,
      writable: true,
      value: new IDBFactory(),
    });
  }
});

test("[K1] a disk that is full is told, and all is written as soon as there is room", async (t) => {
  const room = classroom();
  const ada = open(room);
  await room.settle();
  goOffline(room);
  const full = t.mock.method(Device.prototype, "write", async () => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  ada.draw(1);
  ada.draw(2);
  await room.settle();
  assert.equal(ada.connection.shelf.kept.value, false);
  full.mock.restore();
  await room.pass(4000);
  assert.equal(ada.connection.shelf.kept.value, true);
  assert.equal((await onDisk()).edits, 2);
});

test("[K5] without a network the board opens as it was, is drawn on, and merges on return", async () => {
  const room = classroom();
  const bruno = await room.seat({ person: 2 });
  const first = open(room);
  await room.settle();
  const early = bruno.draw(1);
  await room.pass(5000);
  const late = first.draw(2);
  bruno.move(early, 30);
  // Others' edits follow at the next look.
  await room.pass(3000);
  goOffline(room);
  const waiting = first.draw(3);
  await room.settle();
  first.connection.shelf.leave();
  await room.settle();
  room.kill(first);

  room.httpStatus = 0;
  const second = open(room);
  await room.settle();
  await room.pass(1000);
  assert.equal(second.state, "offline");
  assert.equal(second.view.canonical(), room.server.canonical());
  assert.equal(second.view.shape(early)?.x, 30);
  assert.ok(second.view.shape(late) && second.view.shape(waiting));
  second.move(late, 80);
  room.isReachable = true;
  room.httpStatus = 200;
  await room.pass(40_000);
  assert.equal(bruno.view.shape(late)?.x, 80);
  room.assertEqual();
});

test("[K5] five boards are kept, and a board that is too large is not", async () => {
  const { openDevice } = await import("../../static/js/sync/device.js");
  const device = await openDevice(() => undefined);
  for (const board of ["1", "2", "3", "4", "1", "5", "6"]) {
    await device.keepBoard({ board, seq: 1, at: 1, json: "{}" }, null);
  }
  const kept = [];
  for (const board of ["1", "2", "3", "4", "5", "6"]) {
    if ((await device.keptBoard(board)) !== null) kept.push(board);
  }
  assert.deepEqual(kept, ["1", "3", "4", "5", "6"]);
  device.close();
});

/** @param {Seeded} chance @param {Classroom} room @param {number} persons */
async function disturb(chance, room, persons) {
  const dice = chance.within(1, 12);
  const member = room.members.length > 0 ? chance.pick(room.members) : null;
  if (dice <= 2) room.isReachable = !room.isReachable;
  else if (dice === 3 && room.members.length < 5) open(room, chance.within(1, persons));
  else if (dice === 4) await room.pass(chance.within(100, 30_000));
  else if (member === null) open(room, 1);
  else if (dice <= 6) room.kill(member);
  else if (dice === 7) {
    member.connection.shelf.leave();
    await room.settle();
    room.kill(member);
  } else if (dice === 8) member.isFrozen = !member.isFrozen;
  else if (dice === 9) member.isStalled = !member.isStalled;
  else if (member.line?.isOpen) room.cut(member);
}

test("[K1] [K2] [K3] [E6] [E7] whatever pages do, every edit is in the log once, in its order", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    globalThis.indexedDB = new IDBFactory();
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
    room.assertEqual();
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
});
