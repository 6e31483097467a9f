/**
 * The commands that step through the widths and inks of the ledge.
 */

import { HIGHLIGHTER_NAMES, INK_NAMES, nearestMark } from "../../model/colour.js";
import { SIZES } from "../settings/tool_styles.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../tools/actions.js").Actions} Actions */

/** @param {Editor} editor @param {Actions} actions @returns {Command[]} */
export function styleCommands(editor, actions) {
  /** @param {1 | -1} direction */
  const resize = (direction) => {
    const size = actions.selectionStyle()?.size ?? editor.style.value.size;
    const next =
      direction === 1 ? SIZES.find((step) => step > size) : SIZES.findLast((step) => step < size);
    actions.restyle({ size: next ?? size });
  };
  /** @param {1 | -1} direction */
  const recolour = (direction) => {
    const { style, tool } = editor;
    const selected = actions.selectionStyle();
    const isMarker = selected?.isMarker ?? tool.value === "highlighter";
    const names = isMarker ? HIGHLIGHTER_NAMES : INK_NAMES;
    const current = selected?.ink ?? style.value.ink;
    const shown = isMarker ? nearestMark(current) : current;
    // A colour of the person's own comes before all.
    const ink =
      names[
        (names.indexOf(/** @type {InkName} */ (shown)) + direction + names.length) % names.length
      ];
    if (ink !== undefined) actions.restyle({ ink });
  };
  return [
    { id: "size-down", keys: ["[", "-"], run: () => resize(-1) },
    { id: "size-up", keys: ["]", "+", "="], run: () => resize(1) },
    { id: "ink-previous", keys: [","], run: () => recolour(-1) },
    { id: "ink-next", keys: ["."], run: () => recolour(1) },
  ];
}
