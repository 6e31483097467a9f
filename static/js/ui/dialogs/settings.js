/**
 * The dialog with the settings of this browser. Each applies at once.
 */

import { ButtonGroup } from "../elements/button_group.js";
import { byId, query } from "../elements/dom.js";
import { bindNameField } from "../settings/name_field.js";
import { isLarge, setLarge } from "../settings/theme.js";
import { hasSeenPen } from "../status/first_pen.js";
import { openDialog } from "./dialogs.js";

/** @typedef {import("../settings/theme.js").ThemeChoice} ThemeChoice */
/**
 * @typedef {object} SettingsParts
 * @property {import("../settings/theme.js").Theme} theme
 * @property {import("../input/pen_mode.js").PenMode} penMode
 * @property {import("../settings/switches.js").Switches} switches
 */

export class SettingsDialog {
  #dialog = byId("settings", HTMLDialogElement);
  #theme;
  #themes;

  /** @param {SettingsParts & import("../settings/name_field.js").NameParts} parts */
  constructor(parts) {
    const { theme } = parts;
    this.#theme = theme;
    this.#themes = new ButtonGroup(
      query("[data-setting=theme]", this.#dialog),
      "value",
      (choice) => {
        theme.choose(/** @type {ThemeChoice} */ (choice));
        this.#showTheme();
      },
    );
    this.#bindPenMode(parts);
    const large = byId("large-controls", HTMLInputElement);
    large.checked = isLarge();
    large.addEventListener("change", () => setLarge(large.checked));
    for (const key of parts.switches.keys) bindSwitch(key, parts);
    const form = byId("settings-name", HTMLFormElement);
    bindNameField(form, byId("settings-name-field", HTMLInputElement), parts);
  }

  /** Opens the dialog, at one of its controls when an id is given. @param {string} [control] */
  open(control) {
    this.#showTheme();
    openDialog(this.#dialog);
    if (control !== undefined) document.getElementById(control)?.focus();
  }

  #showTheme() {
    this.#themes.show(this.#theme.choice);
  }

  /** The pen mode is offered where a pen has been used. @param {SettingsParts} parts */
  #bindPenMode({ penMode }) {
    const input = byId("pen-mode", HTMLInputElement);
    const { active } = penMode;
    const show = () => {
      input.checked = active.value;
      byId("pen-mode-row", HTMLElement).hidden = !hasSeenPen() && !active.value;
    };
    active.subscribe(show);
    show();
    input.addEventListener("change", () => {
      if (input.checked) penMode.enter();
      else penMode.leave();
    });
  }
}

/** @param {string} key  of the setting, and id of its switch @param {SettingsParts} parts */
function bindSwitch(key, { switches }) {
  const input = byId(key, HTMLInputElement);
  input.checked = switches.isOn(key);
  input.addEventListener("change", () => switches.turn(key, input.checked));
}
