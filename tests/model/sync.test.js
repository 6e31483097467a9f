// Pages and a server that exchange messages: all of them end with the same board.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FORM } from "../../static/js/model/known.js";
import { ROLLED_BACK } from "../../static/js/sync/close_codes.js";
import { Classroom } from "./classroom.js";
import { rectangle } from "./drawing.js";

test("[G1] [G5] [E9] an edit is shown at once and confirmed when the log has it", async () => {
  const room = new Classroom();
  const member = await room.seat();
  const id = member.draw();
  assert.equal(member.view.shape(id)?.x, 0);
  assert.deepEqual([member.state, member.editor.status.value.waiting], ["saving", 1]);
  assert.equal(member.view.board.shapes.has(id), false);
  await room.settle();
  assert.equal(member.state, "synced");
  await room.assertEqual();
});

test("[A2] [A3] [C5] a late joiner assembles chunks, delta and tail", async () => {
  const room = new Classroom();
  const early = await room.seat();
  for (let at = 0; at < 9; at += 1) early.draw(at);
  await room.settle();
  room.holdsChunks = true;
  const late = room.join();
  await room.settle();
  assert.equal(late.state, "loading");
  assert.equal(late.view.count(1), 4, "what the manifest has is shown");
  early.draw(100);
  await room.settle();
  assert.equal(late.view.count(1), 5, "and the log goes on");
  room.releaseChunks();
  await room.settle();
  assert.equal(late.state, "synced");
  assert.equal(late.view.count(1), 10);
  await room.assertEqual();
});

test("[A5] a board that cannot be loaded is an error with a retry, never an empty board", async () => {
  const room = new Classroom();
  const early = await room.seat();
  early.draw();
  await room.settle();
  room.httpStatus = 503;
  const late = room.join();
  await room.settle();
  assert.equal(late.state, "loading");
  assert.equal(late.editor.status.value.code, 503);
  assert.ok((late.editor.status.value.retryAt ?? 0) > room.now);
  room.httpStatus = 200;
  await room.pass(20_000);
  assert.equal(late.state, "synced");
  await room.assertEqual();
});

test("[A5] [C11] a missing board is reported and not requested again", async () => {
  const room = new Classroom();
  room.httpStatus = 404;
  const member = room.join();
  await room.settle();
  assert.deepEqual(member.editor.status.value, { state: "stopped", waiting: 0, code: 4511 });
  assert.equal(member.editor.rights.value.draw, false);
});

test("[A2] a snapshot that is newer than this page asks for a reload", async () => {
  const room = new Classroom();
  const manifest = room.server.manifest();
  room.server.manifest = () => ({ ...manifest, v: FORM + 1 });
  const member = room.join();
  await room.settle();
  assert.deepEqual([member.state, member.editor.status.value.code], ["stopped", 4510]);
});

test("[C15] a snapshot that is older than this page says that the server was rolled back", async () => {
  const room = new Classroom();
  const manifest = room.server.manifest();
  room.server.manifest = () => ({ ...manifest, v: FORM - 1 });
  const member = room.join();
  await room.settle();
  assert.deepEqual([member.state, member.editor.status.value.code], ["stopped", ROLLED_BACK]);
});

test("[O1] [B2] two concurrent writes of a register end equal", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw();
  await room.settle();
  one.editor.commit([{ op: "set", id, pos: [10, 0, 0] }]);
  two.editor.commit([{ op: "set", id, pos: [20, 0, 0] }]);
  assert.deepEqual([one.view.shape(id)?.x, two.view.shape(id)?.x], [10, 20]);
  await room.settle();
  assert.equal(one.view.shape(id)?.x, two.view.shape(id)?.x);
  await room.assertEqual();
});

test("[E10] [L5] a refused edit is rolled back and reported, and can be retried", async () => {
  const room = new Classroom();
  const member = await room.seat();
  room.server.role = "viewer";
  const id = member.draw();
  await room.settle();
  assert.equal(member.view.shape(id), undefined);
  const [refusal] = member.refusals;
  assert.equal(refusal?.code, "role");
  assert.ok(refusal?.copyText.includes(id));
  room.server.role = "editor";
  refusal?.tryAgain();
  await room.settle();
  assert.ok(member.view.shape(id));
  await room.assertEqual();
});

test("[E9] [E10] a number that the log passes over was refused, and its nack still gives the reason", async () => {
  const room = new Classroom();
  const member = await room.seat();
  const bad = member.editor.newId();
  member.editor.commit([{ op: "add", shape: rectangle(bad, { page: 0 }) }]);
  const good = member.draw();
  await room.settle();
  assert.equal(member.view.shape(bad), undefined);
  assert.ok(member.view.shape(good));
  assert.deepEqual(
    member.refusals.map(({ code, n }) => [code, n]),
    [["invalid", 1]],
  );
  await room.assertEqual();
});

test("[E9] the next heartbeat or welcome reveals a refusal whose nack got lost", async () => {
  const room = new Classroom();
  const member = await room.seat();
  member.loses = ({ t }) => t === "nack";
  member.editor.commit([{ op: "add", shape: rectangle(member.editor.newId(), { page: 0 }) }]);
  member.draw();
  await room.settle();
  assert.equal(member.view.pending.length, 0);
  assert.equal(member.refusals.length, 0);
  room.server.publish({ t: "hb", head: 1 });
  await room.settle();
  assert.deepEqual(
    member.refusals.map(({ code }) => code),
    ["lost"],
  );
  await room.assertEqual();
});

test("[G2] [E2] [E8] an edit whose connection was cut after the commit is not applied twice", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  one.isStalled = true;
  const id = one.draw();
  await room.settle();
  assert.ok(two.view.shape(id), "it is committed");
  assert.equal(one.state, "saving");
  room.cut(one);
  one.isStalled = false;
  assert.equal(one.state, "offline");
  await room.pass(3000);
  assert.equal(one.state, "synced");
  assert.equal(room.server.log.length, 1);
  assert.equal(one.refusals.length, 0);
  await room.assertEqual();
});

test("[E8] an edit whose connection was cut before the commit is sent again", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  room.server.held = [];
  const id = one.draw();
  await room.settle();
  room.server.held = null;
  room.cut(one);
  await room.pass(3000);
  assert.ok(two.view.shape(id));
  assert.equal(room.server.log.length, 1);
  await room.assertEqual();
});

test("[G5] [E8] [E11] offline edits merge on return, in their order, and are reported", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const id = one.draw();
  await room.settle();
  room.isReachable = false;
  room.cut(one);
  for (let at = 1; at <= 300; at += 1) {
    one.editor.commit([{ op: "set", id, pos: [at, 0, 0] }]);
  }
  two.editor.commit([{ op: "set", id, style: { ink: "blue", size: 10 } }]);
  await room.pass(30_000);
  assert.equal(one.state, "offline");
  assert.equal(one.editor.status.value.waiting, 300);
  room.isReachable = true;
  await room.pass(16_000);
  assert.equal(two.view.shape(id)?.x, 300);
  assert.equal(one.view.shape(id)?.style.ink, "blue");
  assert.deepEqual(one.notices, [{ kind: "sent", count: 300 }]);
  await room.assertEqual();
});

test("[E4] [E5] a number that got lost is requested and sent again", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  one.draw();
  await room.settle();
  room.server.held = [];
  one.draw();
  await room.settle();
  // The server forgets this message, as a network never would.
  room.server.held = null;
  one.draw();
  await room.settle();
  assert.equal(two.view.count(1), 3);
  await room.assertEqual();
});

test("[L6] [E5] when a commit fails peers see nothing, and the edit is sent again", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  room.server.failures = 3;
  one.draw(1);
  one.draw(2);
  await room.settle();
  assert.equal(two.view.count(1), 0);
  assert.deepEqual([one.state, one.view.count(1)], ["saving", 2]);
  await room.pass(30_000);
  assert.equal(two.view.count(1), 2);
  await room.assertEqual();
});

test("[G4] [C8] a heartbeat reveals missing log, which is requested", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  two.loses = ({ t }) => t === "log";
  one.draw();
  await room.settle();
  two.loses = () => false;
  assert.equal(two.view.count(1), 0);
  room.server.publish({ t: "hb", head: 1 });
  await room.pass(2000);
  assert.equal(two.view.count(1), 1);
  await room.assertEqual();
});

test("[C8] a gap in the log is requested at once", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  two.loses = ({ t }) => t === "log";
  one.draw();
  await room.settle();
  two.loses = () => false;
  one.draw();
  await room.settle();
  assert.equal(two.view.count(1), 2);
  await room.assertEqual();
});

test("[C6] a new snapshot replaces a tail that is too long; pending edits stay on top", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const own = two.draw(5);
  await room.settle();
  room.cut(two);
  two.editor.commit([{ op: "set", id: own, pos: [77, 0, 0] }]);
  for (let at = 0; at < 20; at += 1) one.draw(at);
  room.server.longestTail = 10;
  await room.pass(3000);
  assert.equal(two.view.count(1), 21);
  assert.equal(one.view.shape(own)?.x, 77);
  assert.deepEqual(two.notices, []);
  await room.assertEqual();
});

test("[C6] [E9] an edit that is part of a snapshot does not count as refused", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  two.isStalled = true;
  const id = two.draw(5);
  await room.settle();
  room.cut(two);
  two.isStalled = false;
  for (let at = 0; at < 20; at += 1) one.draw(at);
  room.server.longestTail = 10;
  await room.pass(3000);
  assert.ok(two.view.shape(id));
  assert.deepEqual(two.notices, []);
  await room.assertEqual();
});

test("[C12] [C6] when the order was lost, recently acknowledged edits are sent again and reported", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const kept = one.draw(1);
  await room.settle();
  await room.pass(60_000);
  const lost = one.draw(2);
  one.editor.commit([{ op: "set", id: kept, pos: [50, 0, 0] }]);
  await room.settle();
  one.editor.undo();
  await room.settle();
  assert.equal(two.view.shape(kept)?.x, 1);
  room.server.rewind(1);
  room.cut(one);
  room.cut(two);
  await room.pass(5000);
  assert.ok(two.view.shape(lost));
  assert.equal(two.view.shape(kept)?.x, 50, "the undo carried upto and is not repeated");
  assert.deepEqual(one.notices, [{ kind: "order-lost", sent: 2 }]);
  await room.assertEqual();
});

test("[C12] edits acknowledged more than two minutes ago are not sent again", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const old = one.draw(1);
  await room.settle();
  await room.pass(121_000);
  const late = one.draw(2);
  await room.settle();
  room.server.rewind(0);
  room.cut(one);
  room.cut(two);
  await room.pass(5000);
  assert.equal(one.view.shape(old), undefined);
  assert.ok(two.view.shape(late));
  await room.assertEqual();
});

test("[C4] [O6] the status of a viewer says so, and a viewer cannot draw", async () => {
  const room = new Classroom();
  room.server.role = "viewer";
  const member = room.join();
  await room.settle();
  assert.equal(member.state, "readonly");
  assert.deepEqual(member.editor.rights.value, { role: "viewer", draw: false, why: "role" });
});

test("[C10] after bye a client reconnects within a random part of the given time", async () => {
  const room = new Classroom();
  const member = await room.seat();
  room.server.publish({ t: "bye", retry_ms: 4000 });
  await room.settle();
  room.cut(member, 1012);
  assert.equal(member.editor.status.value.retryAt, room.now + 2000);
  await room.pass(2000);
  assert.equal(member.state, "synced");
});

test("[C8] silence leads to a ping after 20 s and ends the connection after 25 s", async () => {
  const room = new Classroom();
  const member = await room.seat();
  await room.pass(20_000);
  assert.equal(member.sent.at(-1)?.t, "ping");
  assert.equal(member.state, "synced");
  member.isStalled = true;
  await room.pass(24_900);
  assert.equal(member.state, "synced");
  await room.pass(200);
  assert.equal(member.state, "offline");
  member.isStalled = false;
  await room.pass(3000);
  assert.equal(member.state, "synced");
});

test("a person can reconnect without waiting", async () => {
  const room = new Classroom();
  const member = await room.seat();
  room.cut(member);
  assert.equal(member.state, "offline");
  member.editor.tryNow();
  await room.settle();
  assert.equal(member.state, "synced");
});

test("[C8] after sleep a dead connection is detected within 5 s", async () => {
  const room = new Classroom();
  const member = await room.seat();
  member.isStalled = true;
  member.editor.tryNow();
  await room.pass(4900);
  assert.ok(member.sent.some(({ t }) => t === "ping"));
  assert.equal(member.state, "synced");
  await room.pass(200);
  assert.equal(member.state, "offline");
});
