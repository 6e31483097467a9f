/**
 * The colours of the page: the same inks as on the board, and enough contrast in both themes.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  ACCENT,
  contrast,
  INK_NAMES,
  INKS,
  NOTES,
  PALETTES,
  PAPER,
  PEOPLE,
  SURFACE,
} from "../../static/js/model/colour.js";

const SHEET = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");

/** @typedef {"light" | "dark"} Theme */
/** @type {readonly Theme[]} */
const THEMES = ["light", "dark"];

/** @param {string} name @param {Theme} theme */
function token(name, theme) {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(SHEET);
  assert.ok(pair, `no token --${name}`);
  return /** @type {string} */ (theme === "light" ? pair[1] : pair[2]);
}

test("chalks have the colour of the ink they draw", () => {
  for (const theme of THEMES) {
    for (const ink of INK_NAMES) {
      assert.equal(token(`ink-${ink}`, theme), INKS[ink][theme].toLowerCase(), ink);
    }
    for (const ink of PALETTES.note)
      assert.equal(token(`note-${ink}`, theme), NOTES[ink][theme].toLowerCase(), ink);
    for (const [name, colours] of Object.entries({
      paper: PAPER,
      surface: SURFACE,
      accent: ACCENT,
    }))
      assert.equal(token(name, theme), colours[theme].toLowerCase());
  }
});

test("text, buttons and edges can be seen on all that lies under them", () => {
  const pairs = /** @type {const} */ ([
    ["text", "surface", 7],
    ["text", "paper", 7],
    ["text-2", "surface", 4.5],
    ["text-2", "hover", 4.5],
    ["text-2", "sunk", 4.5],
    ["on-accent", "accent", 4.5],
    ["on-accent", "accent-hover", 4.5],
    ["on-soft", "soft", 4.5],
    ["on-soft", "soft-hover", 4.5],
    ["on-danger", "danger", 4.5],
    ["on-inverse", "inverse", 7],
    ["warn", "surface", 4.5],
    ["danger", "surface", 4.5],
    ["accent", "surface", 4.5],
    ["edge", "surface", 3],
    ["edge", "sunk", 3],
  ]);
  for (const theme of THEMES) {
    for (const [front, back, least] of pairs) {
      const ratio = contrast(token(front, theme), token(back, theme));
      assert.ok(ratio >= least, `${theme}: ${front} on ${back} has ${ratio.toFixed(2)}`);
    }
  }
});

test("white letters on people can be read", () => {
  for (const colour of PEOPLE) assert.ok(contrast("#FFFFFF", colour) >= 4.5, colour);
});
