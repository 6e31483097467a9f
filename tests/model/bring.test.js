// Shapes that a server brings (SPEC B11), as a page sees them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../static/js/editor/history.js";
import { HistoryEntry } from "../../static/js/editor/history_entry.js";
import { HistoryLog } from "../../static/js/editor/history_log.js";
import { HistoryStacks } from "../../static/js/editor/history_stacks.js";
import { isKnownOp } from "../../static/js/model/known.js";
import { Replica } from "../../static/js/model/replica.js";
import { zOf } from "../../static/js/model/shape.js";
import { rectangle } from "./drawing.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */

const [MINE, THEIRS] = ["00000000000000aa", "00000000000000ee"];

/** @param {string} id @param {number} author @returns {Extract<Op, {op: "bring"}>} */
function bring(id, author) {
  const { page: _, ...shape } = rectangle(id);
  return { op: "bring", page: 1, shapes: [{ ...shape, author }] };
}

test("[B11] undo and redo leave alone what a server brings, also under my number", () => {
  const view = new Replica();
  let n = 0;
  const log = (/** @type {string} */ tag, /** @type {Op[]} */ ops, author = 1, number = n) => {
    const edit = { author, tag, n: number, at: 0, ops };
    const seq = view.board.head + 1;
    history.applied({ edit, seq, removed: view.advance(edit, seq), refitted: new Set() });
  };
  const submit = (/** @type {Op[]} */ ops) => {
    n += 1;
    view.addPending({ tag: MINE, n, ops });
    return n;
  };
  const history = new History({
    ...{ view, tag: MINE, submit, following: (ops) => ({ ops: [...ops], derived: new Set() }) },
    ...{ report: () => assert.fail("left out") },
    ...{
      reportGone: () => assert.fail("gone"),
      isReady: () => true,
      isOffline: () => false,
      now: () => 0,
    },
    ...{ dateNow: () => 0, readLog: () => assert.fail("no log is missing") },
  });
  const id = `${MINE}.1`;
  history.commit([{ op: "add", shape: rectangle(id) }]);
  log(MINE, [{ op: "add", shape: rectangle(id) }]);
  history.commit([{ op: "set", id, pos: [9, 9, 0] }]);
  log(MINE, [{ op: "set", id, pos: [9, 9, 0] }]);
  // One under an id that is there, which does nothing, and one of mine.
  log(THEIRS, [bring(id, 2), bring(`${THEIRS}.1`, 1)], 2, 1);
  history.undo();
  assert.equal(view.shape(id)?.x, 0);
  history.undo();
  assert.equal(view.shape(id), undefined);
  history.redo();
  history.redo();
  assert.equal(view.shape(id)?.x, 9);
  const brought = view.shape(`${THEIRS}.1`);
  assert.deepEqual([brought?.author, brought?.seq, brought?.z], [1, 3, 3 * 2 ** 16 + 32]);
  assert.equal(history.canUndo.value, true);
});

test("[B11] a clear that waits takes what is brought under my number meanwhile", () => {
  const view = new Replica();
  view.setAuthor(1);
  view.addPending({ tag: MINE, n: 1, ops: [{ op: "clear", page: 1, upto: 0 }] });
  const ops = [bring(`${THEIRS}.1`, 1), bring(`${THEIRS}.2`, 2)];
  view.advance({ author: 2, tag: THEIRS, n: 1, at: 0, ops }, 1);
  assert.equal(view.shape(`${THEIRS}.1`), undefined);
  assert.ok(view.shape(`${THEIRS}.2`));
});

test("[B11] [C11] a shape that is brought with a field of a newer version is noticed", () => {
  const op = bring(`${THEIRS}.1`, 2);
  assert.ok(isKnownOp(op));
  const [shape] = op.shapes;
  assert.ok(!isKnownOp({ ...op, shapes: [{ ...shape, spin: 1 }] }));
  assert.ok(!isKnownOp({ ...op, spin: 1 }));
});

test("[B11] a change of order of an earlier page load learns the number of what a server brought", () => {
  const view = new Replica();
  const stacks = new HistoryStacks(view.board.pool);
  const log = new HistoryLog({ view, tag: MINE }, stacks);
  const id = `${THEIRS}.2`;
  const entry = new HistoryEntry(0);
  const edit = { tag: MINE, n: 1 };
  /** @type {import("../../static/js/editor/history_parts.js").SetPart} */
  const part = {
    ...{ kind: "set", id, register: "z", before: 5, after: "front", edit },
    ...{ isStale: false, waits: true },
  };
  entry.parts.push(part);
  stacks.push(entry);
  const brought = [bring(`${THEIRS}.1`, 2), bring(id, 2)];
  log.replay({ author: 2, tag: THEIRS, n: 1, at: 0, ops: brought });
  assert.equal(part.before, zOf({ seq: 1, index: 1 }));
  log.replay({ author: 1, ...edit, at: 0, ops: [{ op: "set", id, z: "front" }] });
  assert.equal(part.after, zOf({ seq: 2, index: 0 }));
  assert.equal(part.waits, false);
});
