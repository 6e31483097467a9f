/**
 * The code of the lesson as large as the screen, with its QR code: for the projector, while the class comes in.
 */

import { openDialog } from "../dialogs/dialogs.js";
import { make } from "../elements/build.js";

/** @param {string} code @returns {string} as it is read aloud */
export function spacedCode(code) {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

/** @param {string} code @param {import("../settings/l10n.js").Translate} t */
export function showCode(code, t) {
  const { origin = "" } = document.documentElement.dataset;
  const { host } = new URL(origin === "" ? location.origin : origin);
  const close = make("button", { type: "button", class: "button" }, t("close"));
  close.dataset.dialogClose = "";
  const dialog = make(
    "dialog",
    { class: "qr-screen code-screen", "aria-labelledby": "code-screen-title" },
    make("h2", { id: "code-screen-title" }, t("code-come-in", { host })),
    make("img", { src: `/j/${code}/qr.svg`, alt: t("code-qr") }),
    make("p", { class: "code-large" }, spacedCode(code)),
    close,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  openDialog(dialog);
}
