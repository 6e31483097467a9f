/**
 * Reads and changes the style of what the person works on: the text being written, else the selection, else the next shapes
 * of the drawing tool used last.
 */

import { unlockedShapesWith } from "../editor/selection.js";
import { hasText, paletteOf } from "../model/kinds.js";
import { isLocked } from "../model/more.js";
import { CommonStyle, restyled } from "../model/style_fields.js";
import { internStyle } from "../model/styles.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/colour.js").Palette} Palette */
/** @typedef {import("../model/kinds.js").Kind} Kind */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/shape.js").WireGeometry} WireGeometry */
/** @typedef {import("../model/style_fields.js").StyleChange} StyleChange */
/** @typedef {import("../model/styles.js").WireStyle} WireStyle */
/** Fields, and the colours that are offered for them. @typedef {{style: CommonStyle, palette: Palette}} StyleOnPalette */
/** The geometry that a text needs in another style; undefined where it stays. @typedef {(shape: Shape, style: WireStyle) => WireGeometry | undefined} Refit */

/** The ops that change the style of shapes, as far as their kinds have it. @param {readonly Shape[]} shapes @param {StyleChange} change @param {Refit} [refit] @returns {SetOp[]} */
export function restyleOps(shapes, change, refit) {
  return shapes.flatMap((shape) => {
    const style = restyled(shape, change);
    if (style === null) return [];
    const geometry = shape.text === null ? undefined : refit?.(shape, style);
    return [{ op: "set", id: shape.id, style, ...(geometry && { geometry }) }];
  });
}

/** The shapes that a change of style applies to: highlighter only when nothing else is selected. @param {ReadonlySet<string>} ids @param {Editor["view"]} view */
export function restyledShapes(ids, view) {
  const shapes = unlockedShapesWith(view, ids);
  const others = shapes.filter(({ kind }) => kind !== "highlight");
  return others.length > 0 ? others : shapes;
}

/** Returns the style that the selected unlocked shapes have in common; null when nothing is selected. @param {Pick<Editor, "selection" | "view">} editor @returns {StyleOnPalette | null} */
export function selectedStyle({ selection, view }) {
  /** @type {Record<Palette, CommonStyle>} */
  const styles = { ink: new CommonStyle(), note: new CommonStyle(), mark: new CommonStyle() };
  const all = new CommonStyle();
  let isAny = false;
  for (const id of selection.value) {
    const shape = view.shape(id);
    if (shape === undefined) continue;
    isAny = true;
    if (isLocked(shape)) continue;
    const palette = paletteOf(shape.kind);
    styles[palette].add(shape);
    if (palette !== "mark") all.add(shape);
  }
  if (!isAny) return null;
  if (all.isEmpty) return { style: styles.mark, palette: "mark" };
  return { style: all, palette: styles.ink.isEmpty ? "note" : "ink" };
}

/** The style of the next shape of a kind. @param {Kind} kind @param {WireStyle} style @returns {StyleOnPalette} */
export function nextStyle(kind, style) {
  const common = new CommonStyle();
  common.add({ kind, style: internStyle(style), text: hasText(kind) ? "" : null });
  return { style: common, palette: paletteOf(kind) };
}
