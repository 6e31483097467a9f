/**
 * The commands that were chosen last in the palette, the latest first, stored in this browser.
 */

import { readSetting, writeSetting } from "../settings/storage.js";

const KEY = "commands";

const MAX = 6;

/** @returns {string[]} ids; those of commands that are gone may be among them */
export function recentCommands() {
  return (readSetting(KEY) ?? "").split(" ").filter(Boolean);
}

/** @param {string} id */
export function addRecentCommand(id) {
  const others = recentCommands().filter((other) => other !== id);
  writeSetting(KEY, [id, ...others].slice(0, MAX).join(" "));
}
