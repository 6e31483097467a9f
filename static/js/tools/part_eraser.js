/**
 * The part eraser: cuts ink and highlighter where it passes, in one edit at the end of the gesture. What remains of a stroke
 * inherits everything (SPEC B10). Everything else it passes over.
 */

import { Cuts } from "../model/cuts.js";
import { POINTS } from "../model/limits.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../model/reduce.js").DelOp} DelOp */
/** @typedef {import("../model/reduce.js").SplitOp} SplitOp */

/** Half the width of the eraser on the screen, whatever the zoom. */
const RADIUS_PX = 8;

/** Pages that were told that only strokes are cut. @type {WeakSet<Editor>} */
const told = new WeakSet();

/** @implements {Gesture} */
class PartEraseGesture {
  #editor;
  #radius;
  #page;
  #last;
  #cuts;
  /** The way so far, as the others see it. @type {number[]} */
  #way = [];

  /** @param {Editor} editor @param {GesturePoint} point */
  constructor(editor, point) {
    this.#editor = editor;
    this.#radius = Math.round(editor.camera.unitsOf(RADIUS_PX));
    this.#page = editor.page.value;
    this.#last = rounded(point);
    this.#cuts = new Cuts(editor.view, this.#page);
    this.update([point]);
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    for (const point of points) {
      const place = rounded(point);
      this.#cuts.sweep(this.#last, place, this.#radius);
      this.#last = place;
      // The others see a longer way as far as a draft may go, and all of it at the end.
      if (this.#way.length < 2 * POINTS) this.#way.push(place.x, place.y);
    }
    const cut = { page: this.#page, radius: this.#radius, points: this.#way };
    this.#editor.draft({ cut });
  }

  finish() {
    const editor = this.#editor;
    const ops = this.#cuts.ops(() => editor.newId());
    editor.endDraft(ops.length > 0 ? editor.commit(ops) : null);
    if (ops.length > 0) tellIfLate(editor, ops);
    else if (this.#cuts.hasPassedOthers && !told.has(editor)) {
      told.add(editor);
      editor.notices.set({ kind: "selecting", why: "cuts-strokes" });
    }
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  previews() {
    return this.#cuts.previews();
  }
}

/**
 * Tells the person once when somebody else had changed a stroke before the cut came into the log: then it did nothing to
 * that stroke (SPEC B10).
 * @param {Editor} editor @param {readonly (SplitOp | DelOp)[]} ops
 */
function tellIfLate({ view, notices }, ops) {
  /** Cut strokes by one of their pieces, until the log has the cut. @type {Map<string, string>} */
  const waiting = new Map();
  for (const op of ops) if (op.op === "split") waiting.set(op.pieces[0]?.id ?? "", op.id);
  const stop = view.subscribe(({ changes }) => {
    let isLate = false;
    for (const { id } of changes) {
      const source = waiting.get(id);
      if (source === undefined) continue;
      const isGone = view.shape(id) === undefined;
      if (isGone || view.board.shapes.has(id)) waiting.delete(id);
      // After an undo or a refusal the stroke is back.
      if (isGone && view.shape(source) === undefined) isLate = true;
    }
    if (waiting.size === 0 || isLate) stop();
    if (isLate) notices.set({ kind: "selecting", why: "cut-late" });
  });
}

/** @param {GesturePoint} point */
function rounded({ x, y }) {
  return { x: Math.round(x), y: Math.round(y) };
}

/** @type {Tool} */
export const partEraser = {
  id: "part-eraser",
  keys: ["Shift+E"],
  draws: true,
  cursor: "eraser",
  reach: RADIUS_PX,
  begin: (editor, point) => (editor.rights.value.draw ? new PartEraseGesture(editor, point) : null),
};
