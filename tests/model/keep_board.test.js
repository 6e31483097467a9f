// The stored boards of a browser.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { BoardWriter, MAX_SIZE, readStoredBoard } from "../../static/js/sync/board_writer.js";
import { openDatabase } from "../../static/js/sync/offline_database.js";
import { OfflineStore } from "../../static/js/sync/offline_store.js";
import { classroom, close, freshDisk, goOffline, open } from "./browser_disk.js";
import { rectangle } from "./drawing.js";

beforeEach(freshDisk);

test("[K5] an offline page opens the stored board, can draw on it, and merges on return", async () => {
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
  await close(room, first);

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
  await room.assertEqual();
});

test("[K5] the stored board is not read where the server's arrives in time", async () => {
  let reads = 0;
  const writer = {
    storedBoard: async () => {
      reads += 1;
      return null;
    },
    setHidden: () => undefined,
    boardReplaced: () => undefined,
  };
  /** @type {(() => void)[]} */
  const timers = [];
  const startTimer = (/** @type {() => void} */ run) => timers.push(run);
  const session = { isReady: false, status: {} };
  const page = { openWriter: async () => writer, session, replica: { board: new Board() } };
  const home = { startTimer };
  const offlineStore = new OfflineStore(/** @type {any} */ (home), /** @type {any} */ (page));
  await offlineStore.open();
  assert.equal(timers.length, 1, "it waits for the board");
  session.isReady = true;
  for (const run of timers) run();
  assert.equal(reads, 0);
  session.isReady = false;
  for (const run of timers) run();
  assert.equal(reads, 1, "without one it is read");
});

test("[K5] the five latest boards are stored", async () => {
  const database = await openDatabase(() => undefined);
  for (const board of ["1", "2", "3", "4", "1", "5", "6"]) {
    await database.storeBoard({ board, seq: 1, at: 1, json: "{}" }, null);
  }
  const stored = [];
  for (const board of ["1", "2", "3", "4", "5", "6"]) {
    if ((await database.storedBoard(board)) !== null) stored.push(board);
  }
  assert.deepEqual(stored, ["1", "3", "4", "5", "6"]);
  database.close();
});

/** @param {number} n @returns {import("../../static/js/model/reduce.js").LoggedEdit} */
function drawn(n) {
  const shape = rectangle(`00000000000000aa.${n}`, { pos: [n, 0, 0] });
  return { author: 1, tag: "00000000000000aa", n, at: n, ops: [{ op: "add", shape }] };
}

/** A writer whose time and timers are in the hand of the test. */
async function newBoardWriter() {
  const database = await openDatabase(() => undefined);
  /** @type {(() => void)[]} */
  const timers = [];
  let now = 0;
  const writer = new BoardWriter("b", {
    database,
    // Every look at the clock is a millisecond, so that a slice is a few shapes.
    now: () => {
      now += 1;
      return now;
    },
    startTimer: (call) => {
      timers.push(call);
      return () => timers.splice(timers.indexOf(call), 1);
    },
  });
  const ring = () => timers.shift()?.();
  return { database, writer, timers, ring };
}

test("[K5] a board is stored in slices, in the state of the first one, with the log since", async () => {
  const { database, writer, timers, ring } = await newBoardWriter();
  const board = new Board();
  for (let n = 1; n <= 30; n += 1) board.advance(drawn(n), n);
  writer.boardReplaced(board);
  ring();
  let slices = 1;
  while (timers.length > 0) {
    // Drawn and erased meanwhile.
    const seq = board.head + 1;
    const ops = [{ op: /** @type {const} */ ("del"), id: `00000000000000aa.${slices}` }];
    const edit = slices % 2 === 0 ? drawn(seq) : { ...drawn(seq), ops };
    board.advance(edit, seq);
    writer.editApplied(seq, edit);
    assert.equal(writer.takeTail(), null);
    ring();
    slices += 1;
  }
  assert.ok(slices > 5, `${slices} slices`);
  await database.leases("b");
  const stored = await readStoredBoard(database, "b");
  assert.equal(stored?.head, board.head);
  assert.deepEqual([...(stored?.shapes.keys() ?? [])].sort(), [...board.shapes.keys()].sort());
  const seq = board.head + 1;
  writer.editApplied(seq, drawn(seq));
  assert.deepEqual([writer.takeTail()?.first, writer.takeTail()], [seq, null]);
  database.close();
});

test("[K5] a board that is too large is not stored", async () => {
  const { database, writer, timers, ring } = await newBoardWriter();
  const board = new Board();
  board.advance(drawn(1), 1);
  const text = "x".repeat(MAX_SIZE);
  const note = rectangle("00000000000000aa.2", { kind: "note", text });
  board.advance({ ...drawn(2), ops: [{ op: "add", shape: note }] }, 2);
  writer.boardReplaced(board);
  while (timers.length > 0) ring();
  assert.equal(await readStoredBoard(database, "b"), null);
  database.close();
});

test("[K5] log after a gap is not shown", async () => {
  const database = await openDatabase(() => undefined);
  const json = '{"name":"","pages":[],"shapes":[]}';
  const tail = { board: "b", first: 1, last: 2, edits: [drawn(1), drawn(2)] };
  await database.storeBoard({ board: "b", seq: 1, at: 1, json }, tail);
  const far = { board: "b", first: 4, last: 4, edits: [drawn(4)] };
  await database.write({ put: [], remove: [], tail: far }, "b");
  const stored = await readStoredBoard(database, "b");
  assert.deepEqual([stored?.head, stored?.shapes.size], [2, 1]);
  database.close();
});
