/**
 * A picture of the board as it was at another zoom, shown until there is a sharp one.
 */

/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").Mapping} Mapping */
/** @typedef {import("./view.js").View} View */

export class Still {
  /** @type {CanvasRenderingContext2D} */
  #ctx;
  #mapping;

  /** @param {HTMLCanvasElement} canvas @param {View} view  what the canvas shows */
  constructor(canvas, view) {
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const ctx = copy.getContext("2d", { alpha: false });
    if (ctx === null) throw new Error("no memory for another canvas");
    if (copy.width > 0 && copy.height > 0) ctx.drawImage(canvas, 0, 0);
    this.#ctx = ctx;
    /** @type {Mapping} */
    this.#mapping = view;
  }

  /** @param {CanvasRenderingContext2D} ctx @param {View} view */
  show(ctx, view) {
    const { canvas } = this.#ctx;
    if (canvas.width === 0 || canvas.height === 0) return;
    const { k, ox, oy } = this.#mapping;
    const scale = view.k / k;
    const x = ox * scale - view.ox;
    const y = oy * scale - view.oy;
    // The two pictures meet on whole pixels where nothing is scaled.
    const [left, top] = scale === 1 ? [Math.round(x), Math.round(y)] : [x, y];
    ctx.drawImage(canvas, left, top, canvas.width * scale, canvas.height * scale);
  }

  /** @param {Shape} shape @param {PointPool} pool @param {Painter} painter */
  paintOver(shape, pool, painter) {
    painter.paint({ ctx: this.#ctx, mapping: this.#mapping }, shape, pool);
    painter.flush();
  }
}
