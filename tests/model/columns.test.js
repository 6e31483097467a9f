// Chunks in columns: the shared vectors, which the server reads too, and whatever is broken.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Board, canonical } from "../../static/js/model/board.js";
import { decodeTiming, decodeVisible } from "../../static/js/model/columns.js";
import { shapesFromColumns, toWire } from "../../static/js/model/shape.js";
import { decodeSigned } from "../../static/js/model/varints.js";
import { encodeChunk, signed } from "./columns_writer.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */

const FOLDER = new URL("../vectors/chunks/", import.meta.url);
const NAMES = readdirSync(FOLDER).flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? []);

/** @param {string} name */
function vector(name) {
  const read = (/** @type {string} */ end) => readFileSync(new URL(`${name}.${end}`, FOLDER));
  const { shapes } = JSON.parse(read("json").toString());
  // Clients ignore the writers of registers (SPEC B9), and chunks keep them for themselves.
  const wire = shapes.map((/** @type {WireShape & {w?: unknown}} */ { w: _, ...shape }) => shape);
  return { wire: /** @type {WireShape[]} */ (wire), face: read("face"), timing: read("timing") };
}

/** A board with nothing but one chunk. @param {Uint8Array} face */
function boardOf(face) {
  const frame = { seq: 1, at: 1, name: "", pages: [], delta: { shapes: [], removed: [] } };
  const board = Board.fromManifest({
    ...frame,
    chunks: [{ hash: "h", count: 1, box: [0, 0, 0, 0], page: 1 }],
  });
  board.insert("h", decodeVisible(face));
  return board;
}

test("[T1] [T2] [T3] [T4] chunks decode to the shapes that the server encoded", () => {
  assert.ok(NAMES.length >= 5);
  for (const name of NAMES) {
    const { wire, face, timing } = vector(name);
    const board = boardOf(face);
    const expected = Board.fromSnapshot({ seq: 1, at: 1, name: "", pages: [], shapes: wire });
    assert.equal(board.shapes.size, wire.length, name);
    const inks = wire.filter(({ geometry }) => geometry.time !== undefined);
    assert.equal(board.missingTimings().size, inks.length > 0 ? 1 : 0, name);
    board.fillTimings(new Map([["h", decodeTiming(timing)]]));
    assert.equal(board.missingTimings().size, 0, name);
    assert.equal(canonical(board), canonical(expected), name);
    for (const shape of expected.shapes.values()) {
      assert.deepEqual(board.shapes.get(shape.id)?.box, shape.box, `${name}: ${shape.id}`);
    }
  }
});

test("[T1] a stroke whose timing is missing is exported without timing, never with a wrong one", () => {
  const { face } = vector("kinds");
  const board = boardOf(face);
  const told = [...board.shapes.values()].map((shape) => toWire(shape, board.pool).geometry);
  assert.ok(told.every(({ time }) => time === undefined));
  const again = Board.fromSnapshot({
    ...{ seq: 1, at: 1, name: "", pages: [] },
    shapes: [...board.shapes.values()].map((shape) => toWire(shape, board.pool)),
  });
  const strokes = [...again.shapes.values()].filter(({ kind }) => kind === "ink");
  assert.ok(strokes.length > 0);
  assert.ok(strokes.every((shape) => toWire(shape, again.pool).geometry.time === undefined));
  assert.equal(again.missingTimings().size, 0, "nobody has it");
});

test("[T1] truncated and malformed bytes are refused", () => {
  for (const name of NAMES) {
    const { face } = vector(name);
    for (let end = 0; end < face.length; end += 1) {
      assert.throws(() => decodeVisible(face.subarray(0, end)), RangeError, `${name} at ${end}`);
    }
    assert.throws(() => decodeVisible(Buffer.concat([face, Buffer.of(0)])), RangeError);
  }
  for (const bytes of [[], [1], [0x7b, 0x22], [3, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 0]]) {
    assert.throws(() => decodeVisible(Uint8Array.from(bytes)), RangeError);
  }
});

test("[T2] [T3] the writer of these tests writes as the server does", () => {
  for (const name of NAMES) {
    const { wire, face, timing } = vector(name);
    const written = encodeChunk(wire);
    assert.ok(face.equals(written.face), name);
    if (!["writers", "extra"].includes(name)) assert.ok(timing.equals(written.timing), name);
    assert.equal(shapesFromColumns(decodeVisible(written.face), 0).length, wire.length);
  }
});

test("[T2] numbers of any length are decoded, in steps too", () => {
  const chance = new Seeded(5);
  const values = Array.from({ length: 3000 }, () => {
    const size = 2 ** chance.within(0, 52);
    return chance.within(-size, size);
  });
  const bytes = values.flatMap(signed);
  assert.deepEqual([...decodeSigned(new Uint8Array(bytes), new Float64Array(3000))], values);
  const small = values.map((value) => (value % 2 ** 31) | 0);
  const pairs = decodeSigned(new Uint8Array(small.flatMap(signed)), new Int32Array(6000), 1, 2);
  assert.deepEqual(
    [...pairs],
    small.flatMap((value) => [0, value]),
  );
  for (const cut of [bytes.slice(0, -1), [...bytes, 0], []])
    assert.throws(() => decodeSigned(new Uint8Array(cut), new Float64Array(3000)), RangeError);
});
