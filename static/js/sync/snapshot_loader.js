/**
 * Loads the current state of a board: the manifest, and its chunks by hash (SPEC A2, A3).
 *
 * Every failure is a `LoadError`, never an empty board.
 */

import { FORM, isKnownPage, isKnownShape, NewerFormatError } from "../model/known.js";
import { importOnce } from "../platform/loading.js";
import { cutPacks, gunzip, readPack } from "./chunk_packs.js";
import { CLOSED, OUT } from "./close_codes.js";

/** @typedef {import("../model/columns.js").Columns} Columns */
/** @typedef {import("../model/shape.js").WireShape} WireShape */
/** @typedef {import("../model/pages.js").WirePage} WirePage */
/** The used part of `fetch`. @typedef {(url: string, options: RequestInit) => Promise<Response>} Fetch */
/** Decompresses gzip. @typedef {(bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>} Unzip */
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

/** Concurrent requests for packs of chunks: while one is awaited, the other arrives. */
const MAX_CONCURRENT = 2;

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
  #unzip;

  /**
   * @param {string} base  address of the board's API
   * @param {Fetch} fetch
   * @param {Unzip} [unzip]
   */
  constructor(base, fetch, unzip = gunzip) {
    this.#base = base;
    this.#fetch = fetch;
    this.#unzip = unzip;
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
    const loading = orNetworkError(loadColumns());
    // Chunks of other pages wait in packs of their own.
    const { page } = viewpoint();
    const waiting = [true, false].flatMap((here) =>
      cutPacks(refs.filter((ref) => (ref.page === page) === here)),
    );
    const work = async () => {
      while (waiting.length > 0) {
        const pack = removeNearest(waiting, viewpoint());
        for await (const { hash, visible } of this.#pack(pack, signal)) {
          const { decodeVisible } = await loading;
          if (signal.aborted) return;
          onChunk(
            hash,
            readable(() => decodeVisible(visible)),
          );
        }
      }
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
  }

  /** Yields the visible parts of chunks as they arrive. @param {readonly ChunkRef[]} refs @param {AbortSignal} signal */
  async *#pack(refs, signal) {
    const hashes = refs.map(({ hash }) => hash);
    const { body } = await this.#get(`/chunks?hashes=${hashes.join(",")}`, signal);
    if (body === null) throw new LoadError("network");
    const parts = readPack(body);
    try {
      for (const hash of hashes) {
        const { done, value } = await orNetworkError(parts.next());
        if (done) throw new LoadError("network");
        yield { hash, visible: await orNetworkError(this.#unzip(value)) };
      }
    } finally {
      parts.return(undefined);
    }
  }

  /** When the points of a chunk were drawn. @param {string} hash @param {AbortSignal} signal */
  async timing(hash, signal) {
    const bytes = await this.#bytes(`/chunks/${hash}/timing`, signal);
    const { decodeTiming } = await orNetworkError(loadColumns());
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
  if (response.status !== 404 && response.status !== 403) return response.status;
  const refusal = await response.json().catch(() => null);
  if (response.status === 403) return [OUT, CLOSED].includes(refusal?.error) ? refusal.error : 403;
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

/** Removes and returns the pack with the nearest chunk. @param {ChunkRef[][]} packs  at least one @param {Viewpoint} viewpoint */
function removeNearest(packs, viewpoint) {
  const distances = packs.map((refs) => Math.min(...refs.map((ref) => distance(ref, viewpoint))));
  const nearest = distances.indexOf(Math.min(...distances));
  return /** @type {ChunkRef[]} */ (packs.splice(nearest, 1)[0]);
}

/** @param {ChunkRef} ref @param {Viewpoint} viewpoint */
function distance(ref, { page, x, y }) {
  if (ref.page !== page) return Number.POSITIVE_INFINITY;
  const [left, top, right, bottom] = ref.box;
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

/** The module that decodes chunks; a board without chunks does not need it. */
function loadColumns() {
  return importOnce(() => import("../model/columns.js"));
}
