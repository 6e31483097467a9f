// Pictures that wait to be sent: kept over a crash, sent once by one page, and told when the server does not take them.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { PictureSender } from "../../static/js/sync/picture_sender.js";
import { openDB } from "../../static/vendor/idb/index.js";
import { classroom, close, freshDisk, goOffline, onDisk, open } from "./browser_disk.js";

/** @typedef {import("./classroom.js").Classroom} Classroom */
/** @typedef {import("./classroom.js").Member} Member */
/** @typedef {import("../../static/js/sync/waiting_pictures.js").WaitingPictures} WaitingPictures */

beforeEach(freshDisk);

/** A server of pictures: what was sent to it, and what it answers. */
class Store {
  /** @type {string[]} */
  sent = [];
  /** @type {string | null} */
  answer = null;
  isReachable = true;
  /** Whether it says that it stores a picture, and does not. */
  loses = false;
  /** Requests that wait for their answer. @type {(() => void)[] | null} */
  held = null;

  /** @param {Classroom} room */
  constructor(room) {
    this.room = room;
  }

  /** @param {string} id @returns {Promise<string | null>} */
  async put(id) {
    if (!this.isReachable || !this.room.isReachable) return "later";
    this.sent.push(id);
    if (this.held !== null) {
      const held = this.held;
      await new Promise((resolve) => held.push(() => resolve(undefined)));
    }
    if (this.answer === null && !this.loses) this.room.server.pictures.add(id);
    return this.answer;
  }

  release() {
    for (const answer of this.held ?? []) answer();
    this.held = null;
  }
}

/** Sends the pictures of a page as its controls do. @param {Classroom} room @param {Store} store @param {Member} member */
function sender(room, store, member) {
  const { editor } = member;
  const pictures = picturesOf(member);
  const made = new PictureSender({
    pictures,
    startTimer: (call, ms) => room.startTimer(() => !member.isFrozen && call(), ms),
    send: ({ id }) => store.put(id),
    commit: ({ shape, tag }) => {
      const id = tag === editor.tag ? shape.id : editor.newId();
      return editor.commit([{ op: "add", shape: { ...shape, id } }]);
    },
    isReady: () => /synced|saving/.test(member.state) && editor.view.board.isWhole,
    isShown: (id) => editor.view.all().some(({ more }) => more?.image === id),
  });
  editor.status.subscribe(() => made.check());
  return made;
}

/** @param {Member} member @returns {WaitingPictures} */
function picturesOf({ connection }) {
  const { value } = connection.offlineStore.pictures;
  assert.ok(value, "the page can keep pictures");
  return value;
}

/** A page that can send pictures. @param {Classroom} room @param {Store} store */
async function openSending(room, store) {
  const page = open(room);
  await room.settle();
  return { page, pictures: picturesOf(page), sender: sender(room, store, page) };
}

/** Adds a picture to a page. @param {Member} member @param {number} [bytes] @returns {string} its id */
function add({ editor, connection }, bytes = 100) {
  const id = editor.newId();
  const file = new Blob([new Uint8Array(bytes)], { type: "image/png" });
  connection.offlineStore.pictures.value?.add(
    {
      ...{ id, kind: "image", page: 1, pos: [0, 0, 0], image: id },
      ...{ geometry: { w: 160, h: 120 }, style: { ink: "black", size: 64 } },
    },
    file,
  );
  return id;
}

/** The pictures and files in the database. */
async function stored() {
  const database = await openDB("lavagna");
  const [pictures, files] = [await database.getAll("pictures"), await database.count("files")];
  database.close();
  return { pictures, files };
}

/** The images on the server's board. @param {Classroom} room */
function images(room) {
  return [...room.server.board.shapes.values()].map(({ id, more }) => [id, more?.image]);
}

test("[K9] a picture added offline survives a crash, and the next page sends it once under an id of its own", async () => {
  const room = classroom();
  const store = new Store(room);
  const { page, sender: first } = await openSending(room, store);
  goOffline(room);
  const id = add(page);
  await room.settle();
  assert.equal(first.shareOf(id), null);
  assert.equal(page.editor.status.value.waiting, 1);
  assert.equal((await stored()).files, 1);
  room.kill(page);

  const next = await openSending(room, store);
  assert.equal(next.pictures.list.length, 0, "the first page may be alive");
  await room.pass(15_000);
  assert.deepEqual(
    next.pictures.list.map((picture) => picture.id),
    [id],
  );
  assert.equal(next.page.editor.status.value.waiting, 1);
  assert.equal(await next.page.connection.offlineStore.countPending(), 1);
  room.isReachable = true;
  await room.pass(20_000);
  assert.deepEqual(store.sent, [id]);
  assert.deepEqual(images(room), [[`${next.page.editor.tag}.1`, id]]);
  assert.equal(next.page.state, "synced");
  await room.pass(10_000);
  assert.deepEqual(await stored(), { pictures: [], files: 0 });
  assert.deepEqual(await onDisk(), { edits: 0, leases: 0 });
});

test("[K9] [P1] the edit is queued and the picture taken out in one transaction", async (t) => {
  const room = classroom();
  const store = new Store(room);
  const { page } = await openSending(room, store);
  store.held = [];
  add(page);
  await room.settle();
  /** @type {Map<string, unknown>} */
  const first = new Map();
  const { put } = IDBObjectStore.prototype;
  t.mock.method(
    IDBObjectStore.prototype,
    "put",
    /** @this {IDBObjectStore} @param {any} row */ function (row) {
      if (!first.has(this.name)) first.set(this.name, this.transaction);
      return put.call(this, row);
    },
  );
  store.release();
  await room.settle();
  assert.ok(first.get("edits"));
  assert.equal(first.get("edits"), first.get("pictures"));
});

test("[K9] a page that ends after its edit was queued leaves no second image", async () => {
  const room = classroom();
  const store = new Store(room);
  const { page } = await openSending(room, store);
  store.held = [];
  const id = add(page);
  await room.settle();
  // The edit is stored on the device, and its message never arrives.
  room.cut(page);
  room.isReachable = false;
  store.release();
  await room.settle();
  assert.deepEqual((await stored()).pictures[0]?.edit, { tag: page.editor.tag, n: 1 });
  assert.equal((await onDisk()).edits, 1);
  await close(room, page);
  room.isReachable = true;
  const next = await openSending(room, store);
  await room.pass(20_000);
  assert.deepEqual(images(room), [[id, id]]);
  assert.deepEqual(next.pictures.list, []);
  assert.deepEqual(await stored(), { pictures: [], files: 0 });
});

test("[K9] of two open pages only the one that has the lease sends; one that slept finds its picture sent", async () => {
  const room = classroom();
  const store = new Store(room);
  const one = await openSending(room, store);
  const two = await openSending(room, store);
  store.held = [];
  const id = add(one.page);
  await room.pass(60_000);
  assert.deepEqual(two.pictures.list, []);
  assert.deepEqual(store.sent, [id]);
  one.page.isFrozen = true;
  await room.pass(15_000);
  assert.deepEqual(store.sent, [id, id], "the other page has taken it over");
  store.release();
  one.page.isFrozen = false;
  await room.pass(20_000);
  assert.equal(images(room).length, 1);
  assert.deepEqual([one.pictures.list, two.pictures.list], [[], []]);
  await room.assertEqual();
});

test("[K9] [O13] a picture that the server has lost is sent again", async () => {
  const room = classroom();
  const store = new Store(room);
  const { page } = await openSending(room, store);
  store.held = [];
  const id = add(page);
  await room.settle();
  room.cut(page);
  room.isReachable = false;
  store.release();
  await room.settle();
  room.server.pictures.clear();
  room.isReachable = true;
  await room.pass(20_000);
  assert.deepEqual(store.sent, [id, id]);
  assert.deepEqual(images(room), [[id, id]]);
  assert.deepEqual(page.refusals, [], "nobody is told");
  assert.deepEqual((await stored()).pictures, []);
});

test("[K9] [O13] a picture that the server loses again and again is refused in the end", async () => {
  const room = classroom();
  const store = new Store(room);
  store.loses = true;
  const { page, pictures } = await openSending(room, store);
  const id = add(page);
  await room.pass(120_000);
  assert.deepEqual(store.sent, [id, id, id]);
  assert.equal(pictures.list[0]?.code, "image");
  assert.equal(page.state, "synced");
});

test("[K9] a refused picture is kept, also over a reload, and not sent again by itself", async () => {
  const room = classroom();
  const store = new Store(room);
  store.answer = "quota";
  const { page } = await openSending(room, store);
  const id = add(page);
  await room.pass(10_000);
  assert.equal(page.state, "synced", "it waits for nothing");
  await close(room, page);
  const next = await openSending(room, store);
  await room.pass(60_000);
  assert.deepEqual(store.sent, [id]);
  const [kept] = next.pictures.list;
  assert.equal(kept?.code, "quota");
  assert.equal((await next.pictures.fileOf(/** @type {any} */ (kept)))?.size, 100);
  store.answer = null;
  next.pictures.refuse(/** @type {any} */ (kept), "");
  await room.pass(5_000);
  assert.equal(images(room).length, 1);
});

test("[K9] what is given up is gone from the device", async () => {
  const room = classroom();
  const store = new Store(room);
  store.isReachable = false;
  const { page, pictures } = await openSending(room, store);
  add(page);
  await room.settle();
  pictures.remove(/** @type {any} */ (pictures.list[0]));
  store.isReachable = true;
  await room.pass(60_000);
  assert.deepEqual([store.sent, images(room)], [[], []]);
  assert.deepEqual(await stored(), { pictures: [], files: 0 });
  assert.equal(page.editor.status.value.waiting, 0);
});

test("[K4] [K9] waiting pictures leave room for drawing", async () => {
  const room = classroom();
  const store = new Store(room);
  store.isReachable = false;
  const { page, pictures } = await openSending(room, store);
  for (let count = 0; count < 3; count += 1) {
    assert.ok(pictures.hasRoom(8 * 1024 * 1024));
    add(page, 8 * 1024 * 1024);
    await room.settle();
  }
  assert.ok(!pictures.hasRoom(1));
  assert.ok(page.editor.rights.value.draw);
  assert.equal(page.editor.status.value.waiting, 3);
});

test("[K1] [K9] without storage a picture is sent from memory", async () => {
  const room = classroom();
  const store = new Store(room);
  Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true });
  const { page, pictures } = await openSending(room, store);
  store.held = [];
  const id = add(page);
  await room.settle();
  assert.ok(pictures.isOnlyHere);
  store.release();
  await room.pass(5_000);
  assert.deepEqual(images(room), [[id, id]]);
  assert.deepEqual(pictures.list, []);
});

test("[K9] a picture whose image is on the board already is not added again", async () => {
  const room = classroom();
  const store = new Store(room);
  const first = await openSending(room, store);
  store.held = [];
  add(first.page);
  await room.settle();
  // A page that crashes may lose what it has just written, while its message arrives.
  const database = await openDB("lavagna");
  const names = /** @type {const} */ (["leases", "pictures", "files"]);
  const lost = await Promise.all(names.map((name) => database.getAll(name)));
  store.release();
  await room.settle();
  assert.equal(images(room).length, 1);
  room.kill(first.page);
  for (const [at, name] of names.entries())
    for (const row of lost[at] ?? []) await database.put(name, row);
  database.close();
  const next = await openSending(room, store);
  await room.pass(30_000);
  assert.equal(images(room).length, 1);
  assert.deepEqual(next.pictures.list, []);
  assert.deepEqual(await stored(), { pictures: [], files: 0 });
});
