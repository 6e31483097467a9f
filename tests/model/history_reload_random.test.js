// Undo and redo of random gestures of every kind, over reloads of the page and with edits of others in between.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pageToWire } from "../../static/js/model/pages.js";
import { toWire } from "../../static/js/model/shape.js";
import { classroom, freshDisk, open, reload } from "./browser_disk.js";
import { someOp } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("./classroom.js").Classroom} Classroom */
/** @typedef {import("./classroom.js").Member} Member */

const SEEDS = 14;
const STEPS = 15;

/** The ops of a gesture: about different shapes, as those of tools are. @param {Seeded} chance @param {Member} member @returns {Op[]} */
function someGesture(chance, { editor, view }) {
  const known = {
    ids: view.all().map(({ id }) => id),
    shapeOf: (/** @type {string} */ id) => view.shape(id),
    newId: () => editor.newId(),
    head: view.board.head,
  };
  /** @type {Set<unknown>} */
  const named = new Set();
  const ops = Array.from({ length: chance.within(1, 4) }, () => someOp(chance, known));
  const [first] = ops;
  if (first?.op === "clear" && chance.chance(50))
    return [first, { op: "page", page: first.page, gone: true }];
  if (first?.op === "clear") return [first];
  return ops.filter((op) => {
    if (op.op === "clear") return false;
    // No tool gives a stroke another number of points.
    if (op.op === "set" && op.geometry?.time != null) return false;
    if (op.op === "board" || op.op === "restore") return false;
    // Its picture would have to be stored first.
    if (op.op === "add" && op.shape.kind === "image") return false;
    const key = "id" in op ? op.id : op.op === "add" ? op.shape.id : op.op;
    return !named.has(key) && named.add(key);
  });
}

/** A gesture, or the first part of a stretch of typing. @param {Seeded} chance @param {Member} member */
function doSomething(chance, member) {
  const ops = someGesture(chance, member);
  if (ops.length === 0) return;
  const { editor } = member;
  const n = editor.commit(ops);
  const [first] = ops;
  if (first?.op === "set" && first.text != null)
    editor.commit([{ ...first, text: `${first.text} and more` }], { after: n });
}

/** The value of every register of the confirmed board. @param {Member} member @returns {Map<string, unknown>} */
function registers({ view }) {
  const { board } = view;
  /** @type {Map<string, unknown>} */
  const values = new Map();
  for (const shape of board.shapes.values())
    for (const [name, value] of Object.entries(toWire(shape, board.pool)))
      values.set(`${shape.id} ${name}`, value);
  for (const page of board.pages.values())
    for (const [name, value] of Object.entries(pageToWire(page)))
      values.set(`page ${page.page} ${name}`, value);
  return values;
}

/** Presses a key as often as it does something. @param {"undo" | "redo"} key @param {{room: Classroom, chance: Seeded, one: Member, between: () => Promise<void>}} run */
async function press(key, { room, chance, one, between }) {
  let page = one;
  const can = () => (key === "undo" ? page.editor.canUndo : page.editor.canRedo).value;
  for (let count = 0; can(); count += 1) {
    assert.ok(count < 200, `${key} ends`);
    page.editor[key]();
    if (chance.chance(50)) await room.settle();
    if (chance.chance(15)) page = await reload(room, page);
    await between();
  }
  await room.settle();
  return page;
}

/** Notices that tell of something that undo has left out. @param {readonly Member[]} pages */
function told(pages) {
  const kinds = pages.flatMap(({ notices }) => notices.map(({ kind }) => kind));
  return kinds.filter((kind) => kind.startsWith("undo-") && kind !== "undo-waits");
}

/** @param {number} seed */
async function drawnInPages(seed) {
  freshDisk();
  const chance = new Seeded(seed);
  const room = classroom();
  room.idleRounds = 120;
  const two = open(room, 2);
  let one = open(room);
  await room.settle();
  const pages = [one];
  for (let step = 0; step < STEPS; step += 1) {
    doSomething(chance, one);
    if (chance.chance(40)) await room.settle();
    // An order that is not in the log yet is left out of an undo.
    const isOrder = (/** @type {Op} */ op) => op.op === "set" && op.z != null;
    if (one.view.pending.some(({ ops }) => ops.some(isOrder))) await room.settle();
    if (chance.chance(10)) one.editor.undo();
    if (chance.chance(10)) one.editor.redo();
    if (chance.chance(15)) one = await reload(room, one);
    if (one !== pages.at(-1)) pages.push(one);
  }
  // Nothing is left to be redone.
  one.draw();
  await room.settle();
  return { chance, room, one, two, pages };
}

test("[K8] undo n times and redo n times leaves everything as it was, over reloads", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { chance, room, one, pages } = await drawnInPages(seed);
    const before = room.server.canonical();
    const run = { room, chance, between: async () => undefined };
    const undone = await press("undo", { ...run, one });
    assert.equal(undone.view.all().length, 0, `seed ${seed}`);
    const redone = await press("redo", { ...run, one: undone });
    assert.equal(room.server.canonical(), before, `seed ${seed}`);
    assert.deepEqual(told([...pages, undone, redone]), [], `seed ${seed}`);
    await room.assertEqual();
  }
});

test("[K8] [O4] undo n times and redo n times over reloads keeps what others write meanwhile, and restores the rest", async () => {
  let kept = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { chance, room, one, two } = await drawnInPages(1000 + seed);
    const before = registers(two);
    /** The registers that the other person wrote last. @type {Map<string, unknown>} */
    const theirs = new Map();
    const between = async () => {
      if (!chance.chance(30)) return;
      const ops = someGesture(chance, two).filter(({ op }) => op === "set" || op === "page");
      if (ops.length === 0) return;
      // Refused edits are not theirs.
      await room.settle();
      const head = room.server.log.length;
      two.editor.commit(ops);
      await room.settle();
      if (room.server.log.length === head) return;
      const now = registers(two);
      for (const { op: _, ...written } of ops) {
        const key = "id" in written ? written.id : "page" in written && `page ${written.page}`;
        for (const name of Object.keys(written))
          if (now.has(`${key} ${name}`)) theirs.set(`${key} ${name}`, now.get(`${key} ${name}`));
          else theirs.delete(`${key} ${name}`);
      }
    };
    const run = { room, chance, between };
    const undone = await press("undo", { ...run, one });
    await press("redo", { ...run, one: undone });
    await room.assertEqual();
    const after = registers(two);
    const isThere = (/** @type {string} */ key) =>
      after.has(`${key.slice(0, key.lastIndexOf(" "))} kind`);
    for (const [key, value] of theirs) {
      if (!isThere(key) && !key.startsWith("page ")) continue;
      assert.deepEqual(after.get(key), value, `seed ${seed}: ${key}`);
      kept += 1;
    }
    for (const [key, value] of before) {
      if (!after.has(key) || theirs.has(key)) continue;
      assert.deepEqual(after.get(key), value, `seed ${seed}: ${key}`);
    }
  }
  assert.ok(kept > 30, `${kept} kept`);
});
