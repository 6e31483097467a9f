/**
 * The table of all shortcuts, for the keyboard and the help dialog.
 *
 * A key is written as it is read aloud: modifiers first (`Ctrl` is Command on a Mac), then the key.
 * Letters match by what the key types, so that they follow the layout; on layouts without Latin letters, and together
 * with Alt, by the position of the key. Digits and brackets match by position, because some layouts have them only with
 * Shift or AltGr. Other signs match by what the key types.
 */

/**
 * @typedef {object} Shortcut
 * @property {string} id  name of the action
 * @property {readonly string[]} keys
 * @property {string} labelKey  id of the text that describes it
 * @property {"page" | "board"} place  `board`: only while the focus is on the board itself
 * @property {boolean} [held]  the action runs on press and on release
 */

/**
 * @typedef {object} KeyPress  the fields of a KeyboardEvent that shortcuts read
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

/** The label of the key that the table calls `Ctrl` on this system. */
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

/** Finds the shortcut of a key press, or null. @param {KeyPress} press @returns {Shortcut | null} */
export function shortcutFor(press) {
  for (const name of tableNames(press)) {
    const shortcut = BY_KEY.get(name);
    if (shortcut !== undefined) return shortcut;
  }
  return null;
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

/** The names under which the table may list a press. @param {KeyPress} press */
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

/** @param {string} code */
function keyPosition(code) {
  if (code === "BracketLeft") return "[";
  if (code === "BracketRight") return "]";
  return /^Digit(\d)$/.exec(code)?.[1] ?? null;
}
