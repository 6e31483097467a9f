// Snapping to the edges, centres and gaps of other shapes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { shifted } from "../../static/js/model/box.js";
import { snapBox, snapPoint } from "../../static/js/model/snap.js";
import { ResizeGesture } from "../../static/js/tools/transform.js";
import { rectangle, stroke } from "./drawing.js";
import { DrawingContext, drag, shapesOf } from "./drawing_context.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/snap.js").Guide} Guide */
/** @typedef {Awaited<ReturnType<typeof DrawingContext.ready>>} Sitting */

const CTRL = { ...NO_KEYS, ctrl: true };

/** @param {number} x @param {number} y @param {number} w @param {number} h */
const box = (x, y, w, h) => ({ minX: x, minY: y, maxX: x + w, maxY: y + h });

/** @param {{dx: number, dy: number}} snap */
const by = ({ dx, dy }) => [dx, dy];

test("a box snaps to the nearest edge or centre along each axis, within reach only", () => {
  const others = [box(1000, 1000, 400, 200)];
  assert.deepEqual(by(snapBox(box(1010, 0, 300, 100), others, 50)), [-10, 0], "left edges");
  assert.deepEqual(by(snapBox(box(1430, 0, 300, 100), others, 50)), [-30, 0], "left on right");
  assert.deepEqual(by(snapBox(box(1104, 0, 200, 100), others, 50)), [-4, 0], "centres");
  assert.deepEqual(by(snapBox(box(1010, 880, 300, 100), others, 50)), [-10, 20], "both axes");
  assert.deepEqual(by(snapBox(box(1451, 0, 300, 100), others, 50)), [0, 0], "out of reach");
  assert.deepEqual(by(snapBox(box(0, 0, 10, 10), [], 50)), [0, 0]);
});

test("guides reach along everything that lies on the line", () => {
  const others = [box(0, 0, 100, 100), box(0, 900, 50, 100), box(500, 0, 10, 10)];
  const { guides } = snapBox(box(4, 400, 180, 90), others, 20);
  assert.deepEqual(guides, [{ from: { x: 0, y: 0 }, to: { x: 0, y: 1000 }, isGap: false }]);
});

test("a box snaps to equal gaps beside and between others", () => {
  const row = [box(0, -500, 100, 1000), box(300, -400, 100, 1000)];
  const after = snapBox(box(610, 20, 77, 55), row, 30);
  assert.equal(after.dx, -10);
  assert.deepEqual(
    after.guides.map(({ from, to, isGap }) => [from.x, to.x, isGap]),
    [
      [100, 300, true],
      [400, 600, true],
    ],
  );
  assert.equal(snapBox(box(-270, 20, 77, 55), row, 30).dx, -7, "before");
  assert.equal(snapBox(box(155, 20, 77, 55), row, 30).dx, 7, "between, rounded");
  assert.equal(snapBox(box(610, 900, 77, 55), row, 30).dx, 0, "not in their row");
  const column = [box(0, 0, 100, 100), box(0, 300, 100, 100)];
  assert.equal(snapBox(box(30, 612, 77, 55), column, 20).dy, -12);
});

test("a point snaps to edges and centres, along the axes that may change", () => {
  const others = [box(1000, 1000, 400, 200)];
  const at = (/** @type {number} */ x, /** @type {number} */ y, along = {}) =>
    by(snapPoint({ x, y }, others, { reach: 20, ...along }));
  assert.deepEqual(at(1010, 1190), [-10, 10]);
  assert.deepEqual(at(1195, 0), [5, 0], "the centre");
  assert.deepEqual(at(1010, 1190, { x: false }), [0, 10]);
  assert.deepEqual(at(1021, 900), [0, 0]);
});

test("after a snap nothing is nearer: a second one moves nothing farther", () => {
  const chance = new Seeded(11);
  for (let round = 0; round < 500; round += 1) {
    const one = () =>
      box(
        chance.within(0, 2000),
        chance.within(0, 2000),
        2 * chance.within(10, 200),
        2 * chance.within(10, 200),
      );
    const others = Array.from({ length: chance.within(0, 12) }, one);
    const moved = one();
    const { dx, dy, guides } = snapBox(moved, others, 40);
    assert.ok(Math.abs(dx) <= 40 && Math.abs(dy) <= 40);
    assert.equal(guides.length > 0 || (dx === 0 && dy === 0), true);
    const again = snapBox(shifted(moved, dx, dy), others, 40);
    assert.deepEqual(by(again), [0, 0]);
  }
});

/** A board with a rectangle of 2000 x 1000 at the origin. */
async function board() {
  const desk = await DrawingContext.ready();
  const { editor } = desk;
  const still = editor.newId();
  const size = { geometry: { w: 2000, h: 1000 } };
  editor.commit([{ op: "add", shape: rectangle(still, size) }]);
  /** @param {number} x @param {number} y */
  const put = (x, y) => {
    const id = editor.newId();
    editor.commit([{ op: "add", shape: rectangle(id, { ...size, pos: [x, y, 0] }) }]);
    return id;
  };
  return { desk, editor, still, put };
}

/** @param {Sitting} desk @returns {Guide[]} */
const guidesOf = ({ gestures }) =>
  (gestures.live.value?.previews() ?? []).flatMap((preview) =>
    preview.kind === "guides" ? preview.guides : [],
  );

test("a moved shape snaps, Ctrl switches it off and on while the drag goes on, and others see the place", async () => {
  const { desk, editor, put } = await board();
  const { gestures, room, other } = desk;
  const id = put(5000, 3000);
  await room.settle();
  editor.selection.select([id]);
  gestures.begin(desk.point([5000, 3500]), "select");
  gestures.update([desk.point([5000, 600])]);
  assert.equal(guidesOf(desk).length, 1);
  const placeOf = () => {
    const [move] = gestures.live.value?.previews() ?? [];
    return move?.kind === "move" ? [move.dx, move.dy] : null;
  };
  assert.deepEqual(placeOf(), [0, -3000], "tops are level");
  gestures.holdKeys(CTRL);
  assert.deepEqual([placeOf(), guidesOf(desk)], [[0, -2900], []]);
  gestures.holdKeys(NO_KEYS);
  assert.deepEqual(placeOf(), [0, -3000]);
  await room.pass(100);
  const [draft] = other.editor.peers.drafts();
  const [shown] = draft?.previews ?? [];
  assert.deepEqual(shown?.kind === "move" && [shown.dx, shown.dy], [0, -3000]);
  gestures.finish();
  await room.settle();
  assert.deepEqual(other.view.shape(id)?.y, 0);
  other.editor.setPaper("dots");
  editor.undo();
  await room.settle();
  assert.equal(other.view.shape(id)?.y, 3000);
  editor.redo();
  await room.settle();
  assert.equal(other.view.shape(id)?.y, 0);
});

test("a drawn shape snaps where its corner is, and Shift keeps it square", async () => {
  const { desk, editor } = await board();
  drag(desk, "rectangle", [
    [3000, 200],
    [4000, 950],
  ]);
  const drawn = shapesOf(desk.me).at(-1);
  assert.deepEqual(drawn?.geometry, { w: 1000, h: 800 });
  desk.gestures.begin(desk.point([3000, 200]), "rectangle");
  desk.gestures.update([desk.point([3700, 950])], { ...NO_KEYS, shift: true });
  desk.gestures.finish();
  assert.deepEqual(shapesOf(desk.me).at(-1)?.geometry, { w: 750, h: 750 });
  editor.snaps.set(false);
  drag(desk, "rectangle", [
    [3000, 200],
    [4000, 950],
  ]);
  assert.deepEqual(shapesOf(desk.me).at(-1)?.geometry, { w: 1000, h: 750 }, "switched off");
});

test("a resized shape snaps with the side that is dragged", async () => {
  const { desk, editor, put } = await board();
  const id = put(5000, 3000);
  editor.selection.select([id]);
  const { frame } = editor.selectionFrame;
  assert.ok(frame !== null);
  const resize = (/** @type {import("../../static/js/editor/gestures.js").Keys} */ keys) => {
    // The side keeps its distance to the pointer.
    const gesture = new ResizeGesture(editor, desk.point([6000, 2900]), {
      ...{ frame, side: { x: 0, y: -1 } },
    });
    desk.gestures.run(gesture);
    gesture.update([desk.point([6000, 940])], keys);
    const guides = guidesOf(desk);
    desk.gestures.finish();
    const { y, h } = /** @type {{y: number, h: number}} */ (editor.view.shape(id));
    return { y, h, guides: guides.length };
  };
  assert.deepEqual(resize(NO_KEYS), { y: 1000, h: 3000, guides: 1 });
  editor.undo();
  assert.deepEqual(resize(CTRL), { y: 1040, h: 2960, guides: 0 });
});

test("handwriting neither snaps nor is snapped to, nor do more than 500 shapes", async () => {
  const { desk, editor, put } = await board();
  const ink = editor.newId();
  const path = /** @type {const} */ ([
    [0, 0],
    [1000, 0],
  ]);
  editor.commit([{ op: "add", shape: stroke(ink, path, { pos: [5000, 6000, 0] }) }]);
  editor.selection.select([ink]);
  drag(desk, "select", [
    [5500, 6000],
    [5500, 60],
  ]);
  assert.equal(editor.view.shape(ink)?.y, 60);
  const id = put(5040, 3000);
  editor.selection.select([id]);
  drag(desk, "select", [
    [5040, 3500],
    [5040, 3600],
  ]);
  assert.deepEqual([editor.view.shape(id)?.x, editor.view.shape(id)?.y], [5040, 3100]);
  const many = Array.from({ length: 500 }, (_, at) => put(5000, 5000 + at));
  editor.selection.select([id, ...many]);
  desk.gestures.begin(desk.point([6000, 3500]), "select");
  desk.gestures.update([desk.point([6000, 420])]);
  assert.deepEqual(guidesOf(desk), []);
  desk.gestures.cancel();
});
