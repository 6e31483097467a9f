/**
 * The board's menu: name and paper of the board, settings of this browser.
 */

import { BOARD_NAME } from "../../model/limits.js";
import { ButtonGroup } from "../elements/button_group.js";
import { byId, query, queryAll } from "../elements/dom.js";
import { commandKey } from "../input/key_names.js";
import { normalizeText } from "../settings/person.js";
import { readSetting, writeSetting } from "../settings/storage.js";
import { isLarge, setLarge } from "../settings/theme.js";

/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/kinds.js").Paper} Paper */
/** @typedef {import("../settings/theme.js").Theme} Theme */

/**
 * @typedef {object} MenuOptions
 * @property {Editor} editor
 * @property {Theme} theme
 * @property {(on: boolean) => void} onSingleKeys
 * @property {(on: boolean) => void} onSpeak
 * @property {Commands} commands
 */

export class Menu {
  #editor;
  #menu = byId("menu", HTMLElement);
  #papers;
  #themes;
  #theme;

  /** @param {MenuOptions} options */
  constructor({ editor, theme, onSingleKeys, onSpeak, commands }) {
    this.#editor = editor;
    this.#theme = theme;
    this.#papers = new ButtonGroup(query("[data-setting=paper]", this.#menu), "value", (paper) =>
      editor.setPaper(/** @type {Paper} */ (paper)),
    );
    this.#themes = new ButtonGroup(query("[data-setting=theme]", this.#menu), "value", (choice) => {
      theme.choose(/** @type {import("../settings/theme.js").ThemeChoice} */ (choice));
      this.#showTheme();
    });
    theme.shown.subscribe(() => this.#showTheme());
    this.#showTheme();
    query(".command-key", this.#menu).textContent = commandKey();
    this.#bindName();
    this.#bindCommands(commands);
    this.#bindSwitches(onSingleKeys, onSpeak);
    editor.view.subscribe(({ reset, papers }) => {
      if (reset || papers) this.#showPaper();
    });
    this.#showPaper();
  }

  #showPaper() {
    const { view, page } = this.#editor;
    this.#papers.show(view.paper(page.value));
  }

  #showTheme() {
    this.#themes.show(this.#theme.choice);
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

  /** @param {(on: boolean) => void} onSingleKeys @param {(on: boolean) => void} onSpeak */
  #bindSwitches(onSingleKeys, onSpeak) {
    const large = byId("large-controls", HTMLInputElement);
    large.checked = isLarge();
    large.addEventListener("change", () => setLarge(large.checked));
    bindStoredSwitch("snap-shapes", (on) => this.#editor.snaps.set(on));
    bindStoredSwitch("single-keys", onSingleKeys);
    bindStoredSwitch("speak-changes", onSpeak);
  }
}

/** Binds a switch whose state this browser stores; on by default. @param {string} id @param {(on: boolean) => void} apply */
function bindStoredSwitch(id, apply) {
  const input = byId(id, HTMLInputElement);
  input.checked = readSetting(id) !== "off";
  apply(input.checked);
  input.addEventListener("change", () => {
    writeSetting(id, input.checked ? "on" : "off");
    apply(input.checked);
  });
}
