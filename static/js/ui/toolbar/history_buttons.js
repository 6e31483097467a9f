/**
 * Undo and redo in the corner. A disabled button stays reachable, so that it can say its name.
 */

import { part } from "../page/page_parts.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../platform/signal.js").Signal<boolean>} Possible */

/** @param {Editor} editor @param {Gestures} gestures */
export function bindHistoryButtons(editor, gestures) {
  wire("undo", editor.canUndo, () => editor.undo());
  wire("redo", editor.canRedo, () => editor.redo());

  /** @param {string} id @param {Possible} possible @param {() => void} act */
  function wire(id, possible, act) {
    const button = part(id, HTMLButtonElement);
    const show = () => button.setAttribute("aria-disabled", String(!possible.value));
    possible.subscribe(show);
    show();
    button.addEventListener("click", () => {
      if (possible.value && gestures.live.value === null) act();
    });
  }
}
