/**
 * The command that duplicates the selection.
 */

import { Duplicator } from "../duplicate.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** @param {Editor} editor @param {Gestures} gestures @returns {Command[]} */
export function copyCommands(editor, gestures) {
  const duplicator = new Duplicator(editor);
  return [
    {
      ...{ id: "duplicate", keys: ["Ctrl+D"], isInMenu: true, needsSelection: true },
      when: () => gestures.live.value === null,
      run() {
        duplicator.duplicate();
      },
    },
  ];
}
