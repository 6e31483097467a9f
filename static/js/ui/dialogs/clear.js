/**
 * Clears the page after a confirmation, and offers undo in a toast.
 */

import { byId } from "../elements/dom.js";
import { pageName } from "../pages/page_names.js";
import { UNDO_MS } from "../status/toasts.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */

/** @param {{editor: Editor, toasts: Toasts, t: Translate, addPage: () => void}} chrome */
export function openClearDialog({ editor, toasts, t, addPage }) {
  const count = editor.view.count(editor.page.value);
  if (count === 0) {
    toasts.show({ text: t("clear-empty") });
    return;
  }
  const dialog = byId("clear", HTMLDialogElement);
  const { pages } = editor;
  const page = pageName(editor, editor.page.value);
  const isOnly = pages.listed.value.length === 1;
  byId("clear-title", HTMLElement).textContent = isOnly
    ? t("clear-title")
    : t("clear-page-title", { page });
  byId("clear-text", HTMLElement).textContent = t("clear-text", { count });
  // Whoever has run out of paper need not wipe it.
  byId("clear-new-page", HTMLButtonElement).onclick = () => {
    dialog.close();
    addPage();
  };
  // `onclick` replaces the handler of an earlier opening, which a listener would not.
  byId("clear-confirm", HTMLButtonElement).onclick = () => {
    dialog.close();
    clear({ editor, toasts, t });
  };
  openDialog(dialog);
}

/** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
function clear({ editor, toasts, t }) {
  const count = editor.view.count(editor.page.value);
  const n = editor.clearPage();
  const toast = toasts.show({
    text: t("cleared", { count }),
    ms: UNDO_MS,
    onClose: () => end(),
    actions: [
      {
        label: t("undo"),
        run(shown) {
          shown.close();
          editor.restore(n);
        },
      },
    ],
  });
  // Another page or the history may restore it first: then the toast has nothing to offer.
  const end = editor.notices.subscribe((notice) => {
    if (notice?.kind === "restored" && notice.tag === editor.tag && notice.n === n) toast.close();
  });
}
