/**
 * Paints each kind of shape on any canvas, for any view.
 *
 * Shapes are painted one by one in painting order. Ink about a pixel wide is batched and stroked together, which is
 * several times as fast and looks the same; `flush` ends a batch.
 */

import { inflate } from "../model/box.js";
import { HIGHLIGHT_BLEND, INKS } from "../model/colour.js";
import { turn } from "../model/shape_box.js";
import { OVERHANGS, PAINTERS } from "./kind_painters.js";
import { PathCache } from "./path_cache.js";
import { TextLayout } from "./text.js";
import { isSparse, ThinInk } from "./thin_ink.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./view.js").Mapping} Mapping */
/** The store of points that painting reads. @typedef {Pick<PointPool, "xy" | "pressure">} Points */
/**
 * The target of painting: a context, and what lies under it for highlighters: another canvas (`under`), or paper, which
 * `paper` paints around a box of units.
 * @typedef {{ctx: CanvasRenderingContext2D, mapping: Mapping, under?: CanvasImageSource, paper?: (box: Box) => void}} Ground
 */

/** Device pixels; narrower ink has no visible outline. */
const THIN_PX = 1.5;

/** The farthest paint outside of a shape's box, in units. */
export const MAX_OVERHANG = 1024;

export class Painter {
  /** @type {Theme} */
  theme;
  /** Whether text was painted, so that its font has to be loaded. */
  usesText = false;
  #paths = new PathCache();
  #texts = new TextLayout();
  #thin = new ThinInk();

  /** @param {Theme} theme */
  constructor(theme) {
    this.theme = theme;
  }

  /** Drops text layouts, because a font has loaded. */
  forgetTexts() {
    this.#texts.clear();
  }

  /** Drops cached data of a shape. @param {Shape} shape  a record that is no longer shown */
  forget(shape) {
    this.#paths.forget(shape);
  }

  /**
   * @param {Ground} ground
   * @param {Shape} shape
   * @param {Points} pool
   * @param {number} [alpha]  1 is opaque
   */
  paint(ground, shape, pool, alpha = 1) {
    const { ctx, mapping } = ground;
    if (isHairline(shape, mapping.k) && !isSparse(shape, mapping.k, pool)) {
      this.#thin.colour = INKS[shape.style.ink][this.theme];
      this.#thin.alpha = alpha;
      this.#thin.add(ctx, mapping, shape, pool);
      return;
    }
    this.#thin.flush();
    ctx.globalAlpha = alpha;
    setTransform(ctx, shape, mapping);
    PAINTERS[shape.kind](this, ground, shape, pool);
  }

  /** Paints the current batch. */
  flush() {
    this.#thin.flush();
  }

  /** @param {Shape} shape @param {Points} pool */
  inkPath(shape, pool) {
    return this.#paths.path(shape, pool);
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Shape} shape @param {import("./text.js").TextPlace} textPlace */
  text(ctx, shape, textPlace) {
    this.usesText = true;
    this.#texts.paint(ctx, shape, textPlace);
  }

  /**
   * Fills a highlighter mark: the ink below shows through, and overlapping marks are not darker than either. Blending
   * needs the pixels below: on the hot canvas they are copied from `under` first, and on a tile the paper is painted.
   * @param {Ground} ground  whose transform is the path's
   * @param {Path2D} path
   * @param {{colour: string, box: Box}} mark
   */
  highlight({ ctx, under, paper }, path, { colour, box }) {
    ctx.save();
    if (under !== undefined || paper !== undefined) {
      ctx.save();
      ctx.clip(path);
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      if (under !== undefined) ctx.drawImage(under, 0, 0);
      else paper?.(box);
      ctx.restore();
    }
    ctx.globalCompositeOperation = HIGHLIGHT_BLEND[this.theme];
    ctx.fillStyle = colour;
    ctx.fill(path);
    ctx.restore();
  }
}

/** Whether a stroke is so thin that it is painted as a polyline. @param {Shape} shape @param {number} k */
export function isHairline({ kind, style }, k) {
  return kind === "ink" && style.size * k < THIN_PX;
}

/** The farthest paint outside of a shape's box, in units. @param {Shape} shape */
export function overhangOf(shape) {
  return Math.min(MAX_OVERHANG, Math.ceil(OVERHANGS[shape.kind](shape)));
}

/** The box around everything that a shape paints, including its overhang, in units. @param {Shape} shape @returns {Box} */
export function paintedBox(shape) {
  return inflate(shape.box, overhangOf(shape));
}

/** Transforms the context to units relative to the shape's position and rotation. @param {CanvasRenderingContext2D} ctx @param {Shape} shape @param {Mapping} mapping */
function setTransform(ctx, { x, y, rotation }, { k, ox, oy }) {
  const { sin, cos } = turn(rotation);
  ctx.setTransform(k * cos, k * sin, -k * sin, k * cos, x * k - ox, y * k - oy);
}
