/**
 * Decodes chunks in a worker; where there is none, on the page.
 */

import { decodeVisible } from "../model/columns.js";
import { NewerFormatError } from "../model/known.js";
import { trustedScript } from "../platform/trusted_script.js";

/** @typedef {import("../model/columns.js").Columns} Columns */
/** @typedef {import("./chunk_worker.js").Result} Result */
/** @typedef {{bytes: ArrayBuffer, done: (columns: Columns) => void, failed: (error: Error) => void}} Task */

export class Decoder {
  #worker = startWorker();
  #last = 0;
  /** @type {Map<number, Task>} */
  #tasks = new Map();

  constructor() {
    const worker = this.#worker;
    if (worker === null) return;
    worker.onmessage = ({ data }) => this.#onResult(data);
    // The worker's script could not be loaded.
    worker.onerror = () => this.#decodeHere();
  }

  /**
   * @param {ArrayBuffer} bytes  the visible part of a chunk
   * @returns {Promise<Columns>}
   */
  decode(bytes) {
    return new Promise((done, failed) => {
      this.#last += 1;
      this.#tasks.set(this.#last, { bytes, done, failed });
      if (this.#worker === null) this.#decodeHere();
      else this.#worker.postMessage({ number: this.#last, bytes });
    });
  }

  close() {
    this.#worker?.terminate();
    for (const { failed } of this.#tasks.values()) failed(new Error("the decoder is closed"));
    this.#tasks.clear();
  }

  /** @param {Result} result */
  #onResult({ number, columns, error = "", isNewer }) {
    const task = this.#tasks.get(number);
    this.#tasks.delete(number);
    if (columns !== undefined) task?.done(columns);
    else task?.failed(isNewer ? new NewerFormatError(error) : new RangeError(error));
  }

  #decodeHere() {
    this.#worker = null;
    for (const { bytes, done, failed } of this.#tasks.values()) {
      try {
        done(decodeVisible(new Uint8Array(bytes)));
      } catch (error) {
        failed(/** @type {Error} */ (error));
      }
    }
    this.#tasks.clear();
  }
}

/** @returns {Worker | null} */
function startWorker() {
  if (typeof Worker === "undefined") return null;
  try {
    return new Worker(trustedScript(new URL("./chunk_worker.js", import.meta.url).href), {
      type: "module",
    });
  } catch (error) {
    console.warn("chunks are decoded on the page", error);
    return null;
  }
}
