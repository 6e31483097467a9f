/**
 * The switch for pen mode. The first pen on this device is announced once, with a button that lets fingers draw again; from
 * then on the menu has a switch for it.
 */

import { part } from "../page/page_parts.js";
import { readSetting, writeSetting } from "../settings/stored.js";

/** Remembered once this device has seen a pen. */
const TOLD = "pen-told";

/** @param {{penMode: import("../input/pen_mode.js").PenMode, t: import("../settings/l10n.js").Translate, toasts: import("../status/toasts.js").Toasts}} parts */
export function bindPenModeSwitch({ penMode, t, toasts }) {
  const { active } = penMode;
  const input = part("pen-mode", HTMLInputElement);
  const tell = () => {
    writeSetting(TOLD, "yes");
    const leave = (/** @type {{close: () => void}} */ toast) => {
      penMode.leave();
      toast.close();
    };
    toasts.show({ text: t("pen-found"), actions: [{ label: t("fingers-draw"), run: leave }] });
  };
  const show = () => {
    if (active.value && readSetting(TOLD) === null) tell();
    input.checked = active.value;
    part("pen-mode-row", HTMLElement).hidden = readSetting(TOLD) === null && !active.value;
  };
  active.subscribe(show);
  show();
  input.addEventListener("change", () => {
    if (input.checked) penMode.enter();
    else penMode.leave();
  });
}
