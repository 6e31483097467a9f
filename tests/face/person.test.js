/**
 * What the browser keeps about a person, where storage works and where it does not.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { Signal } from "../../static/js/platform/signal.js";
import { OwnName } from "../../static/js/ui/settings/own_name.js";
import {
  guestName,
  initialOf,
  normalizeText,
  personSecret,
  storedName,
  storeName,
} from "../../static/js/ui/settings/person.js";
import {
  addRecentBoard,
  recentBoards,
  removeRecentBoard,
} from "../../static/js/ui/settings/recent_boards.js";

/** @type {Map<string, string>} */
const offlineStore = new Map();
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
      return offlineStore.get(key) ?? null;
    },
    /** @param {string} key @param {string} value */
    setItem(key, value) {
      guard();
      offlineStore.set(key, value);
    },
  },
});

const GUESTS = ["Guest Fox", "Guest Hare", "Guest Owl"];

/** Listeners for what other windows store. @type {((event: {key: string, newValue: string}) => void)[]} */
let windows = [];

Object.assign(globalThis, {
  document: { body: { dataset: { guests: GUESTS.join(", ") } } },
  addEventListener: (/** @type {string} */ type, /** @type {(typeof windows)[number]} */ heard) => {
    if (type === "storage") windows.push(heard);
  },
});

/** Another window stores something. @param {string} key @param {string} newValue */
function storeElsewhere(key, newValue) {
  offlineStore.set(key, newValue);
  for (const heard of windows) heard({ key, newValue });
}

/** Somebody in the list. @param {number} peer @param {string} name @param {number} [author] */
function someone(peer, name, author = 0) {
  return /** @type {import("../../static/js/sync/peers.js").Peer} */ ({ peer, name, author });
}

/** A page that has a name, and what it tells the others. @param {string} secret */
function page(secret) {
  const own = new OwnName("demo", secret);
  const list = new Signal([someone(0, own.shown.value)]);
  /** @type {string[]} */
  const told = [];
  const editor = { peers: { list }, rename: (/** @type {string} */ name) => told.push(name) };
  own.bindTo(
    /** @type {import("../../static/js/editor/editor.js").Editor} */ (
      /** @type {unknown} */ (editor)
    ),
  );
  return { own, list, told };
}

beforeEach(() => {
  offlineStore.clear();
  windows = [];
  isForbidden = false;
});

test("the secret of a person is 32 hex digits, kept for each board", () => {
  const secret = personSecret("demo");
  assert.match(secret, /^[0-9a-f]{32}$/);
  assert.equal(personSecret("demo"), secret);
  assert.notEqual(personSecret("other"), secret);
  offlineStore.set("lavagna.person.demo", "not a secret");
  assert.match(personSecret("demo"), /^[0-9a-f]{32}$/);
});

test("without storage everything works and is forgotten", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  isForbidden = true;
  assert.match(personSecret("demo"), /^[0-9a-f]{32}$/);
  storeName("Anna");
  assert.equal(storedName(), null);
  addRecentBoard({ board: "demo", name: "", at: 1 });
  assert.deepEqual(recentBoards(), []);
  assert.ok(warn.mock.callCount() > 0);
});

test("names are cut between signs and never in the middle of one", () => {
  assert.equal(normalizeText("  Anna   Maria ", 40), "Anna Maria");
  assert.equal(normalizeText("🦊🦊🦊", 2), "🦊🦊");
  assert.equal(normalizeText(`Anna${"🦊".slice(0, 1)}`, 40), "Anna");
  assert.equal(normalizeText("   ", 40), "");
  assert.equal(normalizeText("e\u0301e\u0301e\u0301", 5), "e\u0301e\u0301");
  assert.equal(normalizeText("A👩‍👩‍👧", 4), "A", "a family is one sign");
  assert.equal(normalizeText("🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ नि", 40), "🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ नि");
});

test("what cannot be seen, or turns the direction of text, is no part of a name", () => {
  const unseen = ["\u200b", "\u202e", "\u2066", "\u200d", "\u2060", "\ufeff", "\u3164", "\u2800"];
  for (const sign of [...unseen, "\ufe0f", "\u{e0041}", "\u00ad", "\u0000", "\u0301"]) {
    assert.equal(normalizeText(sign, 40), "", sign.codePointAt(0)?.toString(16));
  }
  for (const sign of unseen) assert.equal(normalizeText(`A${sign}`, 40), "A");
  assert.equal(normalizeText("An\u200dna\u200f", 40), "Anna");
  assert.equal(normalizeText("می\u200cخواهم", 40), "می\u200cخواهم");
});

test("the avatar shows the first sign of the first name, and a guest's animal", () => {
  assert.equal(initialOf("Guest Fox"), "F");
  assert.equal(initialOf("Guest Fox 2"), "F");
  assert.equal(initialOf("Anna Rossi"), "A");
  assert.equal(initialOf("👩‍🏫 Rossi"), "👩‍🏫");
  assert.equal(initialOf("🦊"), "🦊");
  assert.equal(initialOf(""), "?");
  for (const language of ["en", "it"]) {
    const texts = readFileSync(`static/locales/${language}/lavagna.ftl`, "utf8");
    const guests = /^guest-names = (.*)$/m.exec(texts)?.[1]?.split(", ") ?? [];
    assert.ok(guests.length > 9);
    for (const guest of guests) assert.equal(initialOf(guest), guest.split(" ")[1]?.[0], guest);
  }
});

test("boards opened here are listed once, newest first, and not for ever", () => {
  for (let i = 0; i < 15; i += 1) addRecentBoard({ board: `board${i}`, name: `${i}`, at: i });
  addRecentBoard({ board: "board10", name: "again", at: 20 });
  const list = recentBoards();
  assert.equal(list.length, 12);
  assert.deepEqual(list[0], { board: "board10", name: "again", at: 20 });
  assert.equal(list.filter(({ board }) => board === "board10").length, 1);
  removeRecentBoard("board10");
  assert.equal(recentBoards()[0]?.board, "board14");
});

test("a list that somebody spoiled is read as far as it can be", () => {
  offlineStore.set("lavagna.recent", "{");
  assert.deepEqual(recentBoards(), []);
  const good = { board: "demo", name: "", at: 1 };
  offlineStore.set(
    "lavagna.recent",
    JSON.stringify([good, null, { board: "../x", name: "", at: 1 }]),
  );
  assert.deepEqual(recentBoards(), [good]);
});

const FIRST = "00000000".padEnd(32, "0");

test("a guest's name comes from the secret, and none is given twice in a room", () => {
  assert.equal(guestName(FIRST, GUESTS), "Guest Fox");
  assert.equal(guestName("00000002".padEnd(32, "a"), GUESTS), "Guest Owl");
  assert.equal(guestName(FIRST, GUESTS, new Set(["Guest Fox"])), "Guest Hare");
  assert.equal(guestName(FIRST, GUESTS, new Set([...GUESTS, "Guest Fox 2"])), "Guest Fox 3");
});

test("a guest who comes gives way to those who are here, once, and keeps the name", () => {
  const { own, list, told } = page(FIRST);
  assert.equal(own.shown.value, "Guest Fox");
  list.set([someone(3, "Guest Fox"), someone(1, "Guest Fox"), someone(2, "Guest Hare")]);
  assert.equal(own.shown.value, "Guest Owl");
  assert.deepEqual(told, ["Guest Owl"]);
  list.set([someone(3, "Guest Owl"), someone(4, "Guest Owl")]);
  assert.equal(own.shown.value, "Guest Owl", "who comes later gives way");
  assert.equal(page(FIRST).own.shown.value, "Guest Owl", "after a reload too");
  assert.equal(own.isGuest, true);
});

test("a guest's name follows the language of the page, and is the same animal", (t) => {
  const { dataset } = document.body;
  const [english = "", italian = ""] = ["en", "it"].map((language) => {
    const texts = readFileSync(`static/locales/${language}/lavagna.ftl`, "utf8");
    return /^guest-names = (.*)$/m.exec(texts)?.[1];
  });
  assert.equal(italian.split(",").length, english.split(",").length);
  t.after(() => {
    dataset.guests = GUESTS.join(", ");
  });
  const secret = "00000007".padEnd(32, "0");
  dataset.guests = english;
  assert.equal(page(secret).own.shown.value, "Guest Fox");
  dataset.guests = italian;
  assert.equal(page(secret).own.shown.value, "Ospite Volpe");
  offlineStore.set("lavagna.guest.demo", "Ospite Volpe 2");
  assert.equal(page(secret).own.shown.value, "Ospite Volpe 2", "it is kept while it fits");
});

test("a kept name is given up only for somebody who surely is another person", () => {
  page(FIRST);
  const again = page(FIRST);
  again.list.set([someone(2, "Guest Fox", 7), someone(1, "Guest Fox", 7)]);
  assert.equal(again.own.shown.value, "Guest Fox", "my other window");
  const other = page(FIRST);
  other.list.set([someone(2, "Guest Fox"), someone(1, "Guest Fox")]);
  assert.equal(other.own.shown.value, "Guest Fox", "perhaps my other window");
  const stranger = page(FIRST);
  stranger.list.set([someone(2, "Guest Fox"), someone(1, "Guest Fox", 8)]);
  assert.equal(stranger.own.shown.value, "Guest Hare");
});

test("a name that is given in one window is taken over by the others", () => {
  const { own, told } = page(FIRST);
  storeElsewhere("lavagna.guest.other", "Guest Owl");
  storeElsewhere("lavagna.theme", "dark");
  assert.equal(own.shown.value, "Guest Fox");
  storeElsewhere("lavagna.guest.demo", "Guest Hare");
  storeElsewhere("lavagna.name", "  Ada ");
  assert.deepEqual(told, ["Guest Hare", "Ada"]);
  assert.equal(own.isGuest, false);
  storeElsewhere("lavagna.guest.demo", "Guest Owl");
  assert.equal(own.shown.value, "Ada");
  assert.equal(own.setName(" Ada "), false);
  assert.equal(own.setName("Bo"), true);
  assert.equal(storedName(), "Bo");
});
