/**
 * Selects all shapes of the page that are like the selected ones: of their colours, kinds or authors. Locked shapes are
 * passed by, and shapes in groups are selected one by one.
 */

import { shapesWith } from "../editor/selection.js";
import { nearestIn } from "../model/colour.js";
import { paletteOf } from "../model/kinds.js";
import { isLocked } from "../model/more.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {"colour" | "kind" | "author"} Trait */

/** @param {Editor} editor @param {Trait} trait */
export function selectSame(editor, trait) {
  const { view, page, selection, strokes, tool, notices } = editor;
  const traitOf = (/** @type {Shape} */ shape) => valueIn(shape, trait, view.author);
  const values = new Set(shapesWith(view, selection.value).map(traitOf));
  const alike = view
    .shapesOf(page.value)
    .filter((shape) => !isLocked(shape) && values.has(traitOf(shape)));
  // Only the select tool can use the selection's frame.
  tool.set("select");
  selection.select(strokes.whole(alike.map(({ id }) => id)));
  notices.set({ kind: "arranged", what: "selected", count: selection.size });
}

/** What a shape has in common with those that are like it. @param {Shape} shape @param {Trait} trait @param {number} me  author of what is not sent yet */
function valueIn({ kind, style, author }, trait, me) {
  if (trait === "kind") return kind;
  if (trait === "author") return author === 0 ? me : author;
  const palette = paletteOf(kind);
  // A picture has no colour: pictures are like each other.
  return kind === "image" ? kind : `${palette} ${nearestIn(palette, style.ink)}`;
}
