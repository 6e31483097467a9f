// Pointer input without a screen: synthetic events, and tools that log their gestures.

import { Camera } from "../../static/js/editor/camera.js";
import { Gestures } from "../../static/js/editor/gestures.js";
import { Signal } from "../../static/js/platform/signal.js";
import { PointerInput } from "../../static/js/ui/input/pointer.js";

/** @typedef {import("../../static/js/editor/editor.js").Editor} Editor */
/** @typedef {import("../../static/js/editor/gestures.js").Tool} Tool */

/** @typedef {object} PointerFields
 * @property {number} [id]
 * @property {"mouse" | "pen" | "touch"} [type]
 * @property {number} [x]
 * @property {number} [y]
 * @property {number} [at]  milliseconds
 * @property {number} [button]
 * @property {number} [buttons]
 * @property {number} [pressure]
 * @property {Partial<import("../../static/js/editor/gestures.js").Keys>} [keys]
 * @property {boolean} [isPrimary]  whether no other finger is on the screen
 * @property {[number, number][]} [between]  coalesced places
 */

class Surface extends EventTarget {
  style = { cursor: "" };
  /** @type {Set<number>} */
  captured = new Set();

  getBoundingClientRect() {
    return { left: 0, top: 0 };
  }

  /** @param {number} id */
  setPointerCapture(id) {
    this.captured.add(id);
  }

  focus() {
    this.focused = true;
  }
}

/** A tool that logs what happens to its gestures. @param {string} id @param {string[]} log @param {Editor} editor @returns {Tool} */
function loggingTool(id, log, editor) {
  /** @param {readonly import("../../static/js/editor/gestures.js").GesturePoint[]} points */
  const places = (points) => points.map(({ x, y }) => `${x / 16},${y / 16}`).join(" ");
  return {
    id,
    cursor: id === "hand" ? "grab" : id,
    begin(_editor, point) {
      if (id !== "hand" && !editor.rights.value.draw) return null;
      log.push(`${id} begins ${places([point])}`);
      return {
        update: (points) => log.push(`moves ${places(points)}`),
        finish: () => log.push("finishes"),
        cancel: () => log.push("cancels"),
        previews: () => [],
      };
    },
  };
}

export class PointerRig {
  /** Calls logged by the tools. @type {string[]} */
  log = [];
  /** Cursor positions sent to the others, in board pixels. @type {(string | null)[]} */
  sentCursors = [];
  surface = new Surface();
  /** Number of times pen mode was switched. */
  penModeChanges = 0;
  /** @type {(() => void)[]} */
  #frames = [];

  constructor() {
    const editor = {
      camera: new Camera(),
      tool: new Signal("pen"),
      page: new Signal(1),
      rights: new Signal({ role: "editor", draw: true, why: null }),
      undo: () => this.log.push("undo"),
      redo: () => this.log.push("redo"),
      pointAt: (/** @type {{x: number, y: number} | null} */ place) =>
        this.sentCursors.push(place === null ? null : `${place.x / 16},${place.y / 16}`),
    };
    editor.camera.resize(1000, 800);
    editor.camera.goTo({ x: 0, y: 0, zoom: 1 });
    this.editor = /** @type {Editor} */ (/** @type {unknown} */ (editor));
    const tools = ["pen", "eraser", "hand"].map((id) => loggingTool(id, this.log, this.editor));
    this.gestures = new Gestures(this.editor, tools);
    const surface = /** @type {HTMLElement} */ (/** @type {unknown} */ (this.surface));
    this.input = new PointerInput(this.editor, this.gestures, surface, {
      frame: (run) => this.#frames.push(run),
    });
    this.input.penMode.active.subscribe(() => {
      this.penModeChanges += 1;
    });
  }

  /** Runs the callbacks of the next frame. */
  runFrame() {
    for (const run of this.#frames.splice(0)) run();
  }

  /** Returns and clears the log. */
  takeLog() {
    return this.log.splice(0);
  }

  /** @param {string} type @param {PointerFields} [touching] */
  send(type, touching = {}) {
    const { id = 1, x = 0, y = 0, at = 0, button = 0, pressure = 0.5, between } = touching;
    const isDown = type === "pointerdown" || type === "pointermove";
    const { shift = false, alt = false, ctrl = false } = touching.keys ?? {};
    const fields = {
      ...{ shiftKey: shift, altKey: alt, ctrlKey: ctrl, metaKey: false },
      pointerId: id,
      pointerType: touching.type ?? "mouse",
      clientX: x,
      clientY: y,
      timeStamp: at,
      button,
      buttons: touching.buttons ?? (isDown ? 1 : 0),
      pressure,
      isPrimary: touching.isPrimary ?? false,
    };
    const event = new Event(type, { cancelable: true });
    for (const [name, value] of Object.entries(fields))
      Object.defineProperty(event, name, { value });
    if (between !== undefined) {
      const events = between.map(([clientX, clientY]) => ({ ...fields, clientX, clientY }));
      Object.defineProperty(event, "getCoalescedEvents", { value: () => events });
    }
    this.surface.dispatchEvent(event);
    return event;
  }
}
