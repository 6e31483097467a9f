// Undo and redo of random gestures, alone and while somebody else edits the same shapes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { idsOf } from "../../static/js/model/reduce.js";
import { toWire } from "../../static/js/model/shape.js";
import { Classroom } from "./classroom.js";
import { someRare, someSplit, stroke } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("./classroom.js").Member} Member */

const SEEDS = 25;
const STEPS = 25;

/** @type {[number, number][]} */
const PATH = Array.from({ length: 9 }, (_, at) => [at * 50, at % 4]);

/** One register of a shape. @param {Seeded} chance @param {Member} member @param {string} id @returns {Op} */
function someSet(chance, { view }, id) {
  const number = chance.within(1, 4000);
  const { count = 0 } = view.shape(id) ?? {};
  switch (chance.within(1, 7)) {
    case 3:
      return { op: "set", id, z: chance.pick(["front", "back", number]) };
    case 4:
      if (count === 0) return { op: "set", id, geometry: { w: number, h: 9 } };
      return {
        ...{ op: "set", id, pos: [number, 0, 0] },
        geometry: { points: Array(2 * count).fill(number), pressure: Array(count).fill(2) },
      };
    case 1:
      return { op: "set", id, pos: [number, -number, 0] };
    case 2:
      return { op: "set", id, style: { ink: chance.pick(["blue", "green"]), size: number } };
    default:
      return { op: "set", id, ...someRare(chance) };
  }
}

/** A gesture, an undo or a redo. @param {Seeded} chance @param {Member} one @param {string[]} ids  that it has drawn, more are added */
function someStep(chance, one, ids) {
  const there = ids.filter((id) => one.view.shape(id) !== undefined);
  const strokes = there.filter((id) => (one.view.shape(id)?.count ?? 0) > 0);
  const dice = chance.within(1, 14);
  if (there.length === 0 || dice <= 2) ids.push(one.draw(chance.within(0, 99)));
  else if (dice <= 4) {
    const id = one.editor.newId();
    ids.push(id);
    one.editor.commit([{ op: "add", shape: stroke(id, PATH, someRare(chance)) }]);
  } else if (dice <= 6 && strokes.length > 0) {
    const id = chance.pick(strokes);
    const piece = { count: one.view.shape(id)?.count ?? 0, newId: () => one.editor.newId() };
    const op = someSplit(chance, id, piece);
    ids.push(...idsOf(op));
    one.editor.commit([op]);
  } else if (dice === 7) one.editor.commit([{ op: "del", id: chance.pick(there) }]);
  else if (dice === 8) {
    const all = chance.chance(50) && { all: true };
    one.editor.commit([{ op: "clear", page: 1, upto: one.view.board.head, ...all }]);
  } else if (dice === 9) one.editor.undo();
  else if (dice === 10) one.editor.redo();
  else one.editor.commit([someSet(chance, one, chance.pick(there))]);
}

/** The shapes of the confirmed board in wire form, by id. @param {Member} member */
function shapesById({ view }) {
  const shapes = [...view.board.shapes.values()];
  return new Map(shapes.map((shape) => [shape.id, toWire(shape, view.pool)]));
}

test("undo n times and redo n times leaves every value as it was, after any edits", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chance = new Seeded(seed);
    const room = new Classroom();
    const [one, two] = [await room.seat(), await room.seat()];
    /** @type {string[]} */
    const ids = [];
    for (let step = 0; step < STEPS; step += 1) {
      someStep(chance, one, ids);
      if (chance.chance(30)) await room.settle();
    }
    await room.settle();
    const before = room.server.canonical();
    let count = 0;
    while (one.editor.canUndo.value) {
      one.editor.undo();
      count += 1;
      if (chance.chance(30)) await room.settle();
    }
    assert.equal(one.view.count(1), 0);
    for (; count > 0; count -= 1) one.editor.redo();
    await room.settle();
    assert.equal(room.server.canonical(), before, `seed ${seed}`);
    const told = one.notices.filter(({ kind }) => kind !== "restored" && kind !== "undo-waits");
    assert.deepEqual(told, [], `seed ${seed}`);
    assert.equal(two.view.canonical(), before);
    await room.assertEqual();
  }
});

test("[O4] undo n times and redo n times keeps what somebody else writes meanwhile, and restores the rest", async () => {
  let written = 0;
  let kept = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chance = new Seeded(1000 + seed);
    const room = new Classroom();
    const [one, two] = [await room.seat(), await room.seat()];
    /** @type {string[]} */
    const ids = [];
    for (let step = 0; step < STEPS; step += 1) {
      someStep(chance, one, ids);
      if (chance.chance(30)) await room.settle();
    }
    await room.settle();
    const before = shapesById(one);
    /** The last value that the other wrote, by id and register. @type {Map<string, Map<string, unknown>>} */
    const theirs = new Map();
    const interfere = async () => {
      const there = [...two.view.board.shapes.keys()];
      if (there.length === 0 || !chance.chance(40)) return;
      const id = chance.pick(there);
      const op = someSet(chance, two, id);
      two.editor.commit([op]);
      await room.settle();
      const { op: _, id: __, ...registers } = /** @type {Record<string, unknown>} */ (op);
      const of = theirs.get(id) ?? new Map();
      // The log says which number they became, and the times of points.
      const isKnown = (/** @type {unknown} */ value) => value !== "front" && value !== "back";
      for (const [name, value] of Object.entries(registers))
        if (name !== "geometry" && isKnown(value)) of.set(name, value);
        else of.delete(name);
      theirs.set(id, of);
      written += 1;
    };
    let count = 0;
    for (; one.editor.canUndo.value && count < 30; count += 1) {
      one.editor.undo();
      await room.settle();
      await interfere();
    }
    for (; one.editor.canRedo.value && count > 0; count -= 1) {
      one.editor.redo();
      await room.settle();
      await interfere();
    }
    await room.assertEqual();
    const after = shapesById(one);
    for (const [id, registers] of theirs) {
      const shape = /** @type {Record<string, unknown> | undefined} */ (after.get(id));
      if (shape === undefined) continue;
      for (const [name, value] of registers) {
        const isDefault = [false, ""].includes(/** @type {any} */ (value)) || `${value}` === "";
        assert.deepEqual(shape[name], isDefault ? undefined : value, `seed ${seed}: ${id} ${name}`);
        kept += 1;
      }
    }
    const untouched = [...before].filter(([id]) => !theirs.has(id) && after.has(id));
    for (const [id, shape] of untouched)
      assert.deepEqual(after.get(id), shape, `seed ${seed}: ${id}`);
  }
  assert.ok(written > 50 && kept > 30, `${written} written, ${kept} kept`);
});
