import assert from "node:assert/strict";
import { test } from "node:test";
import { appendDraft } from "../../static/js/model/preview.js";

/** @typedef {import("../../static/js/model/preview.js").DraftInk} DraftInk */

/** @param {number} from @param {number[]} points @param {number[]} pressure @returns {DraftInk} */
function piece(from, points, pressure) {
  const style = { ink: /** @type {const} */ ("sky"), size: 64 };
  return {
    id: "00000000000000aa.1",
    kind: "ink",
    page: 2,
    pos: [100, 200, 0],
    style,
    from,
    points,
    pressure,
  };
}

/** @param {ReturnType<typeof appendDraft>} ink */
function points(ink) {
  return ink === null
    ? null
    : [[...ink.xy.subarray(0, ink.length * 2)], [...ink.pressure.subarray(0, ink.length)]];
}

test("[V3] consecutive pieces are one stroke", () => {
  const first = appendDraft(null, piece(0, [0, 0, 5, 1], [100, 10]));
  const both = appendDraft(first, piece(2, [-2, 2], [-60]));
  assert.deepEqual(points(both), [
    [0, 0, 5, 1, 3, 3],
    [100, 110, 50],
  ]);
  const { kind, shapeKind, page, x, y, style } = /** @type {any} */ (both);
  assert.deepEqual(
    { kind, shapeKind, page, x, y, style },
    { kind: "ink", shapeKind: "ink", page: 2, x: 100, y: 200, style: { ink: "sky", size: 64 } },
  );
});

test("[V6] a piece beyond a gap is ignored until the whole draft arrives", () => {
  assert.equal(appendDraft(null, piece(3, [1, 1], [0])), null);
  const first = appendDraft(null, piece(0, [0, 0], [100]));
  assert.equal(appendDraft(first, piece(2, [1, 1], [0])), first);
  const whole = appendDraft(first, piece(0, [0, 0, 1, 1, 2, 2], [90, 0, 0]));
  assert.deepEqual(points(whole), [
    [0, 0, 1, 1, 3, 3],
    [90, 90, 90],
  ]);
});

test("[V5] an overlapping piece replaces the points from its start", () => {
  const first = appendDraft(null, piece(0, [0, 0, 5, 5, 5, 5], [100, 0, 0]));
  assert.deepEqual(points(appendDraft(first, piece(1, [7, 7], [1]))), [
    [0, 0, 7, 7],
    [100, 101],
  ]);
});

test("[D5] a stroke never has more points than a shape", () => {
  let ink = appendDraft(null, piece(0, [0, 0], [128]));
  for (let from = 1; from < 5000; from += 100) {
    ink = appendDraft(ink, piece(from, Array(200).fill(1), Array(100).fill(0)));
  }
  assert.ok(ink !== null && ink.length <= 2000 && ink.pressure.length <= 4096);
});
