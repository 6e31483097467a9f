/**
 * Announces the first pen on this device, with a button that lets fingers draw again.
 */

import { readSetting, writeSetting } from "../settings/storage.js";

/** Setting that is stored once the toast has been shown. */
const SEEN_KEY = "pen-told";

/** Whether a pen has been used on this device. */
export function hasSeenPen() {
  return readSetting(SEEN_KEY) !== null;
}

/** @param {{penMode: import("../input/pen_mode.js").PenMode, t: import("../settings/l10n.js").Translate, toasts: import("./toasts.js").Toasts}} parts */
export function bindFirstPen({ penMode, t, toasts }) {
  const { active } = penMode;
  const show = () => {
    if (!active.value || hasSeenPen()) return;
    writeSetting(SEEN_KEY, "yes");
    const leave = (/** @type {{close: () => void}} */ toast) => {
      penMode.leave();
      toast.close();
    };
    toasts.show({ text: t("pen-found"), actions: [{ label: t("fingers-draw"), run: leave }] });
  };
  active.subscribe(show);
  show();
}
