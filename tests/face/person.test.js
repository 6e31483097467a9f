/**
 * What the browser keeps about a person, where storage works and where it does not.
 */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { givenName, initialOf, keepName, personOf, tidyText } from "../../static/js/ui/person.js";
import { addRecent, forgetRecent, recents } from "../../static/js/ui/recents.js";

/** @type {Map<string, string>} */
const shelf = new Map();
let isForbidden = false;

function guard() {
  if (isForbidden) throw new Error("storage is forbidden");
}

Object.defineProperty(globalThis, "localStorage", {
  configurable: true,
  value: {
    /** @param {string} key */
    getItem(key) {
      guard();
      return shelf.get(key) ?? null;
    },
    /** @param {string} key @param {string} value */
    setItem(key, value) {
      guard();
      shelf.set(key, value);
    },
  },
});

beforeEach(() => {
  shelf.clear();
  isForbidden = false;
});

test("the secret of a person is 32 hex digits, kept for each board", () => {
  const secret = personOf("demo");
  assert.match(secret, /^[0-9a-f]{32}$/);
  assert.equal(personOf("demo"), secret);
  assert.notEqual(personOf("other"), secret);
  shelf.set("lavagna.person.demo", "not a secret");
  assert.match(personOf("demo"), /^[0-9a-f]{32}$/);
});

test("without storage everything works and is forgotten", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  isForbidden = true;
  assert.match(personOf("demo"), /^[0-9a-f]{32}$/);
  keepName("Anna");
  assert.equal(givenName(), null);
  addRecent({ board: "demo", name: "", at: 1 });
  assert.deepEqual(recents(), []);
  assert.ok(warn.mock.callCount() > 0);
});

test("names are cut in code points and never in the middle of a sign", () => {
  assert.equal(tidyText("  Anna   Maria ", 40), "Anna Maria");
  assert.equal(tidyText("🦊🦊🦊", 2), "🦊🦊");
  assert.equal(tidyText(`Anna${"🦊".slice(0, 1)}`, 40), "Anna");
  assert.equal(tidyText("   ", 40), "");
});

test("the avatar shows the letter that tells people apart", () => {
  assert.equal(initialOf("Guest Fox"), "F");
  assert.equal(initialOf("Anna"), "A");
  assert.equal(initialOf("🦊"), "🦊");
  assert.equal(initialOf(""), "?");
});

test("boards opened here are listed once, newest first, and not for ever", () => {
  for (let i = 0; i < 15; i += 1) addRecent({ board: `board${i}`, name: `${i}`, at: i });
  addRecent({ board: "board10", name: "again", at: 20 });
  const list = recents();
  assert.equal(list.length, 12);
  assert.deepEqual(list[0], { board: "board10", name: "again", at: 20 });
  assert.equal(list.filter(({ board }) => board === "board10").length, 1);
  forgetRecent("board10");
  assert.equal(recents()[0]?.board, "board14");
});

test("a list that somebody spoiled is read as far as it can be", () => {
  shelf.set("lavagna.recent", "{");
  assert.deepEqual(recents(), []);
  const good = { board: "demo", name: "", at: 1 };
  shelf.set("lavagna.recent", JSON.stringify([good, null, { board: "../x", name: "", at: 1 }]));
  assert.deepEqual(recents(), [good]);
});
