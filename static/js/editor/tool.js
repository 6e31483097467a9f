/**
 * Tools and the one live gesture.
 *
 * A tool makes a gesture when the pointer goes down; the gesture lives until the pointer goes up.
 * There is at most one, and it is cancelled in one place, `Gestures.cancel`: by Escape, a lost
 * pointer, a second finger, another tool, or lost rights. What a gesture is about to do is its
 * `preview`: the renderer draws it, and the board does not have it until `finish`.
 */

import { Signal } from "../sync/signal.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** What pointers and the tools that draw ask of an editor. @typedef {Pick<Editor, "camera" | "page" | "tool" | "style" | "rights" | "newId" | "draft" | "endDraft" | "commit" | "undo" | "redo" | "pointAt">} Desk */

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
 * @property {(editor: Editor, point: FirstPoint) => Gesture | null} begin
 */

export class Gestures {
  /** Told whenever the live gesture begins, changes or ends. @type {Signal<Gesture | null>} */
  live = new Signal(/** @type {Gesture | null} */ (null));
  #editor;
  #tools;

  /**
   * @param {Editor} editor
   * @param {readonly Tool[]} tools
   */
  constructor(editor, tools) {
    this.#editor = editor;
    this.#tools = new Map(tools.map((tool) => [tool.id, tool]));
    editor.tool.subscribe(() => this.cancel());
    editor.page.subscribe(() => this.cancel());
    editor.rights.subscribe((rights) => {
      if (!rights.draw) this.cancel();
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
    this.cancel();
    const gesture = this.tool(toolId)?.begin(this.#editor, point) ?? null;
    if (gesture !== null) this.run(gesture);
    return gesture !== null;
  }

  /** Makes a gesture that was begun elsewhere, by keys for example, the live one. @param {Gesture} gesture */
  run(gesture) {
    this.cancel();
    this.live.set(gesture);
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const gesture = this.live.value;
    if (gesture === null || points.length === 0) return;
    gesture.update(points);
    this.live.set(gesture);
  }

  finish() {
    const gesture = this.live.value;
    if (gesture === null) return;
    // Ended before it commits, so that nothing it sets off can find it still alive.
    this.live.set(null);
    gesture.finish();
  }

  cancel() {
    const gesture = this.live.value;
    if (gesture === null) return false;
    this.live.set(null);
    gesture.cancel();
    return true;
  }
}
