/**
 * The dialog that restores a cleared page: lists the clearings that the server's log still has.
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
    console.warn("could not fetch the list of clearings", error);
    toasts.show({ text: t("bring-back-offline") });
    return;
  }
  const offers = selectOffered(clears.filter((clearing) => !editor.isBack(clearing)));
  if (offers.length === 0) {
    toasts.show({ text: t("bring-back-none") });
    return;
  }
  const dialog = byId("bring-back", HTMLDialogElement);
  const rows = offers.map((clearing) => {
    return createRow(clearing, t, () => {
      dialog.close();
      editor.bringBack(clearing);
    });
  });
  byId("bring-back-list", HTMLElement).replaceChildren(...rows);
  openDialog(dialog);
}

/** @param {Clearing} clearing @param {Translate} t @param {() => void} onChoose */
function createRow({ at, name }, t, onChoose) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "menu-item";
  const { lang } = document.documentElement;
  const time = new Date(at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  button.textContent = t("bring-back-clearing", { name: isolate(displayName(name, t)), time });
  button.addEventListener("click", onChoose);
  item.append(button);
  return item;
}
