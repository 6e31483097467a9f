/**
 * The share dialog: the board's link, a button that copies it, and its QR code.
 */

import { copyText } from "../elements/clipboard.js";
import { byId } from "../elements/dom.js";
import { commandKey } from "../input/key_names.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** The address at which others open this board. */
export function boardLink() {
  const { origin, board } = document.documentElement.dataset;
  // Empty unless the server knows its public address.
  const base = origin === undefined || origin === "" ? location.origin : origin;
  return `${base}/b/${board}`;
}

let isBound = false;

/** @param {Translate} t */
export function openShareDialog(t) {
  if (!isBound) bindControls(t);
  isBound = true;
  const link = boardLink();
  const code = `/b/${document.documentElement.dataset.board}/qr.svg`;
  byId("share-link", HTMLTextAreaElement).value = link;
  byId("qr-small", HTMLImageElement).src = code;
  byId("qr-large", HTMLImageElement).src = code;
  byId("qr-address", HTMLElement).textContent = link;
  showResult("", false);
  openDialog(byId("share", HTMLDialogElement));
  byId("copy-link", HTMLButtonElement).focus();
}

/** @param {Translate} t */
function bindControls(t) {
  byId("copy-link", HTMLButtonElement).addEventListener("click", () => copyLink(t));
  const field = byId("share-link", HTMLTextAreaElement);
  field.addEventListener("focus", () => field.select());
  byId("qr-button", HTMLButtonElement).addEventListener("click", () =>
    openDialog(byId("qr-screen", HTMLDialogElement)),
  );
}

/** @param {Translate} t */
async function copyLink(t) {
  const field = byId("share-link", HTMLTextAreaElement);
  const done = await copyText(field.value);
  if (done) {
    showResult(t("copied"), true);
    return;
  }
  showResult(t("copy-by-hand", { key: `${commandKey()} C` }), false);
  field.focus();
  field.select();
}

/** @param {string} text @param {boolean} done */
function showResult(text, done) {
  const result = byId("copy-result", HTMLElement);
  result.classList.toggle("done", done);
  result.textContent = text;
}
