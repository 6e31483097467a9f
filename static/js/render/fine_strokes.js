/**
 * Ink that is a pixel or two wide, painted without a canvas: four times faster where a board of
 * thousands of strokes is seen from afar.
 *
 * Along each stroke coverage is dropped about once a pixel, shared among the four pixels around the
 * place by their distance (bilinear), and laid over what is there. Above a pixel of width there are two
 * such lanes side by side. Pixels are premultiplied.
 */

import { INKS } from "../model/colour.js";
import { widthFactor } from "../model/pressure.js";
import { turn } from "../model/shape_box.js";
import { intAt } from "../model/typed_arrays.js";
import { MIN_STEP_PX, MIN_WIDTH_PX } from "./thin_ink.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./paint.js").Points} Points */
/** @typedef {import("./view.js").Mapping} Mapping */
/** A colour as two pairs of channels, each with room to be multiplied: red and blue, green and alpha. @typedef {{redBlue: number, greenAlpha: number}} Pairs */

/** Wider ink on the device has edges that could be seen. */
export const SUBPIXEL_WIDTH = 2;

/** Up to this width there is one lane: two would have nearly all in common. */
const ONE_LANE_PX = 1.3;

/**
 * How much each of two lanes covers. Where they lie together only one of them counts, so it is more
 * than half of the width; fitted to lines of all places between the pixels.
 * @param {number} width
 */
function laneForce(width) {
  return 0.43 + 0.285 * width;
}

/** Two channels of a pixel, and a half of each for rounding. */
const PAIR = 0x00ff00ff;
const HALF = 0x00800080;

/** 255 / alpha, to get a colour out of a premultiplied one. */
const SHARES = Float32Array.from({ length: 256 }, (_, alpha) => 255 / Math.max(1, alpha));

/** Width on the device, from the middle of the stroke. @param {Shape} shape @param {number} k @param {Points} pool */
export function subpixelWidth({ size, start, count }, k, { pressure }) {
  return size * k * widthFactor(pressure[start + (count >> 1)] ?? 0);
}

export class FineStrokeRasterizer {
  /** With a border of a pixel on each side, so that no edge is a special case. */
  #pixels = new Uint32Array(0);
  #width = 0;
  #height = 0;
  #redBlue = 0;
  #greenAlpha = 0;
  /** How far from the middle of the line its two lanes lie; 0 where there is one. */
  #laneOffset = 0;
  /** @type {ImageData | null} */
  #image = null;

  /** Starts with nothing on so many pixels. @param {number} width @param {number} height */
  begin(width, height) {
    this.#width = width + 2;
    this.#height = height + 2;
    const length = this.#width * this.#height;
    if (this.#pixels.length < length) this.#pixels = new Uint32Array(length);
    else this.#pixels.fill(0, 0, length);
  }

  /**
   * @param {Shape} shape  ink
   * @param {Mapping} mapping  whose origin is the first pixel
   * @param {{pool: Points, theme: Theme, alpha: number}} look
   */
  add(shape, { k, ox, oy }, { pool, theme, alpha }) {
    const pairs = pairsOf(INKS[shape.ink][theme]);
    this.#redBlue = pairs.redBlue;
    this.#greenAlpha = pairs.greenAlpha;
    const width = Math.max(MIN_WIDTH_PX, subpixelWidth(shape, k, pool));
    this.#laneOffset = width > ONE_LANE_PX ? (width - 1) / 2 : 0;
    const force = (this.#laneOffset > 0 ? laneForce(width) : width) * alpha * 256;
    const { sin, cos } = turn(shape.rotation);
    const { xy } = pool;
    const left = shape.x * k - ox;
    const top = shape.y * k - oy;
    const last = shape.start + shape.count - 1;
    let fromX = 0;
    let fromY = 0;
    for (let at = shape.start; at <= last; at += 1) {
      const ux = intAt(xy, at * 2) * k;
      const uy = intAt(xy, at * 2 + 1) * k;
      const x = left + ux * cos - uy * sin;
      const y = top + ux * sin + uy * cos;
      const isFirst = at === shape.start;
      const step = Math.abs(x - fromX) + Math.abs(y - fromY);
      if (!isFirst && at !== last && step < MIN_STEP_PX) continue;
      if (!isFirst) this.#line(fromX, fromY, x - fromX, y - fromY, force);
      // A dot of its own, also where a stroke ends where it began.
      else this.#deposit(x, y, width * width * alpha * 256);
      fromX = x;
      fromY = y;
    }
  }

  /**
   * What was painted, as it is put on a canvas; the next image may be the same object.
   * @returns {ImageData}
   */
  image() {
    const width = this.#width - 2;
    const height = this.#height - 2;
    const last = this.#image;
    const isAsBefore = last !== null && last.width === width && last.height === height;
    const image = isAsBefore ? last : new ImageData(width, height);
    this.#image = image;
    const out = new Uint32Array(image.data.buffer);
    const pixels = this.#pixels;
    for (let y = 0; y < height; y += 1) {
      let from = (y + 1) * this.#width + 1;
      for (let to = y * width; to < (y + 1) * width; to += 1) {
        const pixel = /** @type {number} */ (pixels[from]);
        from += 1;
        out[to] = pixel === 0 ? 0 : unpremultiplied(pixel);
      }
    }
    return image;
  }

  /** @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} force */
  #line(x, y, dx, dy, force) {
    const length = Math.sqrt(dx * dx + dy * dy);
    const steps = Math.ceil(length);
    const share = (force * length) / steps;
    const ax = length === 0 ? 0 : (-dy / length) * this.#laneOffset;
    const ay = length === 0 ? 0 : (dx / length) * this.#laneOffset;
    for (let step = 0; step < steps; step += 1) {
      const along = (step + 0.5) / steps;
      const px = x + dx * along;
      const py = y + dy * along;
      this.#deposit(px + ax, py + ay, share);
      if (this.#laneOffset > 0) this.#deposit(px - ax, py - ay, share);
    }
  }

  /** @param {number} x @param {number} y @param {number} force  256 covers a pixel */
  #deposit(x, y, force) {
    // Pixels have their colour in their middle; one is added for the border.
    const px = x + 0.5;
    const py = y + 0.5;
    const column = Math.floor(px);
    const row = Math.floor(py);
    if (column < 0 || row < 0 || column >= this.#width - 1 || row >= this.#height - 1) return;
    const right = px - column;
    const below = py - row;
    const at = row * this.#width + column;
    const lower = force * below;
    const upper = force - lower;
    this.#blend(at, upper * (1 - right));
    this.#blend(at + 1, upper * right);
    this.#blend(at + this.#width, lower * (1 - right));
    this.#blend(at + this.#width + 1, lower * right);
  }

  /** @param {number} at @param {number} force */
  #blend(at, force) {
    const cover = force > 256 ? 256 : (force + 0.5) | 0;
    if (cover === 0) return;
    const rest = 256 - cover;
    const old = /** @type {number} */ (this.#pixels[at]);
    const redBlue = (Math.imul(old & PAIR, rest) + Math.imul(this.#redBlue, cover) + HALF) >>> 8;
    const greenAlpha =
      Math.imul((old >>> 8) & PAIR, rest) + Math.imul(this.#greenAlpha, cover) + HALF;
    this.#pixels[at] = (redBlue & PAIR) | (greenAlpha & ~PAIR);
  }
}

/** A premultiplied pixel with its colour as it is. @param {number} pixel */
function unpremultiplied(pixel) {
  const alpha = pixel >>> 24;
  if (alpha === 255) return pixel;
  const share = /** @type {number} */ (SHARES[alpha]);
  const red = Math.min(255, (pixel & 255) * share + 0.5) | 0;
  const green = Math.min(255, ((pixel >>> 8) & 255) * share + 0.5) | 0;
  const blue = Math.min(255, ((pixel >>> 16) & 255) * share + 0.5) | 0;
  return (alpha << 24) | (blue << 16) | (green << 8) | red;
}

/** @type {Map<string, Pairs>} */
const known = new Map();

/** @param {string} hex  `#RRGGBB` @returns {Pairs} */
function pairsOf(hex) {
  let pairs = known.get(hex);
  if (pairs === undefined) {
    const value = Number.parseInt(hex.slice(1), 16);
    const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
    pairs = { redBlue: red | (blue << 16), greenAlpha: green | (255 << 16) };
    known.set(hex, pairs);
  }
  return pairs;
}
