/**
 * Every text exists in both languages, with the same blanks to fill, and is used somewhere.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { translator } from "../../static/js/ui/settings/l10n.js";
import { commandTable } from "./all_commands.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Commands that the help shows in the row of another one. */
const SHOWN_WITH_OTHERS = /^(resize-)?(far-)?(right|up|down)$/;

/** A text that a module or a template uses. */
const TEXT = /(?<![\w$])(?:t|texts|of)\(\s*"([a-z][a-z0-9-]*)"/g;

/** The address in a static import. */
const IMPORT = /^(?:import|export|\})[^;"]*"(\.[^"]+)";/gm;

/** A module that loads on use, and the statement that says what it needs besides. */
const LOADED = /import\("(\.[^"]+)"\)[^;]*/g;

/** @param {string} language */
function source(language) {
  return texts(`static/locales/${language}`, ".ftl").join("\n");
}

/** Each message with the names of its blanks. @param {string} language */
function messages(language) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const [, key = "", body = ""] of source(language).matchAll(
    /^([a-z][a-z0-9-]*) =((?:.*)(?:\n[ ]+.*)*)/gm,
  )) {
    assert.equal(found.has(key), false, `${language}: ${key} is there twice`);
    const blanks = new Set(Array.from(body.matchAll(/\$([a-z]+)/g), ([, name = ""]) => name));
    found.set(key, [...blanks].sort());
  }
  return found;
}

/** The texts of one file. @param {string} file @param {string} [language] */
function keysOf(file, language = "en") {
  const text = readFileSync(join(ROOT, `static/locales/${language}/${file}.ftl`), "utf8");
  return new Set(Array.from(text.matchAll(/^([a-z][a-z0-9-]*) =/gm), ([, key = ""]) => key));
}

/** A module and all that it imports before it runs. @param {string} path  below `static/js/` @param {Set<string>} [found] */
function closure(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, from = ""] of moduleText(path).matchAll(IMPORT)) {
    const target = new URL(from, `file:///js/${path}`).pathname;
    if (target.startsWith("/js/")) closure(target.slice("/js/".length), found);
  }
  return found;
}

/** A module without its comments. @param {string} path  below `static/js/` */
function moduleText(path) {
  const text = readFileSync(join(ROOT, "static/js", path), "utf8");
  return text.replace(/\/\*[\s\S]*?\*\//g, "");
}

/** The texts that modules use. @param {Iterable<string>} paths @returns {Set<string>} */
function keysIn(paths) {
  const used = new Set();
  for (const path of paths) {
    const text = moduleText(path);
    for (const [, key = ""] of text.matchAll(TEXT)) used.add(key);
    // The name of any command.
    if (text.includes("t(`shortcut-")) used.add("shortcut-undo");
  }
  return used;
}

/** @param {string} folder @param {string} ending @returns {string[]} the texts of the files */
function texts(folder, ending) {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8"));
}

function usedKeys() {
  const used = new Set();
  for (const text of [...texts("templates", ".html"), ...texts("static/js", ".js")]) {
    for (const [, key] of text.matchAll(TEXT)) used.add(key);
  }
  for (const text of texts("src/http", ".rs")) {
    for (const [, key] of text.matchAll(/"(error-[a-z-]+)"/g)) used.add(key);
  }
  for (const { id } of commandTable().list) {
    if (!SHOWN_WITH_OTHERS.test(id)) used.add(`shortcut-${id}`);
  }
  return used;
}

test("English and Italian have the same texts with the same variables", () => {
  assert.deepEqual([...messages("it")].sort(), [...messages("en")].sort());
});

test("every text that the code uses exists", () => {
  const there = messages("en");
  assert.deepEqual(
    [...usedKeys()].filter((key) => !there.has(key)),
    [],
  );
});

test("every text that exists is used", () => {
  const used = usedKeys();
  assert.deepEqual(
    [...messages("en").keys()].filter((key) => !used.has(key)),
    [],
  );
});

test("both languages keep a text in the same file", () => {
  for (const file of readdirSync(join(ROOT, "static/locales/en"))) {
    const name = file.replace(".ftl", "");
    assert.deepEqual([...keysOf(name, "it")], [...keysOf(name)], file);
  }
});

test("each part of a board's page loads the files of the texts that it shows", () => {
  const modules = readdirSync(join(ROOT, "static/js"), { recursive: true, encoding: "utf8" });
  const ofPage = keysOf("lavagna");
  let count = 0;
  const missing = [];
  for (const path of modules.filter((name) => /^(app|editor|render|sync|tools|ui)\b/.test(name))) {
    if (!path.endsWith(".js") || path.startsWith("ui/learn/")) continue;
    for (const [statement, from = ""] of moduleText(path).matchAll(LOADED)) {
      const entry = new URL(from, `file:///${path}`).pathname.slice(1);
      const files = /texts: \[([^\]]*)\]/.exec(statement)?.[1] ?? "";
      const there = new Set(ofPage);
      for (const [, file = ""] of files.matchAll(/"(\w+)"/g))
        for (const key of keysOf(file)) there.add(key);
      const absent = [...keysIn(closure(entry))].filter((key) => !there.has(key));
      if (absent.length > 0) missing.push(`${path} loads ${entry} without ${absent}`);
      count += 1;
    }
  }
  assert.ok(count > 15, `${count} parts`);
  assert.deepEqual(missing, []);
});

test("the lecture page loads the files of the texts that it shows", () => {
  const [, files = ""] = /loadTexts\(([^)]*)\)/.exec(moduleText("learn.js")) ?? [];
  const there = [...files.matchAll(/"(\w+)"/g)].flatMap(([, file = ""]) => [...keysOf(file)]);
  const loaded = ["learn.js", "ui/hood/handshake_view.js"].flatMap((path) => [...closure(path)]);
  // It names nobody.
  there.push("guest");
  assert.deepEqual(
    [...keysIn(loaded)].filter((key) => !there.includes(key)),
    [],
  );
});

test("every text formats with its values", () => {
  for (const language of ["en", "it"]) {
    const t = translator(language, source(language));
    for (const [key, blanks] of messages(language)) {
      for (const count of [0, 1, 2]) {
        const values = Object.fromEntries(
          blanks.map((blank) => [blank, blank === "count" ? count : "X"]),
        );
        const text = t(key, values);
        assert.notEqual(text, key);
        assert.doesNotMatch(text, /[{}$]/, `${language}: ${key}`);
      }
    }
  }
});

test("one of a thing is spoken of in the singular", () => {
  const one = { bytes: 1, count: 1, total: 1, bits: 16 };
  const keys = [
    "learn-read-binary",
    "learn-read-ping",
    "hood-payload-caption",
    "hood-length-is",
    "hood-dropped",
  ];
  const plural = /\b1 bytes|The first 1\b|too many\.$|scritti|I primi|degli stessi|erano/;
  for (const language of ["en", "it"]) {
    const t = translator(language, source(language));
    for (const key of keys) {
      const text = t(key, one);
      if (!text.endsWith("one too many.")) assert.doesNotMatch(text, plural, `${language}: ${key}`);
      assert.notEqual(
        t(key, { ...one, bytes: 2, count: 2, total: 2 }),
        text,
        `${language}: ${key}`,
      );
    }
    const few = t("hood-payload-caption", { count: 1, total: 20 });
    assert.doesNotMatch(few, plural);
  }
});

test("there are at least 20 guest names, each at most 40 characters", () => {
  for (const language of ["en", "it"]) {
    const names = translator(language, source(language))("guest-names").split(", ");
    assert.ok(names.length >= 20);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.ok(name.length > 3 && name.length <= 40, name);
  }
});
