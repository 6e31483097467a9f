/**
 * Loads the bar at the selection with the first selection.
 */

import { loadPart } from "../page/parts.js";

/** @param {import("./selection_bar.js").SelectionBarParts} parts */
export function bindSelectionBar(parts) {
  let isLoading = false;
  const load = async () => {
    if (isLoading || parts.editor.selection.size === 0) return;
    isLoading = true;
    const { SelectionBar } = await loadPart(() => import("./selection_bar.js"), {
      styles: ["selection", "command_menu"],
      texts: ["panels", "commands"],
    });
    new SelectionBar(parts);
  };
  parts.editor.selection.subscribe(load);
  load();
}
