// Groups: what a press picks, entering and leaving, and the commands that make and take them apart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { groupOf } from "../../static/js/model/more.js";
import { Duplicator } from "../../static/js/tools/duplicate.js";
import { group, ungroup } from "../../static/js/tools/grouping.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Desk */

/** A board with five rectangles in a row, each 100 px wide, the left edges 200 px apart. */
async function ready() {
  const desk = await DrawingContext.ready();
  const { editor } = desk;
  editor.tool.set("select");
  const ids = [0, 1, 2, 3, 4].map((at) => {
    const id = editor.newId();
    const shape = { ...rectangle(id, { pos: [at * 3200, 0, 0] }), geometry: { w: 1600, h: 1600 } };
    editor.commit([{ op: "add", shape }]);
    return id;
  });
  await desk.room.settle();
  return { ...desk, desk, ids };
}

/** Clicks at the top edge of one of the rectangles. @param {Desk} desk @param {number} at */
function click(desk, at) {
  drag(desk, "select", [[at * 3200 + 400, 0]]);
}

/** @param {Desk} desk @param {readonly string[]} ids @param {readonly number[]} places */
function groupThe({ editor }, ids, places) {
  editor.selection.select(places.map((at) => ids[at] ?? ""));
  group(editor);
}

/** The places of the selected shapes. @param {Desk} desk @param {readonly string[]} ids */
function selected({ editor }, ids) {
  return ids.flatMap((id, at) => (editor.selection.has(id) ? [at] : []));
}

test("[D12] a click picks a whole group, a double click a member of it, and Escape leaves it", async () => {
  const { desk, ids, editor } = await ready();
  groupThe(desk, ids, [0, 1, 2]);
  editor.selection.clear();
  click(desk, 1);
  assert.deepEqual(selected(desk, ids), [0, 1, 2]);
  click(desk, 1);
  assert.deepEqual(selected(desk, ids), [1], "the second click enters");
  desk.time += 1000;
  click(desk, 2);
  assert.deepEqual(selected(desk, ids), [2], "inside, a click picks a member");
  assert.ok(editor.groups.leave());
  assert.deepEqual(selected(desk, ids), [0, 1, 2]);
  assert.ok(!editor.groups.leave());
  click(desk, 1);
  desk.time += 1000;
  click(desk, 3);
  assert.deepEqual(selected(desk, ids), [3]);
});

test("[D12] groups nest: each double click goes one level deeper", async () => {
  const { desk, ids, editor } = await ready();
  groupThe(desk, ids, [0, 1]);
  groupThe(desk, ids, [0, 1, 2]);
  editor.selection.clear();
  const paths = ids.map((id) => groupOf(/** @type {any} */ (editor.view.shape(id))).length);
  assert.deepEqual(paths, [2, 2, 1, 0, 0]);
  click(desk, 0);
  assert.deepEqual(selected(desk, ids), [0, 1, 2]);
  click(desk, 0);
  assert.deepEqual(selected(desk, ids), [0, 1]);
  desk.time += 1000;
  click(desk, 0);
  click(desk, 0);
  assert.deepEqual(selected(desk, ids), [0]);
  editor.groups.leave();
  assert.deepEqual(selected(desk, ids), [0, 1]);
  editor.groups.leave();
  assert.deepEqual(selected(desk, ids), [0, 1, 2]);
});

test("[D12] a fifth level is not made, and the person is told", async () => {
  const { desk, ids, me } = await ready();
  for (const places of [
    [0, 1],
    [0, 1, 2],
    [0, 1, 2, 3],
    [0, 1, 2, 3, 4],
  ])
    groupThe(desk, ids, places);
  const one = desk.me.draw(30_000);
  me.notices.length = 0;
  desk.editor.selection.select([...ids, one]);
  group(desk.editor);
  assert.deepEqual(me.notices, [{ kind: "selecting", why: "group-deep" }]);
  await desk.room.settle();
  assert.deepEqual(me.refusals, []);
  await desk.room.assertEqual();
});

test("inside a group a new group is made within it, and taken apart without the outer one", async () => {
  const { desk, ids, editor } = await ready();
  groupThe(desk, ids, [0, 1, 2, 3]);
  const [outer = ""] = groupOf(/** @type {any} */ (editor.view.shape(ids[0] ?? "")));
  groupThe(desk, ids, [0, 1]);
  const path = () => groupOf(/** @type {any} */ (editor.view.shape(ids[1] ?? "")));
  assert.equal(path()[0], outer);
  assert.equal(path().length, 2);
  ungroup(editor);
  assert.deepEqual(path(), [outer]);
  assert.deepEqual(selected(desk, ids), [0, 1]);
});

test("one thing is not grouped, and what is no group is not taken apart", async () => {
  const { desk, ids, editor, me } = await ready();
  groupThe(desk, ids, [0]);
  groupThe(desk, ids, [0, 1]);
  group(editor);
  editor.selection.select([ids[3] ?? ""]);
  ungroup(editor);
  const whys = me.notices.flatMap((notice) => (notice.kind === "selecting" ? [notice.why] : []));
  assert.deepEqual(whys, ["group-few", "grouped", "group-few", "ungroup-none"]);
});

test("a marquee, Shift and the eraser take a group as a whole", async () => {
  const { desk, ids, editor } = await ready();
  groupThe(desk, ids, [0, 4]);
  editor.selection.clear();
  drag(desk, "select", [
    [-200, -200],
    [300, 300],
  ]);
  assert.deepEqual(selected(desk, ids), [0, 4]);
  editor.selection.clear();
  desk.gestures.begin(desk.point([800, 0]), "select", { shift: true, alt: false, ctrl: false });
  desk.gestures.finish();
  assert.deepEqual(selected(desk, ids), [0, 4]);
  drag(desk, "eraser", [
    [800, -100],
    [800, 100],
  ]);
  assert.equal(editor.view.shape(ids[4] ?? ""), undefined);
});

test("[D13] locked shapes of a group stay out of its selection", async () => {
  const { desk, ids, editor } = await ready();
  groupThe(desk, ids, [0, 1, 2]);
  editor.commit([{ op: "set", id: ids[1] ?? "", locked: true }]);
  editor.selection.clear();
  click(desk, 0);
  assert.deepEqual(selected(desk, ids), [0, 2]);
  assert.deepEqual(editor.groups.entered, [], "the locked one cannot be selected with the others");
});

test("a duplicate of a group is a group of its own, and one of a member stays inside", async () => {
  const { desk, ids, editor } = await ready();
  const groupsOf = (/** @type {Iterable<string>} */ some) =>
    new Set([...some].map((id) => groupOf(/** @type {any} */ (editor.view.shape(id))).join()));
  groupThe(desk, ids, [0, 1]);
  const [old] = groupsOf(ids.slice(0, 2));
  const duplicator = new Duplicator(editor);
  duplicator.duplicate();
  const copies = editor.selection.value;
  assert.equal(copies.size, 2);
  assert.equal(groupsOf(copies).size, 1);
  assert.notEqual([...groupsOf(copies)][0], old);
  editor.selection.select([ids[0] ?? ""]);
  duplicator.duplicate();
  assert.deepEqual([...groupsOf(editor.selection.value)], [old]);
});

test("Tab goes from group to group, and within a group that is entered", async () => {
  const { desk, ids, editor, actions } = await ready();
  groupThe(desk, ids, [1, 3]);
  editor.selection.clear();
  const steps = [0, 1, 2].map(() => {
    const visited = actions.cycle(1);
    return [selected(desk, ids), visited?.place, visited?.count, visited?.size];
  });
  assert.deepEqual(steps, [
    [[0], 1, 4, 1],
    [[1, 3], 2, 4, 2],
    [[2], 3, 4, 1],
  ]);
  actions.cycle(-1);
  assert.ok(editor.groups.enterSelected());
  assert.deepEqual(selected(desk, ids), [1]);
  actions.cycle(1);
  assert.deepEqual(selected(desk, ids), [3]);
  actions.cycle(1);
  assert.deepEqual(selected(desk, ids), [2], "after the last member comes what follows the group");
});

test("10,000 shapes become one group in at most 38 edits and one entry of the history", async () => {
  const { editor, room, me } = await DrawingContext.ready();
  editor.tool.set("select");
  const ids = Array.from({ length: 10_000 }, () => editor.newId());
  editor.commit(
    ids.map((id, at) => ({ op: "add", shape: rectangle(id, { pos: [at * 20, 0, 0] }) })),
  );
  await room.settle();
  const before = room.server.canonical();
  const { head } = me.view.board;
  editor.selection.select(ids);
  group(editor);
  await room.settle();
  const edits = me.view.board.head - head;
  assert.ok(edits <= 38, `${edits} edits`);
  editor.selection.clear();
  assert.equal(editor.groups.whole([ids[5] ?? ""]).size, 10_000);
  editor.undo();
  await room.settle();
  assert.equal(room.server.canonical(), before);
});

test("the members of a group are known after others group, leave and remove shapes", async () => {
  const { desk, ids, editor, other, room } = await ready();
  const ofOther = other.editor.groups;
  groupThe(desk, ids, [0, 1, 2]);
  await room.settle();
  assert.deepEqual([...ofOther.whole([ids[0] ?? ""])].sort(), ids.slice(0, 3).sort());
  editor.commit([{ op: "del", id: ids[1] ?? "" }]);
  await room.settle();
  assert.equal(ofOther.whole([ids[0] ?? ""]).size, 2);
  editor.commit([{ op: "del", id: ids[2] ?? "" }]);
  await room.settle();
  assert.equal(ofOther.whole([ids[0] ?? ""]).size, 1, "a group of one counts as none");
});
