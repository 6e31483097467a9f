// Bytes that a page fetches: its files as the server sends them, without comments and compressed.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const STATIC = fileURLToPath(new URL("../../static/", import.meta.url));

/** Bytes of the headers of a response and of its frame. */
const HEADERS = 150;

/** Largest number of bytes of a board's page at rest, and of everything that it can ever fetch besides fonts. */
const MAX_AT_REST = 280_000;
const MAX_EVER = 540_000;

/**
 * Not of a board's page: other pages and texts that only the server reads; the fonts, of which a board fetches those that its
 * texts use; a second language, of which only the names in the command palette are fetched; and the types of libraries.
 */
const ELSEWHERE =
  /^(js\/(home|demo|learn)\.js|js\/ui\/learn\/|css\/(home|demo|learn)\.css|locales\/\w+\/(pages|learn)|locales\/en\/(?!commands|palette)|vendor\/socket\.io)|\.d\.ts$|woff2|license|manifest/i;

/** Sizes by path. @type {Map<string, number>} */
const known = new Map();

/** @param {string} path  below the folder of the files */
function bytesOf(path) {
  const size = known.get(path) ?? compressedSize(path);
  known.set(path, size);
  return size;
}

/** @param {string} path */
function compressedSize(path) {
  const whole = readFileSync(STATIC + path);
  const isCode = /\.(js|css)$/.test(path);
  const sent = isCode ? whole.toString().replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "") : whole;
  return brotliCompressSync(sent).length + HEADERS;
}

/** @param {Iterable<string>} paths */
function total(paths) {
  let bytes = 0;
  for (const path of paths) bytes += bytesOf(path);
  return bytes;
}

/** A module and what it imports before it runs. @param {string} entry @param {Set<string>} found */
function modules(entry, found) {
  if (found.has(entry)) return found;
  found.add(entry);
  const text = readFileSync(STATIC + entry, "utf8");
  for (const [, from = ""] of text.matchAll(/^(?:import|export|\})[^;"]*"(\.[^"]+)";/gm))
    modules(new URL(from, `file:///${entry}`).pathname.slice(1), found);
  return found;
}

/** Every file below a folder. @returns {string[]} */
function allFiles() {
  const found = readdirSync(STATIC, { recursive: true, withFileTypes: true });
  return found
    .filter((file) => file.isFile())
    .map((file) => `${file.parentPath}/${file.name}`.replace("//", "/").slice(STATIC.length));
}

/** Style sheets that the page of a board names. */
function named() {
  const folder = new URL("../../templates/", import.meta.url);
  const pages = ["base.html", "board.html"].map((name) =>
    readFileSync(new URL(name, folder), "utf8"),
  );
  return [...pages.join("").matchAll(/css\/\w+\.css/g)].map(([path]) => path);
}

test("a board's page at rest stays within its bytes, and so does all that it ever fetches", () => {
  const atRest = new Set(named());
  for (const entry of ["js/main.js", "js/app.js", "js/ui/page/chrome.js"]) modules(entry, atRest);
  assert.ok(atRest.size > 100, `${atRest.size} files`);
  const rest = total([...atRest, "icons.svg", "locales/en/lavagna.ftl"]);
  const ever = total(allFiles().filter((path) => !ELSEWHERE.test(path)));
  assert.ok(rest <= MAX_AT_REST, `${rest} bytes at rest in ${atRest.size} files`);
  assert.ok(ever <= MAX_EVER, `${ever} bytes in all`);
});
