// Whether a page is closed, decided without clocks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Leases } from "../../static/js/sync/leases.js";

/** @typedef {import("../../static/js/sync/leases.js").Lease} Lease */

const ME = "00000000000000aa";
const OTHER = "00000000000000bb";

/** @param {Partial<Lease>} [rest] @returns {Lease} */
function lease(rest) {
  const page = { board: "b", tag: OTHER, person: "p", holder: OTHER };
  return { ...page, beat: 1, isHidden: false, order: 1, ...rest };
}

/** Looks until the lease is free. @param {(look: number) => Lease} seen @param {number} most */
function looksUntilFree(seen, most) {
  const leases = new Leases(ME);
  for (let look = 0; look <= most; look += 1) {
    if (leases.findAbandoned([seen(look)]).length > 0) return look;
  }
  return null;
}

test("[K2] a page that counts up never counts as closed", () => {
  assert.equal(
    looksUntilFree((look) => lease({ beat: look }), 1000),
    null,
  );
  // Even if this page looks often while the other is slow.
  assert.equal(
    looksUntilFree((look) => lease({ beat: Math.floor(look / 4) }), 1000),
    null,
  );
});

test("[K2] a page that does not count up is closed after five reads, in the background after 75", () => {
  assert.equal(
    looksUntilFree(() => lease(), 1000),
    5,
  );
  assert.equal(
    looksUntilFree(() => lease({ isHidden: true }), 1000),
    75,
  );
});

test("[K2] leases of a page that has left are free at once; the oldest is first", () => {
  const leases = new Leases(ME);
  const left = [3, 1, 2].map((order) => lease({ tag: `${order}`, holder: "", order }));
  assert.deepEqual(
    leases.findAbandoned(left).map(({ order }) => order),
    [1, 2, 3],
  );
});

test("[K2] the page that this tab showed before is closed, and counts only once", () => {
  const leases = new Leases(ME, OTHER);
  assert.equal(leases.findAbandoned([lease({ isHidden: true })]).length, 1);
  // It was a tab that somebody duplicated, and the page in it has taken its edits back.
  for (let beat = 2; beat < 100; beat += 1)
    assert.deepEqual(leases.findAbandoned([lease({ beat })]), []);
});

test("[K2] a page does not take over leases that it holds or edits that it numbered", () => {
  const leases = new Leases(ME);
  for (let look = 0; look < 100; look += 1) {
    assert.deepEqual(
      leases.findAbandoned([lease({ holder: ME }), lease({ tag: ME, holder: "" })]),
      [],
    );
  }
});

test("[K2] the count starts again for a new holder", () => {
  const seen = (/** @type {number} */ look) => lease({ holder: look < 4 ? OTHER : "x" });
  assert.equal(looksUntilFree(seen, 1000), 9);
});
