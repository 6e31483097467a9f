/**
 * Actions on the selection and the style without a pointer. Each is one edit.
 */

import { hasWidth } from "../model/kinds.js";
import { isLocked } from "../model/more.js";
import { internStyle, isCustom, isSameStyle, styleToWire } from "../model/styles.js";
import { MoveGesture } from "./move.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../model/colour.js").InkName} InkName */
/** @typedef {import("../model/shape.js").Shape} Shape */
/**
 * The style of the selection: null where its shapes differ, have none, or have a colour without a name. `isMarker`: all shapes are highlighter.
 * @typedef {{ink: InkName | null, size: number | null, isMarker: boolean, hasWidth: boolean}} SelectionStyle
 */

export class Actions {
  #editor;
  #gestures;
  /** @type {MoveGesture | null} */
  #nudge = null;

  /** @param {Editor} editor @param {Gestures} gestures */
  constructor(editor, gestures) {
    this.#editor = editor;
    this.#gestures = gestures;
    editor.tool.subscribe((id) => {
      if (gestures.tool(id)?.draws) editor.selection.clear();
    });
  }

  deleteSelection() {
    const { selection, view, rights } = this.#editor;
    if (!rights.value.draw) return 0;
    const ids = [...selection.value].filter((id) => view.shape(id) !== undefined);
    selection.clear();
    if (ids.length > 0) this.#editor.commit(ids.map((id) => ({ op: "del", id })));
    return ids.length;
  }

  /** Selects all shapes of the page that are not locked, and returns their number. */
  selectAll() {
    const { selection } = this.#editor;
    const free = this.#shapes().filter((shape) => !isLocked(shape));
    selection.select(free.map((shape) => shape.id));
    return selection.size;
  }

  /**
   * Moves the selection by units. All steps while a key is held are one gesture, and `endNudge` commits it as one edit.
   * @param {number} dx
   * @param {number} dy
   */
  nudge(dx, dy) {
    if (this.#editor.selection.size === 0 || !this.#editor.rights.value.draw) return false;
    if (this.#nudge === null || this.#gestures.live.value !== this.#nudge) {
      this.#nudge = new MoveGesture(this.#editor);
      this.#gestures.run(this.#nudge);
    }
    this.#nudge.moveBy(dx, dy);
    this.#gestures.live.set(this.#nudge);
    return true;
  }

  endNudge() {
    if (this.#nudge !== null && this.#gestures.live.value === this.#nudge) this.#gestures.finish();
    this.#nudge = null;
  }

  /**
   * Sets the ink or width of the selected shapes, as far as their kind has it; of the tool when nothing is selected.
   * @param {{ink?: InkName, size?: number}} change
   */
  restyle(change) {
    const { style, selection, rights } = this.#editor;
    if (selection.size === 0) {
      style.set({ ...style.value, ...change });
      return;
    }
    if (!rights.value.draw) return;
    /** @type {import("../model/reduce.js").SetOp[]} */
    const ops = [];
    for (const { id, kind, style: old } of this.#restyled()) {
      const next = { ...styleToWire(old), ...change };
      if (!hasWidth(kind)) next.size = old.size;
      if (!isSameStyle(internStyle(next), old)) ops.push({ op: "set", id, style: next });
    }
    if (ops.length > 0) this.#editor.commit(ops);
  }

  /** The style that `restyle` would change; null when nothing is selected. @returns {SelectionStyle | null} */
  selectionStyle() {
    const { selection, view } = this.#editor;
    const marks = new CommonStyle();
    const others = new CommonStyle();
    for (const id of selection.value) {
      const shape = view.shape(id);
      if (shape === undefined) continue;
      if (shape.kind === "highlight") marks.add(shape);
      else others.add(shape);
      // The loop can stop: it may visit a hundred thousand shapes, and runs at every move of the marquee.
      if (others.isMixed) break;
    }
    const { count, ink, size, hasWidth } = others.count > 0 ? others : marks;
    return count === 0 ? null : { ink, size, isMarker: others.count === 0, hasWidth };
  }

  /** The shapes that a change of style applies to: highlighter only when nothing else is selected. */
  #restyled() {
    const { selection, view } = this.#editor;
    const shapes = [...selection.value].flatMap((id) => view.shape(id) ?? []);
    const others = shapes.filter(({ kind }) => kind !== "highlight");
    return others.length > 0 ? others : shapes;
  }

  /**
   * Selects the next or previous shape in reading order; a stroke of several shapes counts as one.
   * @param {1 | -1} direction
   * @returns {{shape: Shape, place: number, count: number} | null}  null beyond the first or last shape
   */
  cycle(direction) {
    const { selection, strokes } = this.#editor;
    const shapes = this.#shapes()
      .filter((shape) => strokes.before(shape) === null)
      .sort((a, b) => a.box.minY - b.box.minY || a.box.minX - b.box.minX);
    const chosen = shapes.filter((shape) => selection.has(shape.id));
    const now = chosen.length === 1 ? shapes.indexOf(/** @type {Shape} */ (chosen[0])) : -1;
    const next = now === -1 ? (direction === 1 ? 0 : shapes.length - 1) : now + direction;
    const shape = shapes[next];
    if (shape === undefined) return null;
    selection.select(strokes.whole([shape.id]));
    return { shape, place: next + 1, count: shapes.length };
  }

  #shapes() {
    const { view, page } = this.#editor;
    const bounds = view.bounds(page.value);
    return bounds === null ? [] : view.query(bounds, page.value);
  }
}

/** The style that shapes have in common. */
class CommonStyle {
  count = 0;
  /** @type {InkName | null} */
  ink = null;
  /** @type {number | null} */
  size = null;
  hasWidth = false;

  /** @param {Shape} shape */
  add({ kind, style: { ink, size } }) {
    // A colour without a name is none of those that the ledge offers.
    const named = isCustom(ink) ? null : /** @type {InkName} */ (ink);
    this.ink = this.count === 0 || this.ink === named ? named : null;
    this.count += 1;
    if (!hasWidth(kind)) return;
    this.size = !this.hasWidth || this.size === size ? size : null;
    this.hasWidth = true;
  }

  /** Whether further shapes cannot change the result. */
  get isMixed() {
    return this.ink === null && this.size === null && this.hasWidth;
  }
}
