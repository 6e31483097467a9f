/**
 * Light or dark, and the size of the controls: what was chosen, what is shown.
 */

import { PAPER } from "../../model/colour.js";
import { Signal } from "../../platform/signal.js";
import { readSetting, writeSetting } from "./stored.js";

/** @typedef {import("../../model/colour.js").Theme} Shown */
/** @typedef {"system" | Shown} Choice */

export class Theme {
  /** @type {Choice} */
  choice;
  /** @type {Signal<Shown>} */
  shown;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    const kept = readSetting("theme");
    this.choice = kept === "light" || kept === "dark" ? kept : "system";
    this.shown = new Signal(this.#current());
    this.#dark.addEventListener("change", () => this.#show());
    this.#colourBrowser();
  }

  /** @param {Choice} choice */
  choose(choice) {
    this.choice = choice;
    writeSetting("theme", choice);
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    this.#show();
  }

  /** From what is seen now to the other one. */
  toggle() {
    this.choose(this.shown.value === "dark" ? "light" : "dark");
  }

  /** @returns {Shown} */
  #current() {
    if (this.choice !== "system") return this.choice;
    return this.#dark.matches ? "dark" : "light";
  }

  #show() {
    const now = this.#current();
    if (now === this.shown.value) return;
    this.shown.set(now);
    this.#colourBrowser();
  }

  /** The bars of a phone's browser take the colour of the paper. */
  #colourBrowser() {
    const colour = PAPER[this.shown.value];
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.setAttribute("content", colour);
    }
  }
}

/** @returns {boolean} */
export function isLarge() {
  return document.documentElement.dataset.size === "l";
}

/** @param {boolean} large  controls for a projector, seen from the last row */
export function setLarge(large) {
  writeSetting("size", large ? "l" : "m");
  if (large) document.documentElement.dataset.size = "l";
  else delete document.documentElement.dataset.size;
}
