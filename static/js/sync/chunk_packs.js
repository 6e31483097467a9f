/**
 * Packs: several chunks in one response (SPEC A3), each compressed with gzip behind its length.
 *
 * A browser's cache knows a pack by its address, which lists its chunks. So packs are cut where a hash says so, not after a
 * fixed number of chunks: a replaced chunk changes its own pack, and all others come from the cache.
 */

import { PACK_CHUNKS } from "../model/limits.js";

/** @typedef {import("../model/board.js").ChunkRef} ChunkRef */

const LENGTH_BYTES = 4;

/** A pack ends behind one in this number of chunks, by the first two digits of their hashes. */
const MEAN_CHUNKS = 8;

/** Cuts the chunks of a manifest into packs, in their order. @param {readonly ChunkRef[]} refs @returns {ChunkRef[][]} */
export function cutPacks(refs) {
  /** @type {ChunkRef[][]} */
  const packs = [];
  /** @type {ChunkRef[]} */
  let pack = [];
  for (const ref of refs) {
    pack.push(ref);
    const endsPack = Number.parseInt(ref.hash.slice(0, 2), 16) % MEAN_CHUNKS === 0;
    if (!endsPack && pack.length < PACK_CHUNKS) continue;
    packs.push(pack);
    pack = [];
  }
  return pack.length > 0 ? [...packs, pack] : packs;
}

/**
 * Yields the compressed chunks of a pack as they arrive. The next piece of the response is requested only when the caller goes on.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<Uint8Array<ArrayBuffer>>}
 * @throws {RangeError} when the response ends early
 */
export async function* readPack(body) {
  const reader = body.getReader();
  /** @type {Uint8Array[]} */
  let pieces = [];
  let size = 0;
  /** Whether `wanted` bytes are there. @param {number} wanted */
  const receive = async (wanted) => {
    while (size < wanted) {
      const { done, value } = await reader.read();
      if (done) return false;
      pieces.push(value);
      size += value.length;
    }
    return true;
  };
  /** @param {number} length */
  const take = (length) => {
    const all = joined(pieces, size);
    const rest = all.subarray(length);
    [pieces, size] = rest.length > 0 ? [[rest], rest.length] : [[], 0];
    return all.subarray(0, length);
  };
  try {
    while (await receive(LENGTH_BYTES)) {
      const head = take(LENGTH_BYTES);
      const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
      if (!(await receive(length))) throw new RangeError("a pack ended early");
      yield take(length);
    }
    if (size > 0) throw new RangeError("a pack ended early");
  } finally {
    // Ends the transfer when the caller stops; a response that has ended does not mind.
    reader.cancel().catch(() => undefined);
  }
}

/** Decompresses gzip. @param {Uint8Array<ArrayBuffer>} bytes */
export async function gunzip(bytes) {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  // Damage is reported by the readable side.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  return new Uint8Array(await new Response(readable).arrayBuffer());
}

/** @param {readonly Uint8Array[]} pieces @param {number} size @returns {Uint8Array<ArrayBuffer>} */
function joined(pieces, size) {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1)
    return /** @type {Uint8Array<ArrayBuffer>} */ (first);
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
