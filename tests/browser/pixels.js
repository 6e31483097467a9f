/**
 * Screenshots as pixels: what a person sees, not what a canvas was told.
 *
 * Reads the PNG files that Chromium writes (8 bits a channel, not interlaced) and nothing else.
 */
import { inflateSync } from "node:zlib";

/** How far from every grey of the paper a colour is, before it counts as drawn. */
const DRAWN_DISTANCE = 60;

/** Largest change of a colour by rounding and smoothing. */
const SAME_DISTANCE = 8;

/** @typedef {[number, number, number]} Rgb */
/** @typedef {{x: number, y: number, width: number, height: number}} Area */

export class Picture {
  #channels;
  #bytes;

  /** @param {{width: number, height: number, channels: number, bytes: Uint8Array}} options */
  constructor({ width, height, channels, bytes }) {
    this.width = width;
    this.height = height;
    this.#channels = channels;
    this.#bytes = bytes;
  }

  /** @param {Buffer} png */
  static fromPng(png) {
    const header = png.subarray(16, 29);
    const width = header.readUInt32BE(0);
    const height = header.readUInt32BE(4);
    const channels = new Map([
      [2, 3],
      [6, 4],
    ]).get(header[9] ?? -1);
    if (header[8] !== 8 || header[12] !== 0 || channels === undefined) {
      throw new Error("not a PNG as Chromium writes it");
    }
    const raw = inflateSync(Buffer.concat([...dataChunks(png)]));
    return new Picture({
      width,
      height,
      channels,
      bytes: unfilter(raw, width * channels, channels),
    });
  }

  /** @param {number} x @param {number} y @returns {Rgb} */
  at(x, y) {
    const start = (Math.round(y) * this.width + Math.round(x)) * this.#channels;
    const [red, green, blue] = this.#bytes.subarray(start, start + 3);
    if (red === undefined || green === undefined || blue === undefined) {
      throw new Error(`(${x}, ${y}) is outside ${this.width} × ${this.height}`);
    }
    return [red, green, blue];
  }

  /**
   * How many pixels of an area differ clearly from `paper`.
   * @param {Rgb} paper @param {Area} [area]
   */
  drawn(paper, area = { x: 0, y: 0, width: this.width, height: this.height }) {
    let count = 0;
    const right = Math.min(this.width, Math.ceil(area.x + area.width));
    const bottom = Math.min(this.height, Math.ceil(area.y + area.height));
    for (let y = Math.max(0, Math.floor(area.y)); y < bottom; y += 1) {
      for (let x = Math.max(0, Math.floor(area.x)); x < right; x += 1) {
        if (distance(this.at(x, y), paper) > DRAWN_DISTANCE) count += 1;
      }
    }
    return count;
  }

  /** How many pixels have nearly this colour. @param {Rgb} colour */
  count(colour) {
    let count = 0;
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1) {
        if (distance(this.at(x, y), colour) <= SAME_DISTANCE) count += 1;
      }
    }
    return count;
  }

  /** The smallest area that holds everything drawn. @param {Rgb} paper @returns {Area} */
  bounds(paper) {
    let [left, top, right, bottom] = [this.width, this.height, -1, -1];
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1) {
        if (distance(this.at(x, y), paper) <= DRAWN_DISTANCE) continue;
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
    if (right < 0) throw new Error("nothing is drawn");
    return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  }

  /**
   * How many pixels differ clearly between two pictures of one size.
   * @param {Picture} other
   */
  differences(other) {
    if (other.width !== this.width || other.height !== this.height) {
      throw new Error("pictures of different sizes");
    }
    let count = 0;
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1) {
        if (distance(this.at(x, y), other.at(x, y)) > DRAWN_DISTANCE) count += 1;
      }
    }
    return count;
  }
}

/** @param {string} hex  as in style sheets, `#RRGGBB` @returns {Rgb} */
export function rgb(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The largest difference of a channel. @param {Rgb} one @param {Rgb} other */
export function distance(one, other) {
  return Math.max(
    Math.abs(one[0] - other[0]),
    Math.abs(one[1] - other[1]),
    Math.abs(one[2] - other[2]),
  );
}

/** @param {Buffer} png */
function* dataChunks(png) {
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") {
      yield png.subarray(at + 8, at + 8 + length);
    }
    at += length + 12;
  }
}

/** Undoes the prediction that each row names. @param {Buffer} raw @param {number} stride @param {number} channels */
function unfilter(raw, stride, channels) {
  const rows = raw.length / (stride + 1);
  const bytes = new Uint8Array(rows * stride);
  for (let row = 0; row < rows; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let i = 0; i < stride; i += 1) {
      const at = row * stride + i;
      const left = i >= channels ? (bytes[at - channels] ?? 0) : 0;
      const up = row > 0 ? (bytes[at - stride] ?? 0) : 0;
      const corner = row > 0 && i >= channels ? (bytes[at - stride - channels] ?? 0) : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      bytes[at] = (raw[row * (stride + 1) + 1 + i] ?? 0) + predicted;
    }
  }
  return bytes;
}

/** @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
