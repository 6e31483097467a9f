/**
 * The tools for shapes, the laser and the part eraser: in a row on the ledge, or behind one button where the ledge is narrow.
 * A second press of the chosen tool keeps it chosen after a shape; the laser and the part eraser always stay.
 */

import { ButtonGroup } from "../elements/button_group.js";
import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Tools that make no shape, after which another one could be chosen. */
const STAYING = ["laser", "part-eraser"];

export class ShapesButton {
  #editor;
  #button = byId("shapes-button", HTMLButtonElement);
  #panel = byId("shapes", HTMLElement);
  #group;
  /** The icon of the button while no shape is chosen. */
  #icon;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.#icon = iconOf(this.#button);
    this.#group = new ButtonGroup(this.#panel, "tool", (id) => this.#choose(id));
    this.#panel.addEventListener("toggle", (event) => {
      const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
      this.#button.setAttribute("aria-expanded", String(isOpen));
    });
  }

  /** Shows which tool is chosen, and whether it stays. */
  show() {
    const { tool, keepsTool } = this.#editor;
    this.#group.show(tool.value);
    const chosen = this.#panel.querySelector(`[data-tool="${tool.value}"]`);
    this.#button.setAttribute("aria-pressed", String(chosen !== null));
    const icon = chosen === null ? this.#icon : iconOf(chosen);
    this.#button.querySelector("use")?.setAttribute("href", icon);
    const isKept = keepsTool.value && !STAYING.includes(tool.value);
    for (const part of [this.#panel, this.#button]) {
      part.toggleAttribute("data-kept", isKept);
    }
  }

  /** @param {string} id */
  #choose(id) {
    const { tool, keepsTool } = this.#editor;
    if (tool.value !== id) tool.set(id);
    else if (!STAYING.includes(id)) keepsTool.set(!keepsTool.value);
    if (this.#panel.matches(":popover-open")) this.#panel.hidePopover();
  }
}

/** The address of a button's icon. @param {Element} button */
function iconOf(button) {
  return button.querySelector("use")?.getAttribute("href") ?? "";
}
