/**
 * Ink and width of each drawing tool, stored in this browser.
 */

import { INK_NAMES } from "../../model/colour.js";
import { readSetting, writeSetting } from "./storage.js";
import { isLarge } from "./theme.js";

/** @typedef {import("../../editor/editor.js").Style} Style */
/** @typedef {import("../../editor/gestures.js").DrawingContext} DrawingContext */
/** By the id of the tool. @typedef {Readonly<Record<string, Style> & {pen: Style}>} ToolStyles */

/** The widths that the ledge offers, in units. */
export const SIZES = [40, 64, 112, 192];

/** The tools that have a style of their own. */
export const STYLED_TOOLS = [
  "pen",
  "highlighter",
  "text",
  "note",
  "line",
  "arrow",
  "rectangle",
  "ellipse",
  "diamond",
];

const KEY = "styles";

/** Reads the stored styles, or the defaults. @returns {ToolStyles} */
export function readToolStyles() {
  // On a projector the usual line is too thin for the last row.
  const pen = /** @type {Style} */ ({ ink: "black", size: isLarge() ? 112 : 64 });
  /** @type {Readonly<Record<string, Style>>} */
  const defaults = {
    highlighter: { ink: "yellow", size: 64 },
    text: { ink: "black", size: 64 },
    note: { ink: "yellow", size: 64 },
  };
  const stored = parseStored(readSetting(KEY));
  const styles = STYLED_TOOLS.map((id) => {
    return [id, styleOf(stored[id]) ?? defaults[id] ?? pen];
  });
  return Object.fromEntries(styles);
}

/**
 * Applies a drawing tool's own style when the tool is chosen, and stores changes for it. While another tool is chosen,
 * changes go to the drawing tool used last.
 * @param {Pick<DrawingContext, "tool" | "style">} context
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

/** @param {string | null} text @returns {any} */
function parseStored(text) {
  try {
    return JSON.parse(text ?? "") ?? {};
  } catch {
    // Nothing is stored yet, or other code of this origin wrote the key.
    return {};
  }
}

/** The stored value as a style, or null when it is none. @param {any} value @returns {Style | null} */
function styleOf(value) {
  const { ink, size } = value ?? {};
  return INK_NAMES.includes(ink) && SIZES.includes(size) ? { ink, size } : null;
}
