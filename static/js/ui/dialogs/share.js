/**
 * The share dialog: the link, copying it, and its QR code.
 */

import { commandKey } from "../input/shortcuts.js";
import { part } from "../page/page_parts.js";
import { copyText } from "./copy.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Where others find this board. */
export function linkOfBoard() {
  const { origin, board } = document.documentElement.dataset;
  // Set when the server knows how others reach it; empty otherwise.
  const base = origin === undefined || origin === "" ? location.origin : origin;
  return `${base}/b/${board}`;
}

/** @type {Translate | null} */
let texts = null;

/** @param {Translate} t */
export function openShare(t) {
  if (texts === null) listen();
  texts = t;
  const link = linkOfBoard();
  const code = `/b/${document.documentElement.dataset.board}/qr.svg`;
  part("share-link", HTMLTextAreaElement).value = link;
  part("qr-small", HTMLImageElement).src = code;
  part("qr-large", HTMLImageElement).src = code;
  part("qr-address", HTMLElement).textContent = link;
  showResult("", false);
  openDialog(part("share", HTMLDialogElement));
  part("copy-link", HTMLButtonElement).focus();
}

function listen() {
  part("copy-link", HTMLButtonElement).addEventListener("click", copyLink);
  const field = part("share-link", HTMLTextAreaElement);
  field.addEventListener("focus", () => field.select());
  part("qr-button", HTMLButtonElement).addEventListener("click", () =>
    openDialog(part("qr-screen", HTMLDialogElement)),
  );
}

async function copyLink() {
  const field = part("share-link", HTMLTextAreaElement);
  const done = await copyText(field.value);
  if (texts === null) return;
  if (done) {
    showResult(texts("copied"), true);
    return;
  }
  showResult(texts("copy-by-hand", { key: `${commandKey()} C` }), false);
  field.focus();
  field.select();
}

/** @param {string} text @param {boolean} done */
function showResult(text, done) {
  const result = part("copy-result", HTMLElement);
  result.classList.toggle("done", done);
  result.textContent = text;
}
