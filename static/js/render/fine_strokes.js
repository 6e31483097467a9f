/**
 * A software rasteriser for ink up to two pixels wide: four times as fast as a canvas for a board of thousands of strokes
 * at a low zoom.
 *
 * About once per pixel along a stroke it deposits coverage on the four surrounding pixels (bilinear) and blends it over
 * their colour. Above 1.3 pixels of width it does so on two lanes side by side. Pixels are premultiplied.
 */

import { inkColour } from "../model/custom_colour.js";
import { widthFactor } from "../model/pressure.js";
import { turn } from "../model/rotation.js";
import { intAt } from "../model/typed_arrays.js";
import { MIN_STEP_PX, MIN_WIDTH_PX } from "./thin_ink.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/kinds.js").Points} Points */
/** @typedef {import("./view.js").Mapping} Mapping */
/** A colour as two pairs of channels with room for multiplication: red and blue, green and alpha. @typedef {{redBlue: number, greenAlpha: number}} Pairs */

/** Device pixels; wider ink has visible edges. */
export const SUBPIXEL_WIDTH = 2;

/** Up to this width one lane suffices: two would nearly coincide. */
const ONE_LANE_PX = 1.3;

/**
 * The coverage of each of two lanes. It exceeds half of the width, because overlapping lanes do not add up; fitted to
 * lines at all sub-pixel positions.
 * @param {number} width
 */
function laneForce(width) {
  return 0.43 + 0.285 * width;
}

/** A mask for two channels of a pixel, and half of each for rounding. */
const PAIR = 0x00ff00ff;
const HALF = 0x00800080;

/** 255 / alpha, the factor that unpremultiplies a channel. */
const SHARES = Float32Array.from({ length: 256 }, (_, alpha) => 255 / Math.max(1, alpha));

/** The width in device pixels at the middle of the stroke. @param {Shape} shape @param {number} k @param {Points} pool */
export function subpixelWidth({ style, start, count }, k, { pressure }) {
  return style.size * k * widthFactor(pressure[start + (count >> 1)] ?? 0);
}

export class FineStrokeRasterizer {
  /** With a border of one pixel on each side, which saves special cases at the edges. */
  #pixels = new Uint32Array(0);
  #width = 0;
  #height = 0;
  #redBlue = 0;
  #greenAlpha = 0;
  /** Distance of each of two lanes from the centreline; 0 for one lane. */
  #laneOffset = 0;
  /** @type {ImageData | null} */
  #image = null;

  /** Starts an empty image. @param {number} width @param {number} height */
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
  add(shape, { k, ox, oy }, { pool, theme, alpha: shown }) {
    const alpha = (shown * shape.style.opacity) / 100;
    const pairs = pairsOf(inkColour(shape.style.ink, theme));
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
      // Every stroke starts with a dot, which a stroke of one point consists of.
      else this.#deposit(x, y, width * width * alpha * 256);
      fromX = x;
      fromY = y;
    }
  }

  /**
   * Returns the painted pixels for a canvas; the next call may return the same object.
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
    // A pixel is sampled at its middle, hence - 0.5; the border adds 1.
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

/** Unpremultiplies a pixel. @param {number} pixel */
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
