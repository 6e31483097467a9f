/**
 * The pictures of a scene while it is painted: each is there before the part that shows it, and goes when others need the room.
 */

import { pictureBlob } from "./page_pictures.js";

/** A picture and the longer side in pixels at which it is painted. @typedef {{image: string, side: number}} Wanted */

/** Bytes of decoded pictures beyond those of the part that is painted. */
const KEPT_BYTES = 64 * 1024 * 1024;

export class ScenePictures {
  /** Pictures that could not be loaded. @type {Set<string>} */
  missing = new Set();
  /** The latest used last. @type {Map<string, {bitmap: ImageBitmap, side: number}>} */
  #held = new Map();

  /** The picture of an image; null when it is missing. @param {string} image */
  get(image) {
    return this.#held.get(image)?.bitmap ?? null;
  }

  /** Loads the pictures of the next part. @param {readonly Wanted[]} wanted */
  async prepare(wanted) {
    for (const { image, side } of wanted) {
      const held = this.#held.get(image);
      this.#held.delete(image);
      const isEnough = held !== undefined && held.side >= side;
      if (!isEnough) held?.bitmap.close();
      const next = isEnough ? held : await this.#load(image, side);
      if (next !== null) this.#held.set(image, next);
    }
    this.#shrink(new Set(wanted.map(({ image }) => image)));
  }

  /** Frees the memory. */
  close() {
    for (const { bitmap } of this.#held.values()) bitmap.close();
    this.#held.clear();
  }

  /** @param {string} image @param {number} side */
  async #load(image, side) {
    if (this.missing.has(image)) return null;
    try {
      const whole = await createImageBitmap(await pictureBlob(image));
      const { width, height } = whole;
      const scale = side / Math.max(width, height);
      if (scale >= 1) return { bitmap: whole, side: Number.POSITIVE_INFINITY };
      const size = (/** @type {number} */ length) => Math.max(1, Math.round(length * scale));
      const resized = { resizeWidth: size(width), resizeHeight: size(height) };
      const quality = { resizeQuality: /** @type {const} */ ("high") };
      const bitmap = await createImageBitmap(whole, { ...resized, ...quality });
      whole.close();
      return { bitmap, side };
    } catch (error) {
      console.warn(`the picture ${image} is missing`, error);
      this.missing.add(image);
      return null;
    }
  }

  /** @param {ReadonlySet<string>} inUse */
  #shrink(inUse) {
    let bytes = 0;
    for (const { bitmap } of this.#held.values()) bytes += 4 * bitmap.width * bitmap.height;
    for (const [image, { bitmap }] of this.#held) {
      if (bytes <= KEPT_BYTES) return;
      if (inUse.has(image)) continue;
      bytes -= 4 * bitmap.width * bitmap.height;
      bitmap.close();
      this.#held.delete(image);
    }
  }
}
