/**
 * The help dialog: the keys of every command, in the language of the page.
 */

import { keyName } from "../commands/key_labels.js";
import { byId } from "../elements/dom.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Commands whose four directions share one row. @type {Readonly<Record<string, readonly string[]>>} */
const ROWS = {
  left: ["← → ↑ ↓"],
  "far-left": ["Shift+← → ↑ ↓"],
  "resize-left": ["Ctrl+← → ↑ ↓"],
  "resize-far-left": ["Ctrl+Shift+← → ↑ ↓"],
};
const SHARED_ROW = /^(resize-)?(far-)?(right|up|down)$/;

/** @param {readonly Command[]} commands @param {Translate} t */
export function openHelpDialog(commands, t) {
  const list = byId("help-keys", HTMLElement);
  if (list.childElementCount === 0) list.append(...rows(commands, t));
  openDialog(byId("help", HTMLDialogElement));
}

/** @param {readonly Command[]} commands @param {Translate} t */
function rows(commands, t) {
  const shown = commands.filter(({ id }) => !SHARED_ROW.test(id));
  return shown.map((command) => {
    const row = document.createElement("div");
    const action = document.createElement("dt");
    action.textContent = t(`shortcut-${command.id}`);
    const keys = document.createElement("dd");
    for (const key of ROWS[command.id] ?? command.keys) {
      const label = document.createElement("kbd");
      label.textContent = keyName(key, t);
      keys.append(label);
    }
    row.append(action, keys);
    return row;
  });
}
