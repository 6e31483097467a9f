/**
 * Opening and closing of the page's dialogs. Escape and the return of the focus are the browser's.
 */

import { parts } from "./page_parts.js";

const prepared = new WeakSet();

/** @param {HTMLDialogElement} dialog */
export function openDialog(dialog) {
  if (!prepared.has(dialog)) prepare(dialog);
  if (!dialog.open) dialog.showModal();
}

/** @param {HTMLDialogElement} dialog */
function prepare(dialog) {
  prepared.add(dialog);
  for (const button of parts("[data-dialog-close]", dialog)) {
    button.addEventListener("click", () => dialog.close());
  }
  dialog.addEventListener("pointerdown", (event) => {
    // The scrim belongs to the dialog, so a press beside the box has the dialog as its target.
    if (event.target === dialog && isOutside(dialog, event)) dialog.close();
  });
}

/** @param {HTMLDialogElement} dialog @param {PointerEvent} event */
function isOutside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
