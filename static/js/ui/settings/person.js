/**
 * Who this browser is on a board: a secret that proves it, and a name for the others.
 */

import { COLOUR_DIGITS } from "../../model/colour.js";
import { NAME } from "../../model/limits.js";
import { graphemes, truncated, visibleName } from "../../model/names.js";
import { onSettingChange, readSetting, writeSetting } from "./storage.js";

/** So many lowercase hex digits nobody can guess. @param {number} digits */
export function randomHex(digits) {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A tag for this page; it begins with what gives the person a colour in this browser. */
export function newTag() {
  const stored = readSetting("colour") ?? "";
  const colour = /^[0-9a-f]{2}$/.test(stored) ? stored : randomHex(COLOUR_DIGITS);
  if (colour !== stored) writeSetting("colour", colour);
  return colour + randomHex(16 - COLOUR_DIGITS);
}

/** The person's secret for a board, made on the first visit. @param {string} board */
export function personSecret(board) {
  const kept = readSetting(personKey(board));
  if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept;
  const created = randomHex(32);
  writeSetting(personKey(board), created);
  return created;
}

/** From the next load on, this browser is somebody new on a board, and without a name. @param {string} board */
export function replacePerson(board) {
  writeSetting(personKey(board), randomHex(32));
  writeSetting("name", "");
  writeSetting("colour", "");
}

/** Calls back when another page of this browser has become somebody else. @param {string} board @param {() => void} onChange */
export function onPersonReplaced(board, onChange) {
  onSettingChange(personKey(board), onChange);
}

/** @param {string} board */
function personKey(board) {
  return `person.${board}`;
}

/** The name that was given once in this browser, or null. */
export function storedName() {
  const kept = normalizeName(readSetting("name") ?? "");
  return kept === "" ? null : kept;
}

/** @param {string} name */
export function storeName(name) {
  writeSetting("name", name);
}

/** The names that a guest may have, in the language of the page. */
export function guestNames() {
  return (document.body.dataset.guests ?? "").split(",").map((name) => name.trim());
}

/**
 * A name for somebody who has not given one: always the same for the same secret, but none that is
 * taken. When all are, it gets a number.
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

/** Whether `guestName` has made a name of these. @param {string} name @param {readonly string[]} names */
export function isGuestName(name, names) {
  return names.includes(name.replace(/ \d+$/, ""));
}

/** @param {string} name */
export function normalizeName(name) {
  return normalizeText(name, NAME);
}

/**
 * What was typed, as the protocol takes it and as it can be read.
 * @param {string} typed
 * @param {number} maxLength  code points
 */
export function normalizeText(typed, maxLength) {
  return truncated(visibleName(typed), maxLength);
}

/** What guests are called in every language; their animal tells them apart. */
const GUEST = /^(?:Guest|Ospite) /;

/** The sign on the avatar: of the first name. @param {string} name */
export function initialOf(name) {
  return graphemes(name.replace(GUEST, ""))[0] ?? "?";
}
