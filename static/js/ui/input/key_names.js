/**
 * The names of key presses as the table of commands writes them (`editor/commands.js`).
 */

/**
 * @typedef {object} KeyPress  the fields of a KeyboardEvent that names are made of
 * @property {string} key
 * @property {string} code
 * @property {boolean} shiftKey
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {boolean} altKey
 * @property {(name: string) => boolean} [getModifierState]
 */

/** The label of the key that the table calls `Ctrl` on this system. */
export function commandKey() {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
}

/**
 * Whether a press is a letter, digit or sign without Ctrl or Alt. Dictation and stray typing can trigger these, so one
 * setting switches all of them off (WCAG 2.1.4).
 * @param {KeyPress} press
 */
export function isSingleKey(press) {
  const { ctrl, alt } = modifiers(press);
  return !ctrl && !alt && (press.key.length === 1 || isNonLatin(press.key)) && press.key !== " ";
}

/** The names under which the table may list a press. @param {KeyPress} press @returns {string[]} */
export function keyNames(press) {
  const { ctrl, alt } = modifiers(press);
  const modifierPrefix = (ctrl ? "Ctrl+" : "") + (alt ? "Alt+" : "");
  const shift = press.shiftKey ? "Shift+" : "";
  const letter = letterName(press, alt);
  if (letter !== null) return [modifierPrefix + shift + letter];
  if (press.key === " ") return [`${modifierPrefix}${shift}Space`];
  if (press.key.length > 1) return [modifierPrefix + shift + press.key];
  const place = keyPosition(press.code, alt);
  const byPlace = place === null ? [] : [modifierPrefix + shift + place];
  if (place !== null && (/^\d$/.test(press.key) || press.key === place)) return byPlace;
  // A sign needs Shift on one layout and not on another, so Shift is no part of its name. Digit keys match by position
  // first: with Shift they type "=" on one layout and "+" on another.
  const isDigit = place !== null && /^\d$/.test(place);
  return isDigit
    ? [...byPlace, modifierPrefix + press.key]
    : [modifierPrefix + press.key, ...byPlace];
}

/** @param {KeyPress} press */
function modifiers(press) {
  // AltGr types a sign; Windows reports it as Ctrl and Alt together.
  const typesSign = press.getModifierState?.("AltGraph") ?? false;
  return { ctrl: !typesSign && (press.ctrlKey || press.metaKey), alt: !typesSign && press.altKey };
}

/** @param {KeyPress} press @param {boolean} alt */
function letterName({ key, code }, alt) {
  const placed = /^Key([A-Z])$/.exec(code)?.[1] ?? null;
  // On a Mac Alt and a letter type another sign.
  if (alt && placed !== null) return placed;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return isNonLatin(key) ? placed : null;
}

/** Whether a key types letters or combining marks of a script other than Latin; it may type several at once. @param {string} key */
function isNonLatin(key) {
  return /^[\p{L}\p{M}]+$/u.test(key) && !/\p{Script=Latin}/u.test(key);
}

/** @param {string} code @param {boolean} alt */
function keyPosition(code, alt) {
  // On a Mac Alt and a comma type another sign.
  if (alt && code === "Comma") return ",";
  if (alt && code === "Period") return ".";
  if (code === "BracketLeft") return "[";
  if (code === "BracketRight") return "]";
  return /^Digit(\d)$/.exec(code)?.[1] ?? null;
}
