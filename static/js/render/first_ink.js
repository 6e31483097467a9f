/**
 * Paints the first strokes on the hot canvas before the renderer is loaded. The renderer later paints nearly the same
 * pixels.
 */

import { HIGHLIGHT_BLEND, HIGHLIGHTS, INKS } from "../model/colour.js";
import { LiveInk } from "./live_ink.js";
import { fitCanvas, viewOf } from "./view.js";

/** @typedef {import("../editor/camera.js").Camera} Camera */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../model/colour.js").InkName} InkName */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../platform/signal.js").Signal<Theme>} ShownTheme */

export class FirstInk {
  #canvas;
  #ctx;
  #camera;
  #theme;
  #dpr = 1;
  #request = 0;
  /** The strokes of each gesture. @type {Map<Gesture, LiveInk[]>} */
  #strokes = new Map();
  /** @type {Gesture | null} */
  #latest = null;
  #unsubscribes;

  /** @param {HTMLCanvasElement} canvas @param {Camera} camera @param {ShownTheme} theme */
  constructor(canvas, camera, theme) {
    const ctx = canvas.getContext("2d");
    if (ctx === null) throw new Error("this browser has no 2D canvas");
    this.#canvas = canvas;
    this.#ctx = ctx;
    this.#camera = camera;
    this.#theme = theme;
    const ask = () => this.#askForFrame();
    this.#unsubscribes = [camera.moves.subscribe(ask), theme.subscribe(ask)];
  }

  /** @param {number} cssWidth @param {number} cssHeight @param {number} dpr  device pixels of a CSS pixel */
  resize(cssWidth, cssHeight, dpr) {
    const { width, height } = fitCanvas(this.#canvas, cssWidth, cssHeight, dpr);
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#dpr = dpr;
    this.#paint();
  }

  /** Shows the current state of a gesture at the next frame. @param {Gesture} gesture */
  show(gesture) {
    this.#latest = gesture;
    if (!this.#strokes.has(gesture)) this.#strokes.set(gesture, []);
    this.#askForFrame();
  }

  /** Ends the latest gesture. @param {boolean} stays  whether it finished */
  end(stays) {
    if (!stays && this.#latest !== null) this.#strokes.delete(this.#latest);
    this.#askForFrame();
  }

  /** Clears the canvas and hands it over to the renderer. */
  stop() {
    for (const end of this.#unsubscribes) end();
    cancelAnimationFrame(this.#request);
    this.#strokes.clear();
    this.#paint();
  }

  #askForFrame() {
    if (this.#request !== 0) return;
    this.#request = requestAnimationFrame(() => {
      this.#request = 0;
      this.#paint();
    });
  }

  #paint() {
    const { width, height } = this.#canvas;
    const ctx = this.#ctx;
    ctx.clearRect(0, 0, width, height);
    const { k, ox, oy } = viewOf(this.#camera, { width, height, dpr: this.#dpr });
    const theme = this.#theme.value;
    for (const [gesture, inks] of this.#strokes) {
      for (const [at, preview] of gesture.previews().entries()) {
        if (preview.kind !== "ink") continue;
        const ink = inks[at] ?? new LiveInk(preview);
        ink.update(preview);
        inks[at] = ink;
        const isInk = preview.shapeKind === "ink";
        ctx.save();
        // A highlighter lets the ink below show through.
        if (!isInk) ctx.globalCompositeOperation = HIGHLIGHT_BLEND[theme];
        ctx.setTransform(k, 0, 0, k, preview.x * k - ox, preview.y * k - oy);
        // A colour without a name is shown as on light paper until the renderer is here.
        const named = (isInk ? INKS : HIGHLIGHTS)[/** @type {InkName} */ (preview.style.ink)];
        ctx.fillStyle = named === undefined ? preview.style.ink : named[theme];
        ctx.globalAlpha = isInk ? (preview.style.opacity ?? 100) / 100 : 1;
        ctx.fill(ink.path());
        ctx.restore();
      }
    }
  }
}
