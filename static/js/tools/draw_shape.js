/**
 * The gesture that draws one shape between the press and the pointer, and the shape that the Enter key makes.
 */

import { CLICK_PX, NO_KEYS } from "../editor/gestures.js";
import { shapePreview } from "../model/preview.js";
import { styleFor } from "../model/style_fields.js";
import { targetPreviews } from "./connecting.js";
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
/**
 * Binding of a line tool to shapes.
 * @typedef {object} Connecting
 * @property {(editor: Editor, point: Point) => boolean} isAt  whether an end at a point would bind
 * @property {(editor: Editor, shape: NewShape) => {shape: NewShape, targets: readonly Shape[]}} connect  binds the ends of a line
 * @property {(editor: Editor, fixed: FixedParts, ids: readonly string[]) => {shape: NewShape, targets: readonly Shape[]} | null} join
 *   makes a line that connects shapes; null where there are none
 */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** The parts of a shape that do not depend on the pointer. @typedef {Omit<NewShape, "pos" | "geometry">} FixedParts */
/** @typedef {{kind: Kind, layout: Layout, connecting?: Connecting | undefined}} Form */

/** Width and height of a shape that the Enter key makes, in screen pixels. */
const MADE_PX = { width: 160, height: 100 };

/** @implements {Gesture} */
class ShapeGesture {
  #editor;
  #start;
  #form;
  #fixed;
  /** The shapes that the line so far is bound to. @type {readonly Shape[]} */
  #targets = [];
  /** The shape so far; null until the pointer has moved far enough. @type {NewShape | null} */
  #shape = null;
  #last;
  #snapping;

  /** @param {Editor} editor @param {GesturePoint} point @param {Form} form */
  constructor(editor, point, form) {
    this.#editor = editor;
    this.#start = point;
    this.#last = point;
    this.#form = form;
    this.#fixed = fixedParts(editor, form.kind);
    this.#snapping = new Snapping(editor);
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} keys */
  update(points, keys) {
    this.#last = points.at(-1) ?? this.#last;
    const { x, y } = this.#last;
    const distance = Math.hypot(x - this.#start.x, y - this.#start.y);
    if (this.#shape === null && distance < this.#editor.camera.unitsOf(CLICK_PX)) return;
    this.#shape = this.#drawn(keys);
    this.#editor.draft({ shape: this.#shape });
  }

  /** The shape up to the pointer. @param {Keys} keys @returns {NewShape} */
  #drawn(keys) {
    const { layout, connecting } = this.#form;
    const editor = this.#editor;
    // Where the end binds, it snaps to nothing else.
    const isFree = keys.ctrl || connecting?.isAt(editor, this.#last) !== true;
    const end = this.#snapping.point(this.#last, isFree ? keys : { ...keys, ctrl: true });
    const drawn = { ...this.#fixed, ...layout(this.#start, end, keys) };
    this.#targets = [];
    if (connecting === undefined || keys.ctrl) return drawn;
    const { shape, targets } = connecting.connect(editor, drawn);
    this.#targets = targets;
    return shape;
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
    if (this.#shape === null) return [];
    const targets = targetPreviews(this.#targets);
    return [shapePreview(this.#shape), ...targets, ...this.#snapping.previews()];
  }
}

/**
 * A tool that draws shapes of a kind.
 * @param {Kind} kind  also the id of the tool
 * @param {Layout} layout
 * @param {Connecting} [connecting]  of lines
 * @returns {Tool}
 */
export function shapeTool(kind, layout, connecting) {
  const form = { kind, layout, connecting };
  return {
    id: kind,
    kind,
    draws: true,
    cursor: "crosshair",
    begin: (editor, point) =>
      editor.rights.value.draw ? new ShapeGesture(editor, point, form) : null,
    make: (editor) => make(editor, form),
  };
}

/** Adds a shape in the middle of the screen, or a line that connects what was selected. @param {Editor} editor @param {Form} form */
function make(editor, { kind, layout, connecting }) {
  if (!editor.rights.value.draw) return null;
  const fixed = fixedParts(editor, kind);
  const joined = connecting?.join(editor, fixed, editor.toConnect) ?? null;
  const { from, to } = inMiddle(editor);
  const shape = joined?.shape ?? { ...fixed, ...layout(from, to, NO_KEYS) };
  editor.commit([{ op: "add", shape }]);
  leaveTool(editor, shape);
  if (joined === null) return shape.id;
  const { from: start, to: end } = shape.geometry;
  const count = [start, end].filter((each) => each != null).length;
  editor.notices.set({ kind: "arranged", what: "connected", count });
  return null;
}

/** Opposite corners of a shape in the middle of the screen. @param {Editor} editor */
function inMiddle({ camera }) {
  const { x, y } = camera.toBoard({ x: camera.width / 2, y: camera.height / 2 });
  const dx = camera.unitsOf(MADE_PX.width / 2);
  const dy = camera.unitsOf(MADE_PX.height / 2);
  return { from: { x: x - dx, y: y - dy }, to: { x: x + dx, y: y + dy } };
}

/** @param {Editor} editor @param {Kind} kind @returns {FixedParts} */
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
