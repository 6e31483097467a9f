/**
 * The undo and redo buttons. A disabled one stays focusable, so that screen readers can read its name.
 */

import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../platform/signal.js").Signal<boolean>} Enabled */

/** @param {Editor} editor @param {Gestures} gestures */
export function bindHistoryButtons(editor, gestures) {
  bindButton("undo", editor.canUndo, () => editor.undo());
  bindButton("redo", editor.canRedo, () => editor.redo());

  /** @param {string} id @param {Enabled} enabled @param {() => void} act */
  function bindButton(id, enabled, act) {
    const button = byId(id, HTMLButtonElement);
    const show = () => button.setAttribute("aria-disabled", String(!enabled.value));
    enabled.subscribe(show);
    show();
    button.addEventListener("click", () => {
      if (enabled.value && gestures.live.value === null) act();
    });
  }
}
