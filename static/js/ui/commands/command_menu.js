/**
 * A menu of commands, in sections, each with its key: of the selection's bar, and of what lies under the pointer. It closes by
 * Escape, Tab, a choice, and a press beside it, which does nothing else.
 */

import { queryAll } from "../elements/dom.js";
import { folded } from "../elements/folded.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { commandKey } from "../input/key_names.js";
import { keyLabel } from "./key_labels.js";
import { placeMenu } from "./menu_place.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Anchor  in CSS pixels of the window */
/** `nameOf` names an item. @typedef {{name: string, nameOf: (id: string) => string, run: (id: string) => void, onToggle?: (isOpen: boolean) => void}} MenuParts */

/** Where a menu is a sheet at the bottom. */
const NARROW = "(max-width: 640px)";

export class CommandMenu {
  element = document.createElement("div");
  #parts;
  /** Takes the focus when the menu closes. @type {HTMLElement | null} */
  #opener = null;
  #outside = new AbortController();
  /** Whether a pointer has pressed in the menu since it opened. */
  #isPressed = false;

  /** @param {string} id  of the element @param {MenuParts} parts */
  constructor(id, parts) {
    this.#parts = parts;
    const { element } = this;
    element.id = id;
    element.className = "card panel command-menu";
    // The browser would close an automatic one with the release of the button that has opened it.
    element.popover = "manual";
    element.setAttribute("role", "menu");
    element.setAttribute("aria-label", parts.name);
    element.addEventListener("keydown", (event) => this.#press(event));
    element.addEventListener("pointerdown", () => {
      this.#isPressed = true;
    });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
    const narrow = matchMedia(NARROW);
    bindSwipeToClose(element, { isSheet: () => narrow.matches, close: () => this.close() });
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  /** @param {readonly (readonly Command[])[]} sections @param {Anchor} anchor @param {HTMLElement} opener  gets the focus back */
  open(sections, anchor, opener) {
    const { element } = this;
    this.close();
    this.#opener = opener;
    this.#isPressed = false;
    const parts = sections.filter((section) => section.length > 0);
    const items = parts.map((section) => section.map((command) => this.#item(command)));
    element.replaceChildren(
      ...items.flatMap((section, at) => (at === 0 ? section : [separator(), ...section])),
    );
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const view = { width: innerWidth, height: innerHeight };
    const { x, y } = placeMenu(anchor, { width, height }, view);
    element.style.setProperty("--x", `${x}px`);
    element.style.setProperty("--y", `${y}px`);
    this.#outside = new AbortController();
    const options = { capture: true, signal: this.#outside.signal };
    addEventListener("pointerdown", ({ target }) => this.#pressAt(target), options);
    addEventListener("resize", () => this.close(), options);
    this.#parts.onToggle?.(true);
    // The keys belong to the menu until it closes.
    this.#items[0]?.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#outside.abort();
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidePopover();
    if (hadFocus) this.#opener?.focus({ preventScroll: true });
    this.#parts.onToggle?.(false);
  }

  /** @param {EventTarget | null} target */
  #pressAt(target) {
    const isIn = (/** @type {Element | null} */ part) =>
      target instanceof Node && part?.contains(target) === true;
    // The button of the menu closes it itself.
    const isButton = this.#opener?.getAttribute("aria-haspopup") === "menu" && isIn(this.#opener);
    if (!isIn(this.element) && !isButton) this.close();
  }

  /** @param {Command} command */
  #item({ id, keys }) {
    const item = document.createElement("button");
    item.type = "button";
    item.className = "menu-item";
    item.classList.toggle("danger", id === "delete");
    item.tabIndex = -1;
    item.dataset.id = id;
    item.setAttribute("role", "menuitem");
    const name = document.createElement("span");
    name.textContent = this.#parts.nameOf(id);
    item.append(name);
    if (keys[0] !== undefined) {
      const key = document.createElement("kbd");
      key.textContent = keyLabel(keys[0]).replace("Ctrl", commandKey());
      item.append(key);
    }
    item.addEventListener("click", ({ detail }) => {
      // The finger that rested to open the menu is lifted over it.
      if (detail > 0 && !this.#isPressed) return;
      this.close();
      this.#parts.run(id);
    });
    return item;
  }

  get #items() {
    return queryAll("button", this.element);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const items = this.#items;
    const now = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    /** @type {Readonly<Record<string, number>>} */
    const steps = { ArrowDown: now + 1, ArrowUp: now === -1 ? -1 : now - 1, Home: 0, End: -1 };
    const next = steps[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (next !== undefined) items.at(next % items.length)?.focus();
    else if (event.key.length === 1 && event.key !== " ") focusNext(items, now, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Moves the focus to the next item whose name begins with a letter. @param {readonly HTMLElement[]} items @param {number} now @param {string} letter */
function focusNext(items, now, letter) {
  const inTurn = [...items.slice(now + 1), ...items.slice(0, now + 1)];
  inTurn.find(({ textContent }) => folded(textContent).startsWith(folded(letter)))?.focus();
}

function separator() {
  const line = document.createElement("hr");
  line.setAttribute("role", "separator");
  return line;
}
