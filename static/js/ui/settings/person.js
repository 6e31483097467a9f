/**
 * The person that this browser is on a board: the secret that proves it, and the name shown to others.
 */

import { COLOUR_DIGITS } from "../../model/colour.js";
import { NAME } from "../../model/limits.js";
import { graphemes, truncated, visibleName } from "../../model/names.js";
import { onSettingChange, readSetting, writeSetting } from "./storage.js";

/** Random lowercase hex digits from the system's secure generator. @param {number} digits */
export function randomHex(digits) {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Creates the tag of this page load. Its first digits choose the person's colour and are stored in this browser. */
export function newTag() {
  const stored = readSetting("colour") ?? "";
  const colour = /^[0-9a-f]{2}$/.test(stored) ? stored : randomHex(COLOUR_DIGITS);
  if (colour !== stored) writeSetting("colour", colour);
  return colour + randomHex(16 - COLOUR_DIGITS);
}

/** The person's secret for a board, created on the first visit. @param {string} board */
export function personSecret(board) {
  const stored = readSetting(personKey(board));
  if (stored !== null && /^[0-9a-f]{32}$/.test(stored)) return stored;
  const created = randomHex(32);
  writeSetting(personKey(board), created);
  return created;
}

/**
 * The token of the board's owner, if this browser has it. A new board's address brings it, and then goes on without it.
 * @param {string} board
 */
export function ownerToken(board) {
  const brought = /^#o=([0-9A-Za-z]{22})$/.exec(location.hash)?.[1];
  if (brought !== undefined) writeSetting(tokenKey(board), brought);
  const stored = readSetting(tokenKey(board)) || undefined;
  // Where the browser stores nothing, the address keeps it.
  if (brought !== undefined && stored === brought)
    history.replaceState(history.state, "", location.pathname + location.search);
  return brought ?? stored;
}

/**
 * The code of the lesson, if the address brings one; it goes on without it. The person who has shown it needs it no more.
 */
export function joinCode() {
  const brought = /^#c=([0-9A-Za-z]{7})$/.exec(location.hash)?.[1];
  if (brought !== undefined)
    history.replaceState(history.state, "", location.pathname + location.search);
  return brought;
}

/** Makes this browser a new, nameless person on a board from the next load on. @param {string} board */
export function replacePerson(board) {
  writeSetting(NAME_ASKED, "");
  writeSetting(personKey(board), randomHex(32));
  writeSetting(tokenKey(board), "");
  writeSetting("name", "");
  writeSetting("colour", "");
}

/** Calls back when another page of this browser has replaced the person. @param {string} board @param {() => void} onChange */
export function onPersonReplaced(board, onChange) {
  onSettingChange(personKey(board), onChange);
}

/** @param {string} board */
function personKey(board) {
  return `person.${board}`;
}

/** @param {string} board */
function tokenKey(board) {
  return `owner.${board}`;
}

/** The setting that says that the person at this device has been asked for a name. */
export const NAME_ASKED = "name.asked";

/** The name that is stored in this browser, or null. */
export function storedName() {
  const stored = normalizeName(readSetting("name") ?? "");
  return stored === "" ? null : stored;
}

/** @param {string} name */
export function storeName(name) {
  writeSetting("name", name);
}

/** The guest names in the language of the page. */
export function guestNames() {
  return (document.body.dataset.guests ?? "").split(",").map((name) => name.trim());
}

/**
 * Chooses a guest name: always the same for the same secret, skipping taken ones. When all are taken it appends
 * a number.
 * @param {string} secret  32 hex digits
 * @param {readonly string[]} names
 * @param {ReadonlySet<string>} [taken]
 */
export function guestName(secret, names, taken = new Set()) {
  const first = Number.parseInt(secret.slice(0, 8), 16) % names.length;
  const inOrder = [...names.slice(first), ...names.slice(0, first)];
  const free = inOrder.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const [own = ""] = inOrder;
  let number = 2;
  while (taken.has(`${own} ${number}`)) number += 1;
  return `${own} ${number}`;
}

/** Whether `guestName` can have returned this name. @param {string} name @param {readonly string[]} names */
export function isGuestName(name, names) {
  return names.includes(name.replace(/ \d+$/, ""));
}

/** @param {string} name */
export function normalizeName(name) {
  return normalizeText(name, NAME);
}

/**
 * Trims typed text to what the protocol accepts and people can see.
 * @param {string} typed
 * @param {number} maxLength  code points
 */
export function normalizeText(typed, maxLength) {
  return truncated(visibleName(typed), maxLength);
}

/** The common first word of guest names in every language; the second word tells guests apart. */
const GUEST = /^(?:Guest|Ospite) /;

/** The letter on a person's avatar. @param {string} name */
export function initialOf(name) {
  return graphemes(name.replace(GUEST, ""))[0] ?? "?";
}
