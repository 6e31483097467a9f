import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contrast,
  HIGHLIGHTS,
  INK_NAMES,
  INKS,
  NOTE_TEXT,
  NOTES,
  PAPER,
  PEOPLE,
  personColour,
} from "../../static/js/model/colour.js";

/** @type {readonly import("../../static/js/model/colour.js").Theme[]} */
const THEMES = ["light", "dark"];

test("contrast is the one of WCAG 2", () => {
  assert.equal(contrast("#000000", "#FFFFFF"), 21);
  assert.equal(contrast("#FFFFFF", "#FFFFFF"), 1);
  assert.ok(Math.abs(contrast("#777777", "#FFFFFF") - 4.478) < 0.001);
});

for (const theme of THEMES) {
  test(`[D7] every ink can be read on ${theme} paper`, () => {
    assert.equal(INK_NAMES.length, 12);
    for (const name of INK_NAMES) {
      const found = contrast(INKS[name][theme], PAPER[theme]);
      assert.ok(found >= 4.5, `${name}: ${found.toFixed(2)}`);
    }
  });

  test(`text can be read on every note, ${theme}`, () => {
    for (const name of INK_NAMES) {
      const found = contrast(NOTES[name][theme], NOTE_TEXT);
      assert.ok(found >= 4.5, `${name}: ${found.toFixed(2)}`);
    }
  });

  test(`black ink can be read through every highlight, ${theme}`, () => {
    for (const name of INK_NAMES) {
      const found = contrast(HIGHLIGHTS[name][theme], INKS.black[theme]);
      assert.ok(found >= 4.5, `${name}: ${found.toFixed(2)}`);
    }
  });

  test(`no two inks are the same, ${theme}`, () => {
    assert.equal(new Set(INK_NAMES.map((name) => INKS[name][theme])).size, INK_NAMES.length);
  });
}

test("white letters can be read on every person's colour", () => {
  for (const colour of PEOPLE) assert.ok(contrast(colour, "#FFFFFF") >= 4.5, colour);
});

test("a name has one colour, and a class has many", () => {
  assert.equal(personColour("Ada"), personColour("Ada"));
  assert.equal(personColour("Jos\u00e9"), personColour("Jose\u0301"), "however it is composed");
  const names = Array.from({ length: 200 }, (_, at) => `Pupil ${at}`);
  assert.equal(new Set(names.map(personColour)).size, PEOPLE.length);
  assert.ok(PEOPLE.includes(personColour("")));
});
