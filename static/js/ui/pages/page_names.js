/**
 * What pages are called in sentences.
 */

import { isolate } from "../settings/l10n.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** A page's name, or its place in the list. @param {Pick<Editor, "view" | "pages">} editor @param {number} page */
export function pageName({ view, pages }, page) {
  const { name } = view.page(page);
  return name === "" ? String(pages.lastPlace(page)) : isolate(name);
}
