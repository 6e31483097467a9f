/**
 * The undo and redo buttons. A disabled one stays focusable, so that screen readers can read its name.
 */

import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../platform/signal.js").Signal<boolean>} Enabled */

/** @param {Editor} editor @param {Commands} commands */
export function bindHistoryButtons(editor, commands) {
  bindButton("undo", editor.canUndo);
  bindButton("redo", editor.canRedo);

  /** @param {string} id @param {Enabled} enabled */
  function bindButton(id, enabled) {
    const button = byId(id, HTMLButtonElement);
    const show = () => button.setAttribute("aria-disabled", String(!enabled.value));
    enabled.subscribe(show);
    show();
    button.addEventListener("click", () => {
      if (enabled.value) commands.run(id);
    });
  }
}
