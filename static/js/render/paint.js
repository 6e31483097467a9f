/**
 * Paints each kind of shape on any canvas, for any view.
 *
 * Shapes are painted one by one in painting order. Ink about a pixel wide is batched and stroked together, which is
 * several times as fast and looks the same; `flush` ends a batch.
 */

import { inflate } from "../model/box.js";
import { HIGHLIGHT_BLEND } from "../model/colour.js";
import { highlightColour, inkColour } from "../model/custom_colour.js";
import { traitsOf } from "../model/kinds.js";
import { turn } from "../model/rotation.js";
import { OpacityLayer } from "./opacity_layer.js";
import { measureOn, paintFigure } from "./paint_figure.js";
import { PathCache } from "./path_cache.js";
import { isSparse, MIN_WIDTH_PX, ThinInk } from "./thin_ink.js";
import { pixelsAround } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/figure.js").Figure} Figure */
/** @typedef {import("../model/kinds.js").Points} Points */
/** @typedef {import("./fonts.js").Font} Font */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./view.js").Mapping} Mapping */
/**
 * The target of painting: a context, and what lies under it for highlighters: another canvas (`under`), or paper, which
 * `paper` paints around a box of units.
 * @typedef {{ctx: CanvasRenderingContext2D, mapping: Mapping, under?: CanvasImageSource, paper?: (box: Box) => void}} Ground
 */

/** Device pixels; narrower ink has no visible outline. */
const THIN_PX = 1.5;

/** Pause before the code for pictures is loaded again. */
const PICTURES_RETRY_MS = 2_000;

/** The farthest paint outside of a shape's box, in units. */
export const MAX_OVERHANG = 1024;

export class Painter {
  /** @type {Theme} */
  theme;
  /** The fonts of painted texts, which have to be loaded. @type {Set<Font>} */
  fonts = new Set();
  /** Pictures of images; null until they are needed, and where there are none. @type {Pick<import("./picture_cache.js").PictureCache, "get"> | null} */
  pictures = null;
  /** Loads them, on the page. @type {(() => Promise<void>) | null} */
  onPicturesNeeded = null;
  #paths = new PathCache();
  /** Figures of shapes with text, because laying it out takes long. @type {WeakMap<Shape, {theme: Theme, figure: Figure}>} */
  #laidOut = new WeakMap();
  #thin = new ThinInk();
  #layer = new OpacityLayer();

  /** @param {Theme} theme */
  constructor(theme) {
    this.theme = theme;
  }

  /** Drops layouts of text, because a font has loaded and their widths were measured with another. */
  forgetTexts() {
    this.#laidOut = new WeakMap();
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
      this.#thin.colour = inkColour(shape.style.ink, this.theme);
      this.#thin.alpha = alpha * opacityOf(shape);
      this.#thin.add(ctx, mapping, shape, pool);
      return;
    }
    this.#thin.flush();
    ctx.globalAlpha = alpha * opacityOf(shape);
    const picture = shape.kind === "image" ? this.#pictureOf(shape, mapping.k) : null;
    if (picture !== null) {
      setTransform(ctx, shape, mapping);
      ctx.imageSmoothingQuality = "high";
      ctx.drawImage(picture, 0, 0, shape.w, shape.h);
      return;
    }
    const figure = this.#figure(ctx, shape, pool);
    setTransform(ctx, shape, mapping);
    if (figure === null) this.#paintStroke(ground, shape, pool);
    else if (figure.length === 1 || ctx.globalAlpha === 1) paintFigure(ctx, figure, mapping.k);
    else this.#paintPale(ground, shape, figure);
  }

  /** Paints a pale figure of several parts, which cover each other. @param {Ground} ground @param {Shape} shape @param {Figure} figure */
  #paintPale({ ctx, mapping }, shape, figure) {
    const { k, ox, oy } = mapping;
    const { minX, minY, maxX, maxY } = pixelsAround(paintedBox(shape), k);
    const box = { minX: minX - ox, minY: minY - oy, maxX: maxX - ox, maxY: maxY - oy };
    this.#layer.paint(ctx, box, (layer, left, top) => {
      setTransform(layer, shape, { k, ox: ox + left, oy: oy + top });
      paintFigure(layer, figure, k);
    });
  }

  /** Paints the current batch. */
  flush() {
    this.#thin.flush();
  }

  /** The picture of an image; null while it is not there. @param {Shape} shape @param {number} k */
  #pictureOf({ more, w, h }, k) {
    const image = more?.image ?? null;
    if (this.pictures === null) this.#askForPictures();
    return image === null ? null : (this.pictures?.get(image, Math.max(w, h) * k) ?? null);
  }

  /** Loads the code for pictures; when that fails, a later frame tries again. */
  #askForPictures() {
    const load = this.onPicturesNeeded;
    this.onPicturesNeeded = null;
    load?.().catch((error) => {
      console.warn("pictures cannot be painted yet:", error);
      setTimeout(() => {
        this.onPicturesNeeded = load;
      }, PICTURES_RETRY_MS);
    });
  }

  /** Returns the figure of a shape; null for a stroke. @param {CanvasRenderingContext2D} ctx @param {Shape} shape @param {Points} pool */
  #figure(ctx, shape, pool) {
    const { figure: figureOf } = traitsOf(shape.kind);
    if (figureOf === null) return null;
    const look = { theme: this.theme, measure: measureOn(ctx) };
    if (shape.text === null) return figureOf(shape, pool, look);
    this.fonts.add(shape.style.font);
    const known = this.#laidOut.get(shape);
    if (known?.theme === this.theme) return known.figure;
    const figure = figureOf(shape, pool, look);
    this.#laidOut.set(shape, { theme: this.theme, figure });
    return figure;
  }

  /** @param {Ground} ground @param {Shape} shape @param {Points} pool */
  #paintStroke(ground, shape, pool) {
    const path = this.#paths.path(shape, pool);
    const { kind, style, box } = shape;
    const { ink, size } = style;
    if (kind === "highlight") {
      this.highlight(ground, path, { colour: highlightColour(ink, this.theme), box });
      return;
    }
    const { ctx, mapping } = ground;
    ctx.fillStyle = inkColour(ink, this.theme);
    fillInk(ctx, path, { size, k: mapping.k });
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

/** Opacity from 0 to 1; a highlighter has its own way to let the ink below show. @param {Pick<Shape, "kind" | "style">} shape */
export function opacityOf({ kind, style }) {
  return kind === "highlight" ? 1 : style.opacity / 100;
}

/** Whether a stroke is so thin that it is painted as a polyline. @param {Shape} shape @param {number} k */
export function isHairline({ kind, style }, k) {
  return kind === "ink" && style.size * k < THIN_PX;
}

/** The farthest paint outside of a shape's box, in units. @param {Shape} shape */
export function overhangOf(shape) {
  return Math.min(MAX_OVERHANG, Math.ceil(traitsOf(shape.kind).spill(shape)));
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

/**
 * Fills the outline of ink, in units, with the current fill style, at least `MIN_WIDTH_PX` wide.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Path2D} path
 * @param {{size: number, k: number, shownAt?: number}} line  `shownAt`: the scale at which the canvas is shown
 */
export function fillInk(ctx, path, { size, k, shownAt = 1 }) {
  ctx.fill(path);
  const missing = (MIN_WIDTH_PX * shownAt) / k - size;
  if (missing <= 0) return;
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = missing;
  ctx.stroke(path);
}
