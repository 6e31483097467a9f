// Several people who draw, undo, clear, lose their connection and come back, while the server fails,
// restarts and loses its latest edits, in an order that chance decides: at the end everybody has the
// same board, nothing waits, and nothing stands in the log twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { idsOf } from "../../static/js/model/reduce.js";
import { Classroom } from "./classroom.js";
import { someOp } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./classroom.js").Member} Member */

/** Some 12 s on one core; more are run by hand when something in the client has changed. */
const SEEDS = Number(process.env.SEEDS ?? 1000);

/** Seeds that once failed run whatever `SEEDS` says; none has yet. @type {number[]} */
const PINNED = [];
const STEPS = 60;

/** Least that a hundred seeds have to have seen of everything, so that they prove something. */
const FLOORS = {
  ...{ split: 250, "split done": 100, "split too late": 10, "split undone": 20 },
  ...{ add: 1000, set: 800, del: 250, clear: 30, board: 50, page: 50, undo: 600, redo: 250 },
  ...{ stalled: 200, failing: 100, impatient: 100, cut: 150, crash: 100, lost: 30 },
  ...{ role: 40, frozen: 40, "sent away": 50, "told of role": 20, "told of mode": 20 },
};

/** Events of a run, counted by kind. @typedef {Map<string, number>} Tally */

/** @param {Tally} tally @param {string} kind */
function count(tally, kind) {
  tally.set(kind, (tally.get(kind) ?? 0) + 1);
}

/** @param {Seeded} chance @param {Member} member @param {string[]} ids  everything anybody has made @param {Tally} tally */
function act(chance, { editor, view }, ids, tally) {
  const dice = chance.within(1, 10);
  if (dice <= 2) editor.undo();
  else if (dice === 3) editor.redo();
  else {
    const op = someOp(chance, {
      ids,
      shapeOf: (id) => view.shape(id),
      newId: () => editor.newId(),
      head: view.board.head,
    });
    if (op.op === "add" || op.op === "split") ids.push(...idsOf(op));
    editor.commit([op]);
    count(tally, op.op);
  }
  if (dice <= 3) count(tally, dice === 3 ? "redo" : "undo");
}

/** @param {Seeded} chance @param {Classroom} room @param {Tally} tally */
async function disturb(chance, room, tally) {
  const member = chance.pick(room.members);
  const { server } = room;
  const dice = chance.within(1, 13);
  if (dice <= 3) await room.settle();
  else if (dice <= 5) {
    member.isStalled = !member.isStalled;
    count(tally, "stalled");
  } else if (dice === 6) {
    server.failures = chance.within(0, 4);
    count(tally, "failing");
  } else if (dice === 7) {
    server.longestTail = chance.within(1, 30);
    count(tally, "impatient");
  } else if (dice === 8) {
    if (member.transport?.peer.hasJoined && chance.chance(50)) {
      server.sendAway(member.transport.peer);
      count(tally, "sent away");
    } else if (member.transport !== null) server.beat(member.transport.peer);
  } else if (dice === 9 && chance.chance(50)) {
    server.role = server.role === "viewer" ? "editor" : "viewer";
    count(tally, "role");
  } else if (dice === 9) {
    server.isFrozen = !server.isFrozen;
    count(tally, "frozen");
  } else if (dice <= 11) crash(chance, room, tally);
  else if (member.transport?.isOpen) {
    room.cut(member, chance.pick([1006, 1012, 4001, 4003]));
    count(tally, "cut");
  }
  if (chance.chance(30)) await room.pass(chance.within(100, 4000));
}

/** Everybody's line breaks; now and then the latest edits are lost as well. @param {Seeded} chance @param {Classroom} room @param {Tally} tally */
function crash(chance, room, tally) {
  for (const member of room.members) if (member.transport?.isOpen) room.cut(member, 1006);
  count(tally, "crash");
  if (!chance.chance(30)) return;
  const { server } = room;
  server.rewind(Math.max(0, server.log.length - chance.within(1, 10)));
  // The clock goes on: another edit in the same place has another time.
  server.now += 1000;
  count(tally, "lost");
}

/** How the splits of a log went: one that came after another of the same stroke does nothing. @param {readonly LoggedEdit[]} log @param {Tally} tally */
function countSplits(log, tally) {
  const board = new Board();
  const cut = new Set();
  for (const [at, edit] of log.entries()) {
    for (const op of edit.ops) {
      if (op.op === "split" && board.shapes.has(op.id)) {
        count(tally, "split done");
        cut.add(op.id);
      } else if (op.op === "split" && cut.has(op.id)) count(tally, "split too late");
      const back = op.op === "restore" ? (op.shapes ?? []) : [];
      if (back.some(({ id }) => cut.has(id))) count(tally, "split undone");
    }
    board.advance(edit, at + 1);
  }
}

/** @param {number} seed @param {Tally} tally */
async function run(seed, tally) {
  const chance = new Seeded(seed);
  const room = new Classroom();
  for (let count = 0; count < 3; count += 1) await room.seat();
  /** @type {string[]} */
  const ids = [];
  for (let step = 0; step < STEPS; step += 1) {
    act(chance, chance.pick(room.members), ids, tally);
    if (chance.chance(35)) await disturb(chance, room, tally);
    room.random = chance.next();
  }
  for (const member of room.members) member.isStalled = false;
  room.server.failures = 0;
  Object.assign(room.server, { role: "editor", isFrozen: false });
  await room.pass(120_000);
  const late = await room.seat();
  for (const { view, refusals, connection } of [...room.members, late]) {
    for (const { code } of refusals) count(tally, `told of ${code}`);
    assert.equal(view.pending.length, 0, `seed ${seed}`);
    await connection.boardLoader.loadTiming();
    assert.equal(view.canonical(), room.server.canonical(), `seed ${seed}`);
  }
  countSplits(room.server.log, tally);
  const numbers = room.server.log.map(({ tag, n }) => `${tag}.${n}`);
  assert.equal(new Set(numbers).size, numbers.length, "nothing stands in the log twice");
}

test("[G2] [G3] [G4] [G5] [O1] [E1] [E6] [E8] [E9] [C12] whatever happens, all boards are equal at the end", async () => {
  /** @type {Tally} */
  const tally = new Map();
  const seeds = Array.from({ length: SEEDS }, (_, at) => at + 1);
  for (const seed of [...seeds, ...PINNED]) {
    await run(seed, tally).catch((error) => {
      error.message = `seed ${seed}: ${error.message}`;
      throw error;
    });
  }
  for (const [kind, floor] of Object.entries(FLOORS)) {
    const seen = tally.get(kind) ?? 0;
    assert.ok(seen >= (floor * SEEDS) / 100, `${kind}: only ${seen} in ${SEEDS} runs`);
  }
  const all = [...tally].map(([kind, count]) => `${count} ${kind}`).join(", ");
  console.log(`tried: ${SEEDS} seeds: ${all}`);
});
