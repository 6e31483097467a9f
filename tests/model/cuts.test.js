// The part eraser: what it cuts, what remains, and two people who cut the same stroke.

import assert from "node:assert/strict";
import { test } from "node:test";
import { coveredPart, remainingRuns } from "../../static/js/model/cuts.js";
import { partEraser } from "../../static/js/tools/part_eraser.js";
import { rectangle } from "./drawing.js";
import { DrawingContext, shapesOf } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Desk */
/** @typedef {[number, number]} Pair */

/** A level stroke from (0, y), a point every `step` units. @param {Desk["editor"]} editor @param {{y?: number, count?: number, step?: number, kind?: "ink" | "highlight"}} [stroke] */
function stroke(editor, { y = 0, count = 101, step = 32, kind = "ink" } = {}) {
  const id = editor.newId();
  const steps = Array.from({ length: count - 1 }, () => [step, 0]).flat();
  editor.commit([
    {
      op: "add",
      shape: {
        id,
        kind,
        page: 1,
        pos: [0, y, 0],
        geometry: {
          points: [0, 0, ...steps],
          pressure: [128, ...Array(count - 1).fill(0)],
          time: [0, ...Array(count - 1).fill(8)],
        },
        style: { ink: "red", size: 64 },
      },
    },
  ]);
  return id;
}

/** Draws the part eraser along a path. @param {Desk} desk @param {readonly Pair[]} path */
function erase(desk, [first = [0, 0], ...rest]) {
  const gesture = partEraser.begin(desk.editor, desk.point(first), {
    shift: false,
    alt: false,
    ctrl: false,
  });
  assert.ok(gesture !== null);
  for (const place of rest)
    gesture.update([desk.point(place)], { shift: false, alt: false, ctrl: false });
  return gesture;
}

/** The left and right ends of the strokes on the board. @param {import("./classroom.js").Member} member */
function ends(member) {
  return shapesOf(member)
    .map(({ geometry, pos }) => {
      let [x, min, max] = [0, Infinity, -Infinity];
      for (let at = 0; at < (geometry.points ?? []).length; at += 2) {
        x += geometry.points?.[at] ?? 0;
        min = Math.min(min, x);
        max = Math.max(max, x);
      }
      return [pos[0] + min, pos[0] + max];
    })
    .sort(([a = 0], [b = 0]) => a - b);
}

test("the covered part of a segment is where the distance to the way of the eraser is small", () => {
  const chance = new Seeded(3);
  const point = () => ({ x: chance.within(-100, 100), y: chance.within(-100, 100) });
  for (let round = 0; round < 3000; round += 1) {
    const [a, b, p, q] = [point(), point(), point(), chance.chance(20) ? point() : point()];
    const way = { p, q: chance.chance(15) ? p : q };
    const reach = chance.within(1, 60);
    const part = coveredPart(a, b, way, reach);
    for (let t = 0; t <= 1; t += 1 / 16) {
      const place = { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
      const distance = distanceTo(place, way);
      const isIn = part !== null && t >= part[0] && t <= part[1];
      if (Math.abs(distance - reach) > 1e-6) assert.equal(isIn, distance < reach, `round ${round}`);
    }
  }
});

/** @param {{x: number, y: number}} place @param {{p: {x: number, y: number}, q: {x: number, y: number}}} way */
function distanceTo({ x, y }, { p, q }) {
  const [dx, dy] = [q.x - p.x, q.y - p.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - p.x) * dx + (y - p.y) * dy) / length));
  return Math.hypot(x - p.x - t * dx, y - p.y - t * dy);
}

test("[B10] what remains are the runs of points outside of the gaps", () => {
  assert.deepEqual(remainingRuns([], 5), [{ from: 0, to: 5 }]);
  assert.deepEqual(remainingRuns([[1.5, 2.5]], 5), [
    { from: 0, to: 2 },
    { from: 3, to: 5 },
  ]);
  assert.deepEqual(remainingRuns([[1.2, 1.8]], 5), [
    { from: 0, to: 2 },
    { from: 2, to: 5 },
  ]);
  assert.deepEqual(
    remainingRuns(
      [
        [0, 1],
        [3, 4],
      ],
      5,
    ),
    [{ from: 2, to: 3 }],
  );
  assert.deepEqual(remainingRuns([[0, 4]], 5), []);
});

test("[B10] a pass through a stroke leaves a gap as wide as the eraser, and all else as it was", async () => {
  const desk = await DrawingContext.ready();
  const { editor, room, me, other } = desk;
  const id = stroke(editor);
  editor.commit([{ op: "set", id, group: ["00000000000000cc.1"] }]);
  await room.settle();
  const [before] = shapesOf(me);
  erase(desk, [
    [1600, -500],
    [1600, 500],
  ]).finish();
  await room.settle();
  const pieces = shapesOf(other);
  assert.equal(pieces.length, 2);
  for (const piece of pieces) {
    const { author, seq, style, z, group, pos } = piece;
    assert.deepEqual(
      { author, seq, style, z, group, pos },
      {
        ...{ author: before?.author, seq: before?.seq, style: before?.style },
        ...{ z: before?.z, group: before?.group, pos: before?.pos },
      },
    );
  }
  const [[, left = 0] = [], [right = 0] = []] = ends(other);
  // 8 px of eraser on each side and half of the stroke: its round end is where the eraser was.
  assert.ok(1600 - left >= 128 + 32 && 1600 - left <= 128 + 32 + 32, `${left}`);
  assert.ok(right - 1600 >= 128 + 32 && right - 1600 <= 128 + 32 + 32, `${right}`);
  editor.undo();
  await room.settle();
  assert.deepEqual(shapesOf(other), [before]);
  await room.assertEqual();
});

test("what is passed back and forth is one step of undo; a stroke that is covered whole goes", async () => {
  const desk = await DrawingContext.ready();
  const { editor, room, me } = desk;
  stroke(editor);
  stroke(editor, { y: 600, kind: "highlight" });
  stroke(editor, { y: 1200, count: 2 });
  await room.settle();
  const before = room.server.canonical();
  const gesture = erase(desk, [
    [800, -500],
    [800, 900],
    [1600, 900],
    [1600, -500],
  ]);
  gesture.update([desk.point([0, 1200]), desk.point([64, 1200])], {
    shift: false,
    alt: false,
    ctrl: false,
  });
  assert.equal(shapesOf(me).length, 3, "nothing is cut before the end");
  assert.equal(gesture.previews().filter(({ kind }) => kind === "shape").length, 6);
  gesture.finish();
  await room.settle();
  assert.equal(shapesOf(me).length, 6);
  editor.undo();
  await room.settle();
  assert.equal(room.server.canonical(), before);
  editor.redo();
  await room.settle();
  assert.equal(shapesOf(me).length, 6);
  await room.assertEqual();
});

test("a cancelled gesture cuts nothing", async () => {
  const desk = await DrawingContext.ready();
  stroke(desk.editor);
  erase(desk, [
    [800, -500],
    [800, 900],
  ]).cancel();
  assert.equal(shapesOf(desk.me).length, 1);
});

test("only strokes are cut: other shapes and locked ones are passed over, and the person is told once", async () => {
  const desk = await DrawingContext.ready();
  const { editor, me } = desk;
  editor.commit([
    {
      op: "add",
      shape: { ...rectangle(editor.newId(), { pos: [0, 0, 0] }), geometry: { w: 900, h: 900 } },
    },
  ]);
  const id = stroke(editor, { y: 2000 });
  editor.commit([{ op: "set", id, locked: true }]);
  for (let time = 0; time < 2; time += 1)
    erase(desk, [
      [-500, 450],
      [500, 450],
    ]).finish();
  erase(desk, [
    [800, 1500],
    [800, 2500],
  ]).finish();
  assert.equal(shapesOf(me).length, 2);
  const whys = me.notices.flatMap((notice) => (notice.kind === "selecting" ? [notice.why] : []));
  assert.deepEqual(whys, ["cuts-strokes"]);
});

test("[B10] of two who cut the same stroke at once the second does nothing, and is told", async () => {
  const desk = await DrawingContext.ready();
  const { editor, room, me, other } = desk;
  stroke(editor);
  stroke(editor, { y: 1000 });
  await room.settle();
  const theirs = await DrawingContext.ready();
  theirs.editor = /** @type {any} */ (other.editor);
  other.editor.camera.resize(1000, 800);
  other.editor.camera.goTo({ x: 0, y: 0, zoom: 1 });
  erase(theirs, [
    [2400, -500],
    [2400, 500],
  ]).finish();
  erase(desk, [
    [800, -500],
    [800, 1500],
  ]).finish();
  await room.settle();
  await room.assertEqual();
  assert.equal(shapesOf(me).length, 4, "the other stroke is cut");
  const told = [...me.notices, ...other.notices].filter(
    (notice) => notice.kind === "selecting" && notice.why === "cut-late",
  );
  assert.equal(told.length, 1);
  assert.deepEqual([...me.refusals, ...other.refusals], []);
});

test("undo n times and redo n times leaves every cut as it was, whatever others do meanwhile", async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const chance = new Seeded(seed);
    const desk = await DrawingContext.ready();
    const { editor, room, me, other } = desk;
    for (let at = 0; at < 4; at += 1) stroke(editor, { y: at * 300 });
    await room.settle();
    const place = () => /** @type {Pair} */ ([chance.within(0, 3200), chance.within(-300, 1200)]);
    for (let count = 0; count < 4; count += 1) {
      erase(desk, [place(), place(), place()]).finish();
      if (chance.chance(50)) await room.settle();
    }
    await room.settle();
    const before = room.server.canonical();
    const meddles = seed > 6;
    const walk = async () => {
      await room.settle();
      const ids = [...other.view.board.shapes.keys()];
      if (!meddles || ids.length === 0 || !chance.chance(50)) return;
      other.editor.commit([{ op: "set", id: chance.pick(ids), style: { ink: "blue", size: 40 } }]);
      await room.settle();
    };
    while (editor.canUndo.value) {
      editor.undo();
      await walk();
    }
    while (editor.canRedo.value) {
      editor.redo();
      await walk();
    }
    if (!meddles) assert.equal(room.server.canonical(), before, `seed ${seed}`);
    assert.deepEqual(me.refusals, [], `seed ${seed}`);
    await room.assertEqual();
  }
});
