// The list of the page's shapes: what a search finds, while the board changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ShapeList } from "../../static/js/editor/shape_list.js";
import { compareReadingOrder } from "../../static/js/model/reading_order.js";
import { rectangle } from "./drawing.js";
import { DrawingContext } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

/** @param {ShapeList} list */
function finish(list) {
  while (list.isSearching) list.scan(7);
}

/** @param {ShapeList} list */
function idsOf(list) {
  return list.slice(0, list.size).map(({ id }) => id);
}

test("[D13] the list has the shapes of the page in reading order, locked ones too", async () => {
  const { editor } = await DrawingContext.ready();
  const ids = Array.from({ length: 4 }, () => editor.newId());
  const [first = "", second = "", third = "", elsewhere = ""] = ids;
  editor.commit([
    { op: "add", shape: rectangle(third, { pos: [0, 9000, 0] }) },
    { op: "add", shape: rectangle(second, { pos: [9000, 0, 0], locked: true }) },
    { op: "add", shape: rectangle(first) },
    { op: "add", shape: rectangle(elsewhere, { page: 2 }) },
  ]);
  const list = new ShapeList(editor);
  assert.equal(list.size, 0, "nothing is looked at before it is asked for");
  finish(list);
  assert.deepEqual(idsOf(list), [first, second, third]);
  assert.equal(list.indexOf(third), 2);
  assert.equal(list.indexOf(elsewhere), -1);
  editor.page.set(2);
  finish(list);
  assert.deepEqual(idsOf(list), [elsewhere]);
});

test("a search keeps what it has found while others change the board, and is not confused by it", async () => {
  const { editor, other, room } = await DrawingContext.ready();
  const chance = new Seeded(11);
  /** @type {string[]} */
  const ids = [];
  const add = () => {
    const id = other.editor.newId();
    ids.push(id);
    const pos = /** @type {[number, number, number]} */ ([
      chance.within(-20000, 20000),
      chance.within(-20000, 20000),
      0,
    ]);
    const text = chance.within(0, 1) === 0 ? "cell" : "leaf";
    other.editor.commit([{ op: "add", shape: rectangle(id, { pos, text }) }]);
  };
  for (let at = 0; at < 60; at += 1) add();
  await room.settle();
  const list = new ShapeList(editor);
  const matches = (/** @type {{text: string | null}} */ { text }) => text === "cell";
  list.search(matches);
  for (let round = 0; round < 120; round += 1) {
    const id = ids[chance.within(0, ids.length - 1)] ?? "";
    const what = chance.within(0, 3);
    if (what === 0) add();
    else if (what === 1) other.editor.commit([{ op: "del", id }]);
    else if (what === 2) other.editor.commit([{ op: "set", id, text: "cell" }]);
    else other.editor.commit([{ op: "set", id, pos: [chance.within(-9000, 9000), 0, 0] }]);
    if (chance.within(0, 3) === 0) await room.settle();
    list.scan(3);
    if (round === 60) list.search(matches);
  }
  await room.settle();
  finish(list);
  const wanted = editor.view.shapesOf(1).filter(matches).sort(compareReadingOrder);
  assert.ok(wanted.length > 10);
  assert.deepEqual(
    idsOf(list),
    wanted.map(({ id }) => id),
  );
});

test("Tab visits the shapes in the order of the list, forth and back", async () => {
  const { editor, actions } = await DrawingContext.ready();
  const chance = new Seeded(29);
  for (let at = 0; at < 40; at += 1) {
    const pos = /** @type {[number, number, number]} */ ([
      chance.within(-9000, 9000),
      chance.within(-3000, 3000),
      0,
    ]);
    editor.commit([{ op: "add", shape: rectangle(editor.newId(), { pos }) }]);
  }
  const list = new ShapeList(editor);
  finish(list);
  const order = idsOf(list);
  for (const [direction, wanted] of /** @type {const} */ ([
    [1, order],
    [-1, order.toReversed()],
  ])) {
    editor.selection.clear();
    const visited = wanted.map(() => actions.cycle(direction));
    assert.deepEqual(
      visited.map((visit) => visit?.shape.id),
      wanted,
    );
    assert.ok(
      visited.every((visit) => visit !== null && order[visit.place - 1] === visit.shape.id),
    );
    assert.equal(actions.cycle(direction), null);
  }
});

test("a search of many shapes ends, however many of them change at once", async () => {
  const { editor, other, room } = await DrawingContext.ready();
  const ids = Array.from({ length: 3000 }, () => other.editor.newId());
  other.editor.commit(
    ids.map((id, at) => ({ op: "add", shape: rectangle(id, { pos: [at, 0, 0] }) })),
  );
  await room.settle();
  const list = new ShapeList(editor);
  list.scan(1000);
  assert.equal(list.size, 1000);
  other.editor.clearPage();
  await room.settle();
  finish(list);
  assert.equal(list.size, 0);
  list.close();
  editor.commit([{ op: "add", shape: rectangle(editor.newId()) }]);
  assert.equal(list.size, 0, "a closed list follows nothing");
});
