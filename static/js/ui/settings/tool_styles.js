/**
 * The ink and the width of each tool that draws. They are kept on this device.
 */

import { INK_NAMES } from "../../model/colour.js";
import { readSetting, writeSetting } from "./storage.js";
import { isLarge } from "./theme.js";

/** @typedef {import("../../editor/editor.js").Style} Style */
/** @typedef {import("../../editor/gestures.js").DrawingContext} DrawingContext */
/** By the id of the tool. @typedef {Readonly<Record<"pen" | "highlighter", Style>>} ToolStyles */

/** The widths that the ledge offers, in units. */
export const SIZES = [40, 64, 112, 192];

const KEY = "styles";

/** What was chosen last in this browser. @returns {ToolStyles} */
export function readToolStyles() {
  // Seen from the last row, the usual line is too thin.
  const pen = { ink: "black", size: isLarge() ? 112 : 64 };
  const stored = parsed(readSetting(KEY));
  return {
    pen: styleOf(stored.pen) ?? /** @type {Style} */ (pen),
    highlighter: styleOf(stored.highlighter) ?? { ink: "yellow", size: 64 },
  };
}

/**
 * Gives each tool that draws its own style when it is taken, and keeps what is chosen for it. With a tool in hand that
 * draws nothing the choice is for the one that drew last.
 * @param {Pick<DrawingContext, "tool" | "style">} desk
 * @param {ToolStyles} styles  at first
 */
export function bindToolStyles({ tool, style }, styles) {
  /** @type {Map<string, Style>} */
  const styleByTool = new Map(Object.entries(styles));
  let lastDrawingTool = styleByTool.has(tool.value) ? tool.value : "pen";
  tool.subscribe((id) => {
    const chosen = styleByTool.get(id);
    if (chosen === undefined) return;
    lastDrawingTool = id;
    style.set(chosen);
  });
  style.subscribe((chosen) => {
    if (styleByTool.get(lastDrawingTool) === chosen) return;
    styleByTool.set(lastDrawingTool, chosen);
    writeSetting(KEY, JSON.stringify(Object.fromEntries(styleByTool)));
  });
}

/** @param {string | null} kept @returns {any} */
function parsed(kept) {
  try {
    return JSON.parse(kept ?? "") ?? {};
  } catch {
    // Nothing was kept yet, or somebody else wrote there.
    return {};
  }
}

/** @param {any} kept @returns {Style | null} */
function styleOf(kept) {
  const { ink, size } = kept ?? {};
  return INK_NAMES.includes(ink) && SIZES.includes(size) ? { ink, size } : null;
}
