/**
 * Actions on the selection and the style without a pointer. Each is one edit.
 */

import { unlockedShapesWith } from "../editor/selection.js";
import { paletteOf } from "../model/kinds.js";
import { isLocked } from "../model/more.js";
import { compareReadingOrder } from "../model/reading_order.js";
import { CommonStyle, restyled } from "../model/style_fields.js";
import { internStyle } from "../model/styles.js";
import { importWithRetry } from "../platform/loading.js";
import { MoveGesture } from "./move.js";
import { shapeAt } from "./pick.js";
import { RestyleGesture } from "./restyle_gesture.js";
import { nextStyle, restyledShapes, restyleOps, selectedStyle } from "./style.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../model/colour.js").Palette} Palette */
/** @typedef {import("../model/kinds.js").Kind} Kind */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/style_fields.js").StyleChange} StyleChange */
/** @typedef {import("./style.js").Refit} Refit */
/** Target of a change of style. @typedef {{of: "text" | "selection" | "tool", palette: Palette, fields: CommonStyle["fields"]}} StyleInUse */

/** More selected shapes show a change of style when it is committed. */
const MAX_PREVIEWED = 200;

export class Actions {
  #editor;
  #gestures;
  /** @type {MoveGesture | null} */
  #nudge = null;
  /** The kind that the drawing tool used last draws. @type {Kind} */
  #drawnKind = "ink";
  /** @type {RestyleGesture | null} */
  #restyling = null;

  /** @param {Editor} editor @param {Gestures} gestures */
  constructor(editor, gestures) {
    this.#editor = editor;
    this.#gestures = gestures;
    editor.tool.subscribe((id) => {
      this.#drawnKind = gestures.tool(id)?.kind ?? this.#drawnKind;
      const draws = gestures.tool(id)?.draws === true;
      // From one drawing tool to the next they stay.
      if (!draws || editor.selection.size > 0) editor.toConnect = [...editor.selection.value];
      if (draws) editor.selection.clear();
    });
  }

  /** Deletes the selected shapes that are not locked; returns their number, and that of the lines that have lost one of them. */
  deleteSelection() {
    const { selection, view, rights, connectors } = this.#editor;
    if (!rights.value.draw) return { count: 0, loose: 0 };
    const ids = unlockedShapesWith(view, selection.value).map(({ id }) => id);
    const removed = new Set(ids);
    selection.select([...selection.value].filter((id) => !removed.has(id) && view.shape(id)));
    const loose = connectors.countLoose(removed);
    if (ids.length > 0) this.#editor.commit(ids.map((id) => ({ op: "del", id })));
    return { count: ids.length, loose };
  }

  /** The shape that a press would pick. @param {{x: number, y: number}} point  in units */
  shapeAt(point) {
    return shapeAt(this.#editor, point);
  }

  /** Selects what lies at a point. @param {{x: number, y: number}} point  in units */
  async selectAt(point) {
    const { selectAt } = await importWithRetry(() => import("./select_at.js"));
    selectAt(this.#editor, point);
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
   * Changes the style of the text being written, else of the selected shapes, else of the tool: as far as each has it.
   * @param {StyleChange} change
   * @param {Refit} [refit]  needed when letters may change their size
   */
  restyle(change, refit) {
    const { style, selection, writing } = this.#editor;
    const { value: text } = writing;
    if (text !== null) {
      const next = restyled(text.styled, change);
      if (next !== null) text.restyle(next);
    } else if (selection.size === 0) {
      const { value } = style;
      const next = restyled({ kind: this.#drawnKind, style: internStyle(value) }, change);
      if (next !== null) style.set(next);
    } else this.restyleShapes(selection.value, change, refit);
  }

  /** Changes the style of shapes, whatever is selected meanwhile. @param {ReadonlySet<string>} ids @param {StyleChange} change @param {Refit} [refit] */
  restyleShapes(ids, change, refit) {
    const { view, rights } = this.#editor;
    if (this.#isPreviewing) this.#gestures.cancel();
    if (!rights.value.draw) return;
    const shapes = restyledShapes(ids, view);
    const ops = restyleOps(shapes, change, refit);
    if (ops.length > 0) this.#editor.commit(ops);
    this.#teach(shapes, change);
  }

  /** Gives a change of style to the tools of the shapes, whose next shapes look like these. @param {readonly Shape[]} shapes @param {StyleChange} change */
  #teach(shapes, change) {
    for (const kind of new Set(shapes.map((shape) => shape.kind))) {
      const tool = this.#gestures.toolOf(kind)?.id;
      if (tool === undefined) continue;
      this.#editor.learned.set({
        tool,
        change: (style) => restyled({ kind, style: internStyle(style) }, change) ?? style,
      });
    }
  }

  /** Shows a change of the selection that is still being chosen; `restyle` replaces it. @param {StyleChange} change */
  previewStyle(change) {
    const { selection, rights, writing, view } = this.#editor;
    const isFew = selection.size > 0 && selection.size <= MAX_PREVIEWED;
    if (writing.value !== null || !isFew || !rights.value.draw) return;
    if (!this.#isPreviewing || this.#restyling === null) {
      this.#restyling = new RestyleGesture(this.#editor, restyledShapes(selection.value, view));
      this.#gestures.run(this.#restyling);
    }
    this.#restyling.set(change);
    this.#gestures.live.set(this.#restyling);
  }

  get #isPreviewing() {
    return this.#restyling !== null && this.#gestures.live.value === this.#restyling;
  }

  /** Returns what `restyle` would change, and its fields; null when the tool draws nothing and nothing is selected, or all of it is locked. @returns {StyleInUse | null} */
  styleInUse() {
    const { writing, style, tool } = this.#editor;
    const { value: text } = writing;
    if (text !== null) {
      const common = new CommonStyle();
      // Its letters count before they are on the board.
      common.add({ ...text.styled, text: "" });
      return { of: "text", palette: paletteOf(text.styled.kind), fields: common.fields };
    }
    const selected = selectedStyle(this.#editor);
    if (selected !== null) {
      const { style: common, palette } = selected;
      return common.isEmpty ? null : { of: "selection", palette, fields: common.fields };
    }
    const kind = this.#gestures.tool(tool.value)?.kind;
    if (kind === undefined) return null;
    const next = nextStyle(kind, style.value);
    return { of: "tool", palette: next.palette, fields: next.style.fields };
  }

  /**
   * Selects the next or previous shape in reading order; a stroke of several shapes counts as one, and so does a group that
   * is not entered. Beyond the last shape of an entered group it goes on after the group.
   * @param {1 | -1} direction
   * @returns {{shape: Shape, place: number, count: number, size: number} | null}  null beyond the first or last shape;
   *   `size` is the number of shapes in a group
   */
  cycle(direction) {
    const { selection, strokes, groups, view, page } = this.#editor;
    const shapes = groups.firsts(
      view
        .shapesOf(page.value)
        .filter((shape) => strokes.before(shape) === null && !isLocked(shape)),
    );
    const chosen = shapes.filter((shape) => selection.has(shape.id));
    const now = chosen.length === 1 ? chosen[0] : undefined;
    // One pass instead of a sort, which takes long for a page of 100,000 shapes.
    const isAfter = (/** @type {Shape} */ one, /** @type {Shape} */ other) =>
      direction * compareReadingOrder(one, other) > 0;
    /** @type {Shape | undefined} */
    let next;
    for (const shape of shapes) {
      if (now !== undefined && !isAfter(shape, now)) continue;
      if (next === undefined || isAfter(next, shape)) next = shape;
    }
    if (next === undefined) return groups.leave() ? this.cycle(direction) : null;
    const shape = next;
    selection.select(groups.whole([shape.id]));
    const before = shapes.filter((other) => compareReadingOrder(other, shape) < 0);
    const size = groups.unitOf(shape) === null ? 1 : selection.size;
    return { shape, place: before.length + 1, count: shapes.length, size };
  }

  #shapes() {
    const { view, page } = this.#editor;
    const bounds = view.bounds(page.value);
    return bounds === null ? [] : view.query(bounds, page.value);
  }
}
