/**
 * A menu of the selection's bar: a button that opens commands, each with its key.
 */

import { keyLabel } from "../commands/key_labels.js";
import { createIcon, queryAll } from "../elements/dom.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { commandKey } from "../input/key_names.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{id: string, name: string, commands: readonly Command[], run: (id: string) => void, t: Translate}} MenuParts */

/** Distance from the button and from the edges of the window, in CSS pixels. */
const GAP_PX = 8;

/** Where a menu is a sheet at the bottom. */
const NARROW = "(max-width: 640px)";

export class SelectionMenu {
  button = document.createElement("button");
  element = document.createElement("div");
  #run;

  /** @param {MenuParts} parts */
  constructor({ id, name, commands, run, t }) {
    this.#run = run;
    const { button, element } = this;
    button.type = "button";
    button.id = `${id}-button`;
    button.className = "icon-button";
    Object.assign(button.dataset, { run: "", tip: name });
    for (const [key, value] of Object.entries({
      "aria-label": name,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    }))
      button.setAttribute(key, value);
    button.append(createIcon(id === "order" ? "order" : "more"));
    button.popoverTargetElement = element;
    element.id = `${id}-menu`;
    element.className = "card panel selection-menu";
    element.popover = "auto";
    element.setAttribute("role", "menu");
    element.setAttribute("aria-label", name);
    element.append(...commands.map((command) => this.#item(command, t)));
    element.addEventListener("toggle", (event) =>
      this.#toggled(/** @type {ToggleEvent} */ (event)),
    );
    element.addEventListener("keydown", (event) => this.#moveFocus(event));
    const narrow = matchMedia(NARROW);
    bindSwipeToClose(element, { isSheet: () => narrow.matches, close: () => this.close() });
  }

  close() {
    if (this.element.matches(":popover-open")) this.element.hidePopover();
  }

  /** @param {Command} command @param {Translate} t */
  #item({ id, keys }, t) {
    const item = document.createElement("button");
    item.type = "button";
    item.className = "menu-item";
    item.tabIndex = -1;
    item.setAttribute("role", "menuitem");
    const name = document.createElement("span");
    name.textContent = t(`shortcut-${id}`);
    item.append(name);
    if (keys[0] !== undefined) {
      const key = document.createElement("kbd");
      key.textContent = keyLabel(keys[0]).replace("Ctrl", commandKey());
      item.append(key);
    }
    item.addEventListener("click", () => {
      this.close();
      this.#run(id);
    });
    return item;
  }

  /** @param {ToggleEvent} event */
  #toggled({ newState }) {
    const isOpen = newState === "open";
    this.button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    this.#place();
    // The keys belong to the menu until it closes, which returns the focus.
    this.#items[0]?.focus();
  }

  /** Places the menu below its button, or above it where there is no room. */
  #place() {
    const { element } = this;
    const anchor = this.button.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const below = anchor.bottom + GAP_PX;
    const y = below + height + GAP_PX <= innerHeight ? below : anchor.top - GAP_PX - height;
    const x = Math.min(anchor.left, innerWidth - width - GAP_PX);
    element.style.setProperty("--x", `${Math.max(GAP_PX, x)}px`);
    element.style.setProperty("--y", `${Math.max(GAP_PX, y)}px`);
  }

  get #items() {
    return queryAll("button", this.element);
  }

  /** @param {KeyboardEvent} event */
  #moveFocus(event) {
    const items = this.#items;
    const now = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    /** @type {Readonly<Record<string, number>>} */
    const steps = { ArrowDown: now + 1, ArrowUp: now === -1 ? -1 : now - 1, Home: 0, End: -1 };
    const next = steps[event.key];
    if (event.key === "Tab") this.close();
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    items.at(next % items.length)?.focus();
  }
}
