/**
 * The theme (light or dark) and the size of the controls: the stored choice and the one in effect.
 */

import { PAPER } from "../../model/colour.js";
import { Signal } from "../../platform/signal.js";
import { readSetting, writeSetting } from "./storage.js";

/** @typedef {import("../../model/colour.js").Theme} Shown */
/** @typedef {"system" | Shown} ThemeChoice */

export class Theme {
  /** @type {ThemeChoice} */
  choice;
  /** @type {Signal<Shown>} */
  shown;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    const stored = readSetting("theme");
    this.choice = stored === "light" || stored === "dark" ? stored : "system";
    this.shown = new Signal(this.#current());
    this.#dark.addEventListener("change", () => this.#update());
    this.#colourBrowser();
  }

  /** @param {ThemeChoice} choice */
  choose(choice) {
    this.choice = choice;
    writeSetting("theme", choice);
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    this.#update();
  }

  /** Switches from the theme in effect to the other one. */
  toggle() {
    this.choose(this.shown.value === "dark" ? "light" : "dark");
  }

  /** @returns {Shown} */
  #current() {
    if (this.choice !== "system") return this.choice;
    return this.#dark.matches ? "dark" : "light";
  }

  #update() {
    const theme = this.#current();
    if (theme === this.shown.value) return;
    this.shown.set(theme);
    this.#colourBrowser();
  }

  /** Gives the bars of a phone's browser the colour of the paper. */
  #colourBrowser() {
    const colour = PAPER[this.shown.value];
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.setAttribute("content", colour);
    }
  }
}

/** Returns the theme of the shown page now. @returns {Shown} */
export function shownTheme() {
  const { theme, tone } = document.documentElement.dataset;
  if (tone === "light" || tone === "dark") return tone;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** @returns {boolean} */
export function isLarge() {
  return document.documentElement.dataset.size === "l";
}

/** @param {boolean} large  for a projector: readable from the last row */
export function setLarge(large) {
  writeSetting("size", large ? "l" : "m");
  if (large) document.documentElement.dataset.size = "l";
  else delete document.documentElement.dataset.size;
}
