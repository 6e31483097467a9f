/**
 * Switches to a new person on a shared computer. Refused while edits are pending: only their author can send them.
 */

import { byId } from "../elements/dom.js";
import { onPersonReplaced, replacePerson } from "../settings/person.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */

/** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
export function bindSwitchPerson({ editor, toasts, t }) {
  const board = document.documentElement.dataset.board ?? "";
  const confirmSwitch = async () => {
    const refusal = await refusalOf(editor, t);
    if (refusal !== null) {
      toasts.show({ text: refusal });
      return;
    }
    /** @type {import("../status/toasts.js").ToastAction["run"]} */
    const run = async (toast) => {
      toast.close();
      // New edits may be pending since the question was shown.
      const lateRefusal = await refusalOf(editor, t);
      if (lateRefusal !== null) {
        toasts.show({ text: lateRefusal });
        return;
      }
      replacePerson(board);
      location.reload();
    };
    toasts.show({
      text: t("somebody-else-ask"),
      actions: [{ label: t("somebody-else-go"), run }],
    });
  };
  byId("somebody-else", HTMLButtonElement).addEventListener("click", () => {
    byId("people", HTMLElement).hidePopover();
    confirmSwitch();
  });
  // Another tab has switched: reload as the new person once this tab has no pending edits.
  onPersonReplaced(board, () => {
    const reload = () => {
      if (editor.status.value.waiting === 0) location.reload();
    };
    editor.status.subscribe(reload);
    reload();
  });
}

/** @param {Editor} editor @param {Translate} t @returns {Promise<string | null>} */
async function refusalOf({ offlineStore }, t) {
  const count = await offlineStore.countPending();
  return count > 0 ? t("somebody-else-waiting", { count }) : null;
}
