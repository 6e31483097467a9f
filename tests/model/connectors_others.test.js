// Bound ends of lines while others edit the shapes, and of many lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_FOLLOWING, misfits } from "../../static/js/model/following.js";
import { FollowingLines } from "../../static/js/render/following_lines.js";
import { classroom, close, freshDisk, goOffline, open } from "./browser_disk.js";
import { Classroom } from "./classroom.js";
import {
  addBox,
  assertFits,
  connectedBoxes,
  dragShapes,
  drawArrow,
  endsAt,
  wireOf,
} from "./connected.js";
import { rectangle } from "./drawing.js";

/** @typedef {Awaited<ReturnType<typeof connectedBoxes>>} Connected */

test("[D18] the end stays when its shape is deleted, and belongs to it again when that returns", async () => {
  const { desk, two, arrow, me, other, editor, room } = await connectedBoxes();
  const before = wireOf(me, arrow);
  editor.selection.select([two]);
  assert.deepEqual(desk.actions.deleteSelection(), { count: 1, loose: 1 });
  await room.settle();
  assert.deepEqual(wireOf(me, arrow), before);
  assert.deepEqual(wireOf(other, arrow), before);
  // Somebody else moves the other box meanwhile, so that the end does not fit when its shape is back.
  other.editor.commit([
    { op: "set", id: wireOf(me, arrow).geometry.from?.[0] ?? "", pos: [0, 4000, 0] },
  ]);
  await room.settle();
  editor.undo();
  await room.settle();
  assertFits(desk);
  await room.assertEqual();
});

test("[D18] when somebody else has moved the other shape meanwhile, one set without history mends the line", async () => {
  const { desk, one, two, arrow, me, other, editor, room } = await connectedBoxes();
  other.isStalled = true;
  dragShapes(desk, [two], [6000, 40], [0, 5000]);
  await room.settle();
  // The other has not seen it.
  other.editor.commit(
    other.editor.connectors.following([{ op: "set", id: one, pos: [0, 9000, 0] }]).ops,
  );
  other.isStalled = false;
  await room.settle();
  assertFits(desk);
  assert.equal(
    room.server.log.filter(({ ops }) => ops.length === 1 && ops[0]?.op === "set").length,
    1,
  );
  assert.deepEqual(wireOf(me, arrow), wireOf(other, arrow));
  other.editor.undo();
  await room.settle();
  assert.deepEqual(wireOf(me, one).pos, [0, 0, 0]);
  assertFits(desk);
  assert.equal(editor.canUndo.value, true);
  await room.assertEqual();
});

/** Moves both boxes at once, so that the other page sets the arrow anew; its edit is on its way, and so is all that follows. @param {Connected} boxes */
async function heldCorrection({ desk, one, two, other, room }) {
  other.isStalled = true;
  dragShapes(desk, [two], [6000, 40], [0, 5000]);
  await room.settle();
  other.editor.commit(
    other.editor.connectors.following([{ op: "set", id: one, pos: [0, 9000, 0] }]).ops,
  );
  await room.settle();
  room.server.held = [];
  other.isStalled = false;
  await room.settle();
  assert.equal(room.server.held?.length, 1);
}

test("[D18] [O4] a line that somebody bends before it is set anew stays bent, and is set anew as it is then", async () => {
  const boxes = await connectedBoxes();
  const { desk, arrow, me, other, room } = boxes;
  await heldCorrection(boxes);
  const { pos, geometry } = wireOf(me, arrow);
  const [dx = 0, dy = 0] = geometry.points?.slice(-2) ?? [];
  const points = [0, 0, 2000, -3000, dx - 2000, dy + 3000];
  me.connection.submit([{ op: "set", id: arrow, pos, geometry: { ...geometry, points } }]);
  await room.settle();
  // The line is bent first, and only the other page is to set it anew.
  me.isStalled = true;
  room.server.held?.reverse();
  room.server.release();
  await room.settle();
  const bent = wireOf(other, arrow);
  const [x = 0, y = 0, stepX = 0, stepY = 0] = bent.geometry.points ?? [];
  assert.equal(bent.geometry.points?.length, 6, "the bend stays");
  assert.deepEqual(
    [bent.pos[0] + x + stepX, bent.pos[1] + y + stepY],
    [pos[0] + 2000, pos[1] - 3000],
  );
  assertFits({ me: other });
  me.isStalled = false;
  await room.settle();
  assertFits(desk);
  assert.deepEqual([...me.notices, ...other.notices], []);
  await room.assertEqual();
});

test("[D18] a page that is overtaken again and again stops setting a line anew", async () => {
  const boxes = await connectedBoxes();
  const { arrow, me, other, room } = boxes;
  await heldCorrection(boxes);
  // Another program, which does not care about bound ends.
  me.editor.connectors.logged = () => undefined;
  let corrections = 0;
  for (let round = 1; round <= 6; round += 1) {
    corrections += room.server.held?.length ?? 0;
    me.connection.submit([{ op: "set", id: arrow, pos: [9000 + 300 * round, 0, 0] }]);
    await room.settle();
    room.server.held?.reverse();
    room.server.release();
    room.server.held = [];
    await room.settle();
  }
  assert.equal(corrections, 3);
  room.server.release();
  await room.settle();
  assert.deepEqual(wireOf(other, arrow).pos, [10_800, 0, 0]);
  assert.deepEqual(other.notices, []);
  await room.assertEqual();
});

test("[O6] nobody is told when a line may not be set anew", async () => {
  const boxes = await connectedBoxes();
  const { one, other, room } = boxes;
  await heldCorrection(boxes);
  room.server.isFrozen = true;
  room.server.release();
  await room.settle();
  assert.deepEqual(other.notices, []);
  other.editor.commit([{ op: "set", id: one, pos: [0, 1000, 0] }]);
  await room.settle();
  assert.deepEqual(
    other.refusals.map(({ code }) => code),
    ["mode"],
  );
});

test("[O4] the arrow of one person, which the page of another has set anew, can still be undone", async () => {
  const boxes = await connectedBoxes();
  const { two, arrow, me, editor, room } = boxes;
  await heldCorrection(boxes);
  room.server.release();
  await room.settle();
  assertFits(boxes);
  editor.undo();
  await room.settle();
  assert.deepEqual(wireOf(me, two).pos, [6000, 0, 0]);
  editor.undo();
  await room.settle();
  assert.equal(me.view.shape(arrow), undefined);
  assert.deepEqual(me.notices, []);
  await room.assertEqual();
});

test("[O4] the arrow of one person that another has bent or bound elsewhere stays", async () => {
  for (const change of ["bend", "unbind", "colour"]) {
    const { one, two, arrow, me, other, editor, room } = await connectedBoxes();
    const { pos, geometry, style } = wireOf(other, arrow);
    /** @type {import("../../static/js/model/shape.js").WireGeometry} */
    const bent = {
      points: [0, 0, 2000, 900, 2272, -900],
      ...{ from: [one, 500, 500], to: [two, 500, 500] },
    };
    const changed =
      change === "bend"
        ? { geometry: bent }
        : change === "unbind"
          ? { geometry: { points: [0, 0, 4000, 100] } }
          : { geometry, style: { ...style, ink: /** @type {const} */ ("red") } };
    other.connection.submit([{ op: "set", id: arrow, pos, ...changed }]);
    await room.settle();
    editor.undo();
    await room.settle();
    assert.notEqual(me.view.shape(arrow), undefined, change);
    assert.deepEqual(
      me.notices.map(({ kind }) => kind),
      ["undo-changed"],
      change,
    );
  }
});

test("[A3] [D18] a line that loads after its shape was moved is set anew", async () => {
  const room = new Classroom();
  const early = await room.seat();
  const { editor } = early;
  const [arrow, one, between, two] = Array.from({ length: 4 }, () => editor.newId());
  const points = [0, 0, 4272, 0];
  const bound = { from: [one, 500, 500], to: [two, 500, 500] };
  const line = /** @type {any} */ ({ kind: "arrow", pos: [1664, 800, 0] });
  editor.commit([
    { op: "add", shape: rectangle(`${arrow}`, { ...line, geometry: { points, ...bound } }) },
    ...[one, between, two].map((id, at) => {
      const place = /** @type {any} */ ({ pos: [3000 * at, 0, 0] });
      const shape = rectangle(`${id}`, { ...place, geometry: { w: 1600, h: 1600 } });
      return { op: /** @type {const} */ ("add"), shape };
    }),
  ]);
  await room.settle();
  assertFits({ me: early });
  room.holdsChunks = true;
  const late = room.join();
  await room.settle();
  assert.deepEqual(
    [late.view.shape(`${arrow}`), late.editor.connectors.bindings.isEmpty],
    [undefined, true],
  );
  late.editor.commit([{ op: "set", id: `${two}`, pos: [6000, 5000, 0] }]);
  await room.settle();
  assert.equal(late.view.pending.length, 0);
  room.releaseChunks();
  await room.settle();
  assert.deepEqual(wireOf(late, `${two}`).pos, [6000, 5000, 0]);
  assertFits({ me: late });
  await room.assertEqual();
});

test("[O4] the arrow of one person, which follows a move of another, can still be undone", async () => {
  const { two, arrow, me, other, editor, room } = await connectedBoxes();
  other.editor.commit([{ op: "set", id: two, pos: [6000, 3000, 0] }]);
  await room.settle();
  assert.notEqual(endsAt(me, arrow)[1][1], 800);
  editor.undo();
  await room.settle();
  assert.equal(me.view.shape(arrow), undefined);
  assert.deepEqual(me.notices, []);
});

test("a locked arrow does not follow, and is no reason to leave out another", async () => {
  const { desk, two, arrow, me, editor, room } = await connectedBoxes();
  const second = drawArrow(desk, [
    [800, 900],
    [6800, 1200],
  ]);
  editor.commit([{ op: "set", id: arrow, locked: true }]);
  const [before, free] = [wireOf(me, arrow), wireOf(me, second)];
  dragShapes(desk, [two], [6000, 40], [0, 5000]);
  await room.settle();
  assert.deepEqual(wireOf(me, arrow), before);
  assert.notDeepEqual(wireOf(me, second), free);
});

test("of a box with more arrows than follow, the rest stays; a frame shows 200 of them", async () => {
  const { desk, two, me, editor } = await connectedBoxes();
  const { context } = editor.connectors;
  const count = MAX_FOLLOWING + 10;
  const tag = "00000000000000fe";
  const adds = Array.from({ length: count }, (_, at) => {
    const geometry = { points: [0, 0, 5000, 0], to: /** @type {const} */ ([two, 0, 500]) };
    const shape = rectangle(`${tag}.${at + 1}`, { kind: "line", geometry, pos: [0, at, 0] });
    return { op: /** @type {const} */ ("add"), shape };
  });
  me.view.addPending({ tag, n: 1, ops: adds });
  const { ops, derived } = editor.connectors.following([
    { op: "set", id: two, pos: [0, 90_000, 0] },
  ]);
  assert.equal(derived.size, MAX_FOLLOWING);
  assert.equal(ops.length, MAX_FOLLOWING + 1);
  assert.ok(misfits([two], context).length <= MAX_FOLLOWING);
  const following = new FollowingLines(me.view, editor.connectors.bindings);
  const move = /** @type {const} */ ({ kind: "move", ids: new Set([two]), dx: 0, dy: 500 });
  const shown = following.of([move], 1);
  assert.equal(shown?.ids.size, 200);
  assert.equal(following.of([{ ...move }], 1), shown, "the same while nothing changes");
  assert.equal(following.of([{ ...move, isCopy: true }], 1), null);
  assert.equal(desk.editor.page.value, 1);
});

test("[D18] [K2] the page that sends the edits of a closed one mends what does not fit", async () => {
  freshDisk();
  const room = classroom();
  const first = open(room);
  const bruno = await room.seat({ person: 2 });
  const [one, two] = [addBox(first, { x: 0, y: 0 }), addBox(first, { x: 6000, y: 0 })];
  const arrow = first.editor.newId();
  const geometry = /** @type {const} */ ({ from: [one, 500, 500], to: [two, 500, 500] });
  const points = [0, 0, 4272, 0];
  first.editor.commit([
    {
      op: "add",
      shape: rectangle(arrow, {
        kind: "arrow",
        pos: [1664, 800, 0],
        geometry: { points, ...geometry },
      }),
    },
  ]);
  await room.settle();
  goOffline(room);
  first.editor.commit([{ op: "set", id: two, pos: [6000, 5000, 0] }]);
  await room.settle();
  await close(room, first);
  room.isReachable = true;
  await room.pass(20_000);
  bruno.editor.commit([{ op: "set", id: one, pos: [0, 9000, 0] }]);
  await room.settle();
  const second = open(room);
  await room.pass(20_000);
  assert.deepEqual([wireOf(second, one).pos[1], wireOf(second, two).pos[1]], [9000, 5000]);
  assertFits({ me: second });
  assert.deepEqual(wireOf(second, arrow), wireOf(bruno, arrow));
  second.connection.offlineStore.leave();
  await room.settle();
});
