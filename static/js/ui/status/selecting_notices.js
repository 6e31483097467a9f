/**
 * The notices of the commands that arrange the selection. Loaded with the first one.
 */

import { commandKey } from "../input/key_names.js";

/** @typedef {import("../../editor/editor.js").Notice} Notice */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {Extract<Notice, {kind: "selecting"}>} Selecting */
/** @typedef {{toasts: import("./toasts.js").Toasts, announcer: import("./announcer.js").Announcer, t: Translate}} Parts */

/** @param {Selecting} notice @param {Parts} parts */
export function showSelecting(notice, { toasts, announcer, t }) {
  const done = outcomeOf(notice, t);
  // The screen shows what was done; only a screen reader has to be told.
  if (done !== null) announcer.sayNow(done);
  else toasts.show({ text: hindranceOf(notice, t) });
}

/** What a command has done; null when it could not. @param {Selecting} notice @param {Translate} t */
function outcomeOf({ why, count = 0 }, t) {
  switch (why) {
    case "grouped":
      return t("say-grouped", { count });
    case "ungrouped":
      return t("say-ungrouped", { count });
    case "aligned":
      return t("say-aligned", { count });
    case "distributed":
      return t("say-distributed", { count });
    case "style-copied":
      return t("style-copied");
    case "style-pasted":
      return t("style-pasted");
    case "picked":
      return t("picked");
    default:
      return null;
  }
}

/** Why a command did nothing, and what to do. @param {Selecting} notice @param {Translate} t */
function hindranceOf({ why }, t) {
  switch (why) {
    case "group-few":
      return t("group-few");
    case "group-deep":
      return t("group-deep");
    case "ungroup-none":
      return t("ungroup-none");
    case "align-few":
      return t("align-few");
    case "distribute-few":
      return t("distribute-few");
    case "style-none":
      return t("style-none", { key: commandKey() });
    case "cuts-strokes":
      return t("cuts-strokes");
    case "cut-late":
      return t("cut-late");
    case "pick-start":
      return t("pick-start");
    case "pick-none":
      return t("pick-none");
    default:
      return t("board-loads");
  }
}
