// The part eraser's op: what is shown before the log has it, and what taking it back leaves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { Replica } from "../../static/js/model/replica.js";
import { geometryToWire } from "../../static/js/model/shape.js";
import { Classroom } from "./classroom.js";
import { rectangle, stroke } from "./drawing.js";

/** @typedef {import("./classroom.js").Member} Member */
/** @typedef {import("../../static/js/model/reduce.js").SplitOp} SplitOp */

const EVERYWHERE = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };
/** @type {[number, number][]} */
const PATH = [
  [0, 0],
  [100, 0],
  [200, 50],
  [300, 50],
  [400, 0],
];

/** Draws a stroke of five points. @param {Member} member */
function draw(member) {
  const id = member.editor.newId();
  member.editor.commit([{ op: "add", shape: stroke(id, PATH) }]);
  return id;
}

/** Keeps the two ends of a stroke. @param {Member} member @param {string} id @returns {SplitOp} */
function ends(member, id) {
  const newId = () => member.editor.newId();
  return {
    op: "split",
    id,
    pieces: [
      { id: newId(), from: 0, to: 2 },
      { id: newId(), from: 3, to: 5 },
    ],
  };
}

/** Returns the painted shapes, from below. @param {Member} member */
function painted({ view }) {
  return view.query(EVERYWHERE, 1).map(({ id }) => id);
}

test("[B10] a split is shown at once in place of its source", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = draw(one);
  const above = one.draw(5);
  const split = ends(one, id);
  const [first, second] = split.pieces.map((piece) => piece.id);
  one.editor.commit([split]);
  assert.deepEqual(painted(one), [first, second, above]);
  const shape = one.view.shape(second ?? "");
  assert.ok(shape !== undefined);
  assert.deepEqual(geometryToWire(shape, one.view.pool), {
    points: [300, 50, 100, -50],
    pressure: [128, 0],
    time: [24, 8],
  });
  await room.settle();
  assert.deepEqual(painted(two), [first, second, above]);
  room.assertEqual();
});

test("[B10] [O12] of two that split the same stroke, the second sees the pieces of the first", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = draw(one);
  await room.settle();
  two.isStalled = true;
  const kept = ends(one, id);
  one.editor.commit([kept]);
  two.editor.commit([ends(two, id)]);
  assert.equal(two.view.count(1), 2);
  await room.settle();
  two.isStalled = false;
  await room.settle();
  assert.deepEqual(
    painted(two),
    kept.pieces.map((piece) => piece.id),
  );
  assert.deepEqual(two.notices, []);
  room.assertEqual();
  two.editor.undo();
  await room.settle();
  assert.deepEqual(two.notices, [{ kind: "undo-changed", undone: 0, dropped: 1 }]);
  assert.equal(one.view.count(1), 2);
  room.assertEqual();
});

test("[E9] the pieces of a pending split follow others' changes of its source", () => {
  const replica = new Replica();
  replica.setAuthor(1);
  const [mine, theirs] = ["00000000000000aa", "00000000000000bb"];
  const id = `${theirs}.1`;
  let seq = 0;
  /** @param {import("../../static/js/model/reduce.js").Op} op */
  const theyDo = (op) => {
    seq += 1;
    replica.advance({ author: 2, tag: theirs, n: seq, at: 0, ops: [op] }, seq);
  };
  theyDo({ op: "add", shape: stroke(id, PATH) });
  const pieces = [{ id: `${mine}.1`, from: 1, to: 5 }];
  replica.addPending({ tag: mine, n: 1, ops: [{ op: "split", id, pieces }] });
  const again = [{ id: `${mine}.2`, from: 1, to: 3 }];
  replica.addPending({ tag: mine, n: 2, ops: [{ op: "split", id: `${mine}.1`, pieces: again }] });
  const shown = () => {
    const all = replica.shapesOf(1);
    return all.map((shape) => [shape.id, shape.x, shape.style.ink, shape.count]);
  };
  assert.deepEqual(shown(), [[`${mine}.2`, 0, "red", 2]]);
  theyDo({ op: "set", id, pos: [7, 8, 0], style: { ink: "sky", size: 9 } });
  assert.deepEqual(shown(), [[`${mine}.2`, 7, "sky", 2]]);
  theyDo({ op: "del", id });
  assert.deepEqual(shown(), []);
  theyDo({ op: "add", shape: stroke(id, PATH) });
  assert.deepEqual(shown(), [[`${mine}.2`, 0, "red", 2]]);
  replica.dropPending(mine, 1);
  assert.deepEqual(shown(), [[id, 0, "red", 5]]);
});

test("[E10] a refused split restores the stroke", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const id = draw(one);
  await room.settle();
  room.server.role = "viewer";
  one.editor.commit([ends(one, id)]);
  await room.settle();
  assert.deepEqual(painted(one), [id]);
  room.assertEqual();
});

test("[B10] [O5] split, undone and redone n times leaves every value as it was", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = draw(one);
  const other = one.draw(5);
  const split = ends(one, id);
  const [piece] = split.pieces.map(({ id: name }) => name);
  await room.settle();
  const drawn = room.server.canonical();
  one.editor.commit([split, { op: "del", id: other }]);
  await room.settle();
  const cut = room.server.canonical();
  one.editor.commit([{ op: "set", id: piece ?? "", pos: [50, 60, 0] }]);
  one.editor.commit([{ op: "del", id: piece ?? "" }]);
  await room.settle();
  const end = room.server.canonical();
  for (let round = 0; round < 3; round += 1) {
    for (let step = 0; step < 2; step += 1) one.editor.undo();
    if (round > 0) await room.settle();
    one.editor.undo();
    await room.settle();
    assert.equal(room.server.canonical(), drawn);
    one.editor.redo();
    if (round > 0) await room.settle();
    if (round > 0) assert.equal(room.server.canonical(), cut);
    for (let step = 0; step < 2; step += 1) one.editor.redo();
    await room.settle();
    assert.equal(room.server.canonical(), end);
  }
  assert.equal(two.view.count(1), 1);
  assert.deepEqual(one.notices, []);
  assert.deepEqual([one.editor.canUndo.value, one.editor.canRedo.value], [true, false]);
  room.assertEqual();
});

test("[O4] a stroke is one with its pieces: of two that were cut, the one that somebody has moved stays cut", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const [moved, left] = [draw(one), draw(one)];
  const splits = [ends(one, moved), ends(one, left)];
  one.editor.commit(splits);
  await room.settle();
  const [touched = "", beside = ""] = splits[0]?.pieces.map(({ id }) => id) ?? [];
  two.move(touched, 900);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.deepEqual(new Set(painted(two)), new Set([touched, beside, left]));
  assert.equal(two.view.shape(touched)?.x, 900);
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 1, dropped: 1 }]);
  one.editor.redo();
  await room.settle();
  assert.equal(two.view.count(1), 4);
  one.editor.undo();
  await room.settle();
  assert.deepEqual(new Set(painted(two)), new Set([touched, beside, left]));
  room.assertEqual();
});

test("[O4] the same when the piece is moved while the undo is pending", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const [moved, left] = [draw(one), draw(one)];
  const erased = one.draw(3);
  const splits = [ends(one, moved), ends(one, left)];
  one.editor.commit([...splits, { op: "del", id: erased }]);
  await room.settle();
  const [touched = "", beside = ""] = splits[0]?.pieces.map(({ id }) => id) ?? [];
  one.isStalled = true;
  two.move(touched, 900);
  await room.settle();
  one.editor.undo();
  assert.deepEqual(new Set(painted(one)), new Set([moved, left, erased]));
  await room.settle();
  one.isStalled = false;
  await room.settle();
  assert.deepEqual(new Set(painted(two)), new Set([touched, beside, left, erased]));
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 1, dropped: 1 }]);
  room.assertEqual();
});

test("[O4] a write of somebody else to a stroke before its split makes my change of a piece stale", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = draw(one);
  await room.settle();
  one.isStalled = true;
  const split = ends(one, id);
  one.editor.commit([split]);
  const piece = split.pieces[0]?.id ?? "";
  one.move(piece, 40);
  two.move(id, 7);
  await room.settle();
  one.isStalled = false;
  await room.settle();
  assert.equal(two.view.shape(piece)?.x, 40);
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(piece)?.x, 40, "where it was before, nobody has it any more");
  assert.deepEqual(one.notices, [{ kind: "undo-changed", undone: 0, dropped: 1 }]);
  room.assertEqual();
});

test("the points of a split stroke are reused", () => {
  const board = new Board();
  const tag = "00000000000000aa";
  /** @param {import("../../static/js/model/reduce.js").Op[]} ops */
  const take = (...ops) => board.advance({ author: 1, tag, n: 1, at: 0, ops }, board.head + 1);
  take({ op: "add", shape: stroke(`${tag}.1`, PATH) });
  take({
    op: "split",
    id: `${tag}.1`,
    pieces: [
      { id: `${tag}.2`, from: 0, to: 2 },
      { id: `${tag}.3`, from: 3, to: 5 },
    ],
  });
  take({ op: "add", shape: rectangle(`${tag}.4`) });
  assert.equal(board.pool.used, 4);
});
