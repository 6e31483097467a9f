import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, INK_NAMES, INKS, NOTE_TEXT, PAPER } from "../../static/js/model/colour.js";
import {
  highlightColour,
  inkColour,
  noteColour,
  onSlate,
} from "../../static/js/model/custom_colour.js";
import { Seeded } from "./seeded.js";

/** @param {Seeded} chance @returns {`#${string}`} */
const someColour = (chance) => `#${chance.within(0, 0xffffff).toString(16).padStart(6, "0")}`;

test("[D15] named colours have their shade of the theme", () => {
  for (const name of INK_NAMES) {
    assert.equal(inkColour(name, "light"), INKS[name].light);
    assert.equal(inkColour(name, "dark"), INKS[name].dark);
  }
});

test("[D15] an own colour is what light paper shows, and can be seen on slate", () => {
  const chance = new Seeded(3);
  for (let round = 0; round < 2_000; round += 1) {
    const colour = someColour(chance);
    assert.equal(inkColour(colour, "light"), colour);
    const dark = inkColour(colour, "dark");
    assert.match(dark, /^#[0-9a-f]{6}$/);
    assert.ok(contrast(dark, PAPER.dark) >= 3, `${colour} ${dark}`);
    if (contrast(colour, PAPER.dark) >= 3) assert.equal(dark, colour, "it stays where it is seen");
  }
});

test("lightness is mirrored and hue stays", () => {
  assert.equal(onSlate("#000000"), "#ffffff");
  assert.equal(onSlate("#ffffff"), "#ffffff");
  const [red = 0, green = 0, blue = 0] = channels(onSlate("#400000"));
  assert.ok(red > green && red > blue && Math.abs(green - blue) < 40, "dark red becomes light red");
  const [, , more = 0] = channels(onSlate("#000080"));
  assert.ok(more > 200, "dark blue becomes light blue");
});

test("marks and notes of an own colour are pale, and text on such a note can be read", () => {
  const chance = new Seeded(4);
  for (let round = 0; round < 500; round += 1) {
    const colour = someColour(chance);
    for (const theme of /** @type {const} */ (["light", "dark"])) {
      assert.ok(contrast(noteColour(colour, theme), NOTE_TEXT) >= 7, `${colour} ${theme}`);
      assert.ok(
        contrast(highlightColour(colour, theme), INKS.black[theme]) >= 4.5,
        `${colour} ${theme}`,
      );
    }
  }
});

/** @param {string} hex */
function channels(hex) {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
