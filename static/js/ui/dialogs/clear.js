/**
 * Clears the page after a confirmation, and offers undo in a toast.
 */

import { byId } from "../elements/dom.js";
import { UNDO_MS } from "../status/notices.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */

/** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
export function openClearDialog({ editor, toasts, t }) {
  const count = editor.view.count(editor.page.value);
  if (count === 0) {
    toasts.show({ text: t("clear-empty") });
    return;
  }
  const dialog = byId("clear", HTMLDialogElement);
  byId("clear-text", HTMLElement).textContent = t("clear-text", { count });
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
