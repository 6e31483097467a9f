/**
 * Tests of the stored person: secret and name, with and without storage.
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
  ownerToken,
  personSecret,
  replacePerson,
  storedName,
  storeName,
} from "../../static/js/ui/settings/person.js";
import {
  addRecentBoard,
  recentBoards,
  removeRecentBoard,
} from "../../static/js/ui/settings/recent_boards.js";

/** @type {Map<string, string>} */
const storage = new Map();
let isBlocked = false;

function throwIfBlocked() {
  if (isBlocked) throw new Error("storage is forbidden");
}

Object.defineProperty(globalThis, "localStorage", {
  configurable: true,
  value: {
    /** @param {string} key */
    getItem(key) {
      throwIfBlocked();
      return storage.get(key) ?? null;
    },
    /** @param {string} key @param {string} value */
    setItem(key, value) {
      throwIfBlocked();
      storage.set(key, value);
    },
  },
});

const GUESTS = ["Guest Fox", "Guest Hare", "Guest Owl"];

/** Listeners for the storage events of other windows. @type {((event: {key: string, newValue: string}) => void)[]} */
let storageListeners = [];

Object.assign(globalThis, {
  document: { body: { dataset: { guests: GUESTS.join(", ") } } },
  addEventListener: (
    /** @type {string} */ type,
    /** @type {(typeof storageListeners)[number]} */ listener,
  ) => {
    if (type === "storage") storageListeners.push(listener);
  },
});

/** Simulates a setting stored by another window. @param {string} key @param {string} newValue */
function storeElsewhere(key, newValue) {
  storage.set(key, newValue);
  for (const heard of storageListeners) heard({ key, newValue });
}

/** A peer in the list. @param {number} peer @param {string} name @param {number} [author] */
function peerNamed(peer, name, author = 0) {
  return /** @type {import("../../static/js/sync/peers.js").Peer} */ ({ peer, name, author });
}

/** A page with a name, and the names that it sends. @param {string} secret */
function page(secret) {
  const own = new OwnName("demo", secret);
  const list = new Signal([peerNamed(0, own.shown.value)]);
  /** @type {string[]} */
  const sentNames = [];
  const editor = { peers: { list }, rename: (/** @type {string} */ name) => sentNames.push(name) };
  own.bindTo(
    /** @type {import("../../static/js/editor/editor.js").Editor} */ (
      /** @type {unknown} */ (editor)
    ),
  );
  return { own, list, sentNames };
}

beforeEach(() => {
  storage.clear();
  storageListeners = [];
  isBlocked = false;
});

test("a person has one stored secret of 32 hex digits for each board", () => {
  const secret = personSecret("demo");
  assert.match(secret, /^[0-9a-f]{32}$/);
  assert.equal(personSecret("demo"), secret);
  assert.notEqual(personSecret("other"), secret);
  storage.set("lavagna.person.demo", "not a secret");
  assert.match(personSecret("demo"), /^[0-9a-f]{32}$/);
});

test("without storage everything works and nothing is stored", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  isBlocked = true;
  assert.match(personSecret("demo"), /^[0-9a-f]{32}$/);
  storeName("Anna");
  assert.equal(storedName(), null);
  addRecentBoard({ board: "demo", name: "", at: 1 });
  assert.deepEqual(recentBoards(), []);
  assert.ok(warn.mock.callCount() > 0);
});

test("names are cut between graphemes", () => {
  assert.equal(normalizeText("  Anna   Maria ", 40), "Anna Maria");
  assert.equal(normalizeText("🦊🦊🦊", 2), "🦊🦊");
  assert.equal(normalizeText(`Anna${"🦊".slice(0, 1)}`, 40), "Anna");
  assert.equal(normalizeText("   ", 40), "");
  assert.equal(normalizeText("e\u0301e\u0301e\u0301", 5), "e\u0301e\u0301");
  assert.equal(normalizeText("A👩‍👩‍👧", 4), "A", "a family is one sign");
  assert.equal(normalizeText("🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ नि", 40), "🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ नि");
});

test("names lose invisible characters and direction marks", () => {
  const unseen = ["\u200b", "\u202e", "\u2066", "\u200d", "\u2060", "\ufeff", "\u3164", "\u2800"];
  for (const sign of [...unseen, "\ufe0f", "\u{e0041}", "\u00ad", "\u0000", "\u0301"]) {
    assert.equal(normalizeText(sign, 40), "", sign.codePointAt(0)?.toString(16));
  }
  for (const sign of unseen) assert.equal(normalizeText(`A${sign}`, 40), "A");
  assert.equal(normalizeText("An\u200dna\u200f", 40), "Anna");
  assert.equal(normalizeText("می\u200cخواهم", 40), "می\u200cخواهم");
});

test("the avatar shows the initial of the first name, or of a guest's animal", () => {
  assert.equal(initialOf("Guest Fox"), "F");
  assert.equal(initialOf("Guest Fox 2"), "F");
  assert.equal(initialOf("Anna Rossi"), "A");
  assert.equal(initialOf("👩‍🏫 Rossi"), "👩‍🏫");
  assert.equal(initialOf("🦊"), "🦊");
  assert.equal(initialOf(""), "?");
  for (const language of ["en", "it"]) {
    const texts = readFileSync(`static/locales/${language}/pages.ftl`, "utf8");
    const guests = /^guest-names = (.*)$/m.exec(texts)?.[1]?.split(", ") ?? [];
    assert.ok(guests.length > 9);
    for (const guest of guests) assert.equal(initialOf(guest), guest.split(" ")[1]?.[0], guest);
  }
});

test("recent boards are listed once, newest first, at most 12", () => {
  for (let i = 0; i < 15; i += 1) addRecentBoard({ board: `board${i}`, name: `${i}`, at: i });
  addRecentBoard({ board: "board10", name: "again", at: 20 });
  const list = recentBoards();
  assert.equal(list.length, 12);
  assert.deepEqual(list[0], { board: "board10", name: "again", at: 20 });
  assert.equal(list.filter(({ board }) => board === "board10").length, 1);
  removeRecentBoard("board10");
  assert.equal(recentBoards()[0]?.board, "board14");
});

test("invalid entries of the stored list are skipped", () => {
  storage.set("lavagna.recent", "{");
  assert.deepEqual(recentBoards(), []);
  const good = { board: "demo", name: "", at: 1 };
  storage.set("lavagna.recent", JSON.stringify([good, null, { board: "../x", name: "", at: 1 }]));
  assert.deepEqual(recentBoards(), [good]);
});

const FIRST = "00000000".padEnd(32, "0");

test("a guest name follows from the secret and skips taken names", () => {
  assert.equal(guestName(FIRST, GUESTS), "Guest Fox");
  assert.equal(guestName("00000002".padEnd(32, "a"), GUESTS), "Guest Owl");
  assert.equal(guestName(FIRST, GUESTS, new Set(["Guest Fox"])), "Guest Hare");
  assert.equal(guestName(FIRST, GUESTS, new Set([...GUESTS, "Guest Fox 2"])), "Guest Fox 3");
});

test("an arriving guest yields a taken name once, and stores the new one", () => {
  const { own, list, sentNames } = page(FIRST);
  assert.equal(own.shown.value, "Guest Fox");
  list.set([peerNamed(3, "Guest Fox"), peerNamed(1, "Guest Fox"), peerNamed(2, "Guest Hare")]);
  assert.equal(own.shown.value, "Guest Owl");
  assert.deepEqual(sentNames, ["Guest Owl"]);
  list.set([peerNamed(3, "Guest Owl"), peerNamed(4, "Guest Owl")]);
  assert.equal(own.shown.value, "Guest Owl", "the later guest yields");
  assert.equal(page(FIRST).own.shown.value, "Guest Owl", "after a reload too");
  assert.equal(own.isGuest, true);
});

test("a guest name follows the language of the page and stays the same animal", (t) => {
  const { dataset } = document.body;
  const [english = "", italian = ""] = ["en", "it"].map((language) => {
    const texts = readFileSync(`static/locales/${language}/pages.ftl`, "utf8");
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
  storage.set("lavagna.guest.demo", "Ospite Volpe 2");
  assert.equal(
    page(secret).own.shown.value,
    "Ospite Volpe 2",
    "a stored name stays while the language matches",
  );
});

test("a stored name is yielded only to a person known to be another", () => {
  page(FIRST);
  const again = page(FIRST);
  again.list.set([peerNamed(2, "Guest Fox", 7), peerNamed(1, "Guest Fox", 7)]);
  assert.equal(again.own.shown.value, "Guest Fox", "my other window");
  const other = page(FIRST);
  other.list.set([peerNamed(2, "Guest Fox"), peerNamed(1, "Guest Fox")]);
  assert.equal(other.own.shown.value, "Guest Fox", "perhaps my other window");
  const stranger = page(FIRST);
  stranger.list.set([peerNamed(2, "Guest Fox"), peerNamed(1, "Guest Fox", 8)]);
  assert.equal(stranger.own.shown.value, "Guest Hare");
});

test("a name set in one window applies in the others", () => {
  const { own, sentNames } = page(FIRST);
  storeElsewhere("lavagna.guest.other", "Guest Owl");
  storeElsewhere("lavagna.theme", "dark");
  assert.equal(own.shown.value, "Guest Fox");
  storeElsewhere("lavagna.guest.demo", "Guest Hare");
  storeElsewhere("lavagna.name", "  Ada ");
  assert.deepEqual(sentNames, ["Guest Hare", "Ada"]);
  assert.equal(own.isGuest, false);
  storeElsewhere("lavagna.guest.demo", "Guest Owl");
  assert.equal(own.shown.value, "Ada");
  assert.equal(own.setName(" Ada "), false);
  assert.equal(own.setName("Bo"), true);
  assert.equal(storedName(), "Bo");
});

test("[J1] an owner's token goes from the address into this browser, and with the person", () => {
  const token = "0123456789abcdefghijkl";
  /** @type {string[]} */
  const shown = [];
  const location = { hash: `#o=${token}`, pathname: "/b/x", search: "?lang=it" };
  const history = {
    state: null,
    replaceState: (
      /** @type {unknown} */ _,
      /** @type {string} */ __,
      /** @type {string} */ to,
    ) => {
      shown.push(to);
    },
  };
  Object.assign(globalThis, { location, history });
  isBlocked = true;
  assert.equal(ownerToken("x"), token);
  assert.deepEqual(shown, [], "without storage the address keeps it");
  isBlocked = false;
  assert.equal(ownerToken("x"), token);
  assert.deepEqual(shown, ["/b/x?lang=it"]);
  location.hash = "";
  assert.equal(ownerToken("x"), token);
  assert.equal(ownerToken("y"), undefined);
  location.hash = "#o=short";
  assert.equal(ownerToken("y"), undefined);
  replacePerson("x");
  assert.equal(ownerToken("x"), undefined);
});
