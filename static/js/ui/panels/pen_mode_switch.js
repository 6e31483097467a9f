/**
 * The switch for pen mode. A toast announces the first pen on this device, with a button that lets fingers draw again;
 * from then on the menu shows the switch.
 */

import { byId } from "../elements/dom.js";
import { readSetting, writeSetting } from "../settings/storage.js";

/** Setting that is stored once the toast has been shown. */
const SEEN_KEY = "pen-told";

/** @param {{penMode: import("../input/pen_mode.js").PenMode, t: import("../settings/l10n.js").Translate, toasts: import("../status/toasts.js").Toasts}} parts */
export function bindPenModeSwitch({ penMode, t, toasts }) {
  const { active } = penMode;
  const input = byId("pen-mode", HTMLInputElement);
  const announcePen = () => {
    writeSetting(SEEN_KEY, "yes");
    const leave = (/** @type {{close: () => void}} */ toast) => {
      penMode.leave();
      toast.close();
    };
    toasts.show({ text: t("pen-found"), actions: [{ label: t("fingers-draw"), run: leave }] });
  };
  const show = () => {
    if (active.value && readSetting(SEEN_KEY) === null) announcePen();
    input.checked = active.value;
    byId("pen-mode-row", HTMLElement).hidden = readSetting(SEEN_KEY) === null && !active.value;
  };
  active.subscribe(show);
  show();
  input.addEventListener("change", () => {
    if (input.checked) penMode.enter();
    else penMode.leave();
  });
}
