import assert from "node:assert/strict";
import { test } from "node:test";
import { contains } from "../../static/js/model/box.js";
import { storedLines } from "../../static/js/model/details.js";
import { distanceToShape } from "../../static/js/model/hit.js";
import { traitsOf } from "../../static/js/model/kinds.js";
import { PointPool } from "../../static/js/model/points.js";
import { reduceShape } from "../../static/js/model/reduce.js";
import { toBoard } from "../../static/js/model/rotation.js";
import { toWire } from "../../static/js/model/shape.js";
import { placed, rectangle } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */
/** @typedef {import("../../static/js/model/shape.js").Shape} Shape */

const ID = "00000000000000aa.1";
const pool = new PointPool();
/** Letters of half the size of the type. @type {import("../../static/js/model/figure.js").Look} */
const LOOK = { theme: "light", measure: () => (text) => text.length / 2 };

/** @param {Partial<NewShape>} change */
const box = (change) => placed(rectangle(ID, { geometry: { w: 4000, h: 2000 }, ...change }), pool);

/** @param {number[]} points @param {Partial<NewShape>} [change] */
const line = (points, change = {}) =>
  placed(rectangle(ID, { kind: "line", geometry: { points }, ...change }), pool);

/** @param {{x: number, y: number}} point */
const boxOfPoint = ({ x, y }) => ({ minX: x, minY: y, maxX: x, maxY: y });

/** @param {Shape} shape */
function figureOf(shape) {
  const parts = traitsOf(shape.kind).figure?.(shape, pool, LOOK) ?? [];
  const texts = parts.flatMap((part) => (part.type === "text" ? [part] : []));
  const paths = parts.flatMap((part) => (part.type === "path" ? [part] : []));
  return { text: texts[0], steps: paths[0]?.steps ?? [] };
}

test("[D17] a label is centred in its box", () => {
  for (const kind of /** @type {const} */ (["rectangle", "ellipse", "diamond"])) {
    const { text } = figureOf(box({ kind, text: "one\ntwo" }));
    assert.deepEqual(
      text?.lines.map(({ text: letters, x, anchor }) => [letters, x, anchor]),
      [
        ["one", 2000, "middle"],
        ["two", 2000, "middle"],
      ],
    );
    const middle = text?.lines.reduce((sum, { y }) => sum + y / 2, 0) ?? 0;
    assert.ok(Math.abs(middle - 1000) < 384 / 2, `${middle}`);
  }
  assert.equal(figureOf(box({})).text, undefined);
});

test("[D17] lines are painted as they were stored, while they fit the text", () => {
  const geometry = { w: 4000, h: 2000, lines: [4, 3, 1] };
  const linesOf = (/** @type {string} */ text, kind = /** @type {const} */ ("rectangle")) =>
    figureOf(box({ kind, text, geometry })).text?.lines.map((each) => each.text);
  assert.deepEqual(linesOf("abc de\n🖍"), ["abc", "de", "🖍"]);
  assert.deepEqual(linesOf("abc de\n🖍!"), ["abc de", "🖍!"]);
  const note = figureOf(box({ kind: "note", text: "abc de\n🖍", geometry }));
  assert.deepEqual(
    note.text?.lines.map(({ text }) => text),
    ["abc", "de", "🖍"],
  );
  assert.equal(storedLines("", null), null);
});

test("[D17] stored lines count code points, also of emoji and of halves of them", () => {
  const stored = (/** @type {string} */ text, /** @type {number[]} */ lines) =>
    storedLines(text, { lines, fixed: false, from: null, to: null });
  const random = new Seeded(17);
  for (let round = 0; round < 300; round += 1) {
    const letters = Array.from({ length: random.within(0, 11) }, () =>
      random.pick(["a", "é", " ", "\n", "🖍", "👩‍🏫", "\ud83d", "\udd8d"]),
    );
    const text = letters.join("");
    const points = [...text];
    const lines = [];
    /** @type {string[]} */
    const expected = [];
    for (let at = 0; at < points.length; ) {
      const count = 1 + random.within(0, 3);
      lines.push(Math.min(count, points.length - at));
      expected.push(
        points
          .slice(at, at + count)
          .join("")
          .trimEnd(),
      );
      at += count;
    }
    assert.deepEqual(stored(text, lines), lines.length > 0 ? expected : null);
    assert.equal(stored(text, [...lines, 1]), null);
    if (lines.length > 1) assert.equal(stored(text, lines.slice(1)), null);
  }
});

test("[D17] an empty label is none, and a set of one takes it away", () => {
  assert.equal(box({ text: "" }).text, null);
  const labelled = box({ text: "x" });
  const place = { author: 1, seq: 2, index: 0 };
  const after = reduceShape(labelled, { op: "set", id: ID, text: "" }, place, pool);
  assert.equal(after?.text, null);
  assert.ok(after !== null && !("text" in toWire(after, pool)));
});

test("[D17] a label on a line is at the middle of its length, and the line is not behind it", () => {
  const shape = line([0, 0, 8000, 0, 0, 2000], { text: "abc" });
  const { text, steps } = figureOf(shape);
  assert.equal(text?.lines[0]?.x, 5000);
  const numbers = steps.map(([, x, y]) => [x, y]);
  assert.deepEqual(numbers.at(0), [0, 0]);
  assert.deepEqual(numbers.at(-1), [8000, 2000]);
  const [, left, right] = numbers;
  assert.ok(Number(left?.[0]) < 5000 - 250 && Number(right?.[0]) > 5000 + 250, `${numbers}`);
  const plain = figureOf(line([0, 0, 8000, 0, 0, 2000])).steps.map((step) => step[0]);
  assert.deepEqual(plain, ["M", "L", "L"]);
});

test("[D17] a label on a bent line is on its path, cuts it and is hit", () => {
  for (const bend of /** @type {const} */ (["elbow", "round"])) {
    const style = /** @type {const} */ ({ ink: "red", size: 20, bend });
    const points = bend === "elbow" ? [0, 0, 8000, 4000] : [0, 0, 4000, -4000, 4000, 4000];
    const shape = line(points, { text: "abc", style });
    const { text, steps } = figureOf(shape);
    const label = text?.lines[0];
    const middle = bend === "elbow" ? [4000, 2000] : [4000, -4000];
    assert.ok(Math.abs(Number(label?.x) - Number(middle[0])) < 10, `${bend}: ${label?.x}`);
    assert.equal(distanceToShape(shape, pool, Number(middle[0]), Number(middle[1])), 0);
    // One gap, and no point of the path is behind the letters.
    assert.equal(steps.filter(([name]) => name === "M").length, 2, bend);
    for (const [, x, y] of steps) {
      const isBehind =
        Math.abs(Number(x) - Number(middle[0])) < 300 &&
        Math.abs(Number(y) - Number(middle[1])) < 200;
      assert.ok(!isBehind, `${bend}: ${x}, ${y}`);
    }
    assert.equal(
      figureOf(line(points, { style })).steps.filter(([name]) => name === "M").length,
      1,
    );
  }
});

test("[D17] the path of a line with a label begins anew only behind the label, so that dashes go on", () => {
  const { steps } = figureOf(line([0, 0, 9000, 0, 0, 9000, 9000, 0], { text: "abc" }));
  assert.deepEqual(
    steps.map(([name]) => name),
    ["M", "L", "L", "M", "L", "L"],
  );
});

test("[D6] [D17] a bent line that is turned is inside of its box", () => {
  for (const bend of /** @type {const} */ (["elbow", "round"])) {
    const style = /** @type {const} */ ({ ink: "red", size: 20, bend });
    const shape = line([0, 0, 4000, 100, 0, 4000], { style, pos: [0, 0, 4500] });
    const { steps } = figureOf(shape);
    for (const [, ...numbers] of steps) {
      const [x = 0, y = 0] = /** @type {number[]} */ (numbers).slice(-2);
      const place = toBoard(shape, { x, y });
      assert.ok(contains(shape.box, boxOfPoint(place)), `${bend}: ${x}, ${y}`);
    }
  }
});

test("[D17] the box of a line has its label, also turned and far from the line's own box", () => {
  const short = line([0, 0, 10, 0], { text: "a long label\nof two lines", pos: [50, 60, 0] });
  const bare = line([0, 0, 10, 0], { pos: [50, 60, 0] });
  assert.ok(short.box.maxX - short.box.minX > 4000 && short.box.maxY - short.box.minY > 900);
  assert.ok(contains(short.box, bare.box));
  const turned = line([0, 0, 10, 0], { text: "a long label", pos: [50, 60, 9000] });
  assert.ok(turned.box.maxY - turned.box.minY > 4000);
  const place = { author: 1, seq: 2, index: 0 };
  const named = reduceShape(
    bare,
    { op: "set", id: ID, text: "a long label\nof two lines" },
    place,
    pool,
  );
  assert.deepEqual(named?.box, short.box);
});

test("[D17] the box follows the size of a label's type, and how a turned line bends", () => {
  const place = { author: 1, seq: 2, index: 0 };
  /** @param {Shape} shape @param {NewShape["style"]} style */
  const restyled = (shape, style) => reduceShape(shape, { op: "set", id: ID, style }, place, pool);
  for (const style of /** @type {const} */ ([
    { ink: "red", size: 64, type: 2000 },
    { ink: "red", size: 64, bend: "elbow" },
  ])) {
    /** @type {Partial<NewShape>} */
    const change = { text: "a label", pos: [0, 0, 4500] };
    const before = line([0, 0, 20_000, 15_000], change);
    const after = line([0, 0, 20_000, 15_000], { ...change, style });
    assert.notDeepEqual(after.box, before.box);
    assert.deepEqual(restyled(before, style)?.box, after.box);
  }
});

test("[D17] a label is hit, and so is nothing else in its box", () => {
  const empty = box({});
  const labelled = box({ text: "abc" });
  assert.ok(distanceToShape(empty, pool, 2000, 1000) > 900);
  assert.equal(distanceToShape(labelled, pool, 2000, 1000), 0);
  assert.ok(distanceToShape(labelled, pool, 500, 500) > 300);
  const high = box({ text: "abc", geometry: { w: 4000, h: 100 } });
  assert.ok(distanceToShape(high, pool, 2000, 200) > 50, "a label is clipped to its box");
  const above = distanceToShape(line([0, 0, 8000, 0], { text: "abc" }), pool, 4000, 200);
  assert.equal(above, 0);
});

test("[D6] every segment of a line of many points is hit", () => {
  const shape = line([0, 0, 1000, 0, 0, 1000, 1000, 0], { style: { ink: "red", size: 20 } });
  assert.equal(distanceToShape(shape, pool, 500, 0), 0);
  assert.equal(distanceToShape(shape, pool, 1005, 500), 0);
  assert.equal(distanceToShape(shape, pool, 1500, 1000), 0);
  assert.equal(distanceToShape(shape, pool, 500, 500), 490);
  assert.deepEqual(
    { ...shape.box },
    { ...shape.box, minX: -10, minY: -10, maxX: 2010, maxY: 1010 },
  );
});

test("[D6] an arrow's head is at its last point, along the last segment", () => {
  const { steps } = figureOf({ ...line([0, 0, 1000, 0, 0, 1000]), kind: "arrow" });
  const [left, tip, right] = steps.slice(-3);
  assert.deepEqual(tip, ["L", 1000, 1000]);
  assert.equal(left?.[2], right?.[2], "both barbs are equally high");
  assert.ok(Number(left?.[2]) < 1000);
});
