/**
 * Changes of style that change the size of letters: texts get the geometry that they need in their new type.
 */

import { shapesWith } from "../../editor/selection.js";
import { traitsOf } from "../../model/kinds.js";
import { geometryToWire } from "../../model/shape.js";
import { internStyle } from "../../model/styles.js";
import { loadFont } from "../../render/fonts.js";
import { byId } from "../elements/dom.js";
import { TextFit } from "./text_fit.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../../model/style_fields.js").StyleChange} StyleChange */
/** @typedef {import("../../tools/actions.js").Actions} Actions */

/** Texts whose lines the browser breaks again, at up to 5 ms each; those of more texts are broken where they are painted. */
const MAX_MEASURED = 100;

/** Changes the style of what is in use, as `Actions.restyle`, once the fonts that it needs have loaded. @param {Editor} editor @param {Actions} actions @param {StyleChange} change */
export async function restyleFitted(editor, actions, change) {
  const { selection, view, writing } = editor;
  // The field fits its text by itself.
  if (writing.value !== null || selection.size === 0) return actions.restyle(change);
  const ids = selection.value;
  const shapes = shapesWith(view, ids);
  const texts = shapes.filter(({ text }) => text !== null);
  const fonts = new Set(texts.map(({ style }) => change.font ?? style.font));
  await Promise.all([...fonts].map(loadFont));
  const fit = new TextFit(byId("board", HTMLElement));
  let measured = 0;
  actions.restyleShapes(ids, change, (shape, style) => {
    const restyled = { ...shape, style: internStyle(style) };
    // A text that breaks nowhere is measured without the browser's layout.
    if (traitsOf(shape.kind).writing?.(restyled, view.pool).room !== null) measured += 1;
    if (measured <= MAX_MEASURED) return fit.geometryOf(restyled, view.pool, shape.text ?? "");
    return { ...geometryToWire(shape, view.pool), lines: undefined };
  });
  fit.remove();
}
