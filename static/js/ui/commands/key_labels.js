/**
 * Keys of commands as labels: in short for menus, and as keyboards print them for the help.
 */

import { commandKey } from "../input/key_names.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** A key in short, without the name of the command key on this system. @param {string} key  as in the table of commands */
export function keyLabel(key) {
  return key.replace(/\+(?=.)/g, " ").replace("Shift", "⇧");
}

/** The label of a key as keyboards print it. @param {string} key  as in the table of commands @param {Translate} t */
export function keyName(key, t) {
  /** @type {Readonly<Record<string, string>>} */
  const names = {
    Space: t("key-space"),
    Delete: t("key-delete"),
    Enter: t("key-enter"),
    Backspace: "⌫",
    Escape: "Esc",
    PageUp: t("key-page-up"),
    PageDown: t("key-page-down"),
    Shift: t("key-shift"),
    Ctrl: commandKey(),
  };
  // Splits at the plus between keys and keeps the plus key itself.
  return key
    .split(/\+(?=.)/)
    .map((part) => names[part] ?? part)
    .join(" ");
}
