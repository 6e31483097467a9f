// Pages that close with pending edits: the next page has them at once, in every browser.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { OfflineDatabase, openDatabase } from "../../static/js/sync/offline_database.js";
import {
  classroom,
  close,
  freshDisk,
  goOffline,
  logged,
  Notes,
  onDisk,
  open,
  openOffline,
} from "./browser_disk.js";

beforeEach(freshDisk);

/** A write that WebKit drops, because the page ends with the task that asked for it. @returns {Promise<never>} */
function dropped() {
  return new Promise(() => undefined);
}

test("[K2] a stroke that the end of its page finishes is shown at once by the next one", async () => {
  const { room, page: first } = await openOffline();
  const id = first.draw(1);
  await close(room, first);
  // Only what the browser wrote in its last task.
  localStorage.removeItem(`lavagna.left.${first.connection.tag}`);
  const second = open(room);
  await room.settle();
  assert.ok(second.view.shape(id), "its lease is nobody's");
});

for (const isHidden of [false, true]) {
  test(`[K2] what the last task of a page could not write is noted${isHidden ? ", of a hidden page too" : ""}`, async (t) => {
    const room = classroom();
    const first = open(room);
    await room.settle();
    goOffline(room);
    const ids = [first.draw(1), first.draw(2)];
    await room.settle();
    first.connection.offlineStore.setHidden(isHidden);
    await room.settle();
    const write = t.mock.method(OfflineDatabase.prototype, "write", dropped);
    ids.push(first.draw(3));
    await close(room, first);
    write.mock.restore();

    const second = open(room);
    await room.settle();
    for (const id of ids) assert.ok(second.view.shape(id), "it is shown at once");
    room.isReachable = true;
    await room.pass(20_000);
    assert.equal(new Set(logged(room)).size, 3);
    assert.equal(room.server.log.length, 3);
    await room.pass(10_000);
    assert.deepEqual(await onDisk(), { edits: 0, leases: 0 });
    assert.equal(Object.keys(localStorage).length, 0, "the note is gone");
  });
}

test("[K2] a page that resumes continues with the edits of its note", async (t) => {
  const { room, page } = await openOffline();
  page.draw(1);
  const write = t.mock.method(OfflineDatabase.prototype, "write", dropped);
  page.draw(2);
  page.connection.offlineStore.leave();
  await room.settle();
  write.mock.restore();
  page.connection.offlineStore.resume();
  await room.settle();
  assert.equal(Object.keys(localStorage).length, 0);
  assert.deepEqual(await onDisk(), { edits: 2, leases: 1 });
  room.isReachable = true;
  await room.pass(20_000);
  assert.equal(room.server.log.length, 2);
});

test("[K2] a note that is read late takes nothing from a page that has taken over", async () => {
  const { room, page: first } = await openOffline();
  first.draw(1);
  await room.settle();
  first.connection.offlineStore.leave();
  const key = `lavagna.left.${first.connection.tag}`;
  const note = localStorage.getItem(key) ?? "";
  await room.settle();
  room.kill(first);
  const second = open(room);
  await room.settle();
  localStorage.setItem(key, note);
  const third = open(room);
  await room.pass(30_000);
  const waiting = [second, third].map((page) => page.editor.status.value.waiting);
  assert.deepEqual(waiting, [1, 0]);
});

test("[K2] an invalid note does not block other notes", async () => {
  const { room, page: first } = await openOffline();
  const id = first.draw(1);
  await room.settle();
  await close(room, first);
  for (const text of ["", "{", "null", "[]", '{"holder":"5","leases":[{}],"edits":[]}']) {
    localStorage.setItem("lavagna.left.5", text);
    const page = open(room);
    await room.settle();
    assert.ok(page.view.shape(id), text);
    assert.equal(localStorage.getItem("lavagna.left.5"), null);
    await close(room, page);
  }
});

test("[K2] a note that cannot be stored now does not block other notes, and is stored later", async (t) => {
  const room = classroom();
  const [first, other] = [open(room), open(room)];
  await room.settle();
  goOffline(room);
  const id = first.draw(1);
  const late = other.draw(2);
  await room.settle();
  await close(room, first);
  const note = localStorage.getItem(`lavagna.left.${first.connection.tag}`);
  assert.ok(note);
  const settle = t.mock.method(OfflineDatabase.prototype, "writeExitNote", () =>
    Promise.reject(new Error("full")),
  );
  t.mock.method(console, "warn", () => undefined);
  await close(room, other);
  const third = open(room);
  await room.pass(4_000);
  for (const one of [id, late]) assert.ok(third.view.shape(one), "the disk has it");
  assert.equal(localStorage.getItem(`lavagna.left.${first.connection.tag}`), note);
  settle.mock.restore();
  await room.pass(4_000);
  assert.equal(Object.keys(localStorage).length, 0);
});

test("[K2] a page that falls asleep while it reads the notes of others takes no lease back", async (t) => {
  const { room, page: first } = await openOffline();
  first.draw(1);
  await room.settle();
  const note = { holder: "5", leases: [], edits: [] };
  localStorage.setItem("lavagna.left.5", JSON.stringify(note));
  t.mock.method(OfflineDatabase.prototype, "writeExitNote", async () =>
    first.connection.offlineStore.leave(),
  );
  await room.pass(4_000);
  const device = await openDatabase(() => undefined);
  t.after(() => device.close());
  assert.deepEqual(
    (await device.leases("b")).map(({ holder }) => holder),
    [""],
  );
});

test("[K2] a page that falls asleep while it takes a lease over releases it again", async (t) => {
  const room = classroom();
  const [first, second] = [open(room), open(room)];
  await room.settle();
  goOffline(room);
  const id = first.draw(1);
  await room.settle();
  await close(room, first);
  const take = OfflineDatabase.prototype.takeOver;
  t.mock.method(
    OfflineDatabase.prototype,
    "takeOver",
    /** @this {OfflineDatabase} @param {import("../../static/js/sync/leases.js").Lease} seen @param {string} me */
    async function (seen, me) {
      const edits = await take.call(this, seen, me);
      if (me === second.connection.tag) second.connection.offlineStore.leave();
      return edits;
    },
  );
  await room.pass(2_000);
  room.kill(second);
  const third = open(room);
  await room.settle();
  assert.ok(third.view.shape(id), "at once");
});

test("[K2] a tab that crashed or was discarded shows at once the edits of its page", async (t) => {
  Object.defineProperty(globalThis, "sessionStorage", { value: new Notes(), configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, "sessionStorage"));
  const { room, page: first } = await openOffline();
  const id = first.draw(1);
  await room.settle();
  first.connection.offlineStore.setHidden(true);
  await room.settle();
  room.kill(first);
  const second = open(room);
  await room.settle();
  assert.ok(second.view.shape(id));
});
