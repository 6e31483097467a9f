/** Work of following the gestures of others, counted in lookups. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../static/js/sync/drafts.js";

const TAG = "00000000000000bb";
const WHO = { peer: 2, tag: TAG };
const EDIT = { author: 2, tag: TAG, at: 1 };

test("[V5] an edit that ends no gesture costs none of its ids, however many others move", () => {
  const others = new Drafts(() => false);
  const ids = Array.from({ length: 2000 }, (_, at) => `${TAG}.${at + 1}`);
  others.receive(WHO, [{ g: 1, move: { ids, dx: 1, dy: 0 } }], 0);
  let reads = 0;
  const shapes = [{ id: `${TAG}.9000` }];
  const counted = () => {
    reads += 1;
    return shapes;
  };
  const ops = [Object.defineProperty({ op: "restore" }, "shapes", { get: counted })];
  const elsewhere = /** @type {any} */ ({ author: 1, tag: "00000000000000cc", n: 5, at: 1, ops });
  assert.equal(others.logged(elsewhere), false);
  assert.equal(reads, 0);
  const lookups = countLookups(() => {
    assert.equal(others.logged(/** @type {any} */ ({ ...EDIT, n: 5, ops })), false);
  });
  assert.ok(lookups <= 2, `${lookups} of 2,000 ids were looked up for an edit of one`);
  const own = [{ op: "del", id: `${TAG}.1000` }];
  assert.equal(others.logged(/** @type {any} */ ({ ...EDIT, n: 6, ops: own })), true);
});

/** Counts the lookups in sets while it runs. @param {() => void} run */
function countLookups(run) {
  const { has } = Set.prototype;
  let count = 0;
  Set.prototype.has = function (value) {
    count += 1;
    return has.call(this, value);
  };
  try {
    run();
  } finally {
    Set.prototype.has = has;
  }
  return count;
}
