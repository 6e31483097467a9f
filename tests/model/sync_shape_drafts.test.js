// Shapes in progress, as peers send and show them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Replica } from "../../static/js/model/replica.js";
import { activePreviews, ChangedShapes } from "../../static/js/render/previews.js";
import { TransformedShapes } from "../../static/js/render/transformed_shapes.js";
import { Drafts } from "../../static/js/sync/drafts.js";
import { LiveSender } from "../../static/js/sync/live_sender.js";
import { rectangle } from "./drawing.js";

const TAG = "00000000000000bb";
const WHO = { peer: 2, tag: TAG };
/** @param {Drafts} drafts */
const shown = (drafts) => drafts.list().map((draft) => ({ ...draft, colour: "" }));
const EDIT = { author: 2, tag: TAG, at: 1 };

test("[V6] of a shape in progress the latest message counts, until it is on the board", () => {
  let isThere = false;
  const drafts = new Drafts(() => isThere);
  const shape = rectangle(`${TAG}.1`);
  const seen = () =>
    drafts
      .list()
      .flatMap(({ previews }) =>
        previews.map((preview) => preview.kind === "shape" && [preview.shape.w, preview.shape.h]),
      );
  drafts.receive(WHO, [{ g: 1, shape: { ...shape, geometry: { w: 5, h: 5 } } }], 0);
  drafts.receive(WHO, [{ g: 1, shape: { ...shape, geometry: { w: 90, h: 70 } }, done: 4 }], 0);
  assert.deepEqual(seen(), [[90, 70]]);
  isThere = true;
  assert.deepEqual(seen(), []);
  drafts.logged({ ...EDIT, n: 4, ops: [{ op: "add", shape }] });
  assert.equal(drafts.wakeAt, Number.POSITIVE_INFINITY);
});

test("[V6] of registers in progress the latest message counts, and the board shows them", () => {
  const board = new Replica();
  const text = { kind: /** @type {const} */ ("text"), text: "a" };
  const id = `${TAG}.1`;
  board.addPending({ tag: TAG, n: 1, ops: [{ op: "add", shape: rectangle(id, text) }] });
  const drafts = new Drafts((each) => board.shape(each) !== undefined);
  const changed = new ChangedShapes(board);
  const seen = () => {
    const { sets } = activePreviews(null, shown(drafts), 1);
    return changed.of(sets, 1).map(({ shape }) => shape);
  };
  drafts.receive(WHO, [{ g: 1, set: [{ id, text: "ab" }] }], 0);
  drafts.receive(WHO, [{ g: 1, set: [{ id, text: "abc", geometry: { w: 9, h: 8 } }] }], 0);
  const [shape] = seen();
  assert.deepEqual([shape?.text, shape?.w, shape?.x], ["abc", 9, 0]);
  assert.equal(seen()[0], shape, "one record as long as nothing changes");
  board.addPending({ tag: TAG, n: 2, ops: [{ op: "set", id, pos: [5, 0, 0] }] });
  assert.deepEqual([seen()[0]?.text, seen()[0]?.x], ["abc", 5]);
  drafts.receive(WHO, [{ g: 1, set: [{ id, text: "ab" }], end: true }], 0);
  assert.deepEqual(seen(), []);
});

test("[V5] a shape whose end arrives after its edit is not shown again", () => {
  const drafts = new Drafts(() => false);
  const arrow = rectangle(`${TAG}.1`, { kind: "arrow", geometry: { points: [0, 0, 5, 5] } });
  drafts.receive({ peer: 2, tag: "" }, [{ g: 1, shape: arrow }], 0);
  assert.equal(drafts.list().length, 1);
  drafts.logged({ ...EDIT, n: 1, ops: [{ op: "add", shape: arrow }] });
  drafts.receive(WHO, [{ g: 1, shape: arrow, done: 1 }], 0);
  assert.deepEqual(drafts.list(), []);
});

test("[C11] a shape of a kind or style of a newer page is not shown", () => {
  const drafts = new Drafts(() => false);
  const shape = rectangle(`${TAG}.1`);
  const star = /** @type {any} */ ({ ...shape, kind: "star" });
  const gold = /** @type {any} */ ({ ...shape, style: { ink: "gold", size: 64 } });
  drafts.receive(
    WHO,
    [star, gold].map((each, g) => ({ g, shape: each })),
    0,
  );
  assert.deepEqual(drafts.list(), []);
});

test("[V1][V2] a shape in progress is sent when it changes, and again every 2 s", () => {
  const sender = new LiveSender();
  const shape = rectangle(`${TAG}.1`);
  sender.draft({ shape }, 0);
  sender.draft({ shape: { ...shape, geometry: { w: 9, h: 9 } } }, 0);
  const [first, ...rest] = sender.takeMessages(0).map((text) => JSON.parse(text));
  assert.deepEqual(first.shape.geometry, { w: 9, h: 9 });
  assert.deepEqual([...rest, ...sender.takeMessages(100)], []);
  assert.equal(sender.takeMessages(2000).length, 1);
  sender.draft({ shape }, 2100);
  sender.endDraft(7);
  const [end] = sender.takeMessages(2200).map((text) => JSON.parse(text));
  assert.deepEqual([end.done, end.shape], [7, shape]);
});

test("[V2] a resize in progress is computed from the board for few shapes, and too much work for many", () => {
  const board = new Replica();
  const ids = Array.from({ length: 300 }, (_, at) => `${TAG}.${at + 1}`);
  const ops = ids.map((id) => ({ op: /** @type {const} */ ("add"), shape: rectangle(id) }));
  board.addPending({ tag: TAG, n: 1, ops });
  const drafts = new Drafts((each) => board.shape(each) !== undefined);
  const transformedShapes = new TransformedShapes(board);
  const seen = () => activePreviews(null, shown(drafts), 1).changes.map(({ preview }) => preview);
  const map = /** @type {[number, number, number, number, number, number]} */ ([
    131_072, 0, 0, 65_536, 0, 0,
  ]);
  drafts.receive(WHO, [{ g: 1, change: { ids: ids.slice(0, 9), map } }], 0);
  const [few] = seen();
  assert.ok(few !== undefined && transformedShapes.isSmall(few));
  const first = transformedShapes.of(seen(), 1);
  assert.deepEqual(
    first.map(({ shape }) => [shape.w, shape.h]),
    Array(9).fill([200, 50]),
  );
  assert.equal(transformedShapes.of(seen(), 1)[0], first[0], "one record while nothing changes");
  board.addPending({ tag: TAG, n: 2, ops: [{ op: "set", id: `${TAG}.1`, pos: [5, 0, 0] }] });
  assert.equal(transformedShapes.of(seen(), 1)[0]?.shape.x, 10);
  assert.deepEqual(transformedShapes.of(seen(), 2), []);
  drafts.receive(WHO, [{ g: 1, change: { ids, map } }], 0);
  const [many] = seen();
  assert.ok(many !== undefined && !transformedShapes.isSmall(many));
});

test("[V2] [V5] uploads are gestures of their own beside that of the hand, and end with their edit or without", () => {
  const sender = new LiveSender();
  const image = (/** @type {number} */ n) => rectangle(`${TAG}.${n}`, { kind: "image" });
  const taken = (/** @type {number} */ now) =>
    sender.takeMessages(now).map((text) => {
      const { g, shape, done, end } = JSON.parse(text);
      return [g, shape?.id ?? null, done ?? end ?? null];
    });
  sender.announce(image(1), 0);
  sender.announce(image(2), 0);
  sender.draft({ shape: rectangle(`${TAG}.3`) }, 0);
  assert.deepEqual(taken(0), [
    [1, `${TAG}.1`, null],
    [2, `${TAG}.2`, null],
    [3, `${TAG}.3`, null],
  ]);
  assert.equal(sender.wakeAt, 2000);
  sender.endDraft(5);
  sender.endAnnounced(`${TAG}.1`, 6);
  sender.endAnnounced(`${TAG}.2`, null);
  sender.endAnnounced(`${TAG}.2`, null);
  assert.deepEqual(taken(10), [
    [3, null, 5],
    [1, null, 6],
    [2, null, true],
  ]);
  assert.equal(sender.wakeAt, Number.POSITIVE_INFINITY);
  sender.refused(6);
  assert.deepEqual(taken(20), [[1, null, true]], "the others remove the box of a refused image");
});

test("[V2] [D19] nobody asks for the picture of an image in progress, nor counts its sender as drawing", () => {
  const drafts = new Drafts(() => false);
  const wire = { ...rectangle(`${TAG}.1`, { kind: "image" }), image: `${TAG}.1` };
  drafts.receive(WHO, [{ g: 1, shape: wire }], 0);
  const [preview] = drafts.list().flatMap(({ previews }) => previews);
  assert.ok(preview?.kind === "shape");
  assert.equal(preview.shape.more?.image ?? null, null);
  assert.equal(drafts.isDrawing(2), false);
});
