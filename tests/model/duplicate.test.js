// Duplicates of the selection: by key, by a drag with Alt, and what becomes of groups and bound ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { copiesOf, MAX_COPIED, originalsOf } from "../../static/js/model/copies.js";
import { COORDINATE } from "../../static/js/model/limits.js";
import { copyCommands } from "../../static/js/tools/commands/copy.js";
import { rectangle, stroke, TAGS } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

const ALT = { ...NO_KEYS, alt: true };

/** A room with the command, and shapes of the first member. @param {number} count */
async function ready(count) {
  const desk = await DrawingContext.ready();
  const commands = new Commands();
  commands.register(copyCommands(desk.editor, desk.gestures));
  const ids = Array.from({ length: count }, () => desk.editor.newId());
  for (const [at, id] of ids.entries())
    desk.editor.commit([{ op: "add", shape: rectangle(id, { pos: [at * 1000, 0, 0] }) }]);
  await desk.room.settle();
  return { desk, ids, duplicate: () => commands.run("duplicate") };
}

/** @param {Sitting} desk */
const places = (desk) => shapesOf(desk.other).map(({ pos }) => pos.slice(0, 2).join(" "));

/** The drafts that the other sees. @param {Sitting} desk */
const drafts = (desk) => desk.other.editor.peers.drafts().flatMap(({ previews }) => previews);

test("a duplicate lies beside its original and is selected; the next one repeats its way", async () => {
  const { desk, ids, duplicate } = await ready(1);
  const { editor, room } = desk;
  editor.selection.select(ids);
  assert.ok(duplicate());
  const [copy = ""] = editor.selection.value;
  assert.notEqual(copy, ids[0]);
  await room.settle();
  assert.deepEqual(places(desk), ["0 0", "320 320"]);
  editor.commit([{ op: "set", id: copy, pos: [1000, 50, 0] }]);
  duplicate();
  await room.settle();
  assert.deepEqual(places(desk), ["0 0", "1000 50", "2000 100"]);
  editor.selection.select(ids);
  duplicate();
  await room.settle();
  assert.deepEqual(places(desk).at(-1), "320 320", "another selection begins anew");
  for (let step = 0; step < 4; step += 1) editor.undo();
  await room.settle();
  assert.deepEqual(places(desk), ["0 0"]);
  for (let step = 0; step < 4; step += 1) editor.redo();
  await room.settle();
  assert.deepEqual(places(desk), ["0 0", "1000 50", "2000 100", "320 320"]);
  await room.assertEqual();
});

test("nothing is duplicated without a selection, during a gesture, or without the right", async () => {
  const { desk, ids, duplicate } = await ready(1);
  const { editor } = desk;
  assert.ok(duplicate(), "the key is never the browser's");
  editor.selection.select(ids);
  desk.gestures.begin(desk.point([0, 25]), "select");
  duplicate();
  desk.gestures.cancel();
  editor.rights.set({ role: "viewer", draw: false, why: "role" });
  duplicate();
  await desk.room.settle();
  assert.deepEqual(places(desk), ["0 0"]);
});

test("while Alt is held a drag makes copies, and moves the shapes again when it is released", async () => {
  const { desk, ids } = await ready(1);
  const { editor, gestures, room } = desk;
  gestures.begin(desk.point([0, 25]), "select");
  gestures.update([desk.point([400, 25])]);
  await room.settle();
  assert.deepEqual(
    drafts(desk).map(({ kind }) => kind),
    ["move"],
  );
  gestures.holdKeys(ALT);
  assert.deepEqual(gestures.live.value?.previews(), [
    { kind: "move", ids: new Set(ids), dx: 400, dy: 0, isCopy: true },
  ]);
  await room.pass(100);
  const [draft, ...others] = drafts(desk);
  assert.ok(draft?.kind === "shape" && others.length === 0, "the others see a new shape");
  assert.deepEqual([draft.shape.x, draft.shape.y], [400, 0]);
  gestures.holdKeys(NO_KEYS);
  await room.pass(100);
  assert.deepEqual(
    drafts(desk).map(({ kind }) => kind),
    ["move"],
  );
  gestures.holdKeys(ALT);
  gestures.update([desk.point([500, 125])]);
  gestures.finish();
  await room.settle();
  assert.deepEqual(places(desk), ["0 0", "500 100"]);
  assert.deepEqual(drafts(desk), []);
  assert.ok(!editor.selection.has(ids[0] ?? ""), "the copy is selected");
  editor.undo();
  await room.settle();
  assert.deepEqual(places(desk), ["0 0"]);
  gestures.begin(desk.point([0, 25]), "select", ALT);
  gestures.update([desk.point([400, 25])], ALT);
  gestures.cancel();
  await room.settle();
  assert.deepEqual(places(desk), ["0 0"], "a cancelled one leaves nothing");
  await room.assertEqual();
});

test("while Alt is held the others see strokes and several shapes move", async () => {
  const { desk, ids } = await ready(2);
  const { editor, gestures, room } = desk;
  const ink = editor.newId();
  editor.commit([
    {
      op: "add",
      shape: stroke(ink, [
        [0, 2000],
        [800, 2000],
      ]),
    },
  ]);
  await room.settle();
  for (const chosen of [ids, [ink], [...ids, ink]]) {
    editor.selection.select(chosen);
    const start =
      chosen[0] === ink ? /** @type {const} */ ([0, 2000]) : /** @type {const} */ ([0, 25]);
    gestures.begin(desk.point([...start]), "select", ALT);
    gestures.update([desk.point([start[0] + 400, start[1]])], ALT);
    await room.pass(100);
    const [draft, ...others] = drafts(desk);
    assert.ok(draft?.kind === "move" && others.length === 0, "a draft of the move");
    assert.deepEqual([[...draft.ids], draft.dx, draft.dy], [chosen, 400, 0]);
    gestures.cancel();
    await room.settle();
    assert.deepEqual(drafts(desk), []);
  }
});

test("copies of many shapes keep their order and are one step of undo, with edits of others between", async () => {
  const { desk, ids, duplicate } = await ready(3);
  const { editor, room, other } = desk;
  editor.commit([{ op: "set", id: ids[0] ?? "", z: "front" }]);
  await room.settle();
  editor.selection.select(ids);
  duplicate();
  const copies = [...editor.selection.value];
  await room.settle();
  const order = ["1000 0", "2000 0", "0 0"];
  const copied = ["1320 320", "2320 320", "320 320"];
  assert.deepEqual(places(desk), [...order, ...copied]);
  other.editor.commit([{ op: "set", id: copies[0] ?? "", pos: [9, 9, 0] }]);
  await room.settle();
  editor.undo();
  await room.settle();
  assert.deepEqual(places(desk), [...order, "9 9"], "what somebody else has moved stays");
  assert.deepEqual(desk.me.notices.at(-1), { kind: "undo-changed", undone: 2, dropped: 1 });
  await room.assertEqual();
});

test("too many shapes are not copied, and the person is told", async () => {
  const { desk, duplicate } = await ready(0);
  const { editor, room } = desk;
  const ids = Array.from({ length: MAX_COPIED + 1 }, () => editor.newId());
  editor.commit(ids.map((id) => ({ op: "add", shape: rectangle(id) })));
  await room.settle();
  editor.selection.select(ids);
  duplicate();
  desk.gestures.begin(desk.point([0, 25]), "select", ALT);
  desk.gestures.update([desk.point([400, 25])], ALT);
  assert.deepEqual(desk.gestures.live.value?.previews(), []);
  desk.gestures.finish();
  await room.settle();
  assert.deepEqual(desk.me.notices, [{ kind: "copy-limit" }, { kind: "copy-limit" }]);
  assert.equal(editor.view.count(1), ids.length);
  editor.selection.select(ids.slice(1));
  duplicate();
  await room.settle();
  assert.equal(editor.view.count(1), 2 * ids.length - 1);
  editor.undo();
  await room.settle();
  assert.equal(desk.other.view.count(1), ids.length, "one step of undo");
});

/** Copies with ids that begin at 100. @param {readonly NewShape[]} originals @param {{dx?: number, dy?: number}} [offset] */
function copies(originals, { dx = 0, dy = 0 } = {}) {
  let last = 99;
  const newId = () => {
    last += 1;
    return `${TAGS[1]}.${last}`;
  };
  return copiesOf(originals, { newId, page: 2, dx, dy });
}

/** @param {number} n */
const old = (n) => `${TAGS[0]}.${n}`;
/** @param {number} n */
const fresh = (n) => `${TAGS[1]}.${n}`;

test("[D12] [D18] groups and bound ends refer to the copies, or to nothing", () => {
  const group = [old(900), old(901)];
  const arrow = (/** @type {number} */ n, /** @type {NewShape["geometry"]} */ ends) =>
    rectangle(old(n), { kind: "arrow", geometry: { points: [0, 0, 5, 5], ...ends } });
  const originals = [
    arrow(3, { from: [old(1), 500, 0], to: [old(77), 0, 0] }),
    rectangle(old(1), { group }),
    rectangle(old(2), { group: [old(900)] }),
    arrow(4, {}),
  ];
  const made = copies(originals);
  assert.deepEqual(
    made.map(({ id, page }) => [id, page]),
    [102, 100, 101, 103].map((n) => [fresh(n), 2]),
  );
  assert.deepEqual(made[0]?.geometry, { points: [0, 0, 5, 5], from: [fresh(100), 500, 0] });
  assert.deepEqual(made[1]?.group, [fresh(104), fresh(105)]);
  assert.deepEqual(made[2]?.group, [fresh(104)]);
  assert.equal(made[3]?.geometry, originals[3]?.geometry);
});

test("[D5] the parts of a long stroke stay neighbours by id, whatever lies between them", async () => {
  const { desk } = await ready(0);
  const { editor } = desk;
  /** @type {[number, number][]} */
  const path = Array.from({ length: 1500 }, (_, at) => [at, at % 3]);
  const [end = [0, 0]] = path.slice(-1);
  const [first, second] = [editor.newId(), editor.newId()];
  editor.commit([{ op: "add", shape: stroke(first, path) }]);
  editor.commit([{ op: "add", shape: stroke(second, [end, [2000, 2]]) }]);
  editor.commit([{ op: "set", id: first, z: "front" }]);
  await desk.room.settle();
  editor.selection.select([first, second]);
  const originals = originalsOf(editor.view.shapesOf(1), editor.view.pool) ?? [];
  assert.deepEqual(
    copies(originals).map(({ id }) => id),
    [fresh(101), fresh(100)],
  );
  assert.ok(originals.every((each) => !("seq" in each || "author" in each || "z" in each)));
});

test("[D13] a copy is not locked and keeps its description", async () => {
  const { desk } = await ready(0);
  const id = desk.editor.newId();
  const more = { locked: true, alt: "a cat", text: "cat" };
  desk.editor.commit([{ op: "add", shape: rectangle(id, more) }]);
  const originals = originalsOf(desk.editor.view.shapesOf(1), desk.editor.view.pool) ?? [];
  const [copy] = copies(originals);
  assert.deepEqual([copy?.locked, copy?.alt, copy?.text], [undefined, "a cat", "cat"]);
});

test("a copy stays on the board at its edge", () => {
  const at = (/** @type {number} */ n, /** @type {number} */ x) =>
    rectangle(old(n), { pos: [x, 0, 0] });
  const made = copies([at(1, COORDINATE - 100), at(2, 0)], { dx: 320, dy: -5 });
  assert.deepEqual(
    made.map(({ pos }) => pos),
    [
      [COORDINATE, -5, 0],
      [100, -5, 0],
    ],
  );
});
