// Undo and redo: only my own work, only what nobody else has changed, and the same on every screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Classroom } from "./classroom.js";
import { rectangle, stroke } from "./drawing.js";

/** @typedef {import("./classroom.js").Member} Member */

/** @param {Member} member */
function can({ editor }) {
  return [editor.canUndo.value, editor.canRedo.value];
}

test("[O4] two moves of one shape, undone twice and redone twice, are where they were", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(1);
  one.move(id, 2);
  one.move(id, 3);
  await room.settle();
  const before = room.server.canonical();
  const xs = [];
  for (const step of ["undo", "undo", "redo", "redo"]) {
    one.editor[/** @type {"undo" | "redo"} */ (step)]();
    xs.push(one.view.shape(id)?.x);
    await room.settle();
    assert.equal(two.view.shape(id)?.x, xs.at(-1));
  }
  assert.deepEqual(xs, [2, 1, 2, 3]);
  assert.equal(room.server.canonical(), before);
  await room.assertEqual();
});

test("[B6] [O5] draw, undo and redo faster than any answer works", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(7);
  const seen = [];
  for (const step of ["undo", "redo", "undo", "redo"]) {
    one.editor[/** @type {"undo" | "redo"} */ (step)]();
    seen.push(one.view.shape(id)?.x);
  }
  assert.deepEqual(seen, [undefined, 7, undefined, 7]);
  assert.deepEqual(can(one), [true, false]);
  await room.settle();
  assert.deepEqual(one.notices, []);
  assert.equal(two.view.shape(id)?.x, 7);
  await room.assertEqual();
});

test("[B6] an erased shape returns exactly as it was, with its z", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const [low, high] = [two.draw(1), two.draw(2)];
  await room.settle();
  one.move(low, 9);
  await room.settle();
  const before = room.server.canonical();
  one.editor.commit([
    { op: "del", id: low },
    { op: "del", id: high },
  ]);
  await room.settle();
  assert.equal(two.view.count(1), 0);
  one.editor.undo();
  await room.settle();
  assert.equal(room.server.canonical(), before);
  one.editor.redo();
  await room.settle();
  assert.equal(room.server.board.shapes.size, 0);
  one.editor.undo();
  await room.settle();
  assert.equal(room.server.canonical(), before);
  await room.assertEqual();
});

test("[O4] undo of a shape that somebody else has changed meanwhile is refused and reported", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(1);
  await room.settle();
  one.isStalled = true;
  two.move(id, 50);
  await room.settle();
  one.editor.undo();
  assert.equal(one.view.shape(id), undefined);
  await room.settle();
  one.isStalled = false;
  await room.settle();
  assert.equal(one.view.shape(id)?.x, 50);
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 0, dropped: 1 }]);
  assert.deepEqual(can(one), [false, false]);
  await room.assertEqual();
});

test("[O4] the unchanged parts of a refused undo are sent again", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const [a, b, c] = [one.draw(1), one.draw(2), one.draw(3)];
  one.editor.commit([a, b, c].map((id) => ({ op: "set", id, pos: [100, 0, 0] })));
  await room.settle();
  one.isStalled = true;
  two.move(b, 50);
  two.editor.commit([{ op: "set", id: c, style: { ink: "blue", size: 9 } }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  one.isStalled = false;
  await room.settle();
  assert.deepEqual(
    [a, b, c].map((id) => two.view.shape(id)?.x),
    [1, 50, 3],
  );
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 2, dropped: 1 }]);
  await room.assertEqual();
  one.editor.redo();
  await room.settle();
  assert.deepEqual(
    [a, b, c].map((id) => two.view.shape(id)?.x),
    [100, 50, 100],
  );
  assert.equal(one.notices.length, 1, "what was left out once is not spoken of again");
  await room.assertEqual();
});

test("[O4] undo leaves out parts that others are known to have changed, in every entry", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(1);
  one.move(id, 2);
  one.editor.commit([{ op: "set", id, style: { ink: "green", size: 5 } }]);
  await room.settle();
  two.move(id, 50);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.equal(one.view.shape(id)?.style.ink, "red", "nobody else wrote the style");
  assert.deepEqual(one.notices, []);
  one.editor.undo();
  one.editor.undo();
  await room.settle();
  assert.equal(one.view.shape(id)?.x, 50);
  assert.deepEqual(one.notices, [
    { kind: "undo-changed", undone: 0, dropped: 1 },
    { kind: "undo-changed", undone: 0, dropped: 1 },
  ]);
  await room.assertEqual();
});

test("undo never restores a shape that somebody else has deleted", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw(1);
  one.move(id, 2);
  await room.settle();
  two.editor.commit([{ op: "del", id }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.equal(room.server.board.shapes.size, 0);
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 0, dropped: 1 }]);
  await room.assertEqual();
});

test("[O5] when somebody else deleted first, undo reports that there is nothing to restore", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = two.draw(1);
  await room.settle();
  room.server.held = [];
  two.editor.commit([{ op: "del", id }]);
  await room.settle();
  one.editor.commit([{ op: "del", id }]);
  one.editor.undo();
  await room.settle();
  room.server.release();
  await room.settle();
  assert.equal(room.server.board.shapes.size, 0);
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 0, dropped: 1 }]);
  await room.assertEqual();
});

test("[B5] a clear removes what was seen, and key and notice undo it", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  two.draw(1);
  one.draw(2);
  await room.settle();
  const before = room.server.canonical();
  const n = one.editor.clearPage();
  assert.equal(one.view.count(1), 0);
  await room.settle();
  assert.equal(two.view.count(1), 0);
  one.editor.undo();
  assert.equal(one.view.count(1), 2);
  await room.settle();
  assert.equal(room.server.canonical(), before);
  one.editor.redo();
  await room.settle();
  assert.equal(two.view.count(1), 0);
  const later = one.draw(3);
  await room.settle();
  one.editor.restore(n + 2);
  await room.settle();
  assert.equal(two.view.count(1), 3);
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(later), undefined, "the next undo takes the next entry");
  await room.assertEqual();
});

test("[E10] a refused edit cannot be undone", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const id = one.draw(1);
  await room.settle();
  one.editor.commit([{ op: "set", id, geometry: { points: [0, 0, 1, 1] } }]);
  await room.settle();
  assert.equal(one.notices.at(-1)?.kind, "refused");
  one.editor.undo();
  await room.settle();
  assert.equal(one.view.shape(id), undefined);
  await room.assertEqual();
});

test("[D17] undo takes a new label away, and redo brings it back", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const id = one.draw(1);
  one.editor.commit([{ op: "set", id, text: "x" }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.equal(one.view.shape(id)?.text, null);
  one.editor.redo();
  await room.settle();
  assert.equal(one.view.shape(id)?.text, "x");
  await room.assertEqual();
});

test("[E10] a shape refused after its undo is reported once", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const id = one.editor.newId();
  one.editor.commit([{ op: "add", shape: rectangle(id, { page: 0 }) }]);
  one.editor.undo();
  one.editor.redo();
  await room.settle();
  assert.deepEqual(
    one.notices.map(({ kind }) => kind),
    ["refused"],
  );
  assert.deepEqual(can(one), [false, false]);
  await room.assertEqual();
});

test("a new gesture clears redo; settings are not undone", async () => {
  const room = new Classroom();
  const one = await room.seat();
  one.draw(1);
  one.editor.undo();
  assert.deepEqual(can(one), [false, true]);
  one.draw(2);
  assert.deepEqual(can(one), [true, false]);
  one.editor.renameBoard("  Algebra  ");
  one.editor.undo();
  assert.deepEqual(can(one), [false, true]);
  await room.settle();
  assert.equal(one.view.name, "Algebra", "a name is given, not drawn");
  await room.assertEqual();
});

test("[B7] the paper of a page is undone and redone, but not over what somebody else has chosen", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  one.editor.setPaper("squares");
  assert.equal(one.editor.canUndo.value, false, "it was so already");
  one.editor.setPaper("staff");
  one.editor.setPaper("dots");
  await room.settle();
  one.editor.undo();
  assert.equal(one.view.paper(1), "staff");
  one.editor.undo();
  one.editor.redo();
  one.editor.redo();
  await room.settle();
  assert.equal(two.view.paper(1), "dots");
  two.editor.setPaper("blank");
  await room.settle();
  two.editor.setPaper("dots");
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.equal(one.view.paper(1), "dots");
  assert.equal(one.notices.at(-1)?.kind, "undo-changed");
  await room.assertEqual();
});

test("[L2] a gesture too large for one edit is several, and one undo", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const path = Array.from(
    { length: 900 },
    (_, at) => /** @type {[number, number]} */ ([at * 1000, at % 7]),
  );
  const ids = Array.from({ length: 20 }, () => one.editor.newId());
  one.editor.commit(ids.map((id) => ({ op: "add", shape: stroke(id, path) })));
  await room.settle();
  assert.ok(room.server.log.length > 1);
  assert.equal(two.view.count(1), 20);
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.count(1), 0);
  one.editor.redo();
  await room.settle();
  assert.equal(two.view.count(1), 20);
  assert.deepEqual(one.notices, []);
  assert.deepEqual(can(one), [true, false]);
  await room.assertEqual();
});

test("[L2] thousands of shapes that one gesture removed return at once, with one restore per edit", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const ids = Array.from({ length: 6000 }, () => one.editor.newId());
  one.editor.commit(ids.map((id) => ({ op: "add", shape: stroke(id, [[0, 0]]) })));
  await room.settle();
  one.editor.commit(ids.map((id) => ({ op: "del", id })));
  await room.settle();
  assert.equal(two.view.count(1), 0);
  const before = room.server.log.length;
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.count(1), 6000);
  const edits = room.server.log.slice(before);
  assert.ok(edits.length > 1 && edits.length < 10, `${edits.length} edits`);
  for (const { ops } of edits) {
    assert.deepEqual(
      ops.map(({ op }) => op),
      ["restore"],
    );
  }
  await room.assertEqual();
});
