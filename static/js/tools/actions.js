/**
 * What can be done with the selection and the style without a pointer. Each is one edit.
 */

import { MoveGesture } from "./select.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/tool.js").Gestures} Gestures */
/** @typedef {import("../model/shape.js").Shape} Shape */

export class Actions {
  #editor;
  #gestures;
  /** @type {MoveGesture | null} */
  #nudge = null;

  /** @param {Editor} editor @param {Gestures} gestures */
  constructor(editor, gestures) {
    this.#editor = editor;
    this.#gestures = gestures;
  }

  deleteSelection() {
    const { selection, view, rights } = this.#editor;
    if (!rights.value.draw) return 0;
    const ids = [...selection.value].filter((id) => view.shape(id) !== undefined);
    selection.clear();
    if (ids.length > 0) this.#editor.commit(ids.map((id) => ({ op: "del", id })));
    return ids.length;
  }

  selectAll() {
    const { selection } = this.#editor;
    selection.select(this.#shapes().map((shape) => shape.id));
    return selection.size;
  }

  /**
   * Moves the selection by units. Steps that follow each other while a key is held are one gesture
   * and so one edit, which `endNudge` makes.
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

  /** Gives the pen, and the selection if there is one, another ink or size. @param {{ink?: import("../model/shape.js").InkName, size?: number}} change */
  restyle(change) {
    const { style, selection, view, rights } = this.#editor;
    style.set({ ...style.value, ...change });
    if (selection.size === 0 || !rights.value.draw) return;
    /** @type {import("../model/reduce.js").SetOp[]} */
    const ops = [];
    for (const id of selection.value) {
      const shape = view.shape(id);
      if (shape === undefined) continue;
      const next = { ink: shape.ink, size: shape.size, ...change };
      if (next.ink === shape.ink && next.size === shape.size) continue;
      ops.push({ op: "set", id, style: next });
    }
    if (ops.length > 0) this.#editor.commit(ops);
  }

  /**
   * Selects the next or previous shape in reading order; a stroke of several counts as one.
   * @param {1 | -1} direction
   * @returns {{shape: Shape, place: number, count: number} | null}  null when it leaves the board
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
