/**
 * Opens the page's dialogs and closes them by button or by a press beside them. The browser handles Escape and returns the focus.
 */

import { queryAll } from "../elements/dom.js";

const prepared = new WeakSet();

/** @param {HTMLDialogElement} dialog */
export function openDialog(dialog) {
  if (!prepared.has(dialog)) prepare(dialog);
  if (!dialog.open) dialog.showModal();
}

/** @param {HTMLDialogElement} dialog */
function prepare(dialog) {
  prepared.add(dialog);
  for (const button of queryAll("[data-dialog-close]", dialog)) {
    button.addEventListener("click", () => dialog.close());
  }
  let beganOutside = false;
  dialog.addEventListener("pointerdown", (event) => {
    beganOutside = isOutside(dialog, event);
  });
  // Closes on the click: after a close on the press the click would reach the element below.
  dialog.addEventListener("click", (event) => {
    if (beganOutside && isOutside(dialog, event)) dialog.close();
  });
}

/** Whether a press is on the backdrop, whose events have the dialog as their target. @param {HTMLDialogElement} dialog @param {MouseEvent} event */
function isOutside(dialog, { target, clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  const isBeside =
    clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
  return target === dialog && isBeside;
}
