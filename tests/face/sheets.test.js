/**
 * Style sheets that load on use come in the order in which a person opens things, so none may change what another draws.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const STATIC = new URL("../../static/", import.meta.url);

/** @param {string} folder @returns {string[]} */
function scriptsIn(folder) {
  const names = readdirSync(new URL(folder, STATIC), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".js")).map((name) => `${folder}/${name}`);
}

/** Names of the sheets that a part of the page asks for. */
function sheetsOnUse() {
  const names = new Set();
  for (const file of scriptsIn("js/ui")) {
    const text = readFileSync(new URL(file, STATIC), "utf8");
    for (const [, list] of text.matchAll(/\bstyles: \[([^\]]*)\]/g)) {
      for (const [, name] of (list ?? "").matchAll(/"([^"]+)"/g)) names.add(name);
    }
  }
  return [...names];
}

/** Classes that a sheet gives rules of their own, in no other element. @param {string} name @returns {string[]} */
function classesOf(name) {
  const text = readFileSync(new URL(`css/${name}.css`, STATIC), "utf8");
  const rules = text.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/([^{}]+)\{/g);
  const selectors = [...rules].flatMap(([, list]) =>
    (list ?? "").split(",").map((each) => each.trim()),
  );
  return selectors.filter((selector) => /^\.[\w-]+$/.test(selector));
}

test("no two sheets that load on use have rules for the same class", () => {
  const names = sheetsOnUse();
  assert.ok(names.includes("palette") && names.includes("style_panel"), `${names}`);
  /** @type {Map<string, string>} */
  const owners = new Map();
  for (const name of names) {
    for (const each of new Set(classesOf(name))) {
      assert.equal(owners.get(each) ?? name, name, `${each} is in ${name} too`);
      owners.set(each, name);
    }
  }
});
