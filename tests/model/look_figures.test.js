import assert from "node:assert/strict";
import { test } from "node:test";
import { hatch } from "../../static/js/model/fill.js";
import { bent } from "../../static/js/model/heads.js";
import { traitsOf } from "../../static/js/model/kinds.js";
import { PointPool } from "../../static/js/model/points.js";
import { placed, rectangle } from "./drawing.js";

/** @typedef {import("../../static/js/model/styles.js").WireStyle} WireStyle */

const ID = "00000000000000aa.1";
const LOOK = /** @type {import("../../static/js/model/figure.js").Look} */ ({
  theme: "light",
  measure: () => (text) => text.length / 2,
});

/** The parts that a shape paints. @param {Partial<WireStyle>} style @param {Partial<import("../../static/js/model/shape.js").NewShape>} [change] */
function partsOf(style, change = {}) {
  const pool = new PointPool();
  const wire = rectangle(ID, { style: { ink: "red", size: 64, ...style }, ...change });
  const shape = placed(wire, pool);
  return traitsOf(shape.kind).figure?.(shape, pool, LOOK) ?? [];
}

const LINE = { kind: /** @type {const} */ ("line"), geometry: { points: [0, 0, 1000, 0] } };

test("[D15] a fill is painted below the outline, as its pattern says", () => {
  assert.equal(partsOf({}).length, 1);
  for (const kind of /** @type {const} */ (["rectangle", "ellipse", "diamond"])) {
    const [solid, outline] = partsOf({ fill: "#0a1b2c" }, { kind });
    assert.ok(solid?.type === "path" && solid.fill === "#0a1b2c" && solid.stroke === undefined);
    assert.ok(outline?.type === "path" && outline.fill === undefined);
    const [tint] = partsOf({ fill: "#0a1b2c", pattern: "tint" }, { kind });
    assert.ok(tint?.type === "path" && tint.fill !== "#0a1b2c" && tint.fill !== undefined);
    const [lines] = partsOf({ fill: "#0a1b2c", pattern: "hatch" }, { kind });
    assert.ok(lines?.type === "path" && lines.clip !== undefined && lines.fill === undefined);
  }
  assert.ok(hatch({ w: 2 ** 26, h: 2 ** 26 }, 1).length <= 800, "however large the shape is");
});

test("[D15] an outline and a line are broken as their dash says", () => {
  for (const change of [{}, LINE]) {
    const dashes = /** @type {const} */ (["solid", "dashed", "dotted"]).map((dash) => {
      const [part] = partsOf({ dash }, change);
      return part?.type === "path" ? part.stroke?.dashes : null;
    });
    assert.deepEqual(dashes, [undefined, [192, 192], [1, 128]]);
  }
});

test("[D15] [D16] each end of a line carries its head, an arrow one by itself", () => {
  const count = (/** @type {Partial<WireStyle>} */ style, /** @type {"line" | "arrow"} */ kind) =>
    partsOf(style, { ...LINE, kind }).flatMap((part) => (part.type === "path" ? part.steps : []))
      .length;
  assert.equal(count({}, "line"), 2);
  assert.equal(count({}, "arrow"), 5);
  assert.equal(count({ head: "arrow" }, "line"), 5);
  assert.equal(count({ head: "none" }, "arrow"), 2);
  assert.equal(count({ tail: "arrow" }, "arrow"), 8);
  assert.equal(count({ head: "bar" }, "line"), 4);
  for (const head of /** @type {const} */ (["triangle", "dot"])) {
    const filled = partsOf({ head }, LINE).filter((part) => part.type === "path" && part.fill);
    assert.equal(filled.length, 1, head);
  }
});

test("[D15] a line bends at its points and stays in their box", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 100, y: 50 },
    { x: 100, y: 90 },
  ];
  assert.deepEqual(bent(points, "straight").slice(1), [
    ["L", 100, 50],
    ["L", 100, 90],
  ]);
  assert.deepEqual(bent(points, "elbow").slice(1), [
    ["L", 50, 0],
    ["L", 50, 50],
    ["L", 100, 50],
    ["L", 100, 90],
  ]);
  const round = bent(points, "round");
  assert.deepEqual(
    round.map(([step]) => step),
    ["M", "C", "C"],
  );
  const values = round.flatMap(([, ...numbers]) => /** @type {number[]} */ (numbers));
  assert.ok(values.every((value, at) => value >= 0 && value <= (at % 2 === 0 ? 100 : 90)));
});

test("[D15] text is aligned as its style says, at the side where a line is read first by itself", () => {
  const note = { kind: /** @type {const} */ ("text"), geometry: { w: 1000, h: 90 }, text: "ab" };
  const at = (/** @type {WireStyle["align"]} */ align, text = "ab") => {
    const [part] = partsOf({ align }, { ...note, text });
    const line = part?.type === "text" ? part.lines[0] : undefined;
    return [line?.anchor, line?.x];
  };
  assert.deepEqual(at(null), ["start", 0]);
  assert.deepEqual(at("start"), ["start", 0]);
  assert.deepEqual(at("center"), ["middle", 500]);
  assert.deepEqual(at("end"), ["end", 1000]);
  assert.deepEqual(at(null, "שלום"), ["start", 1000]);
  assert.deepEqual(at("end", "שלום"), ["end", 0]);
});
