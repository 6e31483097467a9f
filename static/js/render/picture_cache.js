/**
 * The pictures of images, decoded at about the size at which they are painted. The same code runs in the worker that paints
 * tiles and on the page.
 */

/**
 * @typedef {object} Entry
 * @property {ImageBitmap | null} bitmap
 * @property {number} side  the longer side for which it was decoded, 0 for none
 * @property {boolean} isWhole  whether a larger one would show no more
 * @property {boolean} isLoading
 * @property {number} wanted  the largest side that was asked for
 * @property {number} used  time of the last use, ms
 * @property {number} failures  in a row
 */
/** @typedef {(source: ImageBitmapSource, options?: ImageBitmapOptions) => Promise<ImageBitmap>} Decode */
/** @typedef {{load: (image: string) => Promise<Blob>, onLoaded: (image: string) => void, decode?: Decode, now?: () => number}} PictureOptions */

/** Sides in pixels for which pictures are decoded. */
const MIN_SIDE = 128;
const MAX_SIDE = 2_560;

/** Bytes of decoded pictures that stay, and those that may be there at all while they are all in use. */
const KEPT_BYTES = 64 * 1024 * 1024;
const MAX_BYTES = 2 * KEPT_BYTES;

/** A picture that was painted this long ago is not in use. */
const IN_USE_MS = 10_000;

/** Pictures that load at a time. */
const AT_ONCE = 3;

/** Wait after the first failure; it doubles with each. The picture may be on its way, or the network gone. */
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;

export class PictureCache {
  #options;
  #decode;
  #now;
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {string[]} */
  #queue = [];
  #loading = 0;

  /** @param {PictureOptions} options */
  constructor(options) {
    this.#options = options;
    this.#decode = options.decode ?? ((source, options) => createImageBitmap(source, options));
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * The picture of an image; null while it is not there. A larger one loads when this one is too small.
   * @param {string} image
   * @param {number} pixels  of the longer side as it is painted
   */
  get(image, pixels) {
    const entry = this.#entries.get(image) ?? this.#add(image);
    entry.used = this.#now();
    entry.wanted = sideFor(pixels);
    const isEnough = entry.isWhole || entry.side >= entry.wanted;
    if (!isEnough && !entry.isLoading) this.#askForRoom(image, entry);
    return entry.bitmap;
  }

  /** @param {string} image @returns {Entry} */
  #add(image) {
    const entry = {
      ...{ bitmap: null, side: 0, isWhole: false, isLoading: false },
      ...{ wanted: 0, used: 0, failures: 0 },
    };
    this.#entries.set(image, entry);
    return entry;
  }

  /** Loads a picture if there is room, or else once others are out of use. @param {string} image @param {Entry} entry */
  #askForRoom(image, entry) {
    if (this.#bytes() >= MAX_BYTES) this.#shrink();
    if (this.#bytes() < MAX_BYTES) this.#ask(image, entry);
    else {
      entry.isLoading = true;
      setTimeout(() => this.#retry(image, entry), IN_USE_MS);
    }
  }

  /** @param {string} image @param {Entry} entry */
  #ask(image, entry) {
    entry.isLoading = true;
    this.#queue.push(image);
    this.#next();
  }

  #next() {
    while (this.#loading < AT_ONCE) {
      const image = this.#queue.shift();
      if (image === undefined) return;
      this.#loading += 1;
      this.#load(image).finally(() => {
        this.#loading -= 1;
        this.#next();
      });
    }
  }

  /** @param {string} image */
  async #load(image) {
    const entry = /** @type {Entry} */ (this.#entries.get(image));
    const side = entry.wanted;
    try {
      const blob = await this.#options.load(image);
      const { bitmap, isWhole } = await this.#decoded(blob, side);
      entry.bitmap?.close();
      Object.assign(entry, { bitmap, isWhole, side, isLoading: false, failures: 0 });
    } catch {
      entry.failures += 1;
      const wait = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (entry.failures - 1));
      // It counts as loading until then, so that painting does not ask at every frame.
      setTimeout(() => this.#retry(image, entry), wait);
      return;
    }
    this.#shrink();
    this.#options.onLoaded(image);
  }

  /** @param {string} image @param {Entry} entry */
  #retry(image, entry) {
    entry.isLoading = false;
    // Its tile is painted once, without it: nobody asks again for a picture that has never been there.
    if (entry.bitmap === null || this.#now() - entry.used < MAX_RETRY_MS)
      this.#askForRoom(image, entry);
  }

  /** @param {Blob} blob @param {number} side */
  async #decoded(blob, side) {
    const whole = await this.#decode(blob);
    const { width, height } = whole;
    const scale = side / Math.max(width, height);
    if (scale >= 1) return { bitmap: whole, isWhole: true };
    const size = (/** @type {number} */ length) => Math.max(1, Math.round(length * scale));
    const resized = { resizeWidth: size(width), resizeHeight: size(height) };
    const bitmap = await this.#decode(whole, {
      ...resized,
      resizeQuality: /** @type {const} */ ("high"),
    });
    whole.close();
    return { bitmap, isWhole: false };
  }

  #bytes() {
    let bytes = 0;
    for (const { bitmap } of this.#entries.values()) bytes += bytesOf(bitmap);
    return bytes;
  }

  /** Drops pictures that were not painted for the longest time, beyond what may stay. */
  #shrink() {
    let bytes = this.#bytes();
    const now = this.#now();
    const idle = [...this.#entries].filter(
      ([, { used, isLoading }]) => !isLoading && now - used > IN_USE_MS,
    );
    idle.sort(([, a], [, b]) => a.used - b.used);
    for (const [image, { bitmap }] of idle) {
      if (bytes <= KEPT_BYTES) return;
      bytes -= bytesOf(bitmap);
      bitmap?.close();
      this.#entries.delete(image);
    }
  }
}

/** @param {ImageBitmap | null} bitmap */
function bytesOf(bitmap) {
  return bitmap === null ? 0 : 4 * bitmap.width * bitmap.height;
}

/** The side for which a picture is decoded: steps of two, so that zooming seldom decodes. @param {number} pixels */
function sideFor(pixels) {
  let side = MIN_SIDE;
  while (side < pixels && side < MAX_SIDE) side *= 2;
  return Math.min(side, MAX_SIDE);
}
