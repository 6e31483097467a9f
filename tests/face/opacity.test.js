import assert from "node:assert/strict";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { FineStrokeRasterizer } from "../../static/js/render/fine_strokes.js";
import { opacityOf, Painter } from "../../static/js/render/paint.js";
import { placed, rectangle, stroke } from "../model/drawing.js";
import { FakeCanvas } from "./canvas.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

const pool = new PointPool();
const PATH = /** @type {[number, number][]} */ ([
  [0, 0],
  [400, 0],
]);

/** @param {number} opacity */
const style = (opacity) => ({ ink: /** @type {const} */ ("red"), size: 64, opacity });

/** The alpha with which a shape is painted. @param {NewShape} wire @param {number} k @param {number} [alpha] */
function alphaOf(wire, k, alpha) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (
    /** @type {unknown} */ (new FakeCanvas().getContext())
  );
  const painter = new Painter("light");
  painter.paint({ ctx, mapping: { k, ox: 0, oy: 0 } }, placed(wire, pool), pool, alpha);
  painter.flush();
  return ctx.globalAlpha;
}

test("[D15] figures and thin ink are painted with the opacity of their style", () => {
  assert.equal(alphaOf(rectangle("00000000000000aa.1", { style: style(40) }), 1), 0.4);
  assert.equal(alphaOf(rectangle("00000000000000aa.1"), 1), 1);
  assert.equal(alphaOf(stroke("00000000000000aa.1", PATH, { style: style(40) }), 1 / 64), 0.4);
  assert.equal(alphaOf(rectangle("00000000000000aa.1", { style: style(40) }), 1, 0.5), 0.2);
});

test("[D15] a highlighter mark ignores it", () => {
  const mark = stroke("00000000000000aa.1", PATH, { kind: "highlight", style: style(40) });
  assert.equal(opacityOf(placed(mark, pool)), 1);
});

test("[D15] ink thinner than two pixels is rasterised with it", (t) => {
  const known = globalThis.ImageData;
  t.after(() => {
    globalThis.ImageData = known;
  });
  globalThis.ImageData = /** @type {any} */ (
    class {
      /** @param {number} width @param {number} height */
      constructor(width, height) {
        this.width = width;
        this.height = height;
        this.data = new Uint8ClampedArray(4 * width * height);
      }
    }
  );
  const [whole = 0, faint = 0] = [100, 25].map((opacity) => {
    const fine = new FineStrokeRasterizer();
    fine.begin(64, 8);
    const shape = placed(
      stroke("00000000000000aa.1", PATH, {
        pos: [64, 64, 0],
        style: { ...style(opacity), size: 20 },
      }),
      pool,
    );
    fine.add(shape, { k: 1 / 16, ox: 0, oy: 0 }, { pool, theme: "light", alpha: 1 });
    return fine.image().data.reduce((sum, value, at) => sum + (at % 4 === 3 ? value : 0), 0);
  });
  assert.ok(faint > 0.2 * whole && faint < 0.35 * whole, `${faint} of ${whole}`);
});
