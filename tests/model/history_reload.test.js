// Undo over a reload: the next page of this browser continues the history of a closed one (SPEC K8).

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  can,
  close,
  freshDisk,
  goOffline,
  open,
  openPair,
  reload,
  undoAll,
} from "./browser_disk.js";
import { stroke } from "./drawing.js";

/** @type {[number, number][]} */
const PATH = Array.from({ length: 9 }, (_, at) => [at * 50, at % 4]);

beforeEach(freshDisk);

test("[K8] after a reload everything is undone and redone, however it was made", async () => {
  const { room, one, two } = await openPair();
  const drawn = one.draw(1);
  const ink = one.editor.newId();
  one.editor.commit([{ op: "add", shape: stroke(ink, PATH) }]);
  one.move(drawn, 20);
  one.editor.commit([{ op: "set", id: drawn, style: { ink: "green", size: 5 } }]);
  one.editor.commit([{ op: "set", id: drawn, text: "Ångström" }]);
  await room.settle();
  const points = [0, 0, ...Array.from({ length: 16 }, () => 7)];
  const pressure = [9, ...Array.from({ length: 8 }, () => 0)];
  one.editor.commit([{ op: "set", id: ink, geometry: { points, pressure } }]);
  const pieces = [{ id: one.editor.newId(), from: 0, to: 3 }];
  one.editor.commit([{ op: "split", id: ink, pieces }]);
  one.editor.commit([{ op: "set", id: drawn, z: "front" }]);
  one.editor.commit([{ op: "page", page: 1, paper: "dots" }]);
  one.editor.commit([{ op: "del", id: drawn }]);
  one.editor.clearPage();
  await room.settle();
  const before = room.server.canonical();

  const next = await reload(room, one);
  assert.deepEqual(can(next), [true, false]);
  await undoAll(room, next);
  assert.equal(room.server.board.shapes.size, 0);
  assert.equal(two.view.paper(1), "squares");
  assert.deepEqual(next.notices, []);
  const last = await reload(room, next);
  assert.deepEqual(can(last), [false, true]);
  while (last.editor.canRedo.value) {
    last.editor.redo();
    await room.settle();
  }
  assert.equal(room.server.canonical(), before);
  assert.deepEqual(last.notices, []);
  await room.assertEqual();
});

test("[K8] undo and redo of a reloaded page need no answer between them", async () => {
  const { room, one, two } = await openPair();
  const [a, b] = [one.draw(1), one.draw(2)];
  const ink = one.editor.newId();
  one.editor.commit([{ op: "add", shape: stroke(ink, PATH) }]);
  await room.settle();
  one.editor.commit([
    { op: "del", id: a },
    { op: "split", id: ink, pieces: [{ id: one.editor.newId(), from: 0, to: 3 }] },
  ]);
  await room.settle();
  const before = room.server.canonical();
  const next = await reload(room, one);
  next.editor.undo();
  next.editor.redo();
  next.editor.undo();
  next.editor.redo();
  await room.settle();
  assert.equal(room.server.canonical(), before);
  assert.ok(two.view.shape(b));
  assert.deepEqual(next.notices, []);
  assert.deepEqual(can(next), [true, false]);
  await room.assertEqual();
});

test("[K8] what others have changed since, in this page load or before, is left out and told", async () => {
  const { room, one, two } = await openPair();
  const [a, b, c] = [one.draw(1), one.draw(2), one.draw(3)];
  one.editor.commit([a, b, c].map((id) => ({ op: "set", id, pos: [100, 0, 0] })));
  await room.settle();
  await close(room, one);
  // Written back to the same value: only the log tells.
  two.move(b, 50);
  two.move(b, 100);
  await room.settle();
  const next = open(room);
  await room.settle();
  two.move(c, 60);
  two.move(c, 100);
  await room.settle();
  assert.equal(room.logReads, 0, "nothing is read before it is needed");
  next.editor.undo();
  await room.settle();
  assert.equal(room.logReads, 1);
  assert.deepEqual(
    [a, b, c].map((id) => two.view.shape(id)?.x),
    [1, 100, 100],
  );
  assert.deepEqual(next.notices, [{ kind: "undo-changed", undone: 1, dropped: 2 }]);
  await room.assertEqual();
});

test("[K8] a long log is read in pieces", async () => {
  const { room, one, two } = await openPair();
  const id = one.draw(1);
  one.move(id, 2);
  await room.settle();
  await close(room, one);
  room.logLimit = 3;
  for (let at = 0; at < 8; at += 1) two.draw(at);
  await room.settle();
  const next = open(room);
  await room.settle();
  next.editor.undo();
  next.editor.undo();
  await room.settle();
  assert.equal(room.logReads, 3);
  assert.equal(two.view.shape(id), undefined);
  await room.assertEqual();
});

test("[K8] [H7] where the log is gone the entries are dropped, and the person is told", async () => {
  const { room, one, two } = await openPair();
  const id = one.draw(1);
  await room.settle();
  await close(room, one);
  two.draw(2);
  two.draw(3);
  await room.settle();
  room.server.logStart = 2;
  const next = open(room);
  await room.settle();
  next.editor.undo();
  await room.settle();
  assert.ok(two.view.shape(id));
  assert.deepEqual(next.notices, [{ kind: "undo-gone" }]);
  assert.deepEqual(can(next), [false, false]);
  const own = next.draw(4);
  await room.settle();
  next.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(own), undefined);
  const last = await reload(room, next);
  assert.deepEqual(can(last), [false, true]);
  await room.assertEqual();
});

test("with nothing to undo the log is not read, and nothing is told", async () => {
  const { room, two } = await openPair();
  two.draw(1);
  two.draw(2);
  await room.settle();
  room.server.logStart = 2;
  const next = open(room);
  await room.settle();
  next.editor.undo();
  next.editor.redo();
  await room.settle();
  assert.deepEqual(next.notices, []);
  assert.deepEqual(can(next), [false, false]);
});

test("[K8] [O4] without a connection the server decides what others have changed", async () => {
  const { room, one, two } = await openPair();
  const [a, b] = [one.draw(1), one.draw(2)];
  one.editor.commit([a, b].map((id) => ({ op: "set", id, pos: [100, 0, 0] })));
  await room.settle();
  await close(room, one);
  const next = open(room);
  await room.settle();
  goOffline(room);
  next.editor.undo();
  await room.settle();
  assert.equal(next.view.shape(a)?.x, 1);
  room.isReachable = true;
  await room.pass(20_000);
  assert.deepEqual([two.view.shape(a)?.x, two.view.shape(b)?.x], [1, 2]);
  assert.deepEqual(next.refusals, []);
  await room.assertEqual();
});

test("[K8] without a connection an undo does not wait for shapes that only the server knows", async () => {
  const { room, one, two } = await openPair();
  const [a, b] = [one.draw(1), one.draw(2)];
  one.move(a, 50);
  one.editor.commit([{ op: "del", id: b }]);
  await room.settle();
  const next = await reload(room, one);
  goOffline(room);
  next.editor.undo();
  await room.settle();
  next.editor.undo();
  await room.settle();
  assert.deepEqual(next.notices, [{ kind: "undo-waits" }]);
  room.isReachable = true;
  await room.pass(20_000);
  assert.deepEqual([two.view.shape(a)?.x, two.view.shape(b)?.x], [50, 2]);
  next.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(a)?.x, 1);
  await room.assertEqual();
});

test("[K8] [K1] edits that are still pending are undone by the next page, also offline", async () => {
  const { room, one, two } = await openPair();
  goOffline(room);
  const [a, b] = [one.draw(1), one.draw(2)];
  one.move(a, 50);
  one.editor.commit([{ op: "del", id: b }]);
  one.editor.undo();
  await room.settle();
  const next = await reload(room, one);
  room.httpStatus = 503;
  await room.pass(5000);
  assert.deepEqual([next.view.shape(a)?.x, next.view.shape(b)?.x], [50, 2]);
  assert.deepEqual(can(next), [true, true]);
  next.editor.undo();
  await room.settle();
  assert.equal(next.view.shape(a)?.x, 1);
  next.editor.redo();
  next.editor.redo();
  await room.settle();
  assert.deepEqual([next.view.shape(a)?.x, next.view.shape(b)], [50, undefined]);
  room.httpStatus = 200;
  room.isReachable = true;
  await room.pass(20_000);
  assert.equal(two.view.shape(a)?.x, 50);
  assert.equal(two.view.shape(b), undefined);
  await undoAll(room, next);
  assert.equal(two.view.count(1), 0);
  assert.deepEqual(next.refusals, []);
  await room.assertEqual();
});

test("[K8] a refused leftover cannot be undone; a refused undo of a closed page is undone again in part", async () => {
  const { room, one, two } = await openPair();
  const [a, b] = [one.draw(1), one.draw(2)];
  one.editor.commit([a, b].map((id) => ({ op: "set", id, pos: [100, 0, 0] })));
  await room.settle();
  two.isStalled = true;
  goOffline(room);
  one.editor.undo();
  await room.settle();
  await close(room, one);
  room.isReachable = true;
  two.isStalled = false;
  await room.pass(20_000);
  two.move(a, 7);
  await room.settle();
  const next = open(room);
  await room.pass(20_000);
  assert.deepEqual([two.view.shape(a)?.x, two.view.shape(b)?.x], [7, 2]);
  assert.deepEqual(next.refusals, []);
  assert.deepEqual(
    next.notices.map(({ kind }) => kind),
    ["undo-changed", "sent"],
  );
  await room.assertEqual();
});
