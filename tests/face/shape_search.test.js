// Finding shapes by what they are called.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PointPool } from "../../static/js/model/points.js";
import { matcherOf } from "../../static/js/ui/panels/shape_search.js";
import { translator } from "../../static/js/ui/settings/l10n.js";
import { placed, rectangle } from "../model/drawing.js";

const PEOPLE = [
  { author: 1, name: "Ada" },
  { author: 2, name: "José" },
];
const SURROUNDINGS = {
  theme: /** @type {const} */ ("light"),
  author: 1,
  people: PEOPLE,
  bounds: null,
};

/** @param {string} language */
function texts(language) {
  const files = ["lavagna", "panels"].map((file) => {
    const url = new URL(`../../static/locales/${language}/${file}.ftl`, import.meta.url);
    return readFileSync(url, "utf8");
  });
  return translator(language, files.join("\n"));
}

/** @param {string} query @param {Partial<import("../../static/js/model/shape.js").NewShape>} change @param {{author?: number, language?: string}} [options] */
function finds(query, change, { author = 1, language = "en" } = {}) {
  const shape = { ...placed(rectangle("00000000000000aa.1", change), new PointPool()), author };
  return matcherOf(query, SURROUNDINGS, texts(language))(shape);
}

test("accents and case do not count, in the query or in the text", () => {
  assert.ok(finds("perche", { text: "Perché" }));
  assert.ok(finds("PERCHÉ", { text: "perche" }));
  assert.ok(finds("fi", { text: "ﬁne" }), "a ligature");
  assert.ok(finds("שלום", { text: "שָׁלוֹם" }));
  assert.ok(!finds("perché no", { text: "perché" }));
});

test("every word is found in the kind, colour, text or author", () => {
  assert.ok(finds("red rect", {}));
  assert.ok(finds("rosso rettangolo", {}, { language: "it" }));
  assert.ok(finds("jose cell", { text: "A cell" }, { author: 2 }));
  assert.ok(finds("ada", {}), "this person's own");
  assert.ok(finds("locked", { locked: true }) && !finds("locked", {}));
  assert.ok(!finds("blue", {}));
  assert.ok(finds("  ", {}), "no words, no filter");
});
