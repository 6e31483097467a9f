/**
 * The buttons of the theme on the pages beside the board.
 */

import { ButtonGroup } from "../elements/button_group.js";
import { query } from "../elements/dom.js";
import { Theme } from "./theme.js";

export function bindThemeButtons() {
  const theme = new Theme();
  const group = query("[data-setting=theme]", document);
  const buttons = new ButtonGroup(group, "value", (value) => {
    theme.choose(/** @type {import("./theme.js").ThemeChoice} */ (value));
    buttons.show(value);
  });
  buttons.show(theme.choice);
}
