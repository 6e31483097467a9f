import assert from "node:assert/strict";
import { test } from "node:test";
import { mergedText, movedPlace } from "../../static/js/editor/text_merge.js";
import { Seeded } from "./seeded.js";

const CASES = [
  // base, mine, theirs, merged
  ["", "a", "", "a"],
  ["abc", "abc", "abXc", "abXc"],
  ["abc", "aXbc", "abYc", "aXbYc"],
  ["abc", "abYc", "aXbc", "aXbYc"],
  ["ab", "aXb", "aYb", "aYXb"],
  ["hello world", "hello", "hello big world", "hellobig "],
  ["hello", "", "hello!", "!"],
  ["abcdef", "1abc2def3", "abXcdYef", "1abXc2dYef3"],
  ["😀😀", "😀a😀", "😀😀b", "😀a😀b"],
];

for (const [base = "", mine = "", theirs = "", merged] of CASES) {
  test(`"${base}" typed as "${mine}" and as "${theirs}" is "${merged}"`, () => {
    assert.equal(mergedText(base, mine, theirs), merged);
  });
}

test("no inserted letter is ever lost", () => {
  const random = new Seeded(7);
  const letters = (/** @type {number} */ most, /** @type {string} */ of) =>
    Array.from({ length: random.within(0, most) }, () => random.pick([...of])).join("");
  const typed = (/** @type {string} */ base, /** @type {string} */ own) => {
    const from = random.within(0, base.length);
    const to = Math.min(base.length, from + random.within(0, 2));
    return base.slice(0, from) + letters(4, own) + base.slice(to);
  };
  for (let run = 0; run < 5_000; run += 1) {
    const base = letters(8, "ab");
    const mine = typed(base, "MN");
    const theirs = typed(base, "TU");
    const merged = mergedText(base, mine, theirs);
    const only = (/** @type {string} */ text, /** @type {RegExp} */ of) => text.replace(of, "");
    assert.equal(only(merged, /[^MN]/g), only(mine, /[^MN]/g), `${base} ${mine} ${theirs}`);
    assert.equal(only(merged, /[^TU]/g), only(theirs, /[^TU]/g), `${base} ${mine} ${theirs}`);
  }
});

test("the caret stays with its letters", () => {
  assert.equal(movedPlace(2, "abc", "Xabc"), 3);
  assert.equal(movedPlace(0, "abc", "Xabc"), 0);
  assert.equal(movedPlace(3, "abc", "ac"), 2);
  assert.equal(movedPlace(2, "abcd", "ad"), 1);
  assert.equal(movedPlace(2, "😀b", "😀ab"), 2);
  assert.equal(movedPlace(3, "😀b", "😀ab"), 4);
});

test("two long texts with nothing in common are merged quickly and whole", () => {
  const [mine, theirs] = ["m".repeat(5000), "t".repeat(5000)];
  assert.equal(mergedText("b".repeat(5000), mine, theirs), theirs + mine);
});
