// Shapes and texts on the clipboard, which other programs may have written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clipOf, shapesIn } from "../../static/js/model/clipboard.js";
import { copiesOf, MAX_COPIED, MAX_COPIED_BYTES } from "../../static/js/model/copies.js";
import { TEXT } from "../../static/js/model/limits.js";
import { isDrawing, textsFrom } from "../../static/js/model/pasted_text.js";
import { rectangle, someShape, stroke, TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

/** @param {number} n */
const id = (n) => `${TAGS[0]}.${n}`;

/** @param {unknown} shapes */
const jsonOf = (shapes) => JSON.stringify({ lavagna: 3, shapes });

/** @param {string} json */
const read = (json) => shapesIn({ json, html: "" });

test("shapes come back from JSON, and from HTML where a program keeps nothing else", () => {
  const shapes = [
    rectangle(id(1), { text: "<b>--> & <!--", kind: "note", group: [id(7), id(8)] }),
    stroke(id(2), [
      [0, 0],
      [5, -5],
    ]),
    rectangle(id(3), { kind: "text", text: "a\nb", pos: [0, -50, 0] }),
    rectangle(id(4), { kind: "arrow", geometry: { points: [0, 0, -1, 2], to: [id(1), 0, 9] } }),
  ];
  const { json, html, text } = clipOf(shapes);
  assert.equal(text, "a\nb\n<b>--> & <!--");
  assert.deepEqual(read(json), shapes);
  assert.deepEqual(shapesIn({ json: "", html }), shapes);
  assert.deepEqual(
    shapesIn({ json: "", html: `<html><body><!--StartFragment-->${html}</body></html>` }),
    shapes,
  );
  assert.ok(html.endsWith("--><p>a<br>b<br>&lt;b&gt;--&gt; &amp; &lt;!--</p>"));
  assert.equal(html.indexOf("-->"), html.lastIndexOf("-->"), "the texts cannot end the comment");
  assert.equal(clipOf([rectangle(id(1))]).text, "");
});

test("shapes of every kind come back as they were", () => {
  const chance = new Seeded(7);
  const shapes = Array.from({ length: 60 }, (_, at) => someShape(chance, id(at + 1)));
  assert.deepEqual(read(clipOf(shapes).json), JSON.parse(JSON.stringify(shapes)));
});

test("a clipboard of other programs has no shapes", () => {
  assert.equal(shapesIn({ json: "", html: "" }), null);
  assert.equal(shapesIn({ json: "", html: "<p>lavagna</p><!-- lavagna -->" }), null);
});

test("broken, foreign and hostile data is refused whole", () => {
  const good = rectangle(id(1));
  /** @type {[string, string][]} */
  const hostile = [
    ["no JSON", "{"],
    ["null", "null"],
    ["a number", "7"],
    ["a list", "[]"],
    ["another form", JSON.stringify({ lavagna: 4, shapes: [good] })],
    ["no form", JSON.stringify({ shapes: [good] })],
    ["its own prototype", `{"__proto__":${jsonOf([good])}}`],
    ["no list", jsonOf({ 0: good, length: 1 })],
    ["a hole", jsonOf([null])],
    ["an unknown kind", jsonOf([{ ...good, kind: "script" }])],
    ["an unknown field", jsonOf([{ ...good, onclick: "alert(1)" }])],
    ["a prototype in a shape", jsonOf([good]).replace('"kind"', '"__proto__":{"a":1},"kind"')],
    ["a prototype in a style", jsonOf([good]).replace('"ink"', '"__proto__":{"a":1},"ink"')],
    ["a foreign id", jsonOf([{ ...good, id: "shape:abc" }])],
    ["an id twice", jsonOf([good, good])],
    ["a place off the board", jsonOf([{ ...good, pos: [2 ** 27, 0, 0] }])],
    ["a fraction", jsonOf([{ ...good, pos: [0.5, 0, 0] }])],
    ["one good, one bad", jsonOf([good, { ...good, id: id(2), page: 0 }])],
    ["a long text", jsonOf([{ ...good, text: "x".repeat(TEXT + 1) }])],
    ["half a letter", jsonOf([{ ...good, text: "\ud800" }])],
    ["deeply nested", "[".repeat(1_000_000)],
    ["shapes that nest", `{"lavagna":3,"shapes":${"[".repeat(1000)}${"]".repeat(1000)}}`],
  ];
  for (const [what, json] of hostile) assert.equal(read(json), "unreadable", what);
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
  assert.equal(/** @type {any} */ ({}).a, undefined);
  assert.equal(shapesIn({ json: "", html: "<!--lavagna {" }), "unreadable", "no end");
});

test("too much is refused before it is read", () => {
  const many = Array.from({ length: MAX_COPIED + 1 }, (_, at) => rectangle(id(at + 1)));
  assert.equal(read(jsonOf(many)), "limit");
  assert.equal(/** @type {NewShape[]} */ (read(jsonOf(many.slice(1)))).length, MAX_COPIED);
  assert.equal(read("[".repeat(MAX_COPIED_BYTES + 10_000)), "limit");
});

test("[O8] pasted shapes get own ids, and nothing refers to shapes of elsewhere", () => {
  const shapes = [
    rectangle(id(1), { group: [id(50)], locked: true }),
    rectangle(id(2), {
      ...{ kind: "arrow", group: [id(50), id(51)] },
      geometry: { points: [0, 0, 9, 9], from: [id(1), 500, 500], to: [id(99), 1, 1] },
    }),
  ];
  let last = 0;
  const newId = () => {
    last += 1;
    return `${TAGS[1]}.${last}`;
  };
  const copies = copiesOf(shapes, { newId, page: 4, dx: 10, dy: 20 });
  assert.ok(!JSON.stringify(copies).includes(/** @type {string} */ (TAGS[0])));
  assert.deepEqual(
    copies.map(({ page, locked }) => [page, locked]),
    [
      [4, undefined],
      [4, undefined],
    ],
  );
});

test("a text is one text, or several when it is long, and none of its letters is lost", () => {
  assert.deepEqual(textsFrom("a\r\nb\rc\u0000\u0007\td \n\n"), ["a\nb\nc\td"]);
  assert.deepEqual(textsFrom("\ud800a"), ["\ufffda"]);
  assert.deepEqual(textsFrom(" \n\t "), []);
  const letters = (/** @type {string} */ text) => text.replace(/\s/g, "");
  const lines = Array.from({ length: 2000 }, (_, at) => `line ${at}`).join("\n");
  const words = Array.from({ length: 4000 }, (_, at) => `w${at}`).join(" ");
  const emoji = "👩‍👩‍👧".repeat(2000);
  const accents = "e\u0301".repeat(4000);
  for (const text of [lines, words, emoji, accents, "字".repeat(12_345)]) {
    const texts = textsFrom(text) ?? [];
    assert.ok(texts.length > 1 && texts.every((each) => [...each].length <= TEXT));
    assert.equal(letters(texts.join("")), letters(text));
  }
  assert.ok((textsFrom(lines) ?? []).every((each) => /^line \d+\n[\s\S]*\nline \d+$/.test(each)));
  assert.ok((textsFrom(words) ?? []).every((each) => /^w\d+ .* w\d+$/.test(each)));
  assert.ok((textsFrom(emoji) ?? []).every((each) => each.startsWith("👩") && each.endsWith("👧")));
  assert.ok((textsFrom(accents) ?? []).every((each) => each.startsWith("e")));
});

test("a text that is too long is refused whole", () => {
  assert.equal(textsFrom("x".repeat(20 * TEXT))?.length, 20);
  assert.equal(textsFrom("x".repeat(20 * TEXT + 1)), null);
  assert.equal(textsFrom("\n".repeat(20_000_000)), null);
});

test("a drawing of another program is recognised", () => {
  assert.ok(isDrawing('<svg xmlns="http://www.w3.org/2000/svg">'));
  assert.ok(isDrawing('<?xml version="1.0"?>\n<!-- x -->\n<svg viewBox="0 0 1 1">'));
  assert.ok(isDrawing('{"type":"excalidraw/clipboard","elements":[]}'));
  assert.ok(!isDrawing("an <svg> is a drawing"));
  assert.ok(!isDrawing('{"type":"note"}'));
});
