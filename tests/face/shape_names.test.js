// Words of a screen reader for a shape.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { descriptionOf } from "../../static/js/ui/status/shape_names.js";
import { placed, rectangle } from "../model/drawing.js";

/** @typedef {Partial<import("../../static/js/model/shape.js").NewShape>} Change */

const ID = "00000000000000aa.1";
const PEOPLE = [
  { author: 1, name: "Ada" },
  { author: 2, name: "Bruno" },
  { author: 3, name: "" },
];

/** A text with its values. @type {import("../../static/js/ui/settings/l10n.js").Translate} */
const t = (id, values = {}) => [id, ...Object.values(values)].join(":");

/** Returns what Ada hears of a shape. @param {Change} change @param {number} author @param {import("../../static/js/model/box.js").Box | null} bounds @param {import("../../static/js/model/colour.js").Theme} theme */
function said(change, author = 1, bounds = null, theme = "light") {
  const shape = { ...placed(rectangle(ID, change), new PointPool()), author };
  return descriptionOf(shape, { theme, author: 1, people: PEOPLE, bounds }, t);
}

test("a shape is said by kind, colour, text and author", () => {
  assert.equal(said({}), "kind-rectangle, say-red");
  assert.equal(said({ text: "a\n label" }), "kind-rectangle, say-red, say-text:a label");
  assert.equal(said({ text: "x" }, 2), "kind-rectangle, say-red, say-text:x, say-by:Bruno");
});

test("the author is left out for one's own shapes, and is somebody without a name", () => {
  assert.equal(said({}, 0), "kind-rectangle, say-red", "not sent yet");
  assert.equal(said({}, 3), "kind-rectangle, say-red, say-by:say-somebody");
  assert.equal(said({}, 9), "kind-rectangle, say-red, say-by:say-somebody", "who has left");
});

test("a long text is cut, and an image is said by its description", () => {
  const long = said({ kind: "note", text: "é".repeat(200) });
  assert.equal(long, `kind-note, say-pink, say-text:${"é".repeat(80)}…`);
  const image = { kind: /** @type {const} */ ("image"), image: ID, alt: "a cell" };
  assert.equal(said(image), "kind-image, say-text:a cell");
  assert.equal(said({ ...image, alt: "" }), "kind-image, say-undescribed");
});

test("a locked shape says so, and a yellow note is yellow while the ink is ochre", () => {
  assert.equal(said({ locked: true }), "kind-rectangle, say-red, say-locked");
  const style = { ink: /** @type {const} */ ("yellow"), size: 64 };
  assert.equal(said({ kind: "note", text: "", style }), "kind-note, say-yellow");
  assert.equal(said({ style }), "kind-rectangle, say-ochre");
});

test("the place of a shape is a third of the page each way", () => {
  const bounds = { minX: -9000, minY: -9000, maxX: 9000, maxY: 9000 };
  const geometry = { w: 1000, h: 1000 };
  const places = [-8000, -500, 7000].flatMap((y) =>
    [-8000, -500, 7000].map((x) => {
      const parts = said({ pos: [x, y, 0], geometry }, 1, bounds).split(", ");
      return parts.at(-1);
    }),
  );
  assert.deepEqual(places, [
    ...["place-top-left", "place-top", "place-top-right"],
    ...["place-left", "place-middle", "place-right"],
    ...["place-bottom-left", "place-bottom", "place-bottom-right"],
  ]);
  const only = { ...bounds, minX: 5, maxX: 5, minY: 5, maxY: 5 };
  assert.equal(said({}, 1, only).split(", ").at(-1), "place-middle", "a page of one point");
});

test("colours are said as they look: black ink is white on slate, and a note has one of six", () => {
  const black = /** @type {Change} */ ({ style: { ink: "black", size: 64 } });
  assert.equal(said(black), "kind-rectangle, say-black");
  assert.equal(said(black, 1, null, "dark"), "kind-rectangle, say-white");
  const note = /** @type {Change} */ ({ ...black, kind: "note", text: "" });
  assert.equal(said(note, 1, null, "dark"), "kind-note, say-grey");
  assert.equal(said({ ...note, style: { ink: "red", size: 64 } }), "kind-note, say-pink");
});
