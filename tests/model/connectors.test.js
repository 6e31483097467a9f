// Bound ends of lines: drawing and dragging them, and how they follow what they are bound to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { NO_KEYS } from "../../static/js/editor/gestures.js";
import { isEdit } from "../../static/js/model/check.js";
import { END_GAP, fitted } from "../../static/js/model/connectors.js";
import { toolCommands } from "../../static/js/tools/commands/choose.js";
import { copyCommands } from "../../static/js/tools/commands/copy.js";
import { keyedChanges, transformCommands } from "../../static/js/tools/commands/transform.js";
import { arrow as arrowTool } from "../../static/js/tools/line.js";
import {
  addBox,
  assertFits,
  connectedBoxes,
  dragShapes,
  drawArrow,
  endsAt,
  isBeside,
  SIDE,
  wireOf,
} from "./connected.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** @typedef {[number, number]} Pair */

test("[D18] an arrow drawn from box to box ends at their outlines and follows the one that moves", async () => {
  const { desk, one, two, arrow, me, other, room } = await connectedBoxes();
  const drawn = wireOf(me, arrow);
  assert.deepEqual(drawn.geometry.from, [one, 500, 500]);
  assert.deepEqual(drawn.geometry.to, [two, 500, 500]);
  assert.deepEqual(endsAt(me, arrow), [
    [SIDE + END_GAP, 800],
    [6000 - END_GAP, 800],
  ]);
  const before = room.server.log.length;
  dragShapes(desk, [two], [6000, 40], [0, 6000]);
  await room.settle();
  assert.equal(room.server.log.length, before + 1, "shape and arrow go in one edit");
  const [start, end] = endsAt(other, arrow);
  assert.ok(isBeside(start, wireOf(other, one)) && start[1] > SIDE, `below the first: ${start}`);
  assert.ok(isBeside(end, wireOf(other, two)), `beside the second: ${end}`);
  assertFits(desk);
  desk.editor.undo();
  await room.settle();
  assert.deepEqual(wireOf(other, arrow), drawn);
  desk.editor.redo();
  await room.settle();
  assert.deepEqual(endsAt(other, arrow), [start, end]);
  assert.ok(room.server.log.every(({ ops }) => isEdit({ ops })));
  await room.assertEqual();
});

test("[D18] a line binds to every kind with a box, near its outline too, and to the smallest around its end", async () => {
  for (const kind of /** @type {const} */ (["rectangle", "ellipse", "diamond", "text", "note"])) {
    const desk = await DrawingContext.ready();
    addBox(desk, { x: -9000, y: -9000, w: 20_000, h: 20_000 }, "rectangle");
    const id = addBox(desk, { x: 0, y: 0 }, kind);
    const arrow = drawArrow(desk, [
      [5000, 800],
      [SIDE + 100, 800],
    ]);
    assert.deepEqual(wireOf(desk.me, arrow).geometry.to, [id, 1000, 500], kind);
  }
});

test("[D18] Ctrl, an empty place, a locked shape and one shape around both ends leave a line free", async () => {
  const desk = await DrawingContext.ready();
  const box = addBox(desk, { x: 0, y: 0 });
  const path = /** @type {Pair[]} */ ([
    [5000, 800],
    [800, 800],
  ]);
  const free = drawArrow(desk, path, { ctrl: true });
  assert.equal(wireOf(desk.me, free).geometry.to, undefined);
  assert.deepEqual(endsAt(desk.me, free)[1], [800, 800]);
  const within = drawArrow(desk, [
    [200, 200],
    [900, 900],
  ]);
  assert.deepEqual(Object.keys(wireOf(desk.me, within).geometry), ["points"]);
  desk.editor.commit([{ op: "set", id: box, locked: true }]);
  const locked = drawArrow(desk, path);
  assert.equal(wireOf(desk.me, locked).geometry.to, undefined);
});

test("the target is shown while an end is drawn, and others see the end at its outline", async () => {
  const desk = await DrawingContext.ready();
  const box = addBox(desk, { x: 0, y: 0 });
  await desk.room.settle();
  desk.editor.tool.set("arrow");
  desk.gestures.begin(desk.point([5000, 800]), "arrow");
  desk.gestures.update([desk.point([800, 800])]);
  const shown = () =>
    (desk.gestures.live.value?.previews() ?? []).flatMap((preview) =>
      preview.kind === "targets" ? preview.targets.map(({ id }) => id) : [],
    );
  assert.deepEqual(shown(), [box]);
  await desk.room.settle();
  const [draft] = desk.other.editor.peers.drafts();
  const [preview] = draft?.previews ?? [];
  assert.ok(preview?.kind === "shape");
  const { shape } = preview;
  assert.deepEqual(shape.details?.to, [box, 500, 500]);
  desk.gestures.holdKeys({ ...NO_KEYS, ctrl: true });
  assert.deepEqual(shown(), []);
  desk.gestures.cancel();
});

test("[D18] a dragged end binds, leaves and binds again; its other end turns with it", async () => {
  const { desk, one, two, arrow, me, editor } = await connectedBoxes("ellipse");
  const three = addBox(desk, { x: 0, y: 6000 });
  editor.tool.set("select");
  const dragEnd = (/** @type {Pair} */ to) => {
    editor.selection.select([arrow]);
    drag(desk, "select", [endsAt(me, arrow)[1], [3000, 3000], to]);
  };
  dragEnd([800, 6800]);
  assert.deepEqual(wireOf(me, arrow).geometry.to, [three, 500, 500]);
  assert.deepEqual(endsAt(me, arrow), [
    [800, SIDE + END_GAP],
    [800, 6000 - END_GAP],
  ]);
  dragEnd([4000, 4000]);
  assert.equal(wireOf(me, arrow).geometry.to, undefined);
  assert.deepEqual(endsAt(me, arrow)[1], [4000, 4000]);
  assert.deepEqual(wireOf(me, arrow).geometry.from, [one, 500, 500]);
  dragEnd([6800, 800]);
  assert.deepEqual(wireOf(me, arrow).geometry.to, [two, 500, 500]);
  for (let undone = 0; undone < 3; undone += 1) editor.undo();
  assert.deepEqual(wireOf(me, arrow).geometry.to, [two, 500, 500]);
  await desk.room.settle();
  assertFits(desk);
});

test("[D18] keys, resizing, turning and flipping a shape move the ends of its lines in the same edit", async () => {
  const { desk, one, two, arrow, me, editor, gestures, room } = await connectedBoxes("diamond");
  const commands = new Commands();
  await keyedChanges.load();
  const parts = { editor, gestures, onTransformed: () => undefined, waitFor: () => undefined };
  commands.register(transformCommands(parts));
  /** @param {string} id */
  const press = (id) => {
    commands.run(id);
    gestures.finish();
  };
  editor.tool.set("select");
  editor.selection.select([two]);
  const steps = [
    () => {
      desk.actions.nudge(0, 160);
      desk.actions.endNudge();
    },
    () => press("resize-far-down"),
    () => press("turn-left"),
    () => editor.undo(),
    () => editor.redo(),
  ];
  for (const [at, step] of steps.entries()) {
    const before = [room.server.log.length, JSON.stringify(endsAt(me, arrow))];
    step();
    await room.settle();
    assert.equal(room.server.log.length, Number(before[0]) + 1, `step ${at}`);
    assert.notEqual(JSON.stringify(endsAt(me, arrow)), before[1], `step ${at}`);
    assertFits(desk, `step ${at}`);
  }
  editor.selection.select([one, two, arrow]);
  press("flip-horizontal");
  await room.settle();
  assertFits(desk);
  assert.deepEqual(wireOf(me, arrow).geometry.to, [two, 500, 500]);
});

test("[D18] a line that moves alone is no longer bound, with its shapes it stays so", async () => {
  const { desk, one, two, arrow, me, editor, room } = await connectedBoxes();
  const before = wireOf(me, arrow);
  const [start] = endsAt(me, arrow);
  dragShapes(desk, [one, two, arrow], [SIDE, 40], [300, 700]);
  assert.deepEqual(wireOf(me, arrow).geometry, before.geometry);
  assert.deepEqual(endsAt(me, arrow)[0], [start[0] + 300, start[1] + 700]);
  dragShapes(desk, [arrow, two], [4000, 1500], [0, 900]);
  assert.deepEqual(Object.keys(wireOf(me, arrow).geometry), ["points", "to"]);
  dragShapes(desk, [arrow], [4000, 2400], [0, 900]);
  assert.deepEqual(Object.keys(wireOf(me, arrow).geometry), ["points"]);
  while (editor.canUndo.value && wireOf(me, arrow).geometry.from === undefined) editor.undo();
  while (wireOf(me, arrow).pos[1] !== before.pos[1]) editor.undo();
  await room.settle();
  assert.deepEqual(wireOf(me, arrow), before);
  assertFits(desk);
});

test("[D18] copies are bound to copies, and a copy without its shape is free", async () => {
  const { one, two, arrow, me, editor, gestures } = await connectedBoxes();
  const commands = new Commands();
  commands.register(copyCommands(editor, gestures));
  editor.selection.select([two, arrow, one]);
  commands.run("duplicate");
  const copies = [...editor.selection.value].map((id) => wireOf(me, id));
  const line = copies.find(({ kind }) => kind === "arrow");
  const boxes = copies.filter(({ kind }) => kind !== "arrow").map(({ id }) => id);
  assert.deepEqual([line?.geometry.from?.[0], line?.geometry.to?.[0]].sort(), boxes.sort());
  editor.selection.select([two, arrow]);
  commands.run("duplicate");
  const lone = [...editor.selection.value].map((id) => wireOf(me, id));
  const bound = lone.find(({ kind }) => kind === "arrow")?.geometry;
  assert.equal(bound?.from, undefined);
  assert.equal(bound?.to?.[0], lone.find(({ kind }) => kind !== "arrow")?.id);
});

test("the Enter key connects what was selected when the arrow was chosen, and says so", async () => {
  const desk = await DrawingContext.ready();
  const { editor, me } = desk;
  const one = addBox(desk, { x: 0, y: 0 });
  const two = addBox(desk, { x: 6000, y: 0 });
  addBox(desk, { x: 6700, y: 700, w: 200, h: 200 });
  const made = /** @type {string[]} */ ([]);
  const commands = new Commands();
  const waitFor = (/** @type {Promise<unknown>} */ work) => commands.waitFor(work);
  const onMade = (/** @type {string} */ id) => made.push(id);
  commands.register(toolCommands({ editor, tools: [arrowTool], onMade, waitFor }));
  const connect = (/** @type {readonly string[]} */ ids) => {
    editor.tool.set("select");
    editor.selection.select(ids);
    commands.run("tool-arrow");
    commands.run("make-shape");
    const [id = ""] = editor.selection.value;
    return wireOf(me, id).geometry;
  };
  const both = connect([one, two]);
  assert.deepEqual(
    [both.from, both.to],
    [
      [one, 500, 500],
      [two, 500, 500],
    ],
  );
  const single = connect([one]);
  assert.deepEqual([single.from, single.to], [[one, 500, 500], undefined]);
  assert.deepEqual(
    me.notices.map((notice) => notice.kind === "arranged" && [notice.what, notice.count]),
    [
      ["connected", 2],
      ["connected", 1],
    ],
  );
  const none = connect([]);
  assert.deepEqual(Object.keys(none), ["points"]);
  await Promise.resolve();
  assert.equal(made.length, 1);
});

test("[D18] bent lines reach their shapes as they bend, and meeting shapes show the places aimed at", () => {
  const box = { kind: /** @type {const} */ ("rectangle"), page: 1, rotation: 0, w: 1000, h: 1000 };
  const at = new Map([
    ["a", { ...box, x: 0, y: 0 }],
    ["b", { ...box, x: 4000, y: 3000 }],
    ["c", { ...box, x: 900, y: 0 }],
  ]);
  const ends = {
    from: /** @type {const} */ (["a", 500, 500]),
    to: /** @type {const} */ (["b", 500, 500]),
  };
  const points = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const way = { points, ...ends, page: 1 };
  const targetOf = (/** @type {string} */ id) => at.get(id);
  assert.deepEqual(fitted({ ...way, style: { bend: "elbow" } }, targetOf), [
    { x: 1000 + END_GAP, y: 500 },
    { x: 4000 - END_GAP, y: 3500 },
  ]);
  const meeting = {
    ...way,
    to: /** @type {const} */ (["c", 500, 500]),
    style: { bend: /** @type {const} */ ("straight") },
  };
  assert.deepEqual(fitted(meeting, targetOf), [
    { x: 500, y: 500 },
    { x: 1400, y: 500 },
  ]);
  // An end whose shape is missing, or on another page, stays.
  assert.deepEqual(fitted({ ...meeting, from: null, to: ["z", 0, 0] }, targetOf), points);
  assert.deepEqual(fitted({ ...meeting, page: 2 }, targetOf), points);
});
