/**
 * Toasts about whole pages: what others clear and delete, with undo; deleted pages that are back; and limits. Loaded with the
 * first one.
 */

import { commandKey } from "../input/key_names.js";
import { displayName, isolate } from "../settings/l10n.js";
import { UNDO_MS } from "../status/toasts.js";
import { pageName } from "./page_names.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/editor.js").Notice} Notice */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */
/** @typedef {Extract<Notice, {kind: "cleared" | "restored" | "page-back" | "page-limit" | "page-too-large" | "page-waits" | "printed-page"}>} PageNotice */

export class PageNotices {
  #editor;
  #toasts;
  #t;
  /** Toasts of clearings, until somebody has restored the page, by the edit that cleared. @type {Map<string, {close: () => void}>} */
  #clears = new Map();

  /** @param {{editor: Editor, toasts: Toasts, t: Translate}} chrome */
  constructor({ editor, toasts, t }) {
    this.#editor = editor;
    this.#toasts = toasts;
    this.#t = t;
  }

  /** @param {PageNotice} notice */
  show(notice) {
    switch (notice.kind) {
      case "cleared":
        this.#showCleared(notice);
        return;
      case "restored":
        this.#clears.get(keyOf(notice))?.close();
        return;
      case "page-back":
        this.#showBack(notice);
        return;
      case "page-limit":
        this.#toasts.show({ text: this.#t("page-limit") });
        return;
      case "page-too-large":
        this.#toasts.show({ text: this.#t("page-too-large") });
        return;
      case "page-waits":
        this.#toasts.show({ text: this.#t("page-waits") });
        return;
      case "printed-page":
        this.#toasts.show({ text: this.#t("printed-page", { key: commandKey() }) });
        return;
    }
  }

  /** @param {Extract<Notice, {kind: "cleared"}>} cleared */
  #showCleared(cleared) {
    const { count, page, isDeleted } = cleared;
    const editor = this.#editor;
    const isShown = page === editor.page.value;
    // Nobody misses an empty page but those who look at it.
    if (count === 0 && !isShown) return;
    const values = { name: this.#nameOf(cleared), page: pageName(editor, page) };
    const isOnly = editor.pages.listed.value.length === 1;
    const t = this.#t;
    let text = isOnly ? t("cleared-by", values) : t("cleared-page-by", values);
    if (isDeleted) text = t("deleted-by", values);
    // Toasts are live regions, so `Activity` does not speak of clearings.
    const toast = this.#toasts.show({
      text,
      ms: UNDO_MS,
      actions: editor.rights.value.draw ? [this.#undoOf(cleared)] : [],
      onClose: () => this.#clears.delete(keyOf(cleared)),
    });
    this.#clears.set(keyOf(cleared), toast);
  }

  /** @param {Extract<Notice, {kind: "cleared"}>} cleared @returns {import("../status/toasts.js").ToastAction} */
  #undoOf(cleared) {
    const editor = this.#editor;
    return {
      label: this.#t("undo"),
      run(toast) {
        toast.close();
        if (cleared.count > 0) editor.bringBack(cleared);
        const { page, isDeleted } = cleared;
        if (isDeleted) editor.commit([{ op: "page", page, gone: false }], { history: false });
      },
    };
  }

  /** @param {Extract<Notice, {kind: "page-back"}>} back */
  #showBack(back) {
    const { page, isMine } = back;
    const editor = this.#editor;
    const values = { name: this.#nameOf(back), page: pageName(editor, page) };
    /** @type {import("../status/toasts.js").ToastAction} */
    const go = {
      label: this.#t("page-show"),
      run(toast) {
        toast.close();
        editor.pages.turnTo(page);
      },
    };
    this.#toasts.show({
      text: isMine ? this.#t("page-back") : this.#t("page-back-by", values),
      ms: UNDO_MS,
      actions: page === editor.page.value ? [] : [go],
    });
  }

  /** @param {{name: string | null}} who */
  #nameOf({ name }) {
    return name === null ? this.#t("say-somebody") : isolate(displayName(name, this.#t));
  }
}

/** @param {{tag: string, n: number}} edit */
function keyOf({ tag, n }) {
  return `${tag}.${n}`;
}
