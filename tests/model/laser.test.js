// The laser pointer: what others see of it, and that nothing of it is stored.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../static/js/sync/drafts.js";
import { LiveSender } from "../../static/js/sync/live_sender.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** @typedef {import("../../static/js/model/laser_path.js").LaserPath} LaserPath */
/** @typedef {Record<string, any>} Message */
/** @typedef {import("./classroom.js").Member} Member */

const WHO = { peer: 2, tag: "00000000000000bb" };

/** @param {LiveSender} sender @param {number} now @returns {Message[]} */
const take = (sender, now) => sender.takeMessages(now).map((text) => JSON.parse(text));

/** The laser that a page sees. @param {Pick<import("../../static/js/sync/peers.js").Peers, "drafts"> | {list: Drafts["list"]}} source */
function seenBy(source) {
  const drafts = "drafts" in source ? source.drafts() : source.list();
  return drafts.flatMap(({ previews }) => previews).find(({ kind }) => kind === "laser");
}

test("[V2] [V4] others see where a laser points, and it changes neither the board nor the history", async () => {
  const desk = await DrawingContext.ready();
  const { gestures, editor, room, other, me } = desk;
  const before = other.view.canonical();
  assert.ok(gestures.begin(desk.point([100, 100]), "laser"));
  gestures.update([desk.point([100.4, 100]), desk.point([160, 100])]);
  await room.pass(100);
  const path = /** @type {LaserPath} */ (seenBy(other.editor.peers));
  assert.deepEqual([path.page, path.points], [1, [100, 100, 160, 100]]);
  // The cursor with the name goes where the laser is, also when a finger holds it.
  const [cursor] = other.editor.peers.cursors();
  assert.deepEqual([cursor?.x, cursor?.y, cursor?.page], [160, 100, 1]);
  const person = other.editor.peers.list.value.find((each) => !each.me);
  assert.equal(person?.drawing, false);
  gestures.update([desk.point([200, 150])]);
  gestures.finish();
  await room.pass(100);
  assert.deepEqual([path.head, path.isOver], [{ x: 200, y: 150 }, true]);
  assert.deepEqual(other.editor.peers.cursors(), []);
  await room.pass(3000);
  assert.equal(seenBy(other.editor.peers), undefined);
  assert.deepEqual([other.view.canonical(), me.view.canonical()], [before, before]);
  assert.equal(editor.canUndo.value, false);
});

test("undo and redo pass a laser by, with edits of others in between", async () => {
  const desk = await DrawingContext.ready();
  const { editor, room, other } = desk;
  drag(desk, "rectangle", [
    [0, 0],
    [200, 100],
  ]);
  await room.settle();
  drag(desk, "laser", [
    [0, 0],
    [500, 100],
  ]);
  other.editor.setPaper("lines");
  await room.settle();
  editor.undo();
  await room.settle();
  assert.equal(other.view.count(1), 0);
  editor.redo();
  await room.settle();
  assert.equal(other.view.count(1), 1);
});

test("who may not draw points at nothing", async () => {
  const desk = await DrawingContext.ready();
  desk.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(desk.gestures.begin(desk.point([0, 0]), "laser"), false);
});

test("[V2] a laser sends each place once, and the last ones with its end", () => {
  const sender = new LiveSender();
  const at = (/** @type {number[]} */ ...points) => ({ laser: { page: 1, points } });
  sender.draft(at(1, 1), 0);
  sender.draft(at(2, 2), 0);
  assert.deepEqual(take(sender, 0), [{ t: "draft", g: 1, ...at(1, 1, 2, 2) }]);
  assert.deepEqual(take(sender, 20), []);
  sender.draft(at(3, 3), 40);
  sender.endDraft(null);
  assert.deepEqual(take(sender, 40), [{ t: "draft", g: 1, ...at(3, 3), end: true }]);
  sender.draft(at(4, 4), 60);
  take(sender, 60);
  sender.endDraft(null);
  assert.deepEqual(take(sender, 80), [{ t: "draft", g: 2, end: true }]);
});

test("[V5] a resting laser repeats its last place", () => {
  const sender = new LiveSender();
  const others = new Drafts(() => false);
  const tell = (/** @type {number} */ now) => {
    const messages = take(sender, now);
    others.receive(WHO, /** @type {any} */ (messages), now);
    others.expire(now);
    return messages;
  };
  sender.draft({ laser: { page: 1, points: [1, 1, 9, 9] } }, 0);
  tell(0);
  for (let now = 2000; now <= 20_000; now += 2000) {
    assert.deepEqual(tell(now), [{ t: "draft", g: 1, laser: { page: 1, points: [9, 9] } }]);
  }
  const path = /** @type {LaserPath} */ (seenBy(others));
  assert.deepEqual([path.points, path.count], [[1, 1, 9, 9], 2]);
  others.expire(30_000);
  assert.equal(seenBy(others), undefined);
});

test("[V7] a fast laser waits for its turn, and drops its oldest places", () => {
  const sender = new LiveSender();
  let count = 0;
  for (let at = 0; at < 5000; at += 1) {
    sender.draft({ laser: { page: 1, points: [at, at] } }, at);
    for (const { laser } of take(sender, at)) {
      assert.ok(laser.points.length <= 256);
      count += 1;
    }
  }
  assert.ok(count <= 331, `${count} messages in 5 s`);
  const burst = Array.from({ length: 1000 }, (_, at) => at);
  sender.draft({ laser: { page: 1, points: burst } }, 9000);
  const [message] = take(sender, 9000);
  assert.deepEqual(message?.laser.points, burst.slice(-256));
});

test("[V6] places on the same page are added, and the latest stay", () => {
  const drafts = new Drafts(() => false);
  const receive = (/** @type {number} */ page, /** @type {number[]} */ ...points) =>
    drafts.receive(WHO, [{ g: 1, laser: { page, points } }], 0);
  receive(1, 1, 1);
  receive(1, 2, 2, 3, 3);
  const first = /** @type {LaserPath} */ (seenBy(drafts));
  assert.deepEqual([first.points, first.count], [[1, 1, 2, 2, 3, 3], 3]);
  for (let at = 0; at < 5000; at += 1) receive(1, at, at);
  assert.equal(first.points.length, 512);
  assert.deepEqual(first.head, { x: 4999, y: 4999 });
  receive(2, 7, 7);
  const second = /** @type {LaserPath} */ (seenBy(drafts));
  assert.deepEqual([second.page, second.points], [2, [7, 7]]);
  drafts.removePeer(WHO.peer);
  assert.equal(seenBy(drafts), undefined);
});
