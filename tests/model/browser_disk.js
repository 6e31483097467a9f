// The storage that the pages of one browser share, and a room whose pages use it.

import assert from "node:assert/strict";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDatabase } from "../../static/js/sync/offline_database.js";
import { OfflineWriter } from "../../static/js/sync/offline_writer.js";
import { openDB } from "../../static/vendor/idb/index.js";
import { Classroom } from "./classroom.js";
// Imported in advance, so that only the simulated network and the database take time.
import "../../static/js/editor/history_keeper.js";

/** Enough of `Storage` for what pages note when they leave. */
export class Notes {
  /** @param {string} key */
  getItem(key) {
    return /** @type {Record<string, string>} */ (/** @type {unknown} */ (this))[key] ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    Object.assign(this, { [key]: value });
  }

  /** @param {string} key */
  removeItem(key) {
    Reflect.deleteProperty(this, key);
  }
}

/** A browser that has kept nothing yet. */
export function freshDisk() {
  globalThis.indexedDB = new IDBFactory();
  Object.defineProperty(globalThis, "localStorage", { value: new Notes(), configurable: true });
}

/** A room that waits for messages and for IndexedDB. */
export function classroom() {
  const room = new Classroom();
  room.idleRounds = 60;
  return room;
}

/** Opens a page that stores its pending edits. @param {Classroom} room @param {number} [person] */
export function open(room, person = 1) {
  return room.join({ person, openOfflineWriter: OfflineWriter.open });
}

/** A page that stores, and one of a second person. */
export async function openPair() {
  const room = classroom();
  const one = open(room);
  const two = await room.seat({ person: 2 });
  assert.equal(one.state, "synced");
  return { room, one, two };
}

/** Whether something can be undone and redone. @param {import("./classroom.js").Member} member */
export function can({ editor }) {
  return [editor.canUndo.value, editor.canRedo.value];
}

/** Undoes until nothing is left. @param {Classroom} room @param {import("./classroom.js").Member} one */
export async function undoAll(room, one) {
  for (let count = 0; one.editor.canUndo.value; count += 1) {
    assert.ok(count < 50, "undo ends");
    one.editor.undo();
    await room.settle();
  }
}

/** Cuts the network of all pages. @param {Classroom} room */
export function goOffline(room) {
  room.isReachable = false;
  for (const member of room.members) if (member.transport?.isOpen) room.cut(member);
}

/** Opens a page, waits until it is synced and cuts its network. @returns {Promise<{room: Classroom, page: import("./classroom.js").Member}>} */
export async function openOffline() {
  const room = classroom();
  const page = open(room);
  await room.settle();
  goOffline(room);
  return { room, page };
}

/** Closes a page in order. @param {Classroom} room @param {import("./classroom.js").Member} member */
export async function close(room, member) {
  member.connection.offlineStore.leave();
  await room.settle();
  room.kill(member);
}

/** Closes a page and opens the next one in its place. @param {Classroom} room @param {import("./classroom.js").Member} member @param {number} [person] */
export async function reload(room, member, person = 1) {
  await close(room, member);
  const next = open(room, person);
  await room.settle();
  return next;
}

/** Names of the edits in the log, to find duplicates. @param {Classroom} room */
export function logged(room) {
  return room.server.log.map(({ tag, n }) => `${tag}.${n}`);
}

/** The stored histories of all boards, and their entries. */
export async function historyOnDisk() {
  const database = await openDB("lavagna");
  const [histories, entries] = await Promise.all([
    database.getAll("histories"),
    database.getAll("entries"),
  ]);
  database.close();
  return { histories, entries };
}

/** Counts the rows in the database for the board of the room. @returns {Promise<{edits: number, leases: number}>} */
export async function onDisk() {
  const database = await openDatabase(() => undefined);
  const [edits, leases] = [await database.countEdits("b"), await database.leases("b")];
  database.close();
  return { edits, leases: leases.length };
}
