// An exception ends nothing but its own work: the board goes on, or is fetched again, and is never frozen.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Gestures } from "../../static/js/editor/gestures.js";
import { Signal } from "../../static/js/platform/signal.js";
import { Classroom } from "./classroom.js";
import { rectangle } from "./drawing.js";

/** @typedef {import("../../static/js/model/reduce.js").LoggedEdit} LoggedEdit */

/** Errors reported to the browser. @type {string[]} */
let reported = [];

beforeEach(() => {
  reported = [];
  globalThis.reportError = (error) => {
    reported.push(String(error));
  };
});

/** @param {string} text @returns {never} */
function fail(text) {
  throw new Error(text);
}

test("a listener that throws keeps no other from hearing, and is reported once", () => {
  const signal = new Signal(0);
  /** @type {number[]} */
  const heard = [];
  signal.subscribe(() => fail("deaf"));
  signal.subscribe((value) => heard.push(value));
  for (const value of [1, 2, 3]) signal.set(value);
  assert.deepEqual(heard, [1, 2, 3]);
  assert.deepEqual(reported, ["Error: deaf"]);
});

test("listeners of the board, of events, people and status may throw, and everybody has the same board", async () => {
  const room = new Classroom();
  const ada = await room.seat();
  const bruno = await room.seat();
  const throws = () => fail("every time");
  bruno.view.subscribe(throws);
  bruno.connection.events.subscribe(throws);
  bruno.editor.status.subscribe(throws);
  bruno.editor.peers.changes.subscribe(throws);
  bruno.editor.notices.subscribe(throws);
  for (const x of [1, 2, 3]) {
    ada.draw(x);
    bruno.draw(-x);
    await room.settle();
  }
  await room.assertEqual();
  assert.equal(room.server.log.length, 6);
  assert.equal(reported.length, 1);
});

test("a board that fails over an edit is fetched again, and nothing that waits is lost or there twice", async () => {
  const room = new Classroom();
  const ada = await room.seat();
  const bruno = await room.seat();
  ada.draw(1);
  await room.settle();
  const { board } = bruno.view;
  board.advance = () => fail("half of it");
  const mine = bruno.draw(5);
  ada.draw(2);
  ada.draw(3);
  await room.settle();
  assert.notEqual(bruno.view.board, board, "another board has taken its place");
  assert.equal(bruno.state, "synced");
  assert.equal(bruno.view.pending.length, 0);
  assert.ok(bruno.view.shape(mine));
  ada.draw(4);
  ada.editor.commit([{ op: "del", id: mine }]);
  await room.settle();
  assert.equal(bruno.view.shape(mine), undefined, "nothing of it haunts the board");
  await room.assertEqual();
  assert.deepEqual(reported, ["Error: half of it"]);
});

test("an edit that cannot be shown here is sent all the same", async () => {
  const room = new Classroom();
  const ada = await room.seat();
  const bruno = await room.seat();
  const { replica } = bruno.connection;
  const { addPending } = replica;
  replica.addPending = () => {
    replica.addPending = addPending;
    fail("not shown");
  };
  const id = bruno.draw(7);
  await room.settle();
  assert.ok(ada.view.shape(id));
  assert.ok(bruno.view.shape(id));
  await room.assertEqual();
});

test("boards that fail again and again end with a reload, and the queue is kept", async () => {
  const room = new Classroom();
  const ada = await room.seat();
  const bruno = await room.seat();
  const { replica } = bruno.connection;
  replica.advance = () => fail("always");
  for (let x = 1; x < 10; x += 1) {
    ada.draw(x);
    await room.pass(5000);
  }
  assert.equal(bruno.state, "stopped");
  assert.equal(bruno.editor.status.value.code, 4510);
  await room.pass(120_000);
  assert.equal(bruno.transport?.isOpen, false, "it does not come back by itself");
});

/** Ops that a newer version may have made. @type {Record<string, LoggedEdit["ops"]>} */
const NEWER = {
  "an op": /** @type {any} */ ([{ op: "lock", id: "00000000000000aa.1", on: true }]),
  "a kind": /** @type {any} */ ([{ op: "add", shape: { ...rectangle("x.1"), kind: "star" } }]),
  "a register": /** @type {any} */ ([{ op: "set", id: "00000000000000aa.1", frozen: true }]),
  "a field of a shape": /** @type {any} */ ([
    { op: "add", shape: { ...rectangle("x.1"), frozen: true } },
  ]),
  "an ink": /** @type {any} */ ([
    {
      op: "add",
      shape: rectangle("x.1", { style: /** @type {any} */ ({ ink: "gold", size: 9 }) }),
    },
  ]),
  "a property of a style": /** @type {any} */ ([
    { op: "set", id: "00000000000000aa.1", style: { ink: "red", size: 9, dash: true } },
  ]),
  "a place in the order of painting": /** @type {any} */ ([
    { op: "set", id: "00000000000000aa.1", z: "up" },
  ]),
  "a paper": /** @type {any} */ ([{ op: "page", page: 1, paper: "music" }]),
  "what is brought back": /** @type {any} */ ([
    {
      op: "restore",
      n: 1,
      tag: "00000000000000aa",
      shapes: [{ ...rectangle("x.1"), kind: "star" }],
    },
  ]),
};

for (const [name, ops] of Object.entries(NEWER)) {
  test(`[C11] a page that is told of ${name} it does not know stops with reload, and keeps what waits`, async () => {
    const room = new Classroom();
    const ada = await room.seat();
    const { transport } = ada;
    assert.ok(transport);
    room.isReachable = false;
    ada.loses = ({ t }) => t === "log" || t === "ack";
    ada.draw(3);
    await room.settle();
    const edit = { author: 9, tag: "00000000000000bb", n: 1, at: 1, ops };
    transport.events.received(JSON.stringify({ t: "log", seq: 1, edits: [edit] }));
    assert.equal(ada.state, "stopped");
    assert.deepEqual([ada.editor.status.value.code, ada.editor.status.value.waiting], [4510, 1]);
    assert.equal(ada.editor.rights.value.draw, false);
    room.isReachable = true;
    await room.pass(60_000);
    ada.editor.tryNow();
    await room.settle();
    assert.equal(ada.state, "stopped");
    assert.deepEqual(reported, []);
  });
}

test("[C11] a draft of a kind that this page does not know is not shown, and nothing else comes of it", async () => {
  const room = new Classroom();
  const ada = await room.seat();
  await room.seat();
  const ink = { id: "x.1", kind: "star", page: 1, pos: [0, 0, 0], from: 0, points: [0, 0] };
  const style = { ink: "red", size: 64 };
  const drafts = [
    { g: 1, ink: { ...ink, style, pressure: [1] } },
    { g: 2, ink: { ...ink, kind: "ink", style: { ink: "gold", size: 64 }, pressure: [1] } },
    { g: 3, lasso: { ids: [] } },
  ];
  ada.transport?.events.received(JSON.stringify({ t: "live", peers: { 2: { drafts } } }));
  assert.deepEqual(ada.editor.peers.drafts(), []);
  assert.equal(ada.state, "synced");
});

test("a gesture that throws is over when it is lifted", () => {
  const signals = { tool: new Signal("bad"), page: new Signal(1), rights: new Signal({}) };
  const editor = /** @type {any} */ ({ ...signals, camera: { unitsOf: () => 1 } });
  const gesture = {
    update: () => fail("update"),
    finish: () => fail("finish"),
    cancel: () => fail("cancel"),
    previews: () => [],
  };
  const bad = { id: "bad", cursor: "", begin: () => gesture };
  const gestures = new Gestures(editor, [bad]);
  const point = { x: 0, y: 0, pressure: 1, time: 0 };
  for (const end of ["finish", "cancel"]) {
    gestures.begin(point);
    gestures.update([{ ...point, x: 90 }]);
    if (end === "finish") gestures.finish();
    else gestures.cancel();
    assert.equal(gestures.live.value, null);
  }
  assert.deepEqual(reported, ["Error: update", "Error: finish", "Error: cancel"]);
});
