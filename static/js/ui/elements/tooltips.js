/**
 * Tooltips: name and key of a button, half a second after the pointer rests, at once on the next button.
 * Screen readers read the button's own accessible name and never the tooltip.
 */

import { commandKey } from "../input/key_names.js";
import { byId, query } from "./dom.js";

const DELAY_MS = 500;

/** The next tooltip shows without delay within this time after the last one. */
const NO_DELAY_MS = 400;
const GAP_PX = 8;

/** Shows tooltips from the first button on that the pointer or the focus is at. */
export class Tooltips {
  #tooltip = byId("tip", HTMLElement);
  /** @type {HTMLElement | null} */
  #button = null;
  #timer = 0;
  /** Id of the requested animation frame while the tooltip is shown. */
  #request = 0;
  #hiddenAt = Number.NEGATIVE_INFINITY;

  constructor() {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "touch") this.#enter(buttonOf(event.target));
    });
    document.addEventListener("pointerdown", () => this.#hide());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#hide();
    });
    document.addEventListener("focusin", ({ target }) => {
      const button = buttonOf(target);
      if (button?.matches(":focus-visible")) this.#enter(button);
    });
    document.addEventListener("focusout", () => this.#enter(null));
    const { activeElement } = document;
    const hovered = document.querySelector("[data-tip]:hover");
    this.#enter(
      buttonOf(hovered ?? (activeElement?.matches(":focus-visible") ? activeElement : null)),
    );
  }

  /** @param {HTMLElement | null} button */
  #enter(button) {
    if (button === this.#button) return;
    this.#hide();
    this.#button = button;
    if (button === null) return;
    const recent = performance.now() - this.#hiddenAt < NO_DELAY_MS;
    this.#timer = window.setTimeout(() => this.#show(button), recent ? 0 : DELAY_MS);
  }

  /** @param {HTMLElement} button */
  #show(button) {
    // The tooltip would cover the panel that the button has opened.
    const { popoverTargetElement: opens = null } = /** @type {HTMLButtonElement} */ (button);
    if (!isShown(button) || opens?.matches(":popover-open")) return;
    const { tip: name = "", key = "" } = button.dataset;
    query("span", this.#tooltip).textContent = name;
    const keys = query("kbd", this.#tooltip);
    keys.textContent = key.replace("Ctrl", commandKey());
    keys.hidden = key === "";
    this.#tooltip.showPopover();
    this.#place(button);
    this.#request = requestAnimationFrame(() => this.#follow(button));
  }

  /** Hides the tooltip once its button is gone: no event tells so. @param {HTMLElement} button */
  #follow(button) {
    if (!isShown(button)) this.#hide();
    else this.#request = requestAnimationFrame(() => this.#follow(button));
  }

  /**
   * Places the tooltip above the button, or below it where there is no room; above the whole ledge for
   * its buttons, so that it covers no ink.
   * @param {HTMLElement} button
   */
  #place(button) {
    const box = button.getBoundingClientRect();
    const anchorTop = (button.closest("#ledge") ?? button).getBoundingClientRect().top;
    const { offsetWidth: width, offsetHeight: height } = this.#tooltip;
    const middle = box.left + box.width / 2 - width / 2;
    const left = Math.min(innerWidth - width - GAP_PX, Math.max(GAP_PX, middle));
    const above = anchorTop - height - GAP_PX;
    const top = above >= GAP_PX ? above : box.bottom + GAP_PX;
    this.#tooltip.style.left = `${Math.round(left)}px`;
    this.#tooltip.style.top = `${Math.round(top)}px`;
  }

  #hide() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#request);
    this.#button = null;
    if (!this.#tooltip.matches(":popover-open")) return;
    this.#tooltip.hidePopover();
    this.#hiddenAt = performance.now();
  }
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function buttonOf(target) {
  return target instanceof Element ? target.closest("[data-tip]") : null;
}

/** @param {HTMLElement} button */
function isShown(button) {
  return button.checkVisibility({ visibilityProperty: true });
}
