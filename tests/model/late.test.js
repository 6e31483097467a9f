// Chunks that arrive late, while the log continues.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Board, canonical } from "../../static/js/model/board.js";
import { decodeTiming, decodeVisible } from "../../static/js/model/columns.js";
import { pageToWire } from "../../static/js/model/pages.js";
import { Replica } from "../../static/js/model/replica.js";
import { comparePaintOrder, toWire } from "../../static/js/model/shape.js";
import { Classroom } from "./classroom.js";
import { encodeChunk } from "./columns_writer.js";
import { rectangle, someBring, someOp, TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */

const SEEDS = 300;

/** A board that goes on, and its log. */
class Author {
  board = new Board();
  #chance;
  #ids = 0;
  /** Shapes removed by edits. @type {WireShape[][]} */
  #removed = [];

  /** @param {Seeded} chance */
  constructor(chance) {
    this.#chance = chance;
  }

  /** @returns {{edit: LoggedEdit, seq: number}} */
  next() {
    const chance = this.#chance;
    const { board } = this;
    const ids = [...board.shapes.keys()];
    const shapeOf = (/** @type {string} */ id) => board.shapes.get(id);
    const tag = chance.pick(TAGS);
    const newId = () => {
      // Now and then an id that is there already: adding it does nothing.
      if (ids.length > 0 && chance.chance(15)) return chance.pick(ids);
      this.#ids += 1;
      return `${tag}.${this.#ids}`;
    };
    const seq = board.head + 1;
    const shapes = chance.chance(10) ? chance.pick([[], ...this.#removed]) : [];
    /** @type {Op} */
    const op =
      shapes.length > 0
        ? { op: "restore", tag, n: 1, shapes }
        : chance.chance(5)
          ? someBring(chance, [newId(), newId()])
          : someOp(chance, { ids, shapeOf, newId, head: board.head });
    // Its place in the edit counts too.
    const ops = chance.chance(50) ? [op] : [{ op: /** @type {const} */ ("board"), name: "a" }, op];
    const edit = { author: chance.within(1, 3), tag, n: seq, at: seq, ops };
    const removed = board.advance(edit, seq).removed;
    if (removed.length > 0) this.#removed.push(removed.map((shape) => toWire(shape, board.pool)));
    return { edit, seq };
  }
}

/**
 * The manifest of a board: some of its shapes in chunks, some of them stale there, some not at all.
 * @param {Seeded} chance
 * @param {Board} board
 */
function manifestOf(chance, board) {
  /** @type {Map<string, WireShape[]>} */
  const held = new Map();
  /** @type {WireShape[]} */
  const shapes = [];
  /** @type {string[]} */
  const removed = [];
  for (const shape of board.shapes.values()) {
    const wire = toWire(shape, board.pool);
    const dice = chance.within(1, 10);
    if (dice <= 2) shapes.push(wire);
    if (dice === 1) continue;
    const hash = `p${shape.page}c${chance.within(1, 4)}`;
    const old =
      dice === 2 ? { ...wire, style: { ink: /** @type {const} */ ("grey"), size: 1 } } : wire;
    held.set(hash, [...(held.get(hash) ?? []), old]);
    if (dice === 3) {
      /** @type {WireShape} */
      const gone = { ...wire, id: `${TAGS[3]}.${900_000 + removed.length}` };
      held.get(hash)?.push(gone);
      removed.push(gone.id);
    }
  }
  const chunks = [...held].map(([hash, of]) => ({
    ...{ hash, count: of.length, page: of[0]?.page ?? 1 },
    box: /** @type {const} */ ([0, 0, 0, 0]),
    ...encodeChunk(of),
  }));
  const pages = [...board.pages.values()].map(pageToWire);
  const { head: seq, at, name } = board;
  return { chunks, frame: { seq, at, name, pages, chunks, delta: { shapes, removed } } };
}

/** Returns the shown shapes and those that the grid finds. @param {Replica} view @param {number} page */
function shown(view, page) {
  return view
    .shapesOf(page)
    .sort(comparePaintOrder)
    .map(({ id, box, z }) => ({ id, box, z }));
}

test("[T5] whenever a chunk arrives, the board is as the log has it", () => {
  let late = 0;
  let again = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chance = new Seeded(seed);
    const author = new Author(chance);
    for (let count = chance.within(1, 40); count > 0; count -= 1) author.next();
    let { chunks, frame } = manifestOf(chance, author.board);
    const view = new Replica();
    view.replaceBoard(Board.fromManifest(frame));
    let waiting = [...chunks];
    for (let steps = chance.within(0, 30); steps > 0 || waiting.length > 0; ) {
      const [chunk] = chance.chance(30) ? waiting.splice(chance.within(0, waiting.length), 1) : [];
      if (chunk !== undefined) {
        if (view.board.head > frame.seq) late += 1;
        try {
          view.insert(chunk.hash, decodeVisible(chunk.face));
        } catch (error) {
          // Ids that were used twice, as only somebody with bad intentions does: it is loaded anew.
          assert.match(String(error), /there are two of/);
          again += 1;
          ({ chunks, frame } = manifestOf(chance, author.board));
          view.replaceBoard(Board.fromManifest(frame));
          waiting = [...chunks];
        }
      } else if (steps > 0) {
        steps -= 1;
        const { edit, seq } = author.next();
        view.advance(edit, seq);
      }
      assert.equal(view.board.isWhole, waiting.length === 0);
    }
    const timings = chunks.map(
      ({ hash, timing }) => /** @type {const} */ ([hash, decodeTiming(timing)]),
    );
    view.board.fillTimings(new Map(timings));
    assert.equal(view.canonical(), canonical(author.board), `seed ${seed}`);
    const whole = new Replica();
    whole.replaceBoard(author.board);
    for (const page of [1, 2, 3]) {
      assert.deepEqual(shown(view, page), shown(whole, page), `seed ${seed}, page ${page}`);
    }
    view.pool.sweep();
    const points = [...view.board.shapes.values()].reduce((sum, { count }) => sum + count, 0);
    assert.equal(view.pool.used, points, `seed ${seed}: no points are left over`);
  }
  assert.ok(late > SEEDS, `${late} chunks came after some log`);
  assert.ok(again > 0 && again < SEEDS / 5, `${again} boards were loaded anew`);
});

test("[T5] edits of shown parts apply to the whole board", async () => {
  const room = new Classroom();
  const early = await room.seat();
  const ids = Array.from({ length: 8 }, (_, at) => early.draw(at * 1000));
  await room.settle();
  room.holdsChunks = true;
  const late = room.join();
  await room.settle();
  const known = ids.filter((id) => late.view.shape(id) !== undefined);
  assert.ok(known.length > 0 && known.length < ids.length, "some parts are here");
  late.move(/** @type {string} */ (known[0]), 77);
  const own = late.draw(5);
  late.editor.clearPage();
  const kept = late.draw(6);
  await room.settle();
  assert.equal(late.state, "loading");
  room.releaseChunks();
  await room.settle();
  assert.equal(late.state, "synced");
  assert.deepEqual(
    late.view.shapesOf(1).map(({ id }) => id),
    [kept],
  );
  late.editor.undo();
  late.editor.undo();
  await room.settle();
  assert.equal(late.view.count(1), ids.length + 1, "all that was cleared is back");
  assert.ok(late.view.shape(own));
  await room.assertEqual();
});

test("[T5] a chunk that cannot be loaded is reported and retried, and never counts as synced", async () => {
  const room = new Classroom();
  const early = await room.seat();
  for (let at = 0; at < 6; at += 1) early.draw(at);
  await room.settle();
  room.failsChunks = true;
  const late = room.join();
  await room.pass(3000);
  assert.equal(late.state, "loading");
  assert.equal(late.editor.status.value.code, 503);
  assert.equal(late.connection.boardLoader.progress.value, null);
  assert.equal(late.view.count(1), 3, "what there is stays");
  early.draw(100);
  late.draw(200);
  room.failsChunks = false;
  await room.pass(30_000);
  assert.equal(late.state, "synced");
  assert.equal(late.view.count(1), 8);
  await room.assertEqual();
});

test("[T5] chunks that were replaced meanwhile lead to a new manifest, not to a missing board", async () => {
  const room = new Classroom();
  const early = await room.seat();
  for (let at = 0; at < 6; at += 1) early.draw(at);
  await room.settle();
  room.lostChunks = 2;
  const late = room.join();
  await room.settle();
  assert.equal(late.state, "loading");
  await room.pass(20_000);
  assert.equal(late.state, "synced");
  assert.equal(room.lostChunks, 0);
  await room.assertEqual();
});

test("[T5] chunks are loaded from the viewpoint outwards, and their progress is reported", async () => {
  const room = new Classroom();
  const early = await room.seat();
  const far = Array.from({ length: 60 }, (_, at) => {
    const id = early.editor.newId();
    early.editor.commit([{ op: "add", shape: rectangle(id, { page: at + 1, pos: [at, 0, 0] }) }]);
    return id;
  });
  await room.settle();
  room.holdsChunks = true;
  const late = room.join();
  late.connection.boardLoader.viewpoint = () => ({ page: 12, x: 0, y: 0 });
  await room.settle();
  assert.equal(late.connection.boardLoader.progress.value, 0);
  assert.match(room.asked[0] ?? "", /p12$/);
  assert.ok(room.asked.length < far.length, "not all at once");
  room.releaseChunks();
  await room.settle();
  assert.equal(room.asked.length, far.length);
  assert.equal(late.connection.boardLoader.progress.value, null);
  await room.assertEqual();
});
