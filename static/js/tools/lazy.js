/**
 * Tools whose module loads on first use. A press that comes earlier is followed from its start.
 */

import { Lazy } from "../platform/loading.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** The part of a tool that the page needs before its module is there. @typedef {Pick<Tool, "id" | "kind" | "keys" | "cursor" | "draws" | "reach">} ToolEntry */

/**
 * @param {ToolEntry} entry
 * @param {() => Promise<Tool>} load  retries by itself
 * @param {{isForViewers?: boolean}} [options]  whether those may use it who may only watch
 * @returns {Tool}
 */
export function lazyTool(entry, load, { isForViewers = false } = {}) {
  const lazy = new Lazy(load);
  return {
    ...entry,
    prepare: () => {
      lazy.load();
    },
    cursorAt: (editor, point) => lazy.value?.cursorAt?.(editor, point) ?? null,
    begin(editor, point, keys) {
      if (!isForViewers && !editor.rights.value.draw) return null;
      if (lazy.value !== null) return lazy.value.begin(editor, point, keys);
      const late = new LateGesture();
      lazy.load().then((tool) => late.start(tool.begin(editor, point, keys)));
      return late;
    },
    make(editor) {
      const make = (/** @type {Tool} */ tool) => tool.make?.(editor) ?? null;
      return lazy.value === null ? lazy.load().then(make) : make(lazy.value);
    },
  };
}

/**
 * A gesture of a tool that still loads: keeps what happens, and repeats it for the tool's own gesture.
 * @implements {Gesture}
 */
class LateGesture {
  /** @type {Gesture | null} */
  #gesture = null;
  /** @type {((gesture: Gesture) => void)[]} */
  #waiting = [];

  /** @param {Gesture | null} gesture */
  start(gesture) {
    this.#gesture = gesture;
    for (const act of this.#waiting.splice(0)) if (gesture !== null) act(gesture);
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} keys */
  update(points, keys) {
    this.#do((gesture) => gesture.update(points, keys));
  }

  finish() {
    this.#do((gesture) => gesture.finish());
  }

  cancel() {
    this.#do((gesture) => gesture.cancel());
  }

  previews() {
    return this.#gesture?.previews() ?? [];
  }

  get trail() {
    return this.#gesture?.trail;
  }

  /** @param {(gesture: Gesture) => void} act */
  #do(act) {
    if (this.#gesture === null) this.#waiting.push(act);
    else act(this.#gesture);
  }
}
