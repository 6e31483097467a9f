/**
 * A shared computer: the next pupil is somebody else on this board. Nothing of the one before may
 * still be on its way, because only that person may send it.
 */

import { part } from "../page/page_parts.js";
import { becomeSomebodyElse, onSomebodyElse } from "../settings/person.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */

/** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
export function offerSomebodyElse({ editor, toasts, t }) {
  const board = document.documentElement.dataset.board ?? "";
  const ask = async () => {
    const refusal = await whyNot(editor, t);
    if (refusal !== null) {
      toasts.show({ text: refusal });
      return;
    }
    /** @type {import("../status/toasts.js").ToastAction["run"]} */
    const run = async (toast) => {
      toast.close();
      // Something may have been drawn since.
      const late = await whyNot(editor, t);
      if (late !== null) {
        toasts.show({ text: late });
        return;
      }
      becomeSomebodyElse(board);
      location.reload();
    };
    toasts.show({
      text: t("somebody-else-ask"),
      actions: [{ label: t("somebody-else-go"), run }],
    });
  };
  part("somebody-else", HTMLButtonElement).addEventListener("click", () => {
    part("people", HTMLElement).hidePopover();
    ask();
  });
  // In another tab: this one goes on as the new person as soon as nothing of the old one waits.
  onSomebodyElse(board, () => {
    const reload = () => {
      if (editor.status.value.waiting === 0) location.reload();
    };
    editor.status.subscribe(reload);
    reload();
  });
}

/** @param {Editor} editor @param {Translate} t @returns {Promise<string | null>} */
async function whyNot({ offlineStore }, t) {
  const count = await offlineStore.countPending();
  return count > 0 ? t("somebody-else-waiting", { count }) : null;
}
