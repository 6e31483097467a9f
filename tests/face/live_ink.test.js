// A line has the same outline while it is drawn and afterwards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Outliner, tipOf } from "../../static/js/model/outline.js";
import { LiveInk } from "../../static/js/render/live_ink.js";
import { Seeded } from "../model/seeded.js";

/** @typedef {import("../../static/js/model/preview.js").InkPreview} InkPreview */

/** A path that writes down its curves, rounded to a hundredth of a unit. */
class RecordedPath {
  /** @type {string[]} */
  curves = [];
  /** How many were drawn on all paths together; those taken over from another path cost nothing. */
  static drawn = 0;
  #place = "";

  /** @param {RecordedPath} [other] */
  constructor(other) {
    if (other !== undefined) this.addPath(other);
  }

  /** @param {RecordedPath} other */
  addPath(other) {
    this.curves.push(...other.curves);
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#place = named(x, y);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#place = named(x, y);
  }

  /** @param {number} cx @param {number} cy @param {number} x @param {number} y */
  quadraticCurveTo(cx, cy, x, y) {
    const end = named(x, y);
    this.curves.push(`${this.#place} ${named(cx, cy)} ${end}`);
    RecordedPath.drawn += 1;
    this.#place = end;
  }

  closePath() {
    return undefined;
  }
}

Object.assign(globalThis, { Path2D: RecordedPath });

/** @param {number} x @param {number} y */
function named(x, y) {
  return `${(x + 0).toFixed(2)},${(y + 0).toFixed(2)}`.replaceAll("-0.00", "0.00");
}

/** @param {Path2D} path */
function noted(path) {
  return /** @type {RecordedPath} */ (/** @type {unknown} */ (path));
}

/** A hand that writes, trembles and jumps. @param {Seeded} chance @param {number} count */
function hand(chance, count) {
  const xy = new Int32Array(count * 2);
  const pressure = new Uint8Array(count);
  const [tremble, jumps] = [chance.pick([0, 4, 30]), chance.pick([0, 0, 5])];
  const pace = chance.pick([20, 60, 300]);
  let [x, y, angle] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    angle += (chance.next() - 0.4) * 0.8;
    const step = chance.chance(jumps) ? 2000 : pace;
    x += Math.cos(angle) * step;
    y += Math.sin(angle) * step;
    xy[at * 2] = Math.round(x) + chance.within(-tremble, tremble);
    xy[at * 2 + 1] = Math.round(y) + chance.within(-tremble, tremble);
    pressure[at] = chance.within(90, 160);
  }
  return { xy, pressure };
}

/** @param {ReturnType<typeof hand>} points @param {number} length @param {InkPreview["shapeKind"]} [shapeKind] @returns {InkPreview} */
function preview({ xy, pressure }, length, shapeKind = "ink") {
  const style = { ink: /** @type {const} */ ("black"), size: 64 };
  return { kind: "ink", shapeKind, style, page: 1, x: 0, y: 0, xy, pressure, length };
}

test("a line has the same curves while it is drawn and when it is settled", () => {
  const chance = new Seeded(41);
  const outliner = new Outliner();
  for (let round = 0; round < 60; round += 1) {
    const count = chance.within(1, 200);
    const points = hand(chance, count);
    const kind = chance.pick(/** @type {const} */ (["ink", "highlight"]));
    const live = new LiveInk(preview(points, 1, kind));
    for (let length = 2; length <= count; length += chance.within(1, 4)) {
      live.update(preview(points, length, kind));
    }
    live.update(preview(points, count, kind));
    const whole = new RecordedPath();
    outliner.begin(64, tipOf(kind));
    for (let at = 0; at < count; at += 1) {
      outliner.add(points.xy[at * 2] ?? 0, points.xy[at * 2 + 1] ?? 0, points.pressure[at] ?? 0);
    }
    outliner.trace(whole);
    assert.deepEqual(
      noted(live.path()).curves.toSorted(),
      whole.curves.toSorted(),
      `round ${round}`,
    );
  }
});

test("adding a point costs the same in a long line as in a short one", () => {
  const chance = new Seeded(42);
  for (let round = 0; round < 10; round += 1) {
    const points = hand(chance, 1000);
    const live = new LiveInk(preview(points, 1));
    for (let length = 2; length <= 1000; length += 1) {
      const before = RecordedPath.drawn;
      live.update(preview(points, length));
      const drawn = RecordedPath.drawn - before;
      assert.ok(drawn < 350, `${drawn} curves at point ${length}`);
    }
  }
});
