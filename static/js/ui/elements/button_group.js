/**
 * Buttons of which one is chosen: chalks, widths, tools, papers, themes.
 *
 * Tab reaches the chosen one, arrow keys, Home and End go to the others. Buttons with the role
 * `radio` are chosen by the arrows too; others only get the focus.
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

  /** Shows which one is chosen; none when no button has the value. @param {string} value */
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
    // The style sheet hides the inks that the highlighter does not have.
    const seen = this.#buttons.filter((button) => button.getClientRects().length > 0);
    const now = seen.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = seen[indexAfter(event.key, now, seen.length)];
    if (now === -1 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#makeTabStop(next);
    next.focus();
    if (next.getAttribute("role") === "radio") this.#choose(next);
  }

  /** Makes a button the one that Tab reaches. @param {HTMLElement | undefined} reached */
  #makeTabStop(reached) {
    for (const button of this.#buttons) button.tabIndex = button === reached ? 0 : -1;
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

/** @param {string} key @param {number} now @param {number} count */
function indexAfter(key, now, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  if (key === forward || key === "ArrowDown") return (now + 1) % count;
  if (key === back || key === "ArrowUp") return (now - 1 + count) % count;
  return -1;
}
