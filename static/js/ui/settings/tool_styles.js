/**
 * The style of each drawing tool, stored in this browser. The first strokes need ink and size only, so that the other keys
 * are checked when the page is complete (`checkedStyles`).
 */

import { INK_NAMES } from "../../model/colour.js";
import { readSetting, writeSetting } from "./storage.js";
import { isLarge } from "./theme.js";

/** @typedef {import("../../editor/editor.js").Style} Style */
/** @typedef {import("../../editor/gestures.js").DrawingContext} DrawingContext */
/** By the id of the tool. @typedef {Readonly<Record<string, Style> & {pen: Style}>} ToolStyles */

/** The widths that the ledge offers, in units. */
export const SIZES = [40, 64, 112, 192];

/** The sizes of type that the style panel offers, in units: 16, 24, 36 and 56 px. */
export const TYPE_SIZES = [256, 384, 576, 896];

/** The usual one. */
export const USUAL_TYPE = 384;

/** The tools whose size is that of their type. */
const WRITERS = ["text", "note"];

/** The tools that have a style of their own. */
const STYLED_TOOLS = [
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

const CUSTOM = /^#[0-9a-f]{6}$/;

/** Reads the stored styles, or the defaults. @returns {ToolStyles} */
export function readToolStyles() {
  // On a projector the usual line is too thin for the last row.
  const pen = /** @type {Style} */ ({ ink: "black", size: isLarge() ? 112 : 64 });
  /** @type {Readonly<Record<string, Style>>} */
  const defaults = {
    highlighter: { ink: "yellow", size: 64 },
    text: { ink: "black", size: USUAL_TYPE },
    note: { ink: "yellow", size: USUAL_TYPE },
  };
  const stored = parseStored(readSetting(KEY));
  const styles = STYLED_TOOLS.map((id) => {
    return [id, styleOf(stored[id], defaults[id] ?? pen, hasType(id) ? TYPE_SIZES : SIZES)];
  });
  return Object.fromEntries(styles);
}

/**
 * Applies a drawing tool's own style when the tool is chosen, and stores changes for it. While another tool is chosen,
 * changes go to the drawing tool used last. A tool also takes over what was given to shapes of its kind.
 * @param {Pick<DrawingContext, "tool" | "style"> & {learned?: import("../../editor/editor.js").Editor["learned"]}} context
 * @param {ToolStyles} styles  at first
 */
export function bindToolStyles({ tool, style, learned }, styles) {
  /** @type {Map<string, Style>} */
  const styleByTool = new Map(Object.entries(styles));
  let lastDrawingTool = styleByTool.has(tool.value) ? tool.value : "pen";
  tool.subscribe((id) => {
    const chosen = styleByTool.get(id);
    if (chosen === undefined) return;
    lastDrawingTool = id;
    style.set(chosen);
  });
  const store = () => writeSetting(KEY, JSON.stringify(Object.fromEntries(styleByTool)));
  style.subscribe((chosen) => {
    if (styleByTool.get(lastDrawingTool) === chosen) return;
    styleByTool.set(lastDrawingTool, chosen);
    store();
  });
  learned?.subscribe((lesson) => {
    const known = lesson === null ? undefined : styleByTool.get(lesson.tool);
    if (lesson === null || known === undefined) return;
    const next = lesson.change(known);
    if (next === known) return;
    if (lesson.tool === lastDrawingTool) return style.set(next);
    styleByTool.set(lesson.tool, next);
    store();
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

/** Whether the size of a tool's style is that of its type. @param {string} tool */
export function hasType(tool) {
  return WRITERS.includes(tool);
}

/**
 * A stored value as a style, whose further keys may be anything; the default when it is none.
 * @param {any} value @param {Style} usual @param {readonly number[]} sizes @returns {Style}
 */
function styleOf(value, usual, sizes) {
  const { ink, size } = value ?? {};
  const isInk = INK_NAMES.includes(ink) || (typeof ink === "string" && CUSTOM.test(ink));
  return isInk ? { ...value, size: sizes.includes(size) ? size : usual.size } : usual;
}
