/**
 * The tools and the live gesture; at most one gesture is live.
 *
 * A tool begins a gesture when the pointer goes down. Lifting the pointer finishes it and Escape cancels it. Any other
 * cause interrupts it: a cancelled or lost pointer, a second finger, another tool or page, lost rights. An interruption
 * cancels an early or motionless gesture, which was not intended, and finishes any other, so that no work is lost.
 * The renderer paints the gesture's previews; the board changes at `finish` only.
 */

import { guarded, Signal } from "../platform/signal.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("../model/laser_path.js").LaserPath} LaserPath */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** The part of an editor that pointers and drawing tools use. @typedef {Pick<Editor, "camera" | "page" | "tool" | "style" | "rights" | "newId" | "draft" | "endDraft" | "commit" | "undo" | "redo" | "pointAt">} DrawingContext */

/**
 * A sample of the pointer: units, pressure 0 to 255, milliseconds; of a press also whether it is that of a finger.
 * @typedef {{x: number, y: number, pressure: number, time: number, isFinger?: boolean}} GesturePoint
 */
/** The modifier keys that are held; `ctrl` is also Command. @typedef {{shift: boolean, alt: boolean, ctrl: boolean}} Keys */

/**
 * @typedef {object} Gesture
 * @property {(points: readonly GesturePoint[], keys: Keys) => void} update  without points when only the keys have changed
 * @property {() => void} finish
 * @property {() => void} cancel
 * @property {() => readonly Preview[]} previews
 * @property {LaserPath} [trail]  of a laser pointer, which is shown until it has faded
 */
/**
 * @typedef {object} Tool
 * @property {string} id
 * @property {readonly string[]} [keys]  that choose it, as `commands.js` writes them
 * @property {string} cursor
 * @property {(editor: Editor, point: {x: number, y: number}) => string | null} [cursorAt]  over what lies at a point, in units
 * @property {number} [reach]  radius in screen pixels
 * @property {import("../model/kinds.js").Kind} [kind]  of the shapes that it draws
 * @property {boolean} [draws]  whether choosing it clears the selection
 * @property {() => void} [prepare]  loads what it needs ahead of its first use
 * @property {(editor: Editor) => string | null | Promise<string | null>} [make]  adds a shape without a pointer; returns its id
 * @property {(editor: Editor, point: GesturePoint, keys: Keys) => Gesture | null} begin
 */

/** @type {Keys} */
export const NO_KEYS = { shift: false, alt: false, ctrl: false };

/** Ids that fit into a draft; with more, the others see the gesture when it is committed. */
export const MAX_DRAFT_IDS = 1000;

/** A pointer that moved less than this on the screen counts as motionless: its press is a click. */
export const CLICK_PX = 3;

export class Gestures {
  /** Emits when the live gesture begins, changes or ends. @type {Signal<Gesture | null>} */
  live = new Signal(/** @type {Gesture | null} */ (null));
  #editor;
  #tools;
  /** Last sample of the live gesture; null for a gesture made with keys. @type {GesturePoint | null} */
  #last = null;
  /** Distance that its pointer has moved, in screen pixels. */
  #distancePx = 0;
  #keys = NO_KEYS;

  /**
   * @param {Editor} editor
   * @param {readonly Tool[]} tools
   */
  constructor(editor, tools) {
    this.#editor = editor;
    this.#tools = new Map(tools.map((tool) => [tool.id, tool]));
    let toolId = editor.tool.value;
    editor.tool.subscribe((id) => {
      // Choosing the current tool again does not interrupt its gesture.
      if (id !== toolId) this.interrupt();
      toolId = id;
    });
    editor.page.subscribe(() => this.interrupt());
    editor.rights.subscribe((rights) => {
      if (!rights.draw) this.interrupt();
    });
  }

  /** Returns the tool of an id. @param {string} id */
  tool(id) {
    return this.#tools.get(id) ?? null;
  }

  /** The tool that draws shapes of a kind. @param {import("../model/kinds.js").Kind} kind */
  toolOf(kind) {
    return [...this.#tools.values()].find((tool) => tool.kind === kind) ?? null;
  }

  /**
   * Begins a gesture with the chosen tool, or with the given one.
   * @param {GesturePoint} point
   * @param {string} [toolId]
   * @param {Keys} [keys]
   */
  begin(point, toolId = this.#editor.tool.value, keys = NO_KEYS) {
    this.interrupt();
    this.#keys = keys;
    const gesture = this.tool(toolId)?.begin(this.#editor, point, keys) ?? null;
    if (gesture === null) return false;
    this.#last = point;
    this.#distancePx = 0;
    this.live.set(gesture);
    return true;
  }

  /** Makes a gesture that began elsewhere, for example with keys, the live one. @param {Gesture} gesture */
  run(gesture) {
    this.interrupt();
    this.#last = null;
    this.live.set(gesture);
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} [keys] */
  update(points, keys = this.#keys) {
    const gesture = this.live.value;
    if (gesture === null || points.length === 0) return;
    this.#keys = keys;
    for (const point of points) this.#follow(point);
    guarded(() => gesture.update(points, keys));
    this.live.set(gesture);
  }

  /** Updates the live gesture of a resting pointer when a modifier key is pressed or released. @param {Keys} keys */
  holdKeys(keys) {
    const gesture = this.live.value;
    const { shift, alt, ctrl } = this.#keys;
    const isSame = keys.shift === shift && keys.alt === alt && keys.ctrl === ctrl;
    if (gesture === null || this.#last === null || isSame) return;
    this.#keys = keys;
    guarded(() => gesture.update([], keys));
    this.live.set(gesture);
  }

  /**
   * Interrupts the live gesture.
   * @param {{isEarly?: boolean}} [options]  early: it may be the first finger of two
   */
  interrupt({ isEarly = false } = {}) {
    const isStill = this.#last !== null && this.#distancePx < CLICK_PX;
    if (isEarly || isStill) this.cancel();
    else this.finish();
  }

  finish() {
    const gesture = this.live.value;
    if (gesture === null) return;
    // It ends before it commits, so that no listener of the commit finds it live.
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
