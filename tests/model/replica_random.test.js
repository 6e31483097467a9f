import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { pageToWire } from "../../static/js/model/pages.js";
import { editKey } from "../../static/js/model/pending.js";
import { Replica } from "../../static/js/model/replica.js";
import { toWire } from "../../static/js/model/shape.js";
import { someOp, TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/pending.js").PendingEdit} PendingEdit */
/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/model/reduce.js").RestoreOp} RestoreOp */
/** @typedef {import("../../static/js/model/shape.js").Shape} Shape */
/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */

const [MINE, THEIRS] = /** @type {[string, string]} */ (TAGS);
const EVERYWHERE = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };
const PAGES = [1, 2, 3];

/**
 * The slow way: a copy of the confirmed board takes all pending edits as if they were in the log.
 * @param {Board} confirmed
 * @param {readonly PendingEdit[]} pending
 * @param {ReadonlyMap<string, WireShape[]>} removedBefore  by edit of mine that is in the log
 */
function fromScratch(confirmed, pending, removedBefore) {
  const board = copyOf(confirmed);
  const removed = new Map(removedBefore);
  for (const { tag, n, ops } of pending) {
    const edit = { author: 1, tag, n, at: 0, ops: ops.map((op) => filledIn(op, tag, removed)) };
    const gone = board.advance(edit, board.head + 1).removed;
    removed.set(
      editKey(tag, n),
      gone.map((shape) => toWire(shape, board.pool)),
    );
  }
  return board;
}

/** @param {Board} board */
function copyOf(board) {
  const pages = [...board.pages.values()].map(pageToWire);
  const shapes = [...board.shapes.values()].map((shape) => toWire(shape, board.pool));
  return Board.fromSnapshot({ seq: board.head, at: board.at, name: board.name, pages, shapes });
}

/** @param {Op} op @param {string} tag @param {ReadonlyMap<string, WireShape[]>} removed @returns {Op} */
function filledIn(op, tag, removed) {
  if (op.op !== "restore") return op;
  return { ...op, shapes: removed.get(editKey(op.tag ?? tag, op.n)) ?? [] };
}

/**
 * Returns the shown shapes of a page in painting order, without the seq of pending ones.
 * @param {readonly Shape[]} shapes
 * @param {Board} board
 * @param {number} head
 */
function picture(shapes, board, head) {
  return shapes.map((shape) => {
    const { z, seq, ...rest } = toWire(shape, board.pool);
    return { ...rest, box: shape.box, seq: seq > head ? "pending" : seq };
  });
}

/** One life of a replica: my edits, others' edits, refusals, resyncs. */
class RandomSession {
  replica = new Replica();
  /** By edit of mine that is in the log. @type {Map<string, WireShape[]>} */
  removed = new Map();
  /** Shapes as a listener of all updates knows them. @type {Map<string, Shape>} */
  heard = new Map();
  tally = { pending: 0, confirmed: 0, refused: 0, resyncs: 0, restores: 0, hidden: 0, splits: 0 };
  #chance;
  #ids = 0;
  #n = 0;
  #theirN = 0;

  /** @param {number} seed */
  constructor(seed) {
    this.#chance = new Seeded(seed);
    this.replica.setAuthor(1);
    this.replica.subscribe(({ reset, changes }) => {
      if (reset) this.heard = this.#everything();
      for (const { id, page, before, after } of changes) {
        assert.equal(this.heard.get(`${page} ${id}`) ?? null, before);
        assert.notEqual(before, after);
        if (after === null) this.heard.delete(`${page} ${id}`);
        else this.heard.set(`${page} ${id}`, after);
      }
    });
  }

  step() {
    const dice = this.#chance.within(1, 100);
    if (dice <= 40) this.#draw();
    else if (dice <= 60) this.#othersDraw();
    else if (dice <= 85) this.#confirm();
    else if (dice <= 98) this.#refuse();
    else this.#resync();
    this.#check();
  }

  #draw() {
    this.#n += 1;
    const ops = Array.from({ length: this.#chance.within(1, 3) }, () => this.#op(MINE));
    if (this.#chance.chance(20) && this.#n > 1) {
      ops.push({ op: "restore", n: this.#chance.within(Math.max(1, this.#n - 6), this.#n - 1) });
      this.tally.restores += 1;
    }
    this.tally.splits += ops.filter(({ op }) => op === "split").length;
    this.replica.addPending({ tag: MINE, n: this.#n, ops });
    this.tally.pending += 1;
  }

  #othersDraw() {
    this.#theirN += 1;
    const ops = Array.from({ length: this.#chance.within(1, 3) }, () => this.#op(THEIRS));
    const { board } = this.replica;
    this.replica.advance({ author: 2, tag: THEIRS, n: this.#theirN, at: 0, ops }, board.head + 1);
  }

  #confirm() {
    const [first] = this.replica.pending;
    if (first === undefined) return;
    const { tag, n } = first;
    const ops = first.ops.map((op) => filledIn(op, tag, this.removed));
    const edit = { author: 1, tag, n, at: 0, ops };
    const copy = copyOf(this.replica.board);
    const gone = copy.advance(edit, copy.head + 1).removed;
    this.removed.set(
      editKey(tag, n),
      gone.map((shape) => toWire(shape, copy.pool)),
    );
    this.replica.advance(edit, this.replica.board.head + 1);
    this.tally.confirmed += 1;
  }

  #refuse() {
    if (this.replica.pending.length === 0) return;
    const { tag, n } = this.#chance.pick(this.replica.pending);
    if (this.#chance.chance(80)) this.replica.dropPending(tag, n);
    else this.replica.dropPendingUpTo(tag, n);
    this.tally.refused += 1;
  }

  #resync() {
    this.removed.clear();
    this.replica.replaceBoard(copyOf(this.replica.board));
    this.tally.resyncs += 1;
  }

  /** @param {string} tag */
  #op(tag) {
    const shapes = [...this.#everything().values()];
    return someOp(this.#chance, {
      ids: shapes.map(({ id }) => id),
      shapeOf: (id) => this.replica.shape(id),
      newId: () => {
        this.#ids += 1;
        return `${tag}.${this.#ids}`;
      },
      head: this.replica.board.head,
    });
  }

  #everything() {
    const all = PAGES.flatMap((page) => this.replica.query(EVERYWHERE, page));
    return new Map(all.map((shape) => [`${shape.page} ${shape.id}`, shape]));
  }

  #check() {
    const { replica } = this;
    const { head } = replica.board;
    const expected = fromScratch(replica.board, replica.pending, this.removed);
    const scratch = new Replica();
    scratch.replaceBoard(expected);
    for (const page of PAGES) {
      const mine = replica.query(EVERYWHERE, page);
      const theirs = scratch.query(EVERYWHERE, page);
      assert.deepEqual(picture(mine, replica.board, head), picture(theirs, expected, head));
      assert.equal(replica.paper(page), scratch.paper(page));
      assert.deepEqual({ ...replica.bounds(page) }, { ...scratch.bounds(page) });
      for (const shape of mine) assert.equal(replica.shape(shape.id), shape);
    }
    assert.equal(replica.name, scratch.name);
    assert.deepEqual(this.heard, this.#everything());
    for (const id of replica.board.shapes.keys()) {
      if (replica.shape(id) === undefined) this.tally.hidden += 1;
    }
  }
}

for (const seed of [11, 12, 13, 14, 15, 127, 262, 330, 355, 1249]) {
  test(`[E9] [E10] the shown board equals a full recomputation, seed ${seed}`, () => {
    const life = new RandomSession(seed);
    for (let step = 0; step < 400; step += 1) life.step();
    for (const [what, count] of Object.entries(life.tally)) assert.ok(count > 0, what);
    assert.ok(life.tally.confirmed > 40 && life.tally.splits > 20, JSON.stringify(life.tally));
    life.replica.dropPendingUpTo(MINE, Number.MAX_SAFE_INTEGER);
    for (const page of PAGES) {
      for (const shape of life.replica.query(EVERYWHERE, page)) {
        assert.equal(
          shape,
          life.replica.board.shapes.get(shape.id),
          "nothing of the overlay is left",
        );
      }
    }
  });
}
