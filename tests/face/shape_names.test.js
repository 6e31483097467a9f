// What a screen reader says of a shape.

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

/** What Ada hears of a shape. @param {Change} change @param {number} author */
function said(change, author = 1) {
  const shape = { ...placed(rectangle(ID, change), new PointPool()), author };
  return descriptionOf(shape, { author: 1, people: PEOPLE }, t);
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
  assert.equal(long, `kind-note, say-red, say-text:${"é".repeat(80)}…`);
  const image = { kind: /** @type {const} */ ("image"), image: ID, alt: "a cell" };
  assert.equal(said(image), "kind-image, say-text:a cell");
});
