/**
 * The commands that choose a tool, keep it, and use it without a pointer.
 */

import { openSelected } from "../start_typing.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Tool} Tool */
/**
 * @typedef {object} ChooseParts
 * @property {Editor} editor
 * @property {readonly Tool[]} tools
 * @property {(id: string) => void} onMade  called with the shape that Enter has made
 * @property {(work: Promise<unknown>) => void} waitFor  makes keys wait for a tool that loads
 */

/** @param {ChooseParts} parts @returns {Command[]} */
export function toolCommands({ editor, tools, onMade, waitFor }) {
  /** @type {Command[]} */
  const choices = tools.map(({ id, keys = [] }) => ({
    id: `tool-${id}`,
    keys,
    run: () => editor.tool.set(id),
  }));
  return [
    ...choices,
    { id: "keep-tool", keys: ["Q"], run: () => editor.keepsTool.set(!editor.keepsTool.value) },
    {
      ...{ id: "write", keys: ["F2"], onBoard: true, needsSelection: true },
      run: () => openSelected(editor),
    },
    {
      id: "make-shape",
      keys: ["Enter"],
      onBoard: true,
      run() {
        const tool = tools.find(({ id }) => id === editor.tool.value);
        if (tool?.make === undefined) return false;
        const made = Promise.resolve(tool.make(editor)).then((id) => {
          if (id !== null) onMade(id);
        });
        waitFor(made);
        made.catch((error) => console.warn("the tool did not load", error));
        return true;
      },
    },
  ];
}
