/**
 * The help dialog: every key of the shortcut table, in the words of the page's language.
 */

import { byId } from "../elements/dom.js";
import { commandKey, SHORTCUTS } from "../input/shortcuts.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Keys whose four directions read better in one row. @type {Readonly<Record<string, readonly string[]>>} */
const ROWS = {
  left: ["← → ↑ ↓"],
  "far-left": ["Shift+← → ↑ ↓"],
};
const IN_A_ROW = ["right", "up", "down", "far-right", "far-up", "far-down"];

/** @param {Translate} t */
export function openHelpDialog(t) {
  const list = byId("help-keys", HTMLElement);
  if (list.childElementCount === 0) list.append(...rows(t));
  openDialog(byId("help", HTMLDialogElement));
}

/** @param {Translate} t */
function rows(t) {
  return SHORTCUTS.filter(({ id }) => !IN_A_ROW.includes(id)).map((shortcut) => {
    const row = document.createElement("div");
    const action = document.createElement("dt");
    action.textContent = t(shortcut.labelKey);
    const keys = document.createElement("dd");
    for (const key of ROWS[shortcut.id] ?? shortcut.keys) {
      const label = document.createElement("kbd");
      label.textContent = keyName(key, t);
      keys.append(label);
    }
    row.append(action, keys);
    return row;
  });
}

/** A key as it is printed on a keyboard. @param {string} key  as in the table @param {Translate} t */
function keyName(key, t) {
  /** @type {Readonly<Record<string, string>>} */
  const names = {
    Space: t("key-space"),
    Delete: t("key-delete"),
    Backspace: "⌫",
    Escape: "Esc",
    PageUp: t("key-page-up"),
    PageDown: t("key-page-down"),
    Shift: t("key-shift"),
    Ctrl: commandKey(),
  };
  // The plus between keys is taken apart, the plus key itself is not.
  return key
    .split(/\+(?=.)/)
    .map((part) => names[part] ?? part)
    .join(" ");
}
