/**
 * Tools whose module loads on first use. A press that comes earlier is followed from its start.
 */

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** The part of a tool that the page needs before its module is there. @typedef {Pick<Tool, "id" | "kind" | "keys" | "cursor" | "draws">} ToolEntry */

/**
 * @param {ToolEntry} entry
 * @param {() => Promise<Tool>} load
 * @returns {Tool}
 */
export function lazyTool(entry, load) {
  /** @type {Tool | null} */
  let tool = null;
  /** @type {Promise<Tool> | null} */
  let loading = null;
  const loaded = () => {
    loading ??= load().then(
      (arrived) => {
        tool = arrived;
        return arrived;
      },
      (error) => {
        // The next use asks again.
        loading = null;
        throw error;
      },
    );
    return loading;
  };
  return {
    ...entry,
    prepare: () => {
      loaded().catch((error) => console.warn(`the tool ${entry.id} did not load`, error));
    },
    begin(editor, point, keys) {
      if (!editor.rights.value.draw) return null;
      if (tool !== null) return tool.begin(editor, point, keys);
      const late = new LateGesture();
      loaded().then(
        (arrived) => late.start(arrived.begin(editor, point, keys)),
        (error) => console.warn(`the tool ${entry.id} did not load`, error),
      );
      return late;
    },
    make: async (editor) => (await loaded()).make?.(editor) ?? null,
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
