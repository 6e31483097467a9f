/**
 * Loads the menu of what lies under the pointer with its first use.
 */

import { byId } from "../elements/dom.js";
import { bindMenuPresses } from "../input/menu_presses.js";
import { loadPart } from "../page/parts.js";

/** @param {import("./context_menu.js").ContextMenuParts & {gestures: import("../../editor/gestures.js").Gestures}} parts */
export function bindContextMenu(parts) {
  /** Null until it is used. @type {Promise<import("./context_menu.js").ContextMenu> | null} */
  let loaded = null;
  /** Opens it at a place of the window, or at the selection: null for all of it, "align" for what aligns. @param {{x: number, y: number} | "align" | null} place */
  const open = async (place) => {
    loaded ??= loadPart(() => import("./context_menu.js"), {
      styles: ["command_menu"],
      texts: ["commands"],
    }).then(({ ContextMenu }) => new ContextMenu(parts));
    const menu = await loaded;
    if (place === "align") menu.openAlign();
    else menu.open(place);
  };
  const mayRest = () => parts.editor.tool.value === "select";
  bindMenuPresses(byId("overlay", HTMLElement), { gestures: parts.gestures, mayRest, open });
  return open;
}
