/**
 * Loads the tooltips on their first need.
 */

import { importOnce } from "../../platform/loading.js";

/** Events of a pointer or the focus that reaches a button. */
const TIP_EVENTS = ["pointerover", "focusin"];

/** Loads the tooltips once a mouse, a pen or the focus is at a button: fingers have none. */
export function bindTooltips() {
  let isLoading = false;
  const load = async (/** @type {Event} */ event) => {
    const { target } = event;
    const isFinger = event instanceof PointerEvent && event.pointerType === "touch";
    if (isLoading || isFinger || !(target instanceof Element && target.closest("[data-tip]")))
      return;
    isLoading = true;
    try {
      const { Tooltips } = await importOnce(() => import("./tooltips.js"));
      new Tooltips();
      for (const type of TIP_EVENTS) document.removeEventListener(type, load);
    } catch {
      // The next button tries again.
      isLoading = false;
    }
  };
  for (const type of TIP_EVENTS) document.addEventListener(type, load);
}
