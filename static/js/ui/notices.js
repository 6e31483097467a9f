/**
 * What the editor has to tell becomes a note: a refusal with its reason and what can be done.
 */

import { copyText } from "./copy.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/editor.js").Notice} Notice */
/** @typedef {import("./l10n.js").Translate} Translate */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
export function tellNotices({ editor, toasts, t }) {
  editor.notices.subscribe((notice) => {
    if (notice !== null) tell(notice, toasts, t);
  });
}

/** @param {Notice} notice @param {Toasts} toasts @param {Translate} t */
function tell(notice, toasts, t) {
  switch (notice.kind) {
    case "refused":
      tellRefusal(notice, toasts, t);
      return;
    case "undo-changed":
      toasts.show({ text: t("undo-changed", { count: notice.dropped }) });
      return;
    case "order-lost":
      toasts.show({ text: t("order-lost", { count: notice.sent }), error: true });
      return;
    case "sent":
      toasts.show({ text: t("sent-changes", { count: notice.count }) });
      return;
  }
}

/** @param {Extract<Notice, {kind: "refused"}>} refusal @param {Toasts} toasts @param {Translate} t */
function tellRefusal(refusal, toasts, t) {
  toasts.show({
    text: reasonOf(refusal.code, t),
    error: true,
    actions: [
      {
        label: t("try-again"),
        run(toast) {
          toast.close();
          refusal.tryAgain();
        },
      },
      {
        label: t("copy"),
        async run() {
          if (await copyText(refusal.copyText)) toasts.show({ text: t("copied-content") });
        },
      },
    ],
  });
}

/** @param {string} code @param {Translate} t */
function reasonOf(code, t) {
  switch (code) {
    case "invalid":
      return t("refused-invalid");
    case "role":
      return t("refused-role");
    case "quota":
      return t("refused-quota");
    case "changed":
      return t("refused-changed");
    case "nothing":
      return t("refused-nothing");
    case "tag":
      return t("refused-tag");
    default:
      return t("refused-other", { code });
  }
}
