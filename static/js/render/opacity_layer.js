/**
 * A canvas on which a pale figure is painted first, so that its fill, outline and heads do not show through each other.
 */

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

export class OpacityLayer {
  /** @type {Context | null} */
  #ctx = null;

  /**
   * Paints into a box of a canvas with the context's `globalAlpha`.
   * @param {CanvasRenderingContext2D} ctx
   * @param {Box} box  around the figure, in pixels of the canvas
   * @param {(ctx: CanvasRenderingContext2D, left: number, top: number) => void} paint  with its origin moved to a corner
   */
  paint(ctx, box, paint) {
    const left = Math.max(0, box.minX);
    const top = Math.max(0, box.minY);
    const width = Math.min(ctx.canvas.width, box.maxX) - left;
    const height = Math.min(ctx.canvas.height, box.maxY) - top;
    if (width <= 0 || height <= 0) return;
    const layer = this.#sized(width, height);
    if (layer === null) return paint(ctx, 0, 0);
    paint(/** @type {CanvasRenderingContext2D} */ (layer), left, top);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(layer.canvas, 0, 0, width, height, left, top, width, height);
  }

  /** An empty canvas of at least this size; null without memory for one. @param {number} width @param {number} height */
  #sized(width, height) {
    this.#ctx ??= newContext();
    const ctx = this.#ctx;
    if (ctx === null) return null;
    const { canvas } = ctx;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (canvas.width < width) canvas.width = width;
    if (canvas.height < height) canvas.height = height;
    ctx.clearRect(0, 0, width, height);
    return ctx;
  }
}

/** @returns {Context | null} */
function newContext() {
  const hasPage = typeof document !== "undefined";
  return (hasPage ? document.createElement("canvas") : new OffscreenCanvas(1, 1)).getContext("2d");
}
