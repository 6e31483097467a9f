/**
 * Every key that does something, in one table: the keyboard obeys it, the help dialog shows it.
 *
 * A key is written as it is read aloud: modifiers first (`Ctrl` is Command on a Mac), then the key.
 * Letters are compared by what the key types, so that they follow the layout; on layouts without
 * Latin letters, and together with Alt, by where the key is. Digits and brackets go by place,
 * because some layouts have them only with Shift or AltGr. Other signs go by what is typed.
 */

/**
 * @typedef {object} Shortcut
 * @property {string} id  name of the action
 * @property {readonly string[]} keys
 * @property {string} labelKey  message that says what it does
 * @property {"page" | "board"} place  `board`: only while the focus is on the board itself
 * @property {boolean} [held]  the action is told when the key goes down and when it comes up
 */

/**
 * @typedef {object} KeyPress  what a shortcut needs of a KeyboardEvent
 * @property {string} key
 * @property {string} code
 * @property {boolean} shiftKey
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {boolean} altKey
 * @property {(name: string) => boolean} [getModifierState]
 */

/** @type {readonly Shortcut[]} */
export const SHORTCUTS = [
  page("tool-select", "V", "1"),
  page("tool-hand", "H", "2"),
  page("tool-pen", "P", "D", "B", "3"),
  page("tool-highlighter", "M", "Shift+D", "4"),
  page("tool-eraser", "E", "5"),
  page("size-down", "[", "-"),
  page("size-up", "]", "+", "="),
  page("ink-previous", ","),
  page("ink-next", "."),
  page("undo", "Ctrl+Z"),
  page("redo", "Ctrl+Shift+Z", "Ctrl+Y"),
  page("select-all", "Ctrl+A"),
  page("delete", "Delete", "Backspace"),
  page("escape", "Escape"),
  board("next-shape", "Tab"),
  board("previous-shape", "Shift+Tab"),
  held("left", "ArrowLeft"),
  held("right", "ArrowRight"),
  held("up", "ArrowUp"),
  held("down", "ArrowDown"),
  held("far-left", "Shift+ArrowLeft"),
  held("far-right", "Shift+ArrowRight"),
  held("far-up", "Shift+ArrowUp"),
  held("far-down", "Shift+ArrowDown"),
  held("hold-hand", "Space"),
  page("zoom-in", "Ctrl+=", "Ctrl++"),
  page("zoom-out", "Ctrl+-"),
  page("zoom-reset", "Ctrl+0", "Shift+0"),
  page("zoom-fit", "Shift+1"),
  board("page-up", "PageUp"),
  board("page-down", "PageDown"),
  page("theme", "Alt+Shift+D"),
  page("focus-mode", "Ctrl+."),
  page("next-region", "F6"),
  page("previous-region", "Shift+F6"),
  page("help", "?"),
];

/** How the key that the table calls `Ctrl` is printed on this keyboard. */
export function commandKey() {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
}

/** @param {string} id @param {string[]} keys @returns {Shortcut} */
function page(id, ...keys) {
  return { id, keys, labelKey: `shortcut-${id}`, place: "page" };
}

/** @param {string} id @param {string[]} keys @returns {Shortcut} */
function board(id, ...keys) {
  return { id, keys, labelKey: `shortcut-${id}`, place: "board" };
}

/** @param {string} id @param {string[]} keys @returns {Shortcut} */
function held(id, ...keys) {
  return { ...board(id, ...keys), held: true };
}

const BY_KEY = new Map(
  SHORTCUTS.flatMap((shortcut) => shortcut.keys.map((key) => [key, shortcut])),
);

/** The shortcut that a key press means, or null. @param {KeyPress} press @returns {Shortcut | null} */
export function shortcutFor(press) {
  for (const name of tableNames(press)) {
    const shortcut = BY_KEY.get(name);
    if (shortcut !== undefined) return shortcut;
  }
  return null;
}

/**
 * Whether a press could also be somebody dictating or typing by chance: a letter, digit or sign
 * without Ctrl or Alt. All of these can be switched off together (WCAG 2.1.4).
 * @param {KeyPress} press
 */
export function isSingleKey(press) {
  const { ctrl, alt } = modifiers(press);
  return !ctrl && !alt && (press.key.length === 1 || isNonLatin(press.key)) && press.key !== " ";
}

/** How the table may have written a press. @param {KeyPress} press */
function tableNames(press) {
  const { ctrl, alt } = modifiers(press);
  const modifierPrefix = (ctrl ? "Ctrl+" : "") + (alt ? "Alt+" : "");
  const shift = press.shiftKey ? "Shift+" : "";
  const letter = letterName(press, alt);
  if (letter !== null) return [modifierPrefix + shift + letter];
  if (press.key === " ") return [`${modifierPrefix}${shift}Space`];
  if (press.key.length > 1) return [modifierPrefix + shift + press.key];
  const place = keyPosition(press.code);
  const byPlace = place === null ? [] : [modifierPrefix + shift + place];
  if (place !== null && /^\d$/.test(press.key)) return byPlace;
  // A sign may need Shift on this layout and not on another, so Shift is no part of its name. The digits go first:
  // what Shift types with them is "=" on one layout and "+" on another.
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
  // Alt makes other signs out of letters on a Mac.
  if (alt && placed !== null) return placed;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return isNonLatin(key) ? placed : null;
}

/** Whether a key types letters of another script: also marks that join a letter, and several at once. @param {string} key */
function isNonLatin(key) {
  return /^[\p{L}\p{M}]+$/u.test(key) && !/\p{Script=Latin}/u.test(key);
}

/** @param {string} code */
function keyPosition(code) {
  if (code === "BracketLeft") return "[";
  if (code === "BracketRight") return "]";
  return /^Digit(\d)$/.exec(code)?.[1] ?? null;
}
