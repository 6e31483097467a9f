/**
 * Shapes for pasted texts, as the text tool makes them.
 */

import { newText } from "../../editor/new_text.js";
import { traitsOf } from "../../model/kinds.js";
import { shapePreview } from "../../model/preview.js";
import { loadFont } from "../../render/fonts.js";
import { byId } from "../elements/dom.js";
import { checkedStyles } from "../settings/checked_styles.js";
import { readToolStyles } from "../settings/tool_styles.js";
import { TextFit } from "../text/text_fit.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */

/**
 * One shape for each text, one below the other.
 * @param {Editor} editor
 * @param {readonly string[]} texts
 * @returns {Promise<NewShape[]>}
 */
export async function textShapes(editor, texts) {
  // Every change of a tool's style is stored at once.
  const { text: style } = checkedStyles(readToolStyles());
  const empty = newText(editor, "text", { x: 0, y: 0 }, style);
  const { shape, pool } = shapePreview(empty);
  const block = traitsOf("text").writing?.(shape, pool);
  if (block === undefined) throw new RangeError("a text has no type");
  // The system's font stays in use when the board's does not load, on the board too.
  await loadFont(block.font);
  const fit = new TextFit(byId("board", HTMLElement));
  let y = 0;
  const shapes = texts.map((text) => {
    const geometry = fit.sizeOf(text, block);
    /** @type {NewShape} */
    const made = { ...empty, id: editor.newId(), pos: [0, y, 0], geometry, text };
    y += geometry.h + block.size;
    return made;
  });
  fit.remove();
  return shapes;
}
