// Whose history a page continues, and how much is stored (SPEC K8).

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { HistoryTables } from "../../static/js/sync/history_tables.js";
import {
  can,
  close,
  freshDisk,
  historyOnDisk,
  open,
  openPair,
  reload,
  undoAll,
} from "./browser_disk.js";

const DAY = 24 * 3_600_000;

beforeEach(freshDisk);

test("[K8] two pages of one browser keep their own histories over reloads", async () => {
  const { room, one, two } = await openPair();
  const other = open(room);
  await room.settle();
  const [mine, theirs] = [one.draw(1), other.draw(2)];
  await room.pass(12_000);
  // The other page looks at the leases while the first one reloads.
  await close(room, one);
  await room.pass(2500);
  const next = open(room);
  await room.settle();
  other.editor.undo();
  other.editor.undo();
  await room.settle();
  assert.deepEqual([!!two.view.shape(mine), !!two.view.shape(theirs)], [true, false]);
  next.editor.undo();
  next.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(mine), undefined);
  await room.assertEqual();
});

test("[K8] a page adopts the history of one that closed and did not come back", async () => {
  const { room, one, two } = await openPair();
  const other = open(room);
  await room.settle();
  const mine = one.draw(1);
  await room.pass(12_000);
  await close(room, one);
  assert.deepEqual(can(other), [false, false]);
  await room.pass(120_000);
  assert.deepEqual(can(other), [true, false]);
  other.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(mine), undefined);
});

test("[K8] after a crash the next page waits until the lease stands still", async () => {
  const { room, one, two } = await openPair();
  const id = one.draw(1);
  await room.pass(12_000);
  room.kill(one);
  const next = open(room);
  await room.settle();
  assert.deepEqual(can(next), [false, false]);
  await room.pass(120_000);
  next.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(id), undefined);
});

test("[K8] a page that comes back from the cache of the browser takes its history back", async () => {
  const { room, one, two } = await openPair();
  const id = one.draw(1);
  await room.pass(12_000);
  one.connection.offlineStore.leave();
  one.isFrozen = true;
  await room.settle();
  const next = open(room);
  await room.settle();
  assert.deepEqual(can(next), [true, false]);
  one.isFrozen = false;
  one.connection.offlineStore.resume();
  await room.pass(30_000);
  assert.deepEqual(can(next), [false, false]);
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(id), undefined);
});

test("[K8] a new edit ends redo, also that of an earlier page load", async () => {
  const { room, one } = await openPair();
  one.draw(1);
  one.draw(2);
  one.editor.undo();
  await room.settle();
  const next = await reload(room, one);
  assert.deepEqual(can(next), [true, true]);
  next.draw(3);
  assert.deepEqual(can(next), [true, false]);
  await room.settle();
  const last = await reload(room, next);
  assert.deepEqual(can(last), [true, false]);
  await undoAll(room, last);
  assert.equal(last.view.count(1), 0);
  assert.deepEqual(last.notices, []);
});

test("[K8] entries of more than a day ago are dropped, and so are histories that nobody has used since", async () => {
  const { room, one } = await openPair();
  const old = one.draw(1);
  await room.settle();
  room.date += DAY / 2;
  const young = one.draw(2);
  await room.settle();
  await close(room, one);
  room.date += 0.75 * DAY;
  const next = open(room);
  await room.settle();
  await undoAll(room, next);
  assert.deepEqual([!!next.view.shape(old), !!next.view.shape(young)], [true, false]);
  await close(room, next);
  room.date += 2 * DAY;
  const last = open(room);
  await room.settle();
  assert.deepEqual(can(last), [false, false]);
  assert.deepEqual(await historyOnDisk(), { histories: [], entries: [] });
});

test("[K8] the stored history is bounded: the oldest entries are dropped", async () => {
  const { room, one } = await openPair();
  const ids = Array.from({ length: 30 }, (_, at) => one.draw(at));
  await room.settle();
  const text = "x".repeat(5000);
  // Values before and after, 300,000 characters an entry.
  for (let at = 0; at < 32; at += 1) {
    const ops = ids.map((id) => ({
      op: /** @type {const} */ ("set"),
      id,
      text: `${at}${text.slice(9)}`,
    }));
    one.editor.commit(ops);
    await room.settle();
  }
  const { histories, entries } = await historyOnDisk();
  const size = entries.reduce((sum, { json }) => sum + json.length, 0);
  assert.ok(size <= 8 * 1024 * 1024 && size > 7 * 1024 * 1024, `${size}`);
  assert.ok(histories[0]?.bytes <= 8 * 1024 * 1024);
  const next = await reload(room, one);
  await undoAll(room, next);
  assert.deepEqual(next.notices, []);
  assert.equal(next.view.count(1), 30, "the oldest entries drew them");
});

test("[K8] a storage that fails ends nothing but the storing of the history", async (t) => {
  const { room, one, two } = await openPair();
  const write = t.mock.method(HistoryTables.prototype, "write", async () => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  const id = one.draw(1);
  await room.settle();
  one.draw(2);
  await room.pass(15_000);
  assert.equal(write.mock.callCount(), 1);
  assert.equal(one.connection.offlineStore.isStored.value, true);
  one.editor.undo();
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(id), undefined);
  await room.assertEqual();
});
