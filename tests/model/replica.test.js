import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { Replica } from "../../static/js/model/replica.js";
import { rectangle, stroke, TAGS } from "./drawing.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/model/replica.js").Update} Update */

const [MINE, THEIRS] = /** @type {[string, string]} */ (TAGS);
const EVERYWHERE = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };

/** Shapes of the first page in painting order. @param {Replica} replica */
function shown(replica) {
  return replica.query(EVERYWHERE, 1).map(({ id }) => id);
}

/** @param {string} tag @param {number} n @param {Op[]} ops @param {number} [author] */
function logged(tag, n, ops, author = tag === MINE ? 1 : 2) {
  return { author, tag, n, at: 1000 + n, ops };
}

/** A replica where I have two rectangles and somebody else has one. */
function started() {
  const replica = new Replica();
  const [a, b, c] = [`${MINE}.1`, `${MINE}.2`, `${THEIRS}.1`];
  replica.setAuthor(1);
  replica.advance(
    logged(MINE, 1, [
      { op: "add", shape: rectangle(a) },
      { op: "add", shape: rectangle(b) },
    ]),
    1,
  );
  replica.advance(logged(THEIRS, 1, [{ op: "add", shape: rectangle(c) }]), 2);
  /** @type {Update[]} */
  const updates = [];
  replica.subscribe((update) => updates.push(update));
  return { replica, a, b, c, updates };
}

test("a pending edit is shown at once, above all confirmed shapes", () => {
  const { replica, a, b, c, updates } = started();
  const d = `${MINE}.3`;
  replica.addPending({
    tag: MINE,
    n: 2,
    ops: [
      { op: "add", shape: rectangle(d) },
      { op: "set", id: a, pos: [5, 5, 0] },
    ],
  });
  assert.deepEqual(shown(replica), [a, b, c, d]);
  assert.equal(replica.shape(d)?.author, 1);
  assert.deepEqual([replica.shape(a)?.x, replica.board.shapes.get(a)?.x], [5, 0]);
  assert.equal(replica.count(1), 4);
  assert.deepEqual(
    updates.map(({ changes }) => changes.map(({ id }) => id)),
    [[d, a]],
  );
  replica.advance(logged(THEIRS, 2, [{ op: "add", shape: rectangle(`${THEIRS}.2`) }]), 3);
  assert.equal(shown(replica).at(-1), d, "later confirmed shapes come below it");
});

test("[E9] a logged edit is no longer pending, and the log's body counts", () => {
  const { replica, a } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: a, pos: [5, 5, 0] }] });
  replica.advance(logged(MINE, 2, [{ op: "set", id: a, pos: [7, 7, 0] }]), 3);
  assert.equal(replica.shape(a)?.x, 7);
  assert.deepEqual(replica.pending, []);
});

test("[E9] shapes that the log's body does not change are shown again", () => {
  const { replica, c } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "clear", page: 1, upto: 2 }] });
  assert.deepEqual(shown(replica), []);
  replica.advance(logged(MINE, 2, [{ op: "clear", page: 1, upto: 2, only: 1 }]), 3);
  assert.deepEqual(shown(replica), [c]);
});

test("[E9] an edit that the log skips stays pending until it is decided", () => {
  const { replica, a, b } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: a, pos: [5, 5, 0] }] });
  replica.addPending({ tag: MINE, n: 3, ops: [{ op: "set", id: b, pos: [6, 6, 0] }] });
  replica.addPending({ tag: MINE, n: 4, ops: [{ op: "set", id: b, pos: [8, 8, 0] }] });
  replica.advance(logged(MINE, 3, [{ op: "set", id: b, pos: [6, 6, 0] }]), 3);
  assert.deepEqual(
    replica.pending.map(({ n }) => n),
    [2, 4],
  );
  assert.deepEqual(
    replica.dropPendingUpTo(MINE, 3).map(({ n }) => n),
    [2],
  );
  assert.deepEqual([replica.shape(a)?.x, replica.shape(b)?.x], [0, 8]);
  assert.deepEqual(replica.dropPendingUpTo(THEIRS, 9), []);
});

test("[E10] a refused edit is rolled back, including its removals", () => {
  const { replica, a, b, c } = started();
  replica.addPending({
    tag: MINE,
    n: 2,
    ops: [
      { op: "del", id: a },
      { op: "add", shape: rectangle(`${MINE}.3`) },
    ],
  });
  replica.addPending({ tag: MINE, n: 3, ops: [{ op: "clear", page: 1, upto: 2 }] });
  assert.deepEqual(shown(replica), []);
  assert.ok(replica.dropPending(MINE, 3));
  assert.deepEqual(shown(replica), [b, c, `${MINE}.3`]);
  assert.ok(replica.dropPending(MINE, 2));
  assert.deepEqual(shown(replica), [a, b, c]);
  assert.ok(!replica.dropPending(MINE, 2));
  assert.equal(replica.shape(a), replica.board.shapes.get(a));
});

test("a pending move hides others' moves until it is decided", () => {
  const { replica, a } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: a, pos: [5, 5, 0] }] });
  replica.advance(
    logged(THEIRS, 2, [{ op: "set", id: a, pos: [9, 9, 0], style: { ink: "sky", size: 8 } }]),
    3,
  );
  assert.deepEqual([replica.shape(a)?.x, replica.shape(a)?.style.ink], [5, "sky"]);
  replica.dropPending(MINE, 2);
  assert.equal(replica.shape(a)?.x, 9);
});

test("[B4] a shape that somebody deletes disappears despite pending edits", () => {
  const { replica, a, updates } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: a, pos: [5, 5, 0] }] });
  replica.advance(logged(THEIRS, 2, [{ op: "del", id: a }]), 3);
  assert.equal(replica.shape(a), undefined);
  const [change] = updates.at(-1)?.changes ?? [];
  assert.deepEqual([change?.before?.x, change?.after], [5, null]);
});

test("[B5] a pending clear hides old and own shapes, not those that others add meanwhile", () => {
  const { replica, b } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "add", shape: rectangle(`${MINE}.3`) }] });
  replica.addPending({ tag: MINE, n: 3, ops: [{ op: "clear", page: 1, upto: 2 }] });
  replica.addPending({ tag: MINE, n: 4, ops: [{ op: "add", shape: rectangle(`${MINE}.4`) }] });
  replica.advance(
    logged(THEIRS, 2, [
      { op: "add", shape: rectangle(`${THEIRS}.2`) },
      { op: "set", id: b, pos: [1, 1, 0] },
    ]),
    3,
  );
  assert.deepEqual(shown(replica), [`${THEIRS}.2`, `${MINE}.4`]);
});

test("[B6] a pending restore shows what the edit removed, before and after its confirmation", () => {
  const { replica, a, b, c } = started();
  /** @type {Op} */
  const clear = { op: "clear", page: 1, upto: 2 };
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: a, pos: [3, 3, 0] }] });
  replica.addPending({ tag: MINE, n: 3, ops: [clear] });
  replica.addPending({ tag: MINE, n: 4, ops: [{ op: "restore", n: 3 }] });
  assert.deepEqual(shown(replica), [a, b, c]);
  assert.equal(replica.shape(a)?.x, 3);
  replica.advance(logged(MINE, 2, [{ op: "set", id: a, pos: [3, 3, 0] }]), 3);
  replica.advance(logged(MINE, 3, [clear]), 4);
  assert.equal(replica.board.shapes.size, 0);
  assert.deepEqual(shown(replica), [a, b, c]);
  assert.equal(replica.shape(a)?.x, 3);
  replica.dropPending(MINE, 4);
  assert.deepEqual(shown(replica), []);
  replica.addPending({ tag: MINE, n: 5, ops: [{ op: "restore", n: 3, tag: MINE }] });
  assert.deepEqual(shown(replica), [a, b, c]);
});

test("[B6] [E10] a refused restore of a clear that is still pending hides again", () => {
  const { replica, a, b, c } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "clear", page: 1, upto: 2 }] });
  replica.addPending({ tag: MINE, n: 3, ops: [{ op: "restore", n: 2 }] });
  assert.deepEqual(shown(replica), [a, b, c]);
  replica.dropPending(MINE, 3);
  assert.deepEqual(shown(replica), []);
  replica.dropPending(MINE, 2);
  assert.deepEqual(shown(replica), [a, b, c]);
});

test("[B6] a restore returns the first record of a shape that one edit removed twice", () => {
  const { replica, a } = started();
  const again = rectangle(a, { pos: [9, 9, 0] });
  /** @type {Op[]} */
  const ops = [
    { op: "del", id: a },
    { op: "add", shape: again },
    { op: "del", id: a },
  ];
  /** @type {Op} */
  const restore = { op: "restore", n: 2 };
  replica.addPending({ tag: MINE, n: 2, ops });
  replica.addPending({ tag: MINE, n: 3, ops: [restore] });
  assert.equal(replica.shape(a)?.x, 0);
  replica.advance(logged(MINE, 2, ops), 3);
  assert.equal(replica.shape(a)?.x, 0);
});

test("[B6] a pending restore of shapes that this page never saw shows nothing until the log has it", () => {
  const { replica, a, b, c, updates } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "restore", n: 7, tag: THEIRS }] });
  assert.deepEqual(shown(replica), [a, b, c]);
  assert.deepEqual(updates, []);
  const shape = { ...rectangle(`${THEIRS}.9`), author: 2, seq: 1, z: 7, w: { pos: [2, 2] } };
  replica.advance(logged(MINE, 2, [{ op: "restore", n: 7, tag: THEIRS, shapes: [shape] }]), 3);
  assert.deepEqual(shown(replica), [`${THEIRS}.9`, a, b, c]);
});

test("[B7] pending names and papers are shown, and revert when refused", () => {
  const { replica, updates } = started();
  assert.deepEqual([replica.name, replica.paper(1), replica.paper(9)], ["", "squares", "squares"]);
  replica.addPending({
    tag: MINE,
    n: 2,
    ops: [
      { op: "board", name: "Maths" },
      { op: "page", page: 9, paper: "dots" },
    ],
  });
  assert.deepEqual(
    [replica.name, replica.paper(1), replica.paper(9)],
    ["Maths", "squares", "dots"],
  );
  replica.advance(logged(THEIRS, 2, [{ op: "board", name: "Art" }]), 3);
  assert.equal(replica.name, "Maths");
  replica.dropPending(MINE, 2);
  assert.deepEqual([replica.name, replica.paper(9)], ["Art", "squares"]);
  assert.deepEqual(
    updates.map(({ name, papers }) => [name, papers]),
    [
      [true, true],
      [true, true],
    ],
  );
});

test("the author number is learnt from the page's first edit in the log", () => {
  const replica = new Replica();
  replica.addPending({ tag: MINE, n: 1, ops: [{ op: "add", shape: rectangle(`${MINE}.1`) }] });
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "add", shape: rectangle(`${MINE}.2`) }] });
  assert.equal(replica.shape(`${MINE}.1`)?.author, 0);
  replica.advance(logged(MINE, 1, [{ op: "add", shape: rectangle(`${MINE}.1`) }], 5), 1);
  assert.deepEqual([replica.author, replica.shape(`${MINE}.2`)?.author], [5, 5]);
});

test("[C6] pending edits lie on top of a replaced board", () => {
  const { replica, a, updates } = started();
  replica.addPending({
    tag: MINE,
    n: 2,
    ops: [
      { op: "add", shape: rectangle(`${MINE}.3`) },
      { op: "set", id: a, pos: [5, 5, 0] },
    ],
  });
  replica.addPending({ tag: MINE, n: 3, ops: [{ op: "clear", page: 2, upto: 9 }] });
  const shapes = [
    { ...rectangle(a), author: 1, seq: 1, z: 65536 },
    { ...rectangle(`${THEIRS}.5`, { page: 2 }), author: 2, seq: 8, z: 8 * 65536 },
  ];
  replica.replaceBoard(Board.fromSnapshot({ seq: 10, at: 5, name: "New", pages: [], shapes }));
  assert.deepEqual(shown(replica), [a, `${MINE}.3`]);
  assert.equal(replica.shape(a)?.x, 5);
  assert.deepEqual([replica.count(2), replica.name, replica.pool], [0, "New", replica.board.pool]);
  assert.deepEqual(updates.at(-1), { reset: true, name: true, papers: true, changes: [] });
  replica.dropPendingUpTo(MINE, 9);
  assert.deepEqual([shown(replica), replica.count(2)], [[a], 1]);
});

test("an edit without effect notifies nobody, and an ended subscription is not called", () => {
  const { replica, updates } = started();
  let heard = 0;
  const end = replica.subscribe(() => {
    heard += 1;
  });
  replica.advance(logged(THEIRS, 2, [{ op: "del", id: `${MINE}.99` }]), 3);
  assert.deepEqual([updates.length, heard, replica.board.head], [0, 0, 3]);
  end();
  replica.advance(logged(THEIRS, 3, [{ op: "board", name: "x" }]), 4);
  assert.deepEqual([updates.length, heard], [1, 0]);
});

test("[O1] an edit out of order is an error, not a different board", () => {
  const { replica } = started();
  assert.throws(() => replica.advance(logged(THEIRS, 2, []), 4));
  assert.throws(() => replica.advance(logged(THEIRS, 2, []), 2));
  assert.equal(replica.board.head, 2);
});

test("an edit cannot be pending twice", () => {
  const { replica } = started();
  replica.addPending({ tag: MINE, n: 2, ops: [] });
  assert.throws(() => replica.addPending({ tag: MINE, n: 2, ops: [] }));
});

test("bounds follow the shown shapes", () => {
  const { replica, a, b, c } = started();
  const half = 32;
  assert.deepEqual(replica.bounds(1), {
    minX: -half,
    minY: -half,
    maxX: 100 + half,
    maxY: 50 + half,
  });
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: a, pos: [1000, 0, 0] }] });
  assert.equal(replica.bounds(1)?.maxX, 1100 + half);
  replica.addPending({ tag: MINE, n: 3, ops: [a, b, c].map((id) => ({ op: "del", id })) });
  assert.equal(replica.bounds(1), null);
  assert.equal(replica.bounds(7), null);
});

test("points of drawn, moved, refused and cleared strokes do not accumulate", () => {
  const replica = new Replica();
  replica.setAuthor(1);
  /** @type {[number, number][]} */
  const path = Array.from({ length: 100 }, (_, at) => [at * 10, at]);
  let seq = 0;
  let n = 0;
  /** @param {Op[]} ops @param {boolean} accepted */
  const send = (ops, accepted) => {
    n += 1;
    replica.addPending({ tag: MINE, n, ops });
    if (!accepted) return replica.dropPending(MINE, n);
    seq += 1;
    return replica.advance(logged(MINE, n, ops), seq);
  };
  for (let round = 0; round < 200; round += 1) {
    const id = `${MINE}.${round + 1}`;
    send([{ op: "add", shape: stroke(id, path) }], round % 3 !== 0);
    send([{ op: "set", id, pos: [round, 0, 0] }], round % 2 === 0);
    const { geometry } = stroke(id, path.slice(1));
    send([{ op: "set", id, geometry }], true);
    if (round % 10 === 9) send([{ op: "clear", page: 1, upto: seq }], true);
  }
  replica.addPending({ tag: MINE, n: n + 1, ops: [] });
  // My own removals are kept for a while, so that they can be restored at once.
  assert.ok(replica.pool.used <= 200 * 100 + 10 * 100, `${replica.pool.used} points`);
  assert.equal(replica.board.shapes.size, 0);
});

test("a bounded query returns few shapes, not many, and the uppermost is known without a list", () => {
  const { replica, a, b, c } = started();
  assert.deepEqual(
    replica.queryUpTo(EVERYWHERE, 1, 3)?.map(({ id }) => id),
    [a, b, c],
  );
  assert.equal(replica.queryUpTo(EVERYWHERE, 1, 2), null);
  assert.deepEqual(replica.queryUpTo(EVERYWHERE, 2, 0), []);
  const uppermost = () => replica.all().filter((shape) => replica.isUppermost(shape));
  assert.deepEqual(
    uppermost().map(({ id }) => id),
    [c],
  );
  // Beside the others, it is the uppermost of its place, and so is what is under nothing any more.
  replica.addPending({ tag: MINE, n: 2, ops: [{ op: "set", id: c, pos: [9000, 0, 0] }] });
  assert.deepEqual(
    uppermost()
      .map(({ id }) => id)
      .sort(),
    [b, c].sort(),
  );
});

test("all() has each shown shape once", () => {
  const { replica, a, b, c } = started();
  const d = `${MINE}.3`;
  replica.addPending({
    tag: MINE,
    n: 2,
    ops: [
      { op: "add", shape: rectangle(d, { page: 2 }) },
      { op: "del", id: a },
      { op: "set", id: b, pos: [7, 7, 0] },
    ],
  });
  const all = replica.all();
  assert.deepEqual(all.map(({ id }) => id).sort(), [b, c, d].sort());
  for (const shape of all) assert.equal(replica.shape(shape.id), shape);
});
