import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { PointPool } from "../../static/js/model/points.js";
import { compareIds, comparePaintOrder } from "../../static/js/model/shape.js";
import { placed, rectangle, TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

const pool = new PointPool();

/** @param {string} id @param {number} z */
function withZ(id, z) {
  return { ...placed(rectangle(id), pool), z };
}

test("[B3] painted in the order of z, then tag, then number", () => {
  const [low, high] = /** @type {[string, string]} */ (TAGS);
  const expected = [
    withZ(`${high}.1`, -(2 ** 53) + 1),
    withZ(`${high}.1`, -5),
    withZ(`${low}.9`, 0),
    withZ(`${low}.10`, 0),
    withZ(`${high}.2`, 0),
    withZ(`${low}.1`, 7),
    withZ(`${low}.1`, 2 ** 53 - 1),
  ];
  const chance = new Seeded(8);
  for (let round = 0; round < 50; round += 1) {
    const shuffled = [...expected].sort(() => chance.next() - 0.5);
    assert.deepEqual(shuffled.sort(comparePaintOrder), expected);
  }
});

test("[D2] ids sort by tag and number, whatever their z", () => {
  const [low, high] = /** @type {[string, string]} */ (TAGS);
  const shapes = [withZ(`${high}.1`, 0), withZ(`${low}.10`, 1), withZ(`${low}.9`, 2)];
  assert.deepEqual(
    shapes.sort(compareIds).map(({ id }) => id),
    [`${low}.9`, `${low}.10`, `${high}.1`],
  );
});

test("[B1] the last op of the largest edit stays below the next edit", () => {
  const board = new Board();
  const [tag = ""] = TAGS;
  const ops = Array.from({ length: 2000 }, (_, at) => ({
    op: /** @type {const} */ ("add"),
    shape: rectangle(`${tag}.${at + 1}`),
  }));
  board.advance({ author: 1, tag, n: 1, at: 0, ops }, 1);
  board.advance(
    { author: 1, tag, n: 2, at: 0, ops: [{ op: "add", shape: rectangle(`${tag}.2001`) }] },
    2,
  );
  assert.equal(board.shapes.get(`${tag}.2000`)?.z, 129_504);
  assert.equal(board.shapes.get(`${tag}.2001`)?.z, 131_072);
});
