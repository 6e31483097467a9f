/**
 * What pages are called in sentences.
 */

import { isolate } from "../settings/l10n.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** A page's name, or its place in the list. @param {Pick<Editor, "view" | "pages">} editor @param {number} page */
export function pageName({ view, pages }, page) {
  const { name } = view.page(page);
  return name === "" ? String(pages.lastPlace(page)) : isolate(name);
}

/** What a page is called in a list: its place, and its name when it has one. @param {Pick<Editor, "view" | "pages">} editor @param {number} page @param {Translate} t */
export function pageTitle({ view, pages }, page, t) {
  const { name } = view.page(page);
  const place = t("page-row", { place: pages.lastPlace(page) });
  return name === "" ? place : `${place}: ${isolate(name)}`;
}
