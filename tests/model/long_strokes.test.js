// A stroke of several shapes is one thing to every tool, for its author and for others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { stroke } from "./drawing.js";
import { DrawingContext, drag, shapesOf } from "./drawing_context.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */
/** @typedef {[number, number]} Pair */

const SHIFT = { ...NO_KEYS, shift: true };

/** A zigzag downwards, of so many points. @param {number} count @param {number} [left] @returns {Pair[]} */
function zigzag(count, left = 0) {
  return Array.from({ length: count }, (_, at) => [left + (at % 2) * 400, at * 30]);
}

/** Two people: the first has drawn a stroke of three shapes and one of a single shape, and the other one takes the tools. */
async function drawn() {
  const desk = await DrawingContext.ready();
  drag(desk, "pen", zigzag(4500));
  drag(desk, "pen", zigzag(20, 4000));
  await desk.room.settle();
  const parts = shapesOf(desk.me).map(({ id }) => id);
  assert.equal(parts.length, 4);
  return { desk, long: parts.slice(0, 3), short: parts[3] ?? "" };
}

/** @param {Sitting} desk */
function selected({ editor }) {
  return [...editor.selection.value].sort();
}

test("[D5] a press, a marquee and Tab select a whole long stroke, and Shift deselects it", async () => {
  const { desk, long, short } = await drawn();
  for (const y of [300, 70_000, 130_000]) {
    desk.editor.selection.clear();
    drag(desk, "select", [[200, y]]);
    assert.deepEqual(selected(desk), long, `pressed at ${y}`);
  }
  desk.gestures.begin(desk.point([4200, 15]), "select", SHIFT);
  desk.gestures.finish();
  desk.gestures.begin(desk.point([200, 300]), "select", SHIFT);
  desk.gestures.finish();
  assert.deepEqual(selected(desk), [short]);
  drag(desk, "select", [
    [-3000, 60_100],
    [900, 60_200],
  ]);
  assert.deepEqual(selected(desk), long, "framed");
  desk.editor.selection.clear();
  const visited = [1, 1, 1].map((step) => desk.actions.cycle(/** @type {1} */ (step)));
  assert.deepEqual(
    visited.map((visit) => visit && [visit.place, visit.count]),
    [[1, 2], [2, 2], null],
  );
});

test("[D5] a long stroke is moved, restyled, deleted and erased as a whole, each undone at once", async () => {
  const { desk, long, short } = await drawn();
  const look = () =>
    shapesOf(desk.other).map(({ id, pos, style }) => [id, pos[0], style.ink, style.size]);
  const before = look();
  /** @type {Record<string, () => void>} */
  const acts = {
    move: () =>
      drag(desk, "select", [
        [200, 300],
        [700, 300],
      ]),
    restyle: () => desk.actions.restyle({ ink: "red", size: 112 }),
    delete: () => desk.actions.deleteSelection(),
    erase: () =>
      drag(desk, "eraser", [
        [-300, 100_000],
        [700, 100_000],
      ]),
  };
  for (const [name, act] of Object.entries(acts)) {
    drag(desk, "select", [[200, 300]]);
    act();
    await desk.room.settle();
    const after = new Map(look().map((entry) => [entry[0], entry]));
    for (const [id, ...rest] of before) {
      const now = after.get(id)?.slice(1);
      if (id === short) assert.deepEqual(now, rest, `${name} leaves the other stroke alone`);
      else assert.notDeepEqual(now, rest, `${name} takes ${id}`);
    }
    desk.editor.undo();
    await desk.room.settle();
    assert.deepEqual(look(), before, `${name} undone`);
  }
  assert.equal(long.length, 3);
  await desk.room.assertEqual();
});

test("[D5] a long stroke is one for a later joiner and after a move; so are its remains without a part", async () => {
  const { desk, long } = await drawn();
  drag(desk, "select", [[200, 300]]);
  desk.actions.nudge(160, 320);
  desk.actions.endNudge();
  await desk.room.settle();
  const late = await desk.room.seat();
  const whole = (/** @type {string} */ id) => [...late.editor.strokes.whole([id])].sort();
  for (const id of long) assert.deepEqual(whole(id), long);
  desk.editor.commit([{ op: "del", id: long[0] ?? "" }]);
  await desk.room.settle();
  assert.deepEqual(whole(long[1] ?? ""), long.slice(1));
  desk.editor.undo();
  await desk.room.settle();
  assert.deepEqual(whole(long[2] ?? ""), long);
  desk.editor.commit([{ op: "del", id: long[1] ?? "" }]);
  await desk.room.settle();
  assert.deepEqual(whole(long[0] ?? ""), [long[0]]);
  assert.deepEqual(whole(long[2] ?? ""), [long[2]]);
});

test("strokes that only touch are two", async () => {
  const desk = await DrawingContext.ready();
  const end = /** @type {Pair} */ ([400, 1999 * 30]);
  const paths = {
    "a short one before": [
      zigzag(20),
      [
        [400, 570],
        [400, 900],
      ],
    ],
    "another place": [
      zigzag(2000),
      [
        [end[0] + 2, end[1]],
        [400, 90_000],
      ],
    ],
  };
  for (const [name, [first, second]] of Object.entries(paths)) {
    const ids = [first, second].map((path) => {
      const id = desk.editor.newId();
      desk.editor.commit([{ op: "add", shape: stroke(id, /** @type {Pair[]} */ (path)) }]);
      return id;
    });
    for (const id of ids) assert.deepEqual([...desk.editor.strokes.whole([id])], [id], name);
  }
  const ids = ["red", "blue"].map((ink, at) => {
    const id = desk.editor.newId();
    const path = at === 0 ? zigzag(2000) : [end, /** @type {Pair} */ ([400, 90_000])];
    const style = { ink: /** @type {"red"} */ (ink), size: 64 };
    desk.editor.commit([{ op: "add", shape: stroke(id, path, { style }) }]);
    return id;
  });
  for (const id of ids) assert.deepEqual([...desk.editor.strokes.whole([id])], [id]);
});
