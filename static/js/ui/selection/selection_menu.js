/**
 * A menu of the selection's bar, with the button that opens it.
 */

import { CommandMenu } from "../commands/command_menu.js";
import { createIcon } from "../elements/dom.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{id: string, name: string, sections: () => Command[][], run: (id: string) => void, t: Translate}} MenuParts */

export class SelectionMenu {
  button = document.createElement("button");
  #menu;

  /** @param {MenuParts} parts  `sections` with the commands of this moment */
  constructor({ id, name, sections, run, t }) {
    const { button } = this;
    const onToggle = (/** @type {boolean} */ isOpen) =>
      button.setAttribute("aria-expanded", String(isOpen));
    this.#menu = new CommandMenu(`${id}-menu`, {
      ...{ name, nameOf: (command) => t(`shortcut-${command}`), run, onToggle },
    });
    button.type = "button";
    button.id = `${id}-button`;
    button.className = "icon-button";
    Object.assign(button.dataset, { run: "", tip: name });
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-haspopup", "menu");
    onToggle(false);
    button.append(createIcon(id === "selection-more" ? "more" : id));
    button.addEventListener("click", () => {
      if (this.#menu.isOpen) this.#menu.close();
      else this.#menu.open(sections(), button.getBoundingClientRect(), button);
    });
  }

  get element() {
    return this.#menu.element;
  }

  close() {
    this.#menu.close();
  }
}
