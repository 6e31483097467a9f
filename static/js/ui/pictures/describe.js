/**
 * The dialog in which a person describes an image for those who do not see it (SPEC D14).
 */

import { altOf } from "../../model/more.js";
import { truncated } from "../../model/names.js";
import { openDialog } from "../dialogs/dialogs.js";
import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** @param {Editor} editor @param {string} id  of an image */
export function openDescribeDialog(editor, id) {
  const shape = editor.view.shape(id);
  if (shape?.kind !== "image" || !editor.rights.value.draw) return;
  const dialog = byId("describe", HTMLDialogElement);
  const field = byId("describe-field", HTMLTextAreaElement);
  field.value = altOf(shape);
  // `onsubmit` replaces the handler of an earlier opening, which a listener would not.
  byId("describe-form", HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    const alt = truncated(field.value.trim(), field.maxLength);
    const now = editor.view.shape(id);
    if (now !== undefined && alt !== altOf(now)) editor.commit([{ op: "set", id, alt }]);
  };
  openDialog(dialog);
  field.focus();
}
