/**
 * Loads the current state of a board: the manifest, and its chunks by hash (SPEC A2, A3).
 *
 * Every failure is a `LoadError`, never an empty board.
 */

import { FORM, isKnownPage, isKnownShape, NewerFormatError } from "../model/known.js";

/** @typedef {import("../model/columns.js").Columns} Columns */
/** @typedef {import("../model/shape.js").WireShape} WireShape */
/** @typedef {import("../model/pages.js").WirePage} WirePage */
/** The used part of `fetch`. @typedef {(url: string, options: RequestInit) => Promise<Response>} Fetch */
/** @typedef {import("../model/board.js").ChunkRef} ChunkRef */
/** The place that is in view, in units. @typedef {{page: number, x: number, y: number}} Viewpoint */

/**
 * @typedef {object} Manifest
 * @property {number} v
 * @property {number} seq
 * @property {number} at
 * @property {string} name
 * @property {WirePage[]} pages
 * @property {Record<string, string>} authors  names by author number
 * @property {ChunkRef[]} chunks
 * @property {{shapes: WireShape[], removed: string[]}} delta
 */

/** Concurrent requests for chunks. Browsers allow six to a host; two are left for the rest of the page. */
const MAX_CONCURRENT = 4;

/**
 * Why a board could not be loaded: an HTTP status (404: no such board), `network`, `version` when this page is too old,
 * `rollback` when the server is older than this page, or `outdated` when the server has replaced chunks of the manifest, so that a new manifest helps.
 */
export class LoadError extends Error {
  /** @param {number | "network" | "version" | "rollback" | "outdated"} code */
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
    const response = await this.#get("/snapshot", signal);
    const manifest = /** @type {Manifest} */ (await orNetworkError(response.json()));
    if (manifest.v < FORM) throw new LoadError("rollback");
    if (manifest.v !== FORM || !isReadable(manifest)) throw new LoadError("version");
    return manifest;
  }

  /**
   * Loads chunks, the nearest to the viewpoint first, and decodes them. The page decodes them itself: each takes a few
   * milliseconds, much less than a worker takes to start, and is a task of its own.
   * @param {readonly ChunkRef[]} refs
   * @param {{viewpoint: () => Viewpoint, onChunk: (hash: string, columns: Columns) => void, signal: AbortSignal}} options
   */
  async chunks(refs, { viewpoint, onChunk, signal }) {
    if (refs.length === 0) return;
    const waiting = [...refs];
    const loading = orNetworkError(import("../model/columns.js"));
    const request = () => {
      if (waiting.length === 0) return null;
      const { hash } = removeNearest(waiting, viewpoint());
      const bytes = this.#bytes(`/chunks/${hash}`, signal);
      // It may fail before anybody awaits it.
      bytes.catch(() => undefined);
      return { hash, bytes };
    };
    const work = async () => {
      for (let next = request(); next !== null; ) {
        const { hash, bytes } = next;
        const [{ decodeVisible }, visible] = await Promise.all([loading, bytes]);
        if (signal.aborted) return;
        // The network works while the chunk is decoded.
        next = request();
        onChunk(
          hash,
          readable(() => decodeVisible(new Uint8Array(visible))),
        );
      }
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
  }

  /** When the points of a chunk were drawn. @param {string} hash @param {AbortSignal} signal */
  async timing(hash, signal) {
    const bytes = await this.#bytes(`/chunks/${hash}/timing`, signal);
    const { decodeTiming } = await orNetworkError(import("../model/columns.js"));
    return decodeTiming(new Uint8Array(bytes));
  }

  /** @param {string} path @param {AbortSignal} signal */
  async #bytes(path, signal) {
    const response = await this.#get(path, signal);
    return orNetworkError(response.arrayBuffer());
  }

  /** @param {string} path @param {AbortSignal} signal */
  async #get(path, signal) {
    const response = await orNetworkError(this.#fetch(this.#base + path, { signal }));
    if (!response.ok) throw new LoadError(await codeOf(response));
    return response;
  }
}

/**
 * Only the error code of the server means that a board is gone: chunks may be replaced while a page loads them, and proxies
 * answer 404 while a server restarts.
 * @param {Response} response
 */
async function codeOf(response) {
  if (response.status !== 404) return response.status;
  const refusal = await response.json().catch(() => null);
  return refusal?.error === "no_board" ? 404 : "outdated";
}

/** Whether this page is new enough for a manifest. @param {Manifest} manifest */
function isReadable({ pages, delta }) {
  return pages.every(isKnownPage) && delta.shapes.every(isKnownShape);
}

/** Decodes a chunk if this page is new enough for it. @template T @param {() => T} decode @returns {T} */
function readable(decode) {
  try {
    return decode();
  } catch (error) {
    throw error instanceof NewerFormatError ? new LoadError("version") : error;
  }
}

/** @template T @param {Promise<T>} coming @returns {Promise<T>} */
function orNetworkError(coming) {
  return coming.catch(() => {
    throw new LoadError("network");
  });
}

/** Removes and returns the nearest chunk. @param {ChunkRef[]} refs  at least one @param {Viewpoint} viewpoint */
function removeNearest(refs, viewpoint) {
  let best = 0;
  for (let at = 1; at < refs.length; at += 1) {
    if (distance(refs[at], viewpoint) < distance(refs[best], viewpoint)) best = at;
  }
  return /** @type {ChunkRef} */ (refs.splice(best, 1)[0]);
}

/** @param {ChunkRef | undefined} ref @param {Viewpoint} viewpoint */
function distance(ref, { page, x, y }) {
  if (ref === undefined || ref.page !== page) return Number.POSITIVE_INFINITY;
  const [left, top, right, bottom] = ref.box;
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}
