/**
 * The head of a panel: its title, and a button that closes it.
 */

import { createIcon } from "./dom.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {HTMLElement} title @param {{t: Translate, close: () => void}} options */
export function createPanelHead(title, { t, close }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button small";
  button.setAttribute("aria-label", t("close"));
  button.append(createIcon("close"));
  button.addEventListener("click", close);
  const head = document.createElement("div");
  head.className = "panel-head";
  head.append(title, button);
  return head;
}
