/**
 * Shows the editor's notices as toasts: refusals with their reason and what to do, clearings with undo.
 */

import { copyText } from "../elements/clipboard.js";
import { commandKey } from "../input/key_names.js";
import { displayName, isolate } from "../settings/l10n.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/editor.js").Notice} Notice */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** @typedef {{editor: Editor, toasts: Toasts, t: Translate, announcer: import("./announcer.js").Announcer}} Chrome */
/** @typedef {Extract<Notice, {kind: "cleared"}>} Cleared */

/** How long a toast offers to undo a clearing, in milliseconds. */
export const UNDO_MS = 10_000;

/** @param {Chrome} chrome */
export function bindNotices(chrome) {
  const clears = new ClearToasts(chrome);
  chrome.editor.notices.subscribe((notice) => {
    if (notice !== null) showNotice(notice, chrome, clears);
  });
}

/** @param {Notice} notice @param {Chrome} chrome @param {ClearToasts} clears */
function showNotice(notice, { toasts, t, announcer }, clears) {
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
    case "cleared":
      clears.show(notice);
      return;
    case "restored":
      clears.close(notice);
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

/** Toasts for clearings by others, each with undo until somebody has restored the page. */
class ClearToasts {
  #chrome;
  /** By the edit that cleared. @type {Map<string, {close: () => void}>} */
  #toasts = new Map();

  /** @param {Chrome} chrome */
  constructor(chrome) {
    this.#chrome = chrome;
  }

  /** @param {Cleared} cleared */
  show(cleared) {
    const { editor, toasts, t } = this.#chrome;
    const name = cleared.name === null ? t("say-somebody") : isolate(displayName(cleared.name, t));
    /** @type {import("./toasts.js").ToastAction} */
    const undo = {
      label: t("undo"),
      run(toast) {
        toast.close();
        editor.bringBack(cleared);
      },
    };
    const actions = editor.rights.value.draw ? [undo] : [];
    // Toasts are live regions, so `Activity` does not speak of clearings.
    const key = keyOf(cleared);
    const onClose = () => this.#toasts.delete(key);
    this.#toasts.set(
      key,
      toasts.show({ text: t("cleared-by", { name }), ms: UNDO_MS, actions, onClose }),
    );
  }

  /** @param {{tag: string, n: number}} edit */
  close(edit) {
    this.#toasts.get(keyOf(edit))?.close();
  }
}

/** @param {{tag: string, n: number}} edit */
function keyOf({ tag, n }) {
  return `${tag}.${n}`;
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
