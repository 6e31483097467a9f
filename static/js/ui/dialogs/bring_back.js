/**
 * Bringing a cleared page back: which clearing, of those that the server's log still has.
 */

import { fetchClears, selectOffered } from "../../sync/clears.js";
import { byId } from "../elements/dom.js";
import { displayName, isolate } from "../settings/l10n.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/clears.js").Clearing} Clearing */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */

/** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
export async function openBringBackDialog({ editor, toasts, t }) {
  const { board = "" } = document.documentElement.dataset;
  let clears;
  try {
    clears = await fetchClears(board, editor.page.value);
  } catch (error) {
    console.warn("what was cleared is not known now", error);
    toasts.show({ text: t("bring-back-offline") });
    return;
  }
  const here = selectOffered(clears.filter((clearing) => !editor.isBack(clearing)));
  if (here.length === 0) {
    toasts.show({ text: t("bring-back-none") });
    return;
  }
  const dialog = byId("bring-back", HTMLDialogElement);
  const rows = here.map((clearing) => {
    return row(clearing, t, () => {
      dialog.close();
      editor.bringBack(clearing);
    });
  });
  byId("bring-back-list", HTMLElement).replaceChildren(...rows);
  openDialog(dialog);
}

/** @param {Clearing} clearing @param {Translate} t @param {() => void} choose */
function row({ at, name }, t, choose) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "menu-item";
  const { lang } = document.documentElement;
  const time = new Date(at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  button.textContent = t("bring-back-clearing", { name: isolate(displayName(name, t)), time });
  button.addEventListener("click", choose);
  item.append(button);
  return item;
}
