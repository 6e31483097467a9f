// Pages of one browser that close, crash, sleep and open again, on a disk that they share.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { OfflineDatabase } from "../../static/js/sync/offline_database.js";
import {
  classroom,
  close,
  freshDisk,
  goOffline,
  logged,
  onDisk,
  open,
  openOffline,
} from "./browser_disk.js";

beforeEach(freshDisk);

test("[K1] a pending edit is stored until the log has it", async () => {
  const room = classroom();
  const ada = open(room);
  await room.settle();
  assert.equal(ada.connection.offlineStore.isStored.value, true);
  goOffline(room);
  for (let at = 1; at <= 3; at += 1) ada.draw(at);
  await room.settle();
  assert.equal((await onDisk()).edits, 3);
  room.isReachable = true;
  await room.pass(20_000);
  assert.deepEqual([ada.state, (await onDisk()).edits], ["synced", 0]);
  ada.connection.offlineStore.leave();
  await room.settle();
  assert.equal((await onDisk()).leases, 0);
});

test("[K1] [K2] [E7] the next page shows and sends the edits of a closed one, once", async () => {
  const room = classroom();
  const first = open(room);
  const bruno = await room.seat({ person: 2 });
  goOffline(room);
  const ids = [first.draw(1), first.draw(2)];
  first.move(/** @type {string} */ (ids[0]), 50);
  await room.settle();
  await close(room, first);

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
  await room.assertEqual();
  assert.deepEqual(second.notices, [{ kind: "sent", count: 3 }]);
  await room.pass(10_000);
  assert.deepEqual(await onDisk(), { edits: 0, leases: 0 });
});

test("[K2] after a crash it takes a few reads, whatever the clock says", async () => {
  const { room, page: first } = await openOffline();
  const id = first.draw(1);
  await room.settle();
  room.kill(first);
  room.now += 5 * 24 * 3_600_000;
  room.isReachable = true;
  const second = open(room);
  await room.settle();
  assert.equal(second.view.shape(id), undefined, "the page may be alive");
  await room.pass(15_000);
  assert.ok(second.view.shape(id));
  assert.deepEqual(logged(room), [`${first.connection.tag}.1`]);
  await room.assertEqual();
});

test("[K2] one of two open pages adopts the edits of a third", async () => {
  const room = classroom();
  const third = open(room);
  const pages = [open(room), open(room)];
  await room.settle();
  room.isReachable = false;
  room.cut(third);
  for (let at = 1; at <= 4; at += 1) third.draw(at);
  await room.settle();
  room.kill(third);
  for (const page of pages) if (page.transport?.isOpen) room.cut(page);
  await room.pass(15_000);
  assert.deepEqual(pages.map((page) => page.editor.status.value.waiting).sort(), [0, 4]);
  room.isReachable = true;
  await room.pass(20_000);
  assert.equal(room.server.log.length, 4);
  await room.assertEqual();
});

test("[K2] no page adopts the edits of an open one, however long that is offline", async () => {
  const { room, page: ada } = await openOffline();
  ada.draw(1);
  const other = open(room);
  await room.pass(600_000);
  assert.deepEqual(
    [ada, other].map((page) => page.editor.status.value.waiting),
    [1, 0],
  );
  assert.equal(await other.connection.offlineStore.countPending(), 1);
});

test("[K2] a page that slept takes its edits back and continues numbering; no edit is lost or duplicated", async () => {
  const { room, page: sleeper } = await openOffline();
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
  await room.assertEqual();
  assert.equal((await onDisk()).edits, 0);
});

test("[K2] even when both pages have sent them no edit is lost or duplicated", async () => {
  const { room, page: sleeper } = await openOffline();
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
  await room.assertEqual();
});

test("[E3] [K2] edits of another person in this browser are not sent in this one's name", async () => {
  const room = classroom();
  const first = open(room, 1);
  await room.settle();
  goOffline(room);
  first.draw(1);
  await room.settle();
  await close(room, first);
  room.isReachable = true;
  const second = open(room, 2);
  await room.pass(20_000);
  assert.deepEqual([second.state, room.server.log.length], ["synced", 0]);
  assert.equal(await second.connection.offlineStore.countPending(), 1);
  assert.equal((await onDisk()).edits, 1);
});

test("[K1] [E2] an edit of a page that closes between the commit and the answer is not applied twice", async () => {
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
  await room.assertEqual();
  assert.equal((await onDisk()).edits, 0);
});

test("[E10] a refused leftover is reported, and can be retried as an own edit", async () => {
  const { room, page: first } = await openOffline();
  const id = first.draw(1);
  first.move(id, 40);
  await room.settle();
  await close(room, first);
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
  await room.assertEqual();
});

test("[K1] where nothing can be stored the page says so, and continues in memory", async () => {
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
    assert.equal(ada.connection.offlineStore.isStored.value, false);
    ada.draw(1);
    await room.settle();
    assert.deepEqual([ada.state, room.server.log.length], ["synced", 1]);
  } finally {
    Object.defineProperty(globalThis, "indexedDB", { configurable: true, writable: true });
  }
});

test("[K1] a full disk is reported, and everything is written as soon as there is space", async (t) => {
  const { room, page: ada } = await openOffline();
  const full = t.mock.method(OfflineDatabase.prototype, "write", async () => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  ada.draw(1);
  ada.draw(2);
  await room.settle();
  assert.equal(ada.connection.offlineStore.isStored.value, false);
  full.mock.restore();
  await room.pass(4000);
  assert.equal(ada.connection.offlineStore.isStored.value, true);
  assert.equal((await onDisk()).edits, 2);
});
