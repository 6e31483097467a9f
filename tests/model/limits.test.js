import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { editBytes, isEdit } from "../../static/js/model/check.js";
import * as limits from "../../static/js/model/limits.js";
import { TAGS } from "./drawing.js";

/** The part of `limits.rs` that a client shares, evaluated. @returns {Map<string, number>} */
function sharedLimits() {
  const source = readFileSync(new URL("../../src/board/limits.rs", import.meta.url), "utf8");
  const [shared = "", serverOnly] = source.split("// Of the server alone");
  assert.ok(serverOnly, "limits.rs has a part of the server alone");
  const found = shared.matchAll(/^pub const (\w+): \w+ = ([^;]+);/gm);
  return new Map([...found].map(([, name = "", value = ""]) => [name, evaluate(value)]));
}

/** A number, a product of numbers, or a power of two. @param {string} expression */
function evaluate(expression) {
  const number = (/** @type {string} */ digits) => {
    assert.match(digits.trim(), /^[0-9_]+$/, expression);
    return Number(digits.replaceAll("_", ""));
  };
  const [base = "", shift] = expression.split("<<");
  if (shift !== undefined) return number(base) * 2 ** number(shift);
  return base.split("*").reduce((product, factor) => product * number(factor), 1);
}

test("[D1] [D8] [L2] client and server have the same caps under the same names", () => {
  const shared = sharedLimits();
  assert.ok(shared.size >= 14, "limits.rs was read");
  assert.deepEqual(new Map(Object.entries(limits)), shared);
});

test("[L2] bytes of an edit are those of its JSON in UTF-8", () => {
  const edit = { ops: [{ op: "board", name: "é🖍" }] };
  assert.equal(editBytes(edit), Buffer.byteLength(JSON.stringify(edit)));
});

test("[D8] a lone surrogate is not text", () => {
  assert.equal(isEdit({ ops: [{ op: "board", name: "\ud83d" }] }), false);
  assert.equal(isEdit({ ops: [{ op: "board", name: "\udd8d\ud83d" }] }), false);
  assert.equal(isEdit({ ops: [{ op: "board", name: "\ud83d\udd8d" }] }), true);
});

test("[D1] only numbers are coordinates, including minus zero", () => {
  const id = `${TAGS[0]}.1`;
  const at = (/** @type {unknown} */ x) => isEdit({ ops: [{ op: "set", id, pos: [x, 0, 0] }] });
  for (const x of [Number.NaN, Number.POSITIVE_INFINITY, "1", true, [1], 1n]) {
    assert.equal(typeof x === "bigint" ? false : at(x), false);
  }
  // `JSON.stringify` writes it as 0.
  assert.equal(at(-0), true);
});
