import assert from "node:assert/strict";
import { test } from "node:test";
import { Replica } from "../../static/js/model/replica.js";
import { packNames, packShapes, Tags } from "../../static/js/render/packing.js";
import { ShapeCopy } from "../../static/js/render/shape_copy.js";
import { someOp, TAGS } from "../model/drawing.js";
import { Seeded } from "../model/seeded.js";

/** @typedef {import("../../static/js/model/shape.js").Shape} Shape */
/** @typedef {import("../../static/js/render/packing.js").Points} Points */

const EVERYWHERE = { minX: -(2 ** 27), minY: -(2 ** 27), maxX: 2 ** 27, maxY: 2 ** 27 };

/** Returns the parts of a shape that painting reads. @param {Shape} shape @param {Points} pool */
function seen({ id: _, author: __, seq: ___, more, start, ...rest }, pool) {
  const xy = [...pool.xy.subarray(start * 2, (start + rest.count) * 2)];
  const shown = rest.kind === "image" ? more : null;
  return {
    ...rest,
    more: shown,
    xy,
    pressure: [...pool.pressure.subarray(start, start + rest.count)],
  };
}

/** @param {{query: Replica["query"], pool: Points}} source */
const all = ({ query, pool }) =>
  [1, 2, 3].flatMap((page) => query(EVERYWHERE, page).map((shape) => seen(shape, pool)));

test("the worker's copy equals the board after any edits, sent at any time", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const chance = new Seeded(seed);
    const board = new Replica();
    /** @type {Shape[]} */
    const gone = [];
    const copy = new ShapeCopy((shape) => gone.push(shape));
    const tags = new Tags();
    /** @type {Map<string, {tag: string, n: number}>} */
    const changed = new Map();
    board.subscribe(({ changes }) => {
      for (const { id, before, after } of changes) {
        const { tag, n } = /** @type {Shape} */ (after ?? before);
        changed.set(id, { tag, n });
      }
    });
    for (let seq = 1; seq <= 120; seq += 1) {
      const newId = () => `${chance.pick(TAGS)}.${seq}`;
      const ids = [...board.board.shapes.keys()];
      const shapeOf = (/** @type {string} */ id) => board.board.shapes.get(id);
      const op = someOp(chance, { ids, shapeOf, newId, head: seq - 1 });
      const ops = op.op === "board" || op.op === "page" ? [] : [op];
      board.advance({ author: 1, tag: "00000000000000aa", n: seq, at: seq, ops }, seq);
      if (!chance.chance(30)) continue;
      const names = [...changed.entries()];
      changed.clear();
      const shapes = names.flatMap(([id]) => board.shape(id) ?? []);
      const away = names.filter(([id]) => board.shape(id) === undefined).map(([, name]) => name);
      const put = packShapes(shapes, board.pool, tags);
      const batch = { reset: null, gone: packNames(away, tags), put, visibilities: null };
      copy.apply({ ...batch, tags: tags.takeUnsent() });
      assert.deepEqual(
        all({ query: copy.query.bind(copy), pool: copy.pool }),
        all({ query: board.query.bind(board), pool: board.pool }),
        `seed ${seed}, edit ${seq}`,
      );
    }
    assert.ok(gone.length > 0);
  }
});

test("a reset replaces everything, and visibilities are found by shape", () => {
  const board = new Replica();
  const chance = new Seeded(5);
  const copy = new ShapeCopy(() => undefined);
  const tags = new Tags();
  for (let round = 0; round < 2; round += 1) {
    const newId = () => `${chance.pick(TAGS)}.${board.board.head + 1}`;
    for (let count = 0; count < 40; count += 1) {
      const seq = board.board.head + 1;
      const op = someOp(chance, { ids: [], shapeOf: () => undefined, newId, head: 0 });
      const ops = op.op === "add" ? [op] : [];
      board.advance({ author: 1, tag: "00000000000000aa", n: seq, at: seq, ops }, seq);
    }
    const put = packShapes(board.all(), board.pool, tags);
    const [one] = board.all();
    const names = packNames(one === undefined ? [] : [one], tags);
    const visibilities = { names, kinds: [/** @type {const} */ ("dim")] };
    const gone = packNames([], tags);
    copy.apply({ reset: board.pool.capacity, gone, put, visibilities, tags: tags.takeUnsent() });
    assert.equal(all({ query: copy.query.bind(copy), pool: copy.pool }).length, board.all().length);
    const veiled = board.all().filter((shape) => copy.visibilityOf(shape) === "dim");
    assert.deepEqual(veiled, [one]);
  }
});
