// Fake canvases: their contexts record all calls.

/** @typedef {{name: string, values: unknown[]}} Call */

class FakePath {
  moveTo() {
    return undefined;
  }
  lineTo() {
    return undefined;
  }
  quadraticCurveTo() {
    return undefined;
  }
  closePath() {
    return undefined;
  }
  addPath() {
    return undefined;
  }
}

/** A canvas as large as the screen of these tests. */
export class FakeCanvas {
  width = 0;
  height = 0;
  /** @type {Call[]} */
  calls = [];
  #context;

  constructor() {
    const { calls } = this;
    /** @type {Record<string, unknown>} */
    const set = { canvas: this };
    this.#context = new Proxy(set, {
      get: (_, name) => {
        const key = String(name);
        if (key in set) return set[key];
        return (/** @type {unknown[]} */ ...values) => {
          calls.push({ name: key, values });
          return { width: 10 };
        };
      },
      set: (_, name, value) => {
        set[String(name)] = value;
        return true;
      },
    });
  }

  getContext() {
    return this.#context;
  }

  /** The calls of these names since the last time. @param {...string} names */
  told(...names) {
    return this.calls.splice(0).filter(({ name }) => names.includes(name));
  }

  /** @returns {HTMLCanvasElement} */
  get element() {
    return /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ (this));
  }
}

/** Canvases that the code under test has created. @type {FakeCanvas[]} */
export const made = [];

/** The calls of these names on all canvases since the last time. @param {...string} names */
export function toldToAll(...names) {
  return made.flatMap((canvas) => canvas.told(...names));
}

/** Installs the browser globals that the code under test uses. */
export function installCanvas() {
  const createElement = () => {
    const canvas = new FakeCanvas();
    made.push(canvas);
    return canvas;
  };
  Object.assign(globalThis, { Path2D: FakePath, document: { createElement } });
}
