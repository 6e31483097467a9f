/**
 * Moves the selection, or copies of it, by an offset that the caller gives: for drags and for the arrow keys.
 */

import { addCopies, originalsOfSelection, selectedShapes } from "../editor/copying.js";
import { MAX_DRAFT_IDS } from "../editor/gestures.js";
import { unlockedShapesWith } from "../editor/selection.js";
import { copiesOf, MAX_COPIED, originalsOf } from "../model/copies.js";
import { released } from "../model/following.js";
import { geometryOf } from "../model/kinds.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../model/shape.js").NewShape} NewShape */

/**
 * Moves the selected shapes, or copies of them, by an offset.
 * @implements {Gesture}
 */
export class MoveGesture {
  #editor;
  #ids;
  #idList;
  #dx = 0;
  #dy = 0;
  #makesCopies = false;
  /** The copy of a single shape as the others see it, at the place of its original. @type {NewShape | null} */
  #copy = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    const shapes = unlockedShapesWith(editor.view, editor.selection.value);
    this.#idList = shapes.map(({ id }) => id);
    this.#ids = new Set(this.#idList);
  }

  /** Sets the offset of the shapes from their start. @param {number} dx @param {number} dy */
  moveTo(dx, dy) {
    this.#dx = Math.round(dx);
    this.#dy = Math.round(dy);
    if (this.#ids.size === 0 || this.#ids.size > MAX_DRAFT_IDS) return;
    if (this.#copy !== null) this.#draftCopy(this.#copy);
    else this.#editor.draft({ move: { ids: this.#idList, dx: this.#dx, dy: this.#dy } });
  }

  /** Whether copies move instead of the shapes. */
  get makesCopies() {
    return this.#makesCopies;
  }

  set makesCopies(on) {
    if (on === this.#makesCopies) return;
    this.#makesCopies = on;
    this.#copy = on ? this.#newCopy() : null;
    // The others see a new shape, or the move, but never both.
    this.#editor.endDraft(null);
  }

  /** The copy of a single shape that a draft may hold (SPEC V6); strokes and many shapes are shown to the others as a move. */
  #newCopy() {
    const { view, page } = this.#editor;
    const originals =
      this.#ids.size === 1 ? originalsOf(selectedShapes(this.#editor), view.pool) : null;
    const newId = () => this.#editor.newId();
    const [copy] = copiesOf(originals ?? [], { newId, page: page.value, dx: 0, dy: 0 });
    return copy === undefined || geometryOf(copy.kind) === "ink" ? null : copy;
  }

  /** @param {NewShape} copy */
  #draftCopy(copy) {
    const [x, y, rotation] = copy.pos;
    this.#editor.draft({ shape: { ...copy, pos: [x + this.#dx, y + this.#dy, rotation] } });
  }

  /** @param {number} dx @param {number} dy */
  moveBy(dx, dy) {
    this.moveTo(this.#dx + dx, this.#dy + dy);
  }

  update() {
    // `moveTo` moves the shapes: the caller knows where the gesture started.
  }

  finish() {
    const { view } = this.#editor;
    const moved = this.#dx !== 0 || this.#dy !== 0;
    if (this.#makesCopies) {
      this.#editor.endDraft(moved ? this.#addCopies() : null);
      return;
    }
    const shapes = moved ? [...this.#ids].map((id) => view.shape(id)) : [];
    /** @type {import("../model/reduce.js").SetOp[]} */
    const ops = [];
    for (const shape of shapes) {
      if (shape === undefined) continue;
      /** @type {import("../model/shape.js").WirePos} */
      const pos = [shape.x + this.#dx, shape.y + this.#dy, shape.rotation];
      ops.push({ op: "set", id: shape.id, pos });
    }
    const freed = released(ops, this.#editor.connectors.context);
    this.#editor.endDraft(freed.length > 0 ? this.#editor.commit(freed) : null);
  }

  /** @returns {number | null} number of the last edit; null when there are too many shapes */
  #addCopies() {
    const originals = originalsOfSelection(this.#editor) ?? [];
    if (originals.length === 0) return null;
    const within = this.#editor.groups.entered;
    return addCopies(this.#editor, originals, { dx: this.#dx, dy: this.#dy, within });
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    const isCopy = this.#makesCopies;
    // More copies than there can be are not shown either.
    if (isCopy && this.#ids.size > MAX_COPIED) return [];
    return [{ kind: "move", ids: this.#ids, dx: this.#dx, dy: this.#dy, isCopy }];
  }
}
