/**
 * Tells the live gesture when Shift, Alt or Ctrl is pressed or released, also while the pointer rests.
 */

import { NO_KEYS } from "../../editor/gestures.js";
import { keysOf } from "./samples.js";

/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** @param {EventTarget} page  the window, which receives all keys @param {Gestures} gestures */
export function trackModifierKeys(page, gestures) {
  const onKey = (/** @type {Event} */ event) => {
    const key = /** @type {KeyboardEvent} */ (event);
    gestures.holdKeys(keysOf(key));
    // Alt alone moves the focus to the menu of the browser, which would end the gesture.
    if (key.key === "Alt" && gestures.live.value !== null) event.preventDefault();
  };
  for (const type of ["keydown", "keyup"]) page.addEventListener(type, onKey);
  // No keyup arrives while another window has the focus.
  page.addEventListener("blur", () => gestures.holdKeys(NO_KEYS));
}
