/**
 * Clearing the page: asked first, and taken back by the note that follows.
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
  // Assigned, so that each opening has one answer and not those of earlier ones too.
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
  // Whoever brings it back, and however: the note has nothing to offer any more.
  const end = editor.notices.subscribe((notice) => {
    if (notice?.kind === "restored" && notice.tag === editor.tag && notice.n === n) toast.close();
  });
}
