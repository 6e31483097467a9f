import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, traitsOf } from "../../static/js/model/kinds.js";
import { PointPool } from "../../static/js/model/points.js";
import { placed, rectangle, someShape } from "./drawing.js";
import { Seeded } from "./seeded.js";

const ID = "00000000000000aa.1";
/** Letters of half the size of the type. @type {import("../../static/js/model/figure.js").Look} */
const LOOK = { theme: "light", measure: () => (text) => text.length / 2 };

test("a figure has whole units, inside of its shape's box and spill", () => {
  const chance = new Seeded(31);
  const pool = new PointPool();
  for (let round = 0; round < 2000; round += 1) {
    const shape = { ...placed(someShape(chance, ID), pool), rotation: 0 };
    const { figure, box, spill } = traitsOf(shape.kind);
    const parts = figure?.(shape, pool, LOOK) ?? [];
    const { minX, minY, maxX, maxY } = box(shape, pool.xy);
    const far = Math.ceil(spill(shape));
    for (const part of parts) {
      if (part.type === "text") {
        assert.ok(part.lines.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y)));
        continue;
      }
      const wide = far - (part.stroke?.width ?? 0) / 2;
      const numbers = part.steps.map(([, ...values]) => /** @type {number[]} */ (values));
      assert.ok(numbers.flat().every(Number.isInteger), JSON.stringify(part.steps));
      for (const [at, value] of numbers.flatMap((values) => [...values.entries()])) {
        const [low, high] =
          at % 2 === 0 ? [minX - shape.x, maxX - shape.x] : [minY - shape.y, maxY - shape.y];
        // A middle may be half a unit off.
        assert.ok(value >= low - wide - 1 && value <= high + wide + 1, JSON.stringify(shape));
      }
    }
  }
});

test("[D14] [D19] an image without its picture is a tinted box with its description", () => {
  const pool = new PointPool();
  const geometry = { w: 950, h: 900 };
  const named = { image: "00000000000000aa.9", alt: "a tree" };
  const wire = rectangle(ID, { kind: "image", geometry, ...named });
  const { figure } = traitsOf("image");
  const [area, text] = figure?.(placed(wire, pool), pool, LOOK) ?? [];
  assert.ok(area?.type === "path" && area.fill !== undefined && area.stroke === undefined);
  assert.ok(text?.type === "text");
  assert.deepEqual(
    text.lines.map((line) => line.text),
    ["a", "tree"],
  );
  assert.deepEqual(text.clip, area.steps);
});

test("only strokes have no figure", () => {
  const without = KINDS.filter((kind) => traitsOf(kind).figure === null);
  assert.deepEqual(without, ["ink", "highlight"]);
});

test("a line of text begins at the side where it is read first", () => {
  const pool = new PointPool();
  const geometry = { w: 1000, h: 1000 };
  const style = /** @type {const} */ ({ ink: "red", size: 100 });
  const wire = rectangle(ID, { kind: "text", text: "abc שלום", geometry, style });
  const linesOf = (/** @type {string} */ text) => {
    const part = traitsOf("text").figure?.(placed({ ...wire, text }, pool), pool, LOOK)[0];
    return part?.type === "text" ? part.lines : [];
  };
  const [english] = linesOf("abc");
  const [hebrew] = linesOf("שלום");
  assert.deepEqual([english?.x, english?.direction, english?.width], [0, "ltr", 150]);
  assert.deepEqual([hebrew?.x, hebrew?.direction, hebrew?.anchor], [1000, "rtl", "start"]);
  assert.deepEqual(
    linesOf("aaaaaaaaaa bbbbbbbbbbbb cc").map(({ text }) => text),
    ["aaaaaaaaaa", "bbbbbbbbbbbb cc"],
  );
});
