/**
 * Fetches a board as it is now: the manifest, its chunks by hash, and the delta over them (SPEC A2, A3).
 *
 * Whatever goes wrong is a `LoadError`, never an empty board.
 */

import { Board } from "../model/board.js";

/** @typedef {import("../model/shape.js").WireShape} WireShape */
/** @typedef {import("../model/shape.js").Paper} Paper */
/** The part of `fetch` that is needed. @typedef {(url: string, options: RequestInit) => Promise<Response>} Fetch */

/**
 * @typedef {object} Manifest
 * @property {number} v
 * @property {number} seq
 * @property {number} at
 * @property {string} name
 * @property {{page: number, paper: Paper}[]} pages
 * @property {Record<string, string>} authors  names by author number
 * @property {{hash: string}[]} chunks
 * @property {{shapes: WireShape[], removed: string[]}} delta
 */
/** @typedef {{v: number, shapes: WireShape[]}} Chunk */

/** The form of manifests and chunks that this page can read. */
const VERSION = 1;

/** Why a board could not be loaded: an HTTP status, `network`, or `version` when this page is too old. */
export class LoadError extends Error {
  /** @param {number | "network" | "version"} code */
  constructor(code) {
    super(`the board cannot be loaded: ${code}`);
    this.code = code;
  }
}

export class SnapshotLoader {
  #base;
  #fetch;

  /**
   * @param {string} base  address of the board's API
   * @param {Fetch} fetch
   */
  constructor(base, fetch) {
    this.#base = base;
    this.#fetch = fetch;
  }

  /** @param {AbortSignal} signal @returns {Promise<Manifest>} */
  async manifest(signal) {
    const manifest = /** @type {Manifest} */ (await this.#json(`${this.#base}/snapshot`, signal));
    if (manifest.v !== VERSION) throw new LoadError("version");
    return manifest;
  }

  /** @param {Manifest} manifest @param {AbortSignal} signal @returns {Promise<Board>} */
  async board(manifest, signal) {
    const { seq, at, name, pages, chunks, delta } = manifest;
    const parts = await Promise.all(chunks.map(({ hash }) => this.#chunk(hash, signal)));
    const newer = new Set(delta.removed);
    for (const { id } of delta.shapes) newer.add(id);
    const shapes = [];
    for (const part of parts) {
      for (const shape of part) if (!newer.has(shape.id)) shapes.push(shape);
    }
    for (const shape of delta.shapes) shapes.push(shape);
    return Board.fromSnapshot({ seq, at, name, pages, shapes });
  }

  /** @param {string} hash @param {AbortSignal} signal */
  async #chunk(hash, signal) {
    const chunk = /** @type {Chunk} */ (await this.#json(`${this.#base}/chunks/${hash}`, signal));
    if (chunk.v !== VERSION) throw new LoadError("version");
    return chunk.shapes;
  }

  /** @param {string} url @param {AbortSignal} signal @returns {Promise<unknown>} */
  async #json(url, signal) {
    const response = await this.#fetch(url, { signal }).catch(() => {
      throw new LoadError("network");
    });
    if (!response.ok) throw new LoadError(response.status);
    return await response.json().catch(() => {
      throw new LoadError("network");
    });
  }
}
