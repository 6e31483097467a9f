/**
 * Shows the editor's notices as toasts: refusals with their reason and what to do. Those about pages load with the first.
 */

import { copyText } from "../elements/clipboard.js";
import { commandKey } from "../input/key_names.js";
import { loadPart } from "../page/parts.js";
import { displayName, isolate } from "../settings/l10n.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/editor.js").Notice} Notice */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** @typedef {{editor: Editor, toasts: Toasts, t: Translate, announcer: import("./announcer.js").Announcer}} Chrome */

/** @param {Chrome} chrome */
export function bindNotices(chrome) {
  /** Null until it is used. @type {Promise<import("../pages/page_notices.js").PageNotices> | null} */
  let ofPages = null;
  chrome.editor.notices.subscribe((notice) => {
    if (notice === null) return;
    switch (notice.kind) {
      case "cleared":
      case "restored":
      case "page-back":
      case "page-limit":
      case "page-too-large":
      case "page-waits":
      case "printed-page":
        ofPages ??= loadPart(() => import("../pages/page_notices.js"), {
          texts: ["page_list"],
        }).then(({ PageNotices }) => new PageNotices(chrome));
        ofPages.then((notices) => notices.show(notice));
        return;
      default:
        showNotice(notice, chrome);
    }
  });
}

/** @typedef {Exclude<Notice, import("../pages/page_notices.js").PageNotice>} OtherNotice */

/** @param {OtherNotice} notice @param {Chrome} chrome */
function showNotice(notice, { toasts, t, announcer }) {
  switch (notice.kind) {
    case "arranged": {
      const { what, count } = notice;
      // A locked shape can be chosen no more, and nothing on the screen says how.
      if (what === "locked") {
        toasts.show({ text: t("locked-shapes", { count, key: commandKey() }) });
        return;
      }
      const done = count === 0 ? t("say-order-end") : t("say-arranged", { what, count });
      const { loose = 0 } = notice;
      announcer.sayNow(loose === 0 ? done : t("say-loose", { done, count: loose }));
      return;
    }
    case "selecting":
      loadPart(() => import("./selecting_notices.js"), { texts: ["panels"] }).then((module) =>
        module.showSelecting(notice, { toasts, announcer, t }),
      );
      return;
    case "locked":
      toasts.show({ text: t("is-locked", { key: commandKey() }) });
      return;
    case "copy-by-key":
      toasts.show({ text: t("copy-by-key", { key: commandKey() }) });
      return;
    case "copy-limit":
      toasts.show({ text: t("copy-limit") });
      return;
    case "paste":
      toasts.show({ text: whyNotPasted(notice.why, t) });
      return;
    case "order-waits":
      toasts.show({ text: t("order-waits") });
      return;
    case "refused":
      showRefusal(notice, toasts, t);
      return;
    case "undo-waits":
      toasts.show({ text: t("undo-waits") });
      return;
    case "undo-gone":
      toasts.show({ text: t("undo-gone") });
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
    case "brought-back": {
      const { isMine, count } = notice;
      const name = notice.name === null ? t("say-somebody") : isolate(displayName(notice.name, t));
      if (isMine) toasts.show({ text: t("brought-back", { count }) });
      else if (count > 0) toasts.show({ text: t("brought-back-by", { name }) });
      return;
    }
  }
}

/** @param {Extract<Notice, {kind: "refused"}>} refusal @param {Toasts} toasts @param {Translate} t */
function showRefusal(refusal, toasts, t) {
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
    case "mode":
      return t("refused-mode");
    case "quota":
      return t("refused-quota");
    case "changed":
      return t("refused-changed");
    case "nothing":
      return t("refused-nothing");
    case "tag":
      return t("refused-tag");
    case "image":
      return t("refused-image");
    default:
      return t("refused-other", { code });
  }
}

/** @param {Extract<Notice, {kind: "paste"}>["why"]} why @param {Translate} t */
function whyNotPasted(why, t) {
  switch (why) {
    case "unreadable":
      return t("paste-unreadable");
    case "drawing":
      return t("paste-drawing");
    case "long-text":
      return t("paste-long-text");
    case "nothing":
      return t("paste-nothing");
    case "by-key":
      return t("paste-by-key", { key: commandKey() });
  }
}
