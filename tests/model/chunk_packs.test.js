import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { PACK_CHUNKS } from "../../static/js/model/limits.js";
import { cutPacks, gunzip, readPack } from "../../static/js/sync/chunk_packs.js";
import { Seeded } from "./seeded.js";

/** @param {string} hash @returns {import("../../static/js/model/board.js").ChunkRef} */
const ref = (hash) => ({ hash, count: 1, box: [0, 0, 1, 1], page: 1 });

/** A response in pieces. @param {Uint8Array} bytes @param {number} size @param {{onPull?: () => void, onCancel?: () => void}} [options] */
function inPieces(bytes, size, { onPull, onCancel } = {}) {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        onPull?.();
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
      cancel: () => onCancel?.(),
    },
    { highWaterMark: 0 },
  );
}

/** @param {readonly Uint8Array[]} parts */
function framed(parts) {
  const pieces = parts.flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, Buffer.from(part)];
  });
  return new Uint8Array(Buffer.concat(pieces));
}

/** @param {ReadableStream<Uint8Array>} body */
async function all(body) {
  const parts = [];
  for await (const part of readPack(body)) parts.push([...part]);
  return parts;
}

test("[A3] a pack is read from pieces of any size", async () => {
  const parts = [[], [1], [2, 3, 4], Array.from({ length: 300 }, (_, at) => at % 256)];
  const bytes = framed(parts.map((part) => new Uint8Array(part)));
  for (const size of [1, 2, 3, 4, 5, 7, 64, bytes.length])
    assert.deepEqual(await all(inPieces(bytes, size)), parts, `pieces of ${size}`);
  assert.deepEqual(await all(inPieces(new Uint8Array(), 1)), []);
});

test("[A3] a pack that ends early is an error after the chunks that arrived", async () => {
  const bytes = framed([new Uint8Array([1, 2]), new Uint8Array([3, 4])]);
  for (const length of [bytes.length - 1, bytes.length - 2, bytes.length - 4]) {
    const parts = readPack(inPieces(bytes.slice(0, length), 3));
    assert.deepEqual([...((await parts.next()).value ?? [])], [1, 2]);
    await assert.rejects(parts.next(), RangeError);
  }
});

test("[A3] a reader that stops ends the transfer, and a slow one is sent no more than it asks for", async () => {
  let pulls = 0;
  let isCancelled = false;
  const bytes = framed([new Uint8Array(8), new Uint8Array(1000)]);
  const options = {
    onPull: () => {
      pulls += 1;
    },
    onCancel: () => {
      isCancelled = true;
    },
  };
  for await (const part of readPack(inPieces(bytes, 12, options))) {
    assert.equal(part.length, 8);
    break;
  }
  assert.equal(pulls, 1);
  assert.ok(isCancelled);
});

test("[A3] damaged gzip is an error, and whole gzip is what was compressed", async () => {
  const plain = new TextEncoder().encode("ink".repeat(1000));
  const packed = new Uint8Array(gzipSync(plain));
  assert.deepEqual(await gunzip(packed), plain);
  await assert.rejects(gunzip(packed.slice(0, packed.length - 9)));
  await assert.rejects(gunzip(new Uint8Array([1, 2, 3])));
});

test("[A3] [T5] packs have every chunk once, and a replaced chunk leaves most packs as they are", () => {
  const random = new Seeded(7);
  const hash = () => Array.from({ length: 64 }, () => random.within(0, 15).toString(16)).join("");
  const refs = Array.from({ length: 100 }, () => ref(hash()));
  const packs = cutPacks(refs);
  assert.deepEqual(packs.flat(), refs);
  assert.ok(packs.length <= 25, `${packs.length} packs`);
  assert.ok(packs.every((pack) => pack.length > 0 && pack.length <= PACK_CHUNKS));
  const address = (/** @type {typeof refs} */ pack) => pack.map((chunk) => chunk.hash).join();
  const before = new Set(packs.map(address));
  for (let at = 0; at < refs.length; at += 1) {
    // The server lists a new chunk last.
    const after = cutPacks([...refs.slice(0, at), ...refs.slice(at + 1), ref(hash())]);
    const fetched = after.filter((pack) => !before.has(address(pack)));
    assert.ok(fetched.length <= 4, `${fetched.length} packs changed by chunk ${at}`);
  }
  assert.deepEqual(cutPacks([]), []);
});
