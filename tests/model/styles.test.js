import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { internStyle, isSameStyle, styleToWire } from "../../static/js/model/styles.js";
import { packShapes, Tags, unpackShapes } from "../../static/js/render/packing.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */

const TAG = "00000000000000aa";

/** @param {number} n @param {import("../../static/js/model/styles.js").WireStyle} style @returns {Op} */
const add = (n, style) => ({
  op: "add",
  shape: {
    id: `${TAG}.${n}`,
    kind: "rectangle",
    page: 1,
    pos: [0, 0, 0],
    geometry: { w: 5, h: 5 },
    style,
  },
});

/** @param {Op[]} ops */
function boardOf(ops) {
  const board = new Board();
  board.advance({ author: 1, tag: TAG, n: 1, at: 1, ops }, 1);
  return board;
}

test("[D7] shapes of one style share one object, however they got it", () => {
  const { shapes, pool } = boardOf([
    add(1, { ink: "red", size: 64 }),
    add(2, { ink: "blue", size: 64 }),
    { op: "set", id: `${TAG}.2`, style: { ink: "red", size: 64 } },
    add(3, { ink: "red", size: 65 }),
  ]);
  const [one, two, three] = [...shapes.values()];
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  assert.equal(one.style, two.style);
  assert.notEqual(one.style, three.style);
  assert.deepEqual(styleToWire(one.style), { ink: "red", size: 64 });
  const packed = packShapes([one, two, three], pool, new Tags());
  assert.deepEqual(packed.styles, [
    { ink: "red", size: 64 },
    { ink: "red", size: 65 },
  ]);
  const copies = unpackShapes(packed, [TAG]).map(({ style }) => style);
  assert.deepEqual(copies, [one.style, one.style, three.style]);
  assert.equal(copies[0], one.style);
});

test("a flood of styles does not stay in memory, and equal styles stay equal", () => {
  const first = internStyle({ ink: "teal", size: 1 });
  for (let flood = 0; flood < 70_000; flood += 1) internStyle({ ink: "red", size: 5_000 + flood });
  const again = internStyle({ ink: "teal", size: 1 });
  assert.notEqual(first, again, "the table started again");
  assert.ok(isSameStyle(first, again));
  assert.ok(!isSameStyle(first, internStyle({ ink: "teal", size: 2 })));
});
