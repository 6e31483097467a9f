// Pages: their registers, the list of them, and undo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Classroom } from "./classroom.js";
import { rectangle } from "./drawing.js";

const PAGE = 123_456_789;

/** @param {import("./classroom.js").Member} member */
const listed = ({ view }) => view.listedPages().map(({ page }) => page);

async function pair() {
  const room = new Classroom();
  return { room, one: await room.seat(), two: await room.seat() };
}

test("[D20] pages that were written or have shapes are listed by place", async () => {
  const { room, one, two } = await pair();
  assert.deepEqual(listed(one), [1]);
  one.editor.commit([{ op: "page", page: PAGE, name: "Angles" }]);
  one.editor.commit([{ op: "page", page: 7, place: 0 }]);
  two.editor.commit([{ op: "add", shape: rectangle(two.editor.newId(), { page: 9 }) }]);
  assert.deepEqual(listed(one), [7, 1, PAGE]);
  await room.settle();
  for (const member of [one, two]) assert.deepEqual(listed(member), [7, 1, 9, PAGE]);
  assert.equal(two.view.page(PAGE).name, "Angles");
  await room.assertEqual();
});

test("[D20] a page that is gone is listed again by what is drawn on it, and page 1 if nothing else is", async () => {
  const { room, one, two } = await pair();
  one.editor.commit([{ op: "page", page: 1, gone: true }]);
  assert.deepEqual(listed(one), [1]);
  one.editor.commit([{ op: "page", page: PAGE, paper: "dots" }]);
  assert.deepEqual(listed(one), [PAGE]);
  two.draw(1);
  await room.settle();
  for (const member of [one, two]) assert.deepEqual(listed(member), [1, PAGE]);
  await room.assertEqual();
});

test("[B7] [B6] the deletion of a page is undone in two edits and redone in one", async () => {
  const { room, one, two } = await pair();
  const [free, locked] = [one.editor.newId(), one.editor.newId()];
  one.editor.commit([
    { op: "add", shape: rectangle(free, { page: PAGE }) },
    { op: "add", shape: rectangle(locked, { page: PAGE, locked: true }) },
  ]);
  await room.settle();
  const before = room.server.canonical();
  const upto = one.view.board.head;
  one.editor.commit([
    { op: "clear", page: PAGE, upto, all: true },
    { op: "page", page: PAGE, gone: true },
  ]);
  await room.settle();
  assert.deepEqual(listed(two), [1]);
  const from = room.server.log.length;
  one.editor.undo();
  await room.settle();
  const ops = room.server.log.slice(from).map((edit) => edit.ops.map(({ op }) => op).join(" "));
  assert.deepEqual(ops, ["restore", "page"]);
  assert.deepEqual(listed(two), [1, PAGE]);
  const shown = JSON.parse(room.server.canonical());
  assert.deepEqual(shown.shapes, JSON.parse(before).shapes);
  one.editor.redo();
  await room.settle();
  assert.deepEqual(listed(two), [1]);
  assert.equal(two.view.count(PAGE), 0);
  await room.assertEqual();
});

test("[B7] the deletion of an empty page is undone without a restore", async () => {
  const { room, one, two } = await pair();
  one.editor.commit([{ op: "page", page: PAGE, name: "Angles" }]);
  await room.settle();
  one.editor.commit([
    { op: "clear", page: PAGE, upto: one.view.board.head, all: true },
    { op: "page", page: PAGE, gone: true },
  ]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.deepEqual(listed(two), [1, PAGE]);
  assert.deepEqual(one.notices, []);
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.page(PAGE).name, "");
  await room.assertEqual();
});

test("[B7] a page whose shapes somebody else removed first comes back without a restore", async () => {
  const { room, one, two } = await pair();
  one.editor.commit([{ op: "page", page: PAGE, name: "Angles" }]);
  const id = two.editor.newId();
  two.editor.commit([{ op: "add", shape: rectangle(id, { page: PAGE }) }]);
  await room.settle();
  room.server.held = [];
  two.editor.commit([{ op: "del", id }]);
  await room.settle();
  one.editor.commit([
    { op: "clear", page: PAGE, upto: one.view.board.head, all: true },
    { op: "page", page: PAGE, gone: true },
  ]);
  await room.settle();
  room.server.release();
  await room.settle();
  const from = room.server.log.length;
  one.editor.undo();
  await room.settle();
  const ops = room.server.log.slice(from).map((edit) => edit.ops.map(({ op }) => op).join(" "));
  assert.deepEqual(ops, ["page"]);
  assert.deepEqual(listed(two), [1, PAGE]);
  assert.deepEqual(one.notices, []);
  await room.assertEqual();
});

test("[O4] a page's register is not undone over somebody else's write, known or not; the others are", async () => {
  const { room, one, two } = await pair();
  one.editor.commit([{ op: "page", page: PAGE, name: "Angles", tone: "dark" }]);
  await room.settle();
  two.editor.commit([{ op: "page", page: PAGE, name: "Sines" }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.deepEqual({ ...two.view.page(PAGE) }, { ...one.view.page(PAGE) });
  assert.equal(two.view.page(PAGE).name, "Sines");
  assert.equal(two.view.page(PAGE).tone, "auto");
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 1, dropped: 1 }]);
  one.editor.commit([{ op: "page", page: PAGE, place: 5 }]);
  await room.settle();
  one.isStalled = true;
  two.editor.commit([{ op: "page", page: PAGE, place: 6 }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  one.isStalled = false;
  await room.settle();
  assert.equal(one.view.page(PAGE).place, 6);
  assert.equal(one.notices.length, 2);
  await room.assertEqual();
});

test("[D20] with 200 pages the list is made when it changes, not with every stroke", async () => {
  const { room, one, two } = await pair();
  for (let from = 2; from <= 200; from += 50)
    one.editor.commit(
      Array.from({ length: Math.min(50, 201 - from) }, (_, at) => ({
        op: /** @type {const} */ ("page"),
        page: from + at,
        name: "x",
      })),
    );
  for (let page = 1; page <= 200; page += 1) two.draw(page);
  await room.settle();
  let lists = 0;
  const { view } = one.editor;
  const listedPages = view.listedPages.bind(view);
  view.listedPages = () => {
    lists += 1;
    return listedPages();
  };
  for (let page = 1; page <= 200; page += 1) {
    one.editor.pages.turnTo(page);
    one.draw(page);
    two.draw(page);
  }
  await room.settle();
  assert.equal(one.editor.pages.listed.value.length, 200);
  assert.equal(lists, 0);
  one.editor.commit([{ op: "page", page: 7, name: "y" }]);
  assert.ok(lists > 0);
});
