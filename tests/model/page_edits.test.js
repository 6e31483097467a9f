// What the controls do with pages: edits, their undo, and what people are told.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addPage,
  deletePage,
  duplicatePage,
  movePage,
  moveShapes,
  renamePage,
  writePage,
} from "../../static/js/editor/page_edits.js";
import { placeOps } from "../../static/js/model/page_places.js";
import { Classroom } from "./classroom.js";
import { rectangle } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./classroom.js").Member} Member */

/** @param {Member} member */
const listed = ({ view }) => view.listedPages().map(({ page }) => page);

/** @param {Member} member @param {number} page @param {object} [more] */
function drawOn(member, page, more = {}) {
  const id = member.editor.newId();
  member.editor.commit([{ op: "add", shape: rectangle(id, { page, ...more }) }]);
  return id;
}

async function pair() {
  const room = new Classroom();
  return { room, one: await room.seat({ name: "Ada" }), two: await room.seat({ name: "Bo" }) };
}

test("[D10] [D20] a new page comes after the shown one with its paper and tone, and undo takes it away", async () => {
  const { room, one, two } = await pair();
  writePage(one.editor, 1, { paper: "dots", tone: "dark" });
  const last = Number(addPage(one.editor));
  one.editor.pages.turnTo(1);
  const middle = Number(addPage(one.editor));
  assert.ok(last > 1000 && middle > 1000);
  assert.equal(one.editor.page.value, middle);
  await room.settle();
  assert.deepEqual(listed(two), [1, middle, last]);
  const { paper, tone } = two.view.page(middle);
  assert.deepEqual([paper, tone], ["dots", "dark"]);
  one.editor.undo();
  await room.settle();
  assert.deepEqual(listed(two), [1, last]);
  assert.equal(one.editor.page.value, 1);
  one.editor.redo();
  await room.settle();
  assert.deepEqual(listed(two), [1, middle, last]);
  assert.equal(one.editor.page.value, middle);
  await room.assertEqual();
});

test("[D20] [B7] deleting shows the page before, restores by name and by undo, and the last page stays", async () => {
  const { room, one, two } = await pair();
  assert.equal(deletePage(one.editor, 1), null);
  const page = Number(addPage(one.editor));
  const locked = drawOn(one, page, { locked: true });
  await room.settle();
  const n = Number(deletePage(one.editor, page));
  assert.equal(one.editor.page.value, 1);
  await room.settle();
  assert.deepEqual(listed(two), [1]);
  const told = two.notices.at(-1);
  assert.ok(told?.kind === "cleared" && told.isDeleted && told.place === 2 && told.name === "Ada");
  one.editor.restore(n);
  await room.settle();
  assert.deepEqual(listed(two), [1, page]);
  assert.ok(two.view.shape(locked));
  assert.equal(one.editor.page.value, page);
  const empty = Number(addPage(one.editor));
  await room.settle();
  const again = Number(deletePage(one.editor, empty));
  one.editor.restore(again);
  await room.settle();
  assert.deepEqual(listed(two), [1, page, empty]);
  assert.deepEqual(
    one.notices.filter(({ kind }) => kind === "refused"),
    [],
  );
  await room.assertEqual();
});

test("[D20] ink that was drawn offline lists a deleted page again, and everybody is told", async () => {
  const { room, one, two } = await pair();
  const page = Number(addPage(one.editor));
  drawOn(one, page);
  await room.settle();
  two.editor.pages.turnTo(page);
  room.isReachable = false;
  room.cut(two);
  const ids = [drawOn(two, page), drawOn(two, page)];
  deletePage(one.editor, page);
  await room.settle();
  assert.deepEqual(listed(one), [1]);
  room.isReachable = true;
  two.editor.tryNow();
  await room.pass(10_000);
  for (const member of [one, two]) assert.deepEqual(listed(member), [1, page]);
  for (const id of ids) assert.ok(one.view.shape(id));
  const back = (/** @type {Member} */ { notices }) =>
    notices.filter(({ kind }) => kind === "page-back");
  assert.deepEqual(back(one), [{ kind: "page-back", isMine: false, name: "Bo", page }]);
  assert.deepEqual(back(two), [{ kind: "page-back", isMine: true, name: "Bo", page }]);
  await room.assertEqual();
});

test("[D20] a page moves between two others, and all are spaced anew where there is no room", async () => {
  const { room, one, two } = await pair();
  const second = Number(addPage(one.editor));
  const third = Number(addPage(one.editor));
  assert.equal(movePage(one.editor, third, 1), true);
  assert.deepEqual(listed(one), [1, third, second]);
  assert.equal(movePage(one.editor, third, 1), false);
  one.editor.undo();
  assert.deepEqual(listed(one), [1, second, third]);
  await room.settle();
  assert.deepEqual(listed(two), [1, second, third]);
  const near = [
    { page: 1, place: 5 },
    { page: 2, place: 6 },
  ];
  const places = placeOps(near, 1, { page: 3 }).map(({ page, place }) => [page, place]);
  assert.deepEqual(places, [
    [1, 2 ** 20],
    [3, 2 ** 21],
    [2, 3 * 2 ** 20],
  ]);
  const edge = [{ page: 1, place: Number.MAX_SAFE_INTEGER }];
  assert.equal(placeOps(edge, 1, { page: 3 }).length, 2);
});

test("[D14] a duplicate has the shapes in their order, locked ones too, and is one step of undo", async () => {
  const { room, one, two } = await pair();
  drawOn(one, 1, { locked: true });
  drawOn(one, 1, { pos: [500, 0, 0] });
  const copy = Number(duplicatePage(one.editor, 1, "A copy"));
  await room.settle();
  assert.equal(two.view.page(copy).name, "A copy");
  const z = two.view.shapesOf(copy).sort((a, b) => a.z - b.z);
  assert.deepEqual(
    z.map(({ x, more }) => [x, more?.locked === true]),
    [
      [0, true],
      [500, false],
    ],
  );
  one.editor.undo();
  await room.settle();
  assert.deepEqual(listed(two), [1]);
  assert.equal(two.view.count(copy), 0);
  for (let at = 0; at < 5_001; at += 1) {
    const id = one.editor.newId();
    one.connection.submit([{ op: "add", shape: rectangle(id, {}) }]);
    if (at % 500 === 0) await room.settle();
  }
  assert.equal(duplicatePage(one.editor, 1, ""), null);
  assert.deepEqual(one.notices.at(-1), { kind: "page-too-large" });
});

test("shapes move to another page in one step of undo", async () => {
  const { room, one, two } = await pair();
  const page = Number(addPage(one.editor));
  one.editor.pages.turnTo(1);
  const id = drawOn(one, 1);
  const shape = one.view.shape(id);
  assert.ok(shape);
  moveShapes(one.editor, [shape], page);
  await room.settle();
  assert.deepEqual([two.view.count(1), two.view.count(page)], [0, 1]);
  one.editor.undo();
  await room.settle();
  assert.deepEqual([two.view.count(1), two.view.count(page)], [1, 0]);
  await room.assertEqual();
});

test("[O14] a board with 500 pages takes no more, and who may not draw changes no page", async () => {
  const { one } = await pair();
  const ops = Array.from({ length: 499 }, (_, at) => ({
    op: /** @type {const} */ ("page"),
    page: at + 2,
    name: "x",
  }));
  one.editor.commit(ops);
  assert.equal(one.editor.pages.listed.value.length, 500);
  assert.equal(addPage(one.editor), null);
  assert.deepEqual(one.notices.at(-1), { kind: "page-limit" });
  one.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  const before = one.view.pending.length;
  deletePage(one.editor, 2);
  movePage(one.editor, 2, 5);
  renamePage(one.editor, 2, "y");
  assert.equal(one.view.pending.length, before);
});

test("the keys go from page to page, and stay where there is only one", async () => {
  const { one } = await pair();
  const { pages, page } = one.editor;
  assert.equal(pages.turn(1), false);
  const second = Number(addPage(one.editor));
  assert.equal(pages.turn(1), true);
  assert.equal(page.value, second);
  pages.turn(-1);
  assert.equal(page.value, 1);
});

test("undo n and redo n of page commands, with edits of others between, leave all as it was", async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const seeded = new Seeded(seed);
    const random = () => seeded.next();
    const { room, one, two } = await pair();
    const pick = (/** @type {readonly number[]} */ from) =>
      from[Math.floor(random() * from.length)] ?? 1;
    const commands = [
      () => addPage(one.editor),
      () => deletePage(one.editor, pick(listed(one))),
      () => movePage(one.editor, pick(listed(one)), Math.floor(random() * listed(one).length)),
      () => renamePage(one.editor, pick(listed(one)), `name ${Math.floor(random() * 1e6)}`),
      () => writePage(one.editor, pick(listed(one)), { paper: "lines", tone: "dark" }),
      () => duplicatePage(one.editor, pick(listed(one)), "copy"),
      () => drawOn(one, pick(listed(one))),
    ];
    drawOn(one, 1);
    await room.settle();
    const depth = () => one.editor.canUndo.value;
    for (let step = 0; step < 12; step += 1) {
      commands[Math.floor(random() * commands.length)]?.();
      if (random() < 0.5) await room.settle();
      // Others draw on a page that these commands never delete.
      if (random() < 0.5) drawOn(two, 77, { pos: [step, 0, 0] });
    }
    await room.settle();
    const after = room.server.canonical();
    let undone = 0;
    for (; depth() && undone < 50; undone += 1) {
      one.editor.undo();
      await room.settle();
    }
    const empty = listed(one).filter((page) => page !== 77);
    assert.deepEqual(empty, [1], `seed ${seed}: all is undone`);
    for (; undone > 0; undone -= 1) {
      one.editor.redo();
      await room.settle();
    }
    const [is, was] = [room.server.canonical(), after].map((text) => JSON.parse(text));
    assert.deepEqual(is.pages, was.pages, `seed ${seed}`);
    const ids = (/** @type {{shapes: {id: string, page: number}[]}} */ board) =>
      board.shapes.map(({ id, page }) => `${id} ${page}`).sort();
    assert.deepEqual(ids(is), ids(was), `seed ${seed}`);
    await room.assertEqual();
  }
});
