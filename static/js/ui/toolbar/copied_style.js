/**
 * Copies the style of what is in use, and gives it to something else: each shape takes the properties that its kind has.
 */

import { MIXED } from "../../model/style_fields.js";
import { restyleFitted } from "../text/refit.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/style_fields.js").StyleChange} StyleChange */
/** @typedef {import("../../tools/actions.js").Actions} Actions */
/** @typedef {import("../../tools/actions.js").StyleInUse} StyleInUse */

/** Null until a style is copied. @type {StyleChange | null} */
let copied = null;

/** Copies the properties in which all selected shapes agree, or those of the tool. @param {Editor} editor @param {Actions} actions */
export function copyStyle({ notices }, actions) {
  const inUse = actions.styleInUse();
  if (inUse === null) return;
  copied = changeOf(inUse.fields);
  notices.set({ kind: "selecting", why: "style-copied" });
}

/** Gives the copied style to the selection, or to the tool. @param {Editor} editor @param {Actions} actions */
export async function pasteStyle(editor, actions) {
  const { notices } = editor;
  if (copied === null) {
    notices.set({ kind: "selecting", why: "style-none" });
    return;
  }
  await restyleFitted(editor, actions, copied);
  notices.set({ kind: "selecting", why: "style-pasted" });
}

/** The change that gives shapes these properties. @param {StyleInUse["fields"]} fields @returns {StyleChange} */
function changeOf(fields) {
  return Object.fromEntries([...fields].filter(([, value]) => value !== MIXED && value !== null));
}
