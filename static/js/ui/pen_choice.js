/**
 * The switch for pen mode. The first pen on this device is announced once, with a button that lets fingers draw again; from
 * then on the menu has a switch for it.
 */

import { part } from "./page_parts.js";
import { recall, remember } from "./stored.js";

/** Remembered once this device has seen a pen. */
const TOLD = "pen-told";

/** @param {{penMode: import("./pen_mode.js").PenMode, t: import("./l10n.js").Translate, toasts: import("./toasts.js").Toasts}} parts */
export function followPenMode({ penMode, t, toasts }) {
  const { active } = penMode;
  const input = part("pen-mode", HTMLInputElement);
  const tell = () => {
    remember(TOLD, "yes");
    const leave = (/** @type {{close: () => void}} */ toast) => {
      penMode.leave();
      toast.close();
    };
    toasts.show({ text: t("pen-found"), actions: [{ label: t("fingers-draw"), run: leave }] });
  };
  const show = () => {
    if (active.value && recall(TOLD) === null) tell();
    input.checked = active.value;
    part("pen-mode-row", HTMLElement).hidden = recall(TOLD) === null && !active.value;
  };
  active.subscribe(show);
  show();
  input.addEventListener("change", () => {
    if (input.checked) penMode.enter();
    else penMode.leave();
  });
}
