import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CLEAR_RULE,
  contrast,
  HIGHLIGHTS,
  INK_NAMES,
  INKS,
  NOTE_TEXT,
  NOTES,
  PAPER,
  PEOPLE,
  peopleColours,
  personColour,
  RULE,
} from "../../static/js/model/colour.js";
import { Seeded } from "./seeded.js";

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

test("staves and dots are visible on their paper", () => {
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const found = contrast(CLEAR_RULE[theme], PAPER[theme]);
    assert.ok(found >= 2, `${theme}: ${found.toFixed(2)}`);
  }
});

test("squares and lines are visible on slate, and paler than staves", () => {
  const found = contrast(RULE.dark, PAPER.dark);
  assert.ok(found >= 1.5 && found < contrast(CLEAR_RULE.dark, PAPER.dark), found.toFixed(2));
});

test("white text is readable on every person's colour", () => {
  for (const colour of PEOPLE) assert.ok(contrast(colour, "#FFFFFF") >= 4.5, colour);
});

test("the first digits of a tag are a colour, and a class has many", () => {
  assert.equal(personColour("7a00000000000001"), personColour("7affffffffffffff"));
  const digits = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, "0"));
  assert.equal(new Set(digits.map(personColour)).size, PEOPLE.length);
  assert.ok(PEOPLE.includes(personColour("")));
});

test("present people share no colour until all are in use, and every screen assigns the same", () => {
  const chance = new Seeded(12);
  for (let round = 0; round < 200; round += 1) {
    const people = Array.from({ length: PEOPLE.length }, (_, at) => ({
      peer: at * 2 + chance.within(1, 2),
      tag: `0${chance.within(1, 6)}00`,
    }));
    const colours = peopleColours(people);
    assert.equal(new Set(colours.values()).size, PEOPLE.length);
    const elsewhere = peopleColours([...people].reverse());
    for (const { peer } of people) assert.equal(elsewhere.get(peer), colours.get(peer));
  }
});

test("a joining person takes nobody's colour, and a lone person has that of the tag", () => {
  const people = Array.from({ length: 40 }, (_, at) => ({ peer: at + 1, tag: `0${at % 7}` }));
  for (let count = 1; count < people.length; count += 1) {
    const before = peopleColours(people.slice(0, count));
    const after = peopleColours(people.slice(0, count + 1));
    for (const [peer, colour] of before) assert.equal(after.get(peer), colour);
    const shares = PEOPLE.map(
      (each) => [...after.values()].filter((other) => other === each).length,
    );
    assert.ok(Math.max(...shares) - Math.min(...shares) <= 1, "evenly used");
  }
  assert.equal(peopleColours([{ peer: 9, tag: "07" }]).get(9), personColour("07"));
});
