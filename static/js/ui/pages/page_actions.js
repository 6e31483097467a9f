/**
 * What the controls do with pages, and what they tell of it. Loaded on first use.
 */

import { addPage, deletePage, duplicatePage, movePage } from "../../editor/page_edits.js";
import { UNDO_MS } from "../status/toasts.js";
import { pageName } from "./page_names.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{editor: Editor, t: Translate, toasts: import("../status/toasts.js").Toasts, announcer: import("../status/announcer.js").Announcer}} PageParts */

export class PageActions {
  #parts;
  /** The page that is duplicated once the whole board is loaded, 0 for none. */
  #waiting = 0;

  /** @param {PageParts} parts */
  constructor(parts) {
    this.#parts = parts;
    parts.editor.view.subscribe(() => {
      if (this.#waiting !== 0 && parts.editor.view.isWhole) this.duplicate(this.#waiting);
    });
  }

  add() {
    addPage(this.#parts.editor);
  }

  /** Duplicates a page, or remembers it until all its shapes are there. @param {number} page */
  duplicate(page) {
    const { editor, t } = this.#parts;
    const isWhole = editor.view.isWhole;
    this.#waiting = isWhole ? 0 : page;
    if (!isWhole) editor.notices.set({ kind: "page-waits" });
    else duplicatePage(editor, page, t("page-copy", { page: pageName(editor, page) }));
  }

  /** Deletes a page and offers undo. @param {number} page */
  delete(page) {
    const { editor, t, toasts } = this.#parts;
    const name = pageName(editor, page);
    const n = deletePage(editor, page);
    if (n === null) return;
    /** @type {import("../status/toasts.js").ToastAction} */
    const undo = {
      label: t("undo"),
      run(shown) {
        shown.close();
        editor.restore(n);
      },
    };
    const toast = toasts.show({
      text: t("page-deleted", { page: name }),
      ms: UNDO_MS,
      onClose: () => end(),
      actions: [undo],
    });
    // The history or somebody else may bring it back first: then the toast has nothing to offer.
    const end = editor.pages.listed.subscribe(() => {
      if (editor.pages.isListed(page)) toast.close();
    });
  }

  /** Moves a page by places in the list. @param {number} page @param {number} place  from 0 @returns {boolean} whether it has moved */
  move(page, place) {
    const { editor, t, announcer } = this.#parts;
    if (!movePage(editor, page, place)) return false;
    const count = editor.pages.listed.value.length;
    announcer.sayNow(t("page-moved", { place: place + 1, count }));
    return true;
  }
}
