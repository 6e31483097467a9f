/**
 * Tools and the one live gesture.
 *
 * A tool makes a gesture when the pointer goes down; there is at most one. It ends in one of three ways: lifting the
 * pointer finishes it, Escape cancels it, and everything else interrupts it (a cancelled or lost pointer, a second
 * finger, another tool or page, lost rights). An interruption withdraws what is early or has not moved, because nobody
 * meant it, and finishes all else, so that no work is thrown away. What a gesture is about to do is its `preview`: the
 * renderer draws it, and the board does not have it until `finish`.
 */

import { guarded, Signal } from "../platform/signal.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** What pointers and the tools that draw ask of an editor. @typedef {Pick<Editor, "camera" | "page" | "tool" | "style" | "rights" | "newId" | "draft" | "endDraft" | "commit" | "undo" | "redo" | "pointAt">} DrawingContext */

/**
 * A place the pointer was: units, pressure 0 to 255, milliseconds.
 * @typedef {{x: number, y: number, pressure: number, time: number}} GesturePoint
 */
/** The place where a gesture begins. @typedef {GesturePoint & {shift: boolean}} FirstPoint */

/**
 * @typedef {object} Gesture
 * @property {(points: readonly GesturePoint[]) => void} update
 * @property {() => void} finish
 * @property {() => void} cancel
 * @property {() => readonly Preview[]} previews
 */
/**
 * @typedef {object} Tool
 * @property {string} id
 * @property {string} cursor
 * @property {number} [reach]  radius of what it touches, in screen pixels
 * @property {boolean} [draws]  it has no use for a selection, which ends when it is taken
 * @property {(editor: Editor, point: FirstPoint) => Gesture | null} begin
 */

/** Ids that fit into a draft; with more, the others see the gesture when it is committed. */
export const MAX_DRAFT_IDS = 1000;

/** A pointer that has gone less than this far on the screen has not moved. */
const STILL_PX = 3;

export class Gestures {
  /** Told whenever the live gesture begins, changes or ends. @type {Signal<Gesture | null>} */
  live = new Signal(/** @type {Gesture | null} */ (null));
  #editor;
  #tools;
  /** Where the pointer of the live gesture is; null when keys make it. @type {GesturePoint | null} */
  #last = null;
  /** How far that pointer has gone, in screen pixels. */
  #distancePx = 0;

  /**
   * @param {Editor} editor
   * @param {readonly Tool[]} tools
   */
  constructor(editor, tools) {
    this.#editor = editor;
    this.#tools = new Map(tools.map((tool) => [tool.id, tool]));
    let toolId = editor.tool.value;
    editor.tool.subscribe((id) => {
      // The key or button of the tool in hand takes nothing out of it.
      if (id !== toolId) this.interrupt();
      toolId = id;
    });
    editor.page.subscribe(() => this.interrupt());
    editor.rights.subscribe((rights) => {
      if (!rights.draw) this.interrupt();
    });
  }

  /** The tool of that id. @param {string} id */
  tool(id) {
    return this.#tools.get(id) ?? null;
  }

  /**
   * Begins a gesture with the chosen tool, or with the one named.
   * @param {FirstPoint} point
   * @param {string} [toolId]
   */
  begin(point, toolId = this.#editor.tool.value) {
    this.interrupt();
    const gesture = this.tool(toolId)?.begin(this.#editor, point) ?? null;
    if (gesture === null) return false;
    this.#last = point;
    this.#distancePx = 0;
    this.live.set(gesture);
    return true;
  }

  /** Makes a gesture that was begun elsewhere, by keys for example, the live one. @param {Gesture} gesture */
  run(gesture) {
    this.interrupt();
    this.#last = null;
    this.live.set(gesture);
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const gesture = this.live.value;
    if (gesture === null || points.length === 0) return;
    for (const point of points) this.#follow(point);
    guarded(() => gesture.update(points));
    this.live.set(gesture);
  }

  /**
   * Ends the live gesture for any reason but lifting the pointer and Escape.
   * @param {{isEarly?: boolean}} [options]  early: it may have been no gesture of its own, but the first finger of two
   */
  interrupt({ isEarly = false } = {}) {
    const isStill = this.#last !== null && this.#distancePx < STILL_PX;
    if (isEarly || isStill) this.cancel();
    else this.finish();
  }

  finish() {
    const gesture = this.live.value;
    if (gesture === null) return;
    // Ended before it commits, so that nothing it sets off can find it still alive.
    this.live.set(null);
    guarded(() => gesture.finish());
  }

  cancel() {
    const gesture = this.live.value;
    if (gesture === null) return false;
    this.live.set(null);
    guarded(() => gesture.cancel());
    return true;
  }

  /** @param {GesturePoint} point */
  #follow(point) {
    const { x, y } = this.#last ?? point;
    this.#distancePx += Math.hypot(point.x - x, point.y - y) / this.#editor.camera.unitsOf(1);
    this.#last = point;
  }
}
