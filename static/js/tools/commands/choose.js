/**
 * The commands that choose a tool.
 */

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Tool} Tool */

/** @param {Editor} editor @param {readonly Tool[]} tools @returns {Command[]} */
export function toolCommands(editor, tools) {
  return tools.map(({ id, keys = [] }) => ({
    id: `tool-${id}`,
    keys,
    run: () => editor.tool.set(id),
  }));
}
