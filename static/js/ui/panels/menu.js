/**
 * The board's menu: name and paper of the board, and buttons that run commands.
 */

import { BOARD_NAME } from "../../model/limits.js";
import { ButtonGroup } from "../elements/button_group.js";
import { byId, query, queryAll } from "../elements/dom.js";
import { commandKey } from "../input/key_names.js";
import { normalizeText } from "../settings/person.js";

/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/kinds.js").Paper} Paper */

export class Menu {
  #editor;
  #menu = byId("menu", HTMLElement);
  #papers;

  /** @param {Editor} editor @param {Commands} commands */
  constructor(editor, commands) {
    this.#editor = editor;
    this.#papers = new ButtonGroup(query("[data-setting=paper]", this.#menu), "value", (paper) =>
      editor.setPaper(/** @type {Paper} */ (paper)),
    );
    for (const key of queryAll(".command-key", this.#menu)) key.textContent = commandKey();
    this.#bindName();
    this.#bindCommands(commands);
    editor.view.subscribe(({ reset, papers }) => {
      if (reset || papers) this.#showPaper();
    });
    editor.page.subscribe(() => this.#showPaper());
    this.#showPaper();
  }

  #showPaper() {
    const { view, page } = this.#editor;
    this.#papers.show(view.paper(page.value));
  }

  #bindName() {
    const field = byId("board-name-field", HTMLInputElement);
    let shown = "";
    this.#menu.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "open") {
        // Set only on opening: a rename by somebody else must not overwrite what is being typed.
        shown = this.#editor.view.name;
        field.value = shown;
        field.disabled = !this.#editor.rights.value.draw;
        return;
      }
      // Every way to close the menu applies the typed name.
      const name = normalizeText(field.value, BOARD_NAME);
      if (!field.disabled && name !== normalizeText(shown, BOARD_NAME))
        this.#editor.renameBoard(name);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.value = shown;
    });
    byId("rename-board", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#menu.hidePopover();
    });
  }

  /** Binds the buttons of the whole page that run a command. @param {Commands} commands */
  #bindCommands(commands) {
    for (const button of queryAll("[data-command]")) {
      button.addEventListener("click", () => {
        if (button.dataset.close !== undefined) this.#menu.hidePopover();
        commands.run(button.dataset.command ?? "");
      });
    }
  }
}
