/**
 * The help dialog: the keys of every command, in the language of the page, found by words and printed.
 */

import { keyName } from "../commands/key_labels.js";
import { make } from "../elements/build.js";
import { byId } from "../elements/dom.js";
import { folded } from "../elements/folded.js";
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

/** Set at the root while the help is printed. */
const PRINTS_HELP = "data-prints-help";

const SHARED_ROW = /^(resize-)?(far-)?(right|up|down)$/;

/** @param {readonly Command[]} commands @param {Translate} t */
export function openHelpDialog(commands, t) {
  const list = byId("help-keys", HTMLElement);
  if (list.childElementCount === 0) {
    list.append(...rows(commands, t));
    list.before(createTools(list, t));
  }
  openDialog(byId("help", HTMLDialogElement));
}

/** The field that finds rows, and the button that prints the help. @param {HTMLElement} list @param {Translate} t */
function createTools(list, t) {
  const label = t("help-find");
  const field = make("input", {
    ...{ type: "search", id: "help-find", class: "field", dir: "auto", autocomplete: "off" },
    ...{ "aria-label": label, placeholder: label, "aria-controls": list.id },
  });
  const count = make("p", { class: "help-count", role: "status" });
  field.addEventListener("input", () => {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const row of list.children) {
      const text = folded(row.textContent ?? "");
      const isFound = words.every((word) => text.includes(word));
      row.toggleAttribute("hidden", !isFound);
      if (isFound) found += 1;
    }
    count.textContent = words.length === 0 ? "" : t("help-count", { count: found });
  });
  const print = make("button", { type: "button", class: "button soft" }, t("help-print"));
  print.addEventListener("click", printHelp);
  return make("div", { class: "help-tools" }, field, print, count);
}

/** Prints the help instead of the board. */
function printHelp() {
  const { documentElement: root } = document;
  root.setAttribute(PRINTS_HELP, "");
  addEventListener("afterprint", () => root.removeAttribute(PRINTS_HELP), { once: true });
  window.print();
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
