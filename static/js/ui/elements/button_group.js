/**
 * A group of buttons of which one is chosen: inks, widths, tools, papers, themes.
 *
 * Roving tabindex: Tab reaches the chosen button; arrow keys, Home and End move the focus among the others.
 * Buttons with the role `radio` are also chosen by the arrows.
 */

import { queryAll } from "./dom.js";

export class ButtonGroup {
  #buttons;
  #key;
  #onChoose;

  /**
   * @param {HTMLElement} group
   * @param {string} key  name of the data attribute that holds a button's value
   * @param {(value: string) => void} onChoose
   */
  constructor(group, key, onChoose) {
    this.#buttons = queryAll("button", group).filter((button) => button.dataset[key] !== undefined);
    this.#key = key;
    this.#onChoose = onChoose;
    group.addEventListener("click", (event) => this.#choose(this.#buttonOf(event)));
    group.addEventListener("keydown", (event) => this.#moveFocus(event));
    this.#makeTabStop(this.#buttons.find(isChosen) ?? this.#buttons[0]);
  }

  /** Marks the button with this value as chosen; none when no button has it. @param {string} value */
  show(value) {
    for (const button of this.#buttons) {
      const chosen = button.dataset[this.#key] === value;
      button.setAttribute(stateAttribute(button), String(chosen));
      if (chosen) this.#makeTabStop(button);
    }
  }

  /** @param {Event} event */
  #buttonOf(event) {
    const { target } = event;
    return this.#buttons.find((button) => target instanceof Node && button.contains(target));
  }

  /** @param {HTMLElement | undefined} button */
  #choose(button) {
    const value = button?.dataset[this.#key];
    if (value !== undefined) this.#onChoose(value);
  }

  /** @param {KeyboardEvent} event */
  #moveFocus(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // The style sheet hides inks that the highlighter lacks.
    const visible = this.#buttons.filter((button) => button.getClientRects().length > 0);
    const focused = visible.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = visible[indexAfter(event.key, focused, visible.length)];
    if (focused === -1 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#makeTabStop(next);
    next.focus();
    if (next.getAttribute("role") === "radio") this.#choose(next);
  }

  /** Makes a button the group's only tab stop. @param {HTMLElement | undefined} tabStop */
  #makeTabStop(tabStop) {
    for (const button of this.#buttons) button.tabIndex = button === tabStop ? 0 : -1;
  }
}

/** @param {HTMLElement} button */
function stateAttribute(button) {
  return button.getAttribute("role") === "radio" ? "aria-checked" : "aria-pressed";
}

/** @param {HTMLElement} button */
function isChosen(button) {
  return button.getAttribute(stateAttribute(button)) === "true";
}

/** The index that a key moves the focus to, or -1. @param {string} key @param {number} index @param {number} count */
function indexAfter(key, index, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  if (key === forward || key === "ArrowDown") return (index + 1) % count;
  if (key === back || key === "ArrowUp") return (index - 1 + count) % count;
  return -1;
}
