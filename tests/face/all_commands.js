// The table of commands as the page registers it, over an editor that nothing is asked of.

import { allCommands } from "../../static/js/app.js";
import { Commands } from "../../static/js/editor/commands.js";

export function commandTable() {
  const commands = new Commands();
  const parts = /** @type {any} */ ({ editor: {} });
  commands.register(allCommands(parts));
  return commands;
}
