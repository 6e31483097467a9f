/**
 * Why a command cannot run now.
 */

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {Pick<import("../../editor/editor.js").Editor, "selection" | "canUndo" | "canRedo">} State */

/** Returns null when it can run. @param {Command} command @param {State} state @returns {"nothing selected" | "not now" | null} */
export function obstacleTo({ id, needsSelection, when }, { selection, canUndo, canRedo }) {
  if (needsSelection === true && selection.size === 0) return "nothing selected";
  const isIdle = (id === "undo" && !canUndo.value) || (id === "redo" && !canRedo.value);
  return isIdle || when?.() === false ? "not now" : null;
}
