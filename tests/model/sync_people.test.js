// People see each other's names, cursors and gestures in progress.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Peers } from "../../static/js/sync/peers.js";
import { Classroom } from "./classroom.js";
import { rectangle } from "./drawing.js";

/** @typedef {import("./classroom.js").Member} Member */

test("[V3] [C4] people join and leave the list of each page, me first", async () => {
  const room = new Classroom();
  const one = await room.seat({ name: "Ada" });
  const two = await room.seat({ name: "Bo" });
  const names = (/** @type {Member} */ { editor }) =>
    editor.peers.list.value.map(({ name }) => name);
  assert.deepEqual(
    [names(one), names(two)],
    [
      ["Ada", "Bo"],
      ["Bo", "Ada"],
    ],
  );
  assert.equal(one.editor.peers.count.value, 2);
  two.editor.rename("Bea");
  two.editor.pointAt({ x: 10.4, y: 20 });
  await room.pass(100);
  assert.deepEqual(names(one), ["Ada", "Bea"]);
  const [cursor] = one.editor.peers.cursors();
  assert.deepEqual([cursor?.x, cursor?.y, cursor?.page, cursor?.name], [10, 20, 1, "Bea"]);
  room.cut(two);
  await room.settle();
  assert.deepEqual(names(one), ["Ada"]);
  assert.deepEqual(one.editor.peers.cursors(), []);
});

test("[V2] [V5] a peer's gesture is shown as it is made, and its shape replaces it without a blink", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.editor.newId();
  const shape = rectangle(id, {
    kind: "ink",
    geometry: { points: [0, 0, 10, 10], pressure: [128, 0], time: [0, 8] },
  });
  const { kind: _, geometry: __, ...rest } = shape;
  one.editor.draft({
    ink: { ...rest, kind: "ink", from: 0, points: [0, 0, 10, 10], pressure: [128, 0] },
  });
  await room.pass(50);
  assert.equal(two.editor.peers.drafts().length, 1);
  assert.equal(two.editor.peers.list.value[1]?.drawing, true);
  /** Whether draft or shape is there, after every change that is shown. @type {boolean[]} */
  const seen = [];
  const look = () => {
    const isDrafted = two.editor.peers.drafts().length > 0;
    seen.push(isDrafted !== (two.view.shape(id) !== undefined));
  };
  two.editor.peers.changes.subscribe(look);
  one.editor.endDraft(one.editor.commit([{ op: "add", shape }]));
  await room.settle();
  assert.ok(seen.length > 0);
  assert.ok(seen.every(Boolean), "one of them, and never both, at any time");
  assert.equal(two.editor.peers.drafts().length, 0);
  await room.assertEqual();
});

test("[V2] a gesture whose edit was refused is removed from other screens", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = two.draw();
  await room.settle();
  one.editor.draft({ move: { ids: [id], dx: 5, dy: 5 } });
  await room.settle();
  room.server.held = [];
  one.editor.endDraft(one.editor.commit([{ op: "set", id, text: "a rectangle has no text" }]));
  await room.settle();
  assert.equal(two.editor.peers.drafts().length, 1);
  room.server.release();
  await room.settle();
  assert.equal(two.editor.peers.drafts().length, 0);
});

test("[O3] windows of one person are listed once, from the first edit on", async () => {
  const room = new Classroom();
  const mine = await room.seat({ name: "Ada", person: 1 });
  const other = await room.seat({ name: "Bo", person: 2 });
  const second = await room.seat({ name: "Ada", person: 1 });
  assert.equal(other.editor.peers.list.value.length, 3, "nothing tells that two are one");
  mine.draw();
  await room.settle();
  const names = (/** @type {Member} */ { editor }) =>
    editor.peers.list.value.map(({ name }) => name);
  assert.deepEqual(names(mine), ["Ada", "Bo"]);
  assert.deepEqual(names(second), ["Ada", "Bo"]);
  assert.deepEqual(names(other), ["Bo", "Ada"]);
  assert.equal(other.editor.peers.list.value[1]?.windows.length, 2);
  for (const { editor } of room.members) assert.equal(editor.peers.count.value, 2);
  second.editor.pointAt({ x: 1, y: 1 });
  await room.pass(100);
  assert.equal(other.editor.peers.cursors()[0]?.colour, other.editor.peers.list.value[1]?.colour);
  room.cut(second);
  await room.settle();
  assert.deepEqual(names(other), ["Bo", "Ada"]);
});

test("all pages show people in the same colours, and no two in one", async () => {
  const room = new Classroom();
  for (let at = 0; at < 8; at += 1) await room.seat({ name: `Pupil ${at % 3}` });
  const seen = room.members.map(({ editor }) => {
    const list = editor.peers.list.value.map(({ peer, colour }) => `${peer} ${colour}`);
    return list.sort().join();
  });
  assert.equal(new Set(seen).size, 1);
  const [one] = room.members;
  assert.equal(new Set(one?.editor.peers.list.value.map(({ colour }) => colour)).size, 8);
});

test("[V3] a live message with `all` replaces the known peers", () => {
  const peers = new Peers({ name: "Ada", tag: "00000000000000aa" }, () => false);
  const card = (/** @type {number} */ peer, /** @type {string} */ name) => ({
    peer,
    name,
    tag: `00000000000000b${peer}`,
  });
  const erase = { g: 1, erase: { ids: [] } };
  peers.live({ t: "live", join: [card(2, "Bo"), card(3, "Cy")], count: 3, peers: {} }, 0);
  peers.live({ t: "live", peers: { 3: { cursor: [1, 1], drafts: [erase] } } }, 0);
  peers.live({ t: "live", all: true, join: [card(2, "Bo")], count: 2, peers: {} }, 0);
  const names = peers.list.value.map(({ name }) => name);
  assert.deepEqual([names, peers.cursors(), peers.drafts()], [["Ada", "Bo"], [], []]);
});
