/**
 * The search of the command palette, over the names of all commands.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { foundCommands } from "../../static/js/ui/commands/command_search.js";
import { commandEntries } from "../../static/js/ui/commands/palette_entries.js";
import { translator } from "../../static/js/ui/settings/l10n.js";
import { commandTable } from "./all_commands.js";

/** @param {string} language */
function texts(language) {
  const sources = ["commands", "palette"].map((file) =>
    readFileSync(new URL(`../../static/locales/${language}/${file}.ftl`, import.meta.url), "utf8"),
  );
  return translator(language, sources.join("\n"));
}

const editor = /** @type {any} */ ({
  selection: { size: 1 },
  canUndo: { value: true },
  canRedo: { value: false },
});

/** @param {string} language */
function entries(language) {
  const commands = /** @type {any} */ ({
    list: commandTable().list.map((command) => ({ ...command, when: undefined })),
  });
  return commandEntries(commands, editor, { t: texts(language), english: texts("en") });
}

/** @param {string} query @param {string} [language] @param {readonly string[]} [recent] */
function ids(query, language = "en", recent = []) {
  return foundCommands(entries(language), query, recent).map(({ id }) => id);
}

test("the best match comes first", () => {
  assert.equal(ids("pen")[0], "tool-pen");
  assert.equal(ids("undo")[0], "undo");
  assert.equal(ids("hood")[0], "hood");
  assert.equal(ids("front")[0], "to-front");
  assert.equal(ids("zoom in")[0], "zoom-in");
  assert.equal(ids("100%")[0], "zoom-reset");
});

test("every word has to match, case and accents do not count", () => {
  assert.deepEqual(ids("flip zebra"), []);
  assert.deepEqual(ids("FLIP VERT"), ["flip-vertical"]);
  assert.equal(ids("piu spesso", "it")[0], "size-up");
});

test("a command is found by its name in English in every language", () => {
  assert.equal(ids("eraser", "it")[0], "tool-eraser");
  assert.equal(ids("gomma", "it")[0], "tool-eraser");
  // Both languages have a word that begins so: the one of the page goes first.
  assert.equal(ids("test", "it")[0], "tool-text");
});

test("among equals those used last come first", () => {
  const [first, second] = ids("flip");
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual(ids("flip", "en", [second, first]).slice(0, 2), [second, first]);
});

test("every command that more than a key can give is found by its own name", () => {
  for (const language of ["en", "it"]) {
    const all = entries(language);
    assert.ok(all.length > 50, `${all.length} entries`);
    for (const { id, name } of all) assert.equal(ids(name, language)[0], id, name);
  }
});

test("commands that need a selection say so while there is none", () => {
  const list = commandTable().list.map((command) => ({ ...command, when: undefined }));
  const none = { ...editor, selection: { size: 0 } };
  const names = { t: texts("en"), english: texts("en") };
  const found = commandEntries(/** @type {any} */ ({ list }), none, names);
  const obstacle = (/** @type {string} */ id) => found.find((entry) => entry.id === id)?.obstacle;
  assert.equal(obstacle("lock"), "select something first");
  assert.equal(obstacle("redo"), "not possible now");
  assert.equal(obstacle("undo"), null);
  assert.equal(obstacle("select-all"), null);
});
