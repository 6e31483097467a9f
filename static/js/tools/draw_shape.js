/**
 * The gesture that draws one shape between the press and the pointer, and the shape that the Enter key makes.
 */

import { CLICK_PX } from "../editor/gestures.js";
import { shapePreview } from "../model/preview.js";
import { styleFor } from "../model/style_fields.js";
import { Snapping } from "./snapping.js";
import { noteMade } from "./start_typing.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/kinds.js").Kind} Kind */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** In units. @typedef {{x: number, y: number}} Point */
/** Where a shape is. @typedef {Pick<NewShape, "pos" | "geometry">} Place */
/** Places a shape between two points; Shift and Alt change how. @typedef {(from: Point, to: Point, keys: Keys) => Place} Layout */

/** Width and height of a shape that the Enter key makes, in screen pixels. */
const MADE_PX = { width: 160, height: 100 };

/** @implements {Gesture} */
class ShapeGesture {
  #editor;
  #start;
  #layout;
  #fixed;
  /** The shape so far; null until the pointer has moved far enough. @type {NewShape | null} */
  #shape = null;
  #last;
  #snapping;

  /** @param {Editor} editor @param {GesturePoint} point @param {{kind: Kind, layout: Layout}} form */
  constructor(editor, point, { kind, layout }) {
    this.#editor = editor;
    this.#start = point;
    this.#last = point;
    this.#layout = layout;
    this.#fixed = fixedParts(editor, kind);
    this.#snapping = new Snapping(editor);
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} keys */
  update(points, keys) {
    this.#last = points.at(-1) ?? this.#last;
    const { x, y } = this.#last;
    const distance = Math.hypot(x - this.#start.x, y - this.#start.y);
    if (this.#shape === null && distance < this.#editor.camera.unitsOf(CLICK_PX)) return;
    const end = this.#snapping.point(this.#last, keys);
    this.#shape = { ...this.#fixed, ...this.#layout(this.#start, end, keys) };
    this.#editor.draft({ shape: this.#shape });
  }

  finish() {
    const shape = this.#shape;
    if (shape === null) return;
    this.#editor.endDraft(this.#editor.commit([{ op: "add", shape }]));
    leaveTool(this.#editor, shape);
  }

  cancel() {
    if (this.#shape !== null) this.#editor.endDraft(null);
  }

  /** @returns {Preview[]} */
  previews() {
    return this.#shape === null ? [] : [shapePreview(this.#shape), ...this.#snapping.previews()];
  }
}

/**
 * A tool that draws shapes of a kind.
 * @param {Kind} kind  also the id of the tool
 * @param {Layout} layout
 * @returns {Tool}
 */
export function shapeTool(kind, layout) {
  return {
    id: kind,
    kind,
    draws: true,
    cursor: "crosshair",
    begin: (editor, point) =>
      editor.rights.value.draw ? new ShapeGesture(editor, point, { kind, layout }) : null,
    make: (editor) => make(editor, kind, layout),
  };
}

/** Adds a shape in the middle of the screen. @param {Editor} editor @param {Kind} kind @param {Layout} layout */
function make(editor, kind, layout) {
  if (!editor.rights.value.draw) return null;
  const { camera } = editor;
  const middle = camera.toBoard({ x: camera.width / 2, y: camera.height / 2 });
  const dx = camera.unitsOf(MADE_PX.width / 2);
  const dy = camera.unitsOf(MADE_PX.height / 2);
  const from = { x: middle.x - dx, y: middle.y - dy };
  const to = { x: middle.x + dx, y: middle.y + dy };
  const place = layout(from, to, { shift: false, alt: false, ctrl: false });
  const shape = { ...fixedParts(editor, kind), ...place };
  editor.commit([{ op: "add", shape }]);
  leaveTool(editor, shape);
  return shape.id;
}

/** The parts of a shape that do not depend on the pointer. @param {Editor} editor @param {Kind} kind */
function fixedParts(editor, kind) {
  const style = styleFor(kind, editor.style.value);
  return { id: editor.newId(), kind, page: editor.page.value, style };
}

/** Selects the new shape with the select tool, unless the tool stays or another one has been chosen. @param {Editor} editor @param {NewShape} shape */
function leaveTool(editor, { id, kind }) {
  const { tool, keepsTool, selection } = editor;
  if (keepsTool.value || tool.value !== kind) return;
  tool.set("select");
  selection.select([id]);
  noteMade(editor);
}
