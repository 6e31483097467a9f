/**
 * Opening and closing of the page's dialogs. Escape and the return of the focus are the browser's.
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
  // Not at the press: its click would then reach what lies below the dialog.
  dialog.addEventListener("click", (event) => {
    if (beganOutside && isOutside(dialog, event)) dialog.close();
  });
}

/** Whether a press is on the scrim, which belongs to the dialog. @param {HTMLDialogElement} dialog @param {MouseEvent} event */
function isOutside(dialog, { target, clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  const isBeside =
    clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
  return target === dialog && isBeside;
}
