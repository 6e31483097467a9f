import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ConnectionTap } from "../../static/js/sync/connection_tap.js";
import { FrameLog } from "../../static/js/sync/frame_log.js";

/** @typedef {import("../../static/js/sync/socket.js").SocketEvents} SocketEvents */

/** A connection whose far end the test plays, watched by a log. */
class Watched {
  now = 1000;
  /** Texts that reached the socket. @type {string[]} */
  sent = [];
  /** @type {string[]} */
  received = [];
  /** @type {SocketEvents | null} */
  far = null;
  tap = new ConnectionTap();
  changes = 0;
  log = new FrameLog({
    now: () => this.now,
    onChange: () => {
      this.changes += 1;
    },
  });
  #open;
  /** @type {import("../../static/js/sync/socket.js").Socket} */
  socket;

  /** @param {"socket" | "stream"} [kind] */
  constructor(kind = "socket") {
    this.#open = this.tap.watched(kind, (_, events) => {
      this.far = events;
      return { send: (text) => this.sent.push(text), close: () => undefined, backlog: () => 0 };
    });
    this.socket = this.connect();
  }

  /** Opens a connection in place of the one before. */
  connect() {
    this.socket = this.#open("ws://x/ws", {
      opened: () => undefined,
      received: (text) => this.received.push(text),
      closed: () => undefined,
    });
    return this.socket;
  }

  watch() {
    this.tap.observer = this.log;
    this.log.begin(this.tap.channels);
  }

  /** The server's answer to the switch. */
  answer() {
    const heads = { request: "GET / HTTP/1.1\r\n", answer: "HTTP/1.1 101 Switching Protocols\r\n" };
    this.far?.received(JSON.stringify({ t: "wire", on: true, ...heads }));
  }

  /** @param {number} n @param {unknown[][]} frames */
  report(n, frames) {
    this.far?.received(JSON.stringify({ t: "wire", n, frames }));
  }

  get rows() {
    return this.log.entries.map(({ kind, sender, type, frames }) => [
      kind,
      sender,
      type,
      frames.length,
    ]);
  }
}

const ON = '{"t":"wire","on":true}';
const KEY = "01020304";

test("[W1] the server is asked when the panel opens, on each new socket, and never otherwise", () => {
  const late = new Watched();
  late.far?.opened();
  late.socket.send('{"t":"hello"}');
  assert.deepEqual(late.sent, ['{"t":"hello"}'], "nobody watches");
  late.watch();
  assert.deepEqual(late.sent.slice(1), [ON]);
  late.log.end();
  assert.deepEqual(late.sent.slice(2), ['{"t":"wire","on":false}']);

  const early = new Watched();
  early.watch();
  assert.deepEqual(early.sent, [], "not open yet");
  early.far?.opened();
  assert.deepEqual(early.sent, [ON], "before hello");

  const stream = new Watched("stream");
  stream.far?.opened();
  stream.watch();
  const { changes } = stream;
  stream.socket.send('{"t":"ping"}');
  assert.equal(stream.changes, changes + 1);
  stream.log.end();
  assert.deepEqual(stream.sent, ['{"t":"ping"}'], "a stream has no frames");
  assert.deepEqual(stream.rows, [["message", "page", "ping", 0]]);
});

test("[W3] frames join the messages that they carried, control frames are rows of their own", () => {
  const page = new Watched();
  page.far?.opened();
  page.socket.send('{"t":"hello"}');
  page.watch();
  page.socket.send('{"t":"draft"}');
  page.far?.received('{"t":"log"}');
  page.answer();
  page.far?.received('{"t":"hb"}');
  page.socket.send('{"t":"ops"}');
  page.report(1, [
    [10, 0, "818d", KEY, 13, "00", 1],
    [20, 0, "8980", KEY, 0, "", 0],
    [30, 1, "810a", "", 10, "7b", 1],
    [40, 0, "0185", KEY, 5, "7a", 2],
    [50, 0, "8086", KEY, 6, "7c", 2],
  ]);
  assert.deepEqual(page.received.length, 4, "the session sees everything");
  const { entries } = page.log;
  const of = (/** @type {string} */ type) => entries.find((entry) => entry.type === type);
  assert.equal(of("log")?.frames.length, 0, "from before the answer");
  assert.deepEqual(of("draft")?.frames[0]?.header.key, [1, 2, 3, 4]);
  assert.equal(of("hb")?.frames[0]?.header.length, 10);
  assert.deepEqual(
    of("ops")?.frames.map(({ header }) => header.fin),
    [false, true],
  );
  assert.deepEqual([of("ping")?.kind, of("ping")?.sender], ["control", "page"]);
  assert.equal(page.log.handshake?.request, "GET / HTTP/1.1\r\n");
});

test("[W4] missing numbers are counted as dropped, and later frames still find their messages", () => {
  const page = new Watched();
  page.far?.opened();
  page.watch();
  page.answer();
  for (let i = 0; i < 5; i += 1) page.socket.send('{"t":"draft"}');
  page.report(4, [[10, 0, "818d", KEY, 13, "00", 4]]);
  assert.equal(page.log.dropped, 3);
  assert.deepEqual(
    page.log.entries.map(({ frames }) => frames.length),
    [0, 0, 0, 1, 0],
  );
});

test("the list is bounded in rows and in text, and pausing leaves rows out", () => {
  const page = new Watched();
  page.far?.opened();
  page.watch();
  for (let i = 0; i < 3000; i += 1) page.socket.send(`{"t":"draft","n":${i}}`);
  assert.equal(page.log.entries.length, 1000);
  assert.equal(page.log.entries.at(-1)?.text, '{"t":"draft","n":2999}');
  for (let i = 0; i < 200; i += 1) page.far?.received(`{"t":"log"${" ".repeat(100_000)}}`);
  const text = page.log.entries.reduce((sum, entry) => sum + entry.text.length, 0);
  assert.ok(text <= 1024 * 1024, `${text}`);
  assert.equal(page.log.entries.at(-1)?.size, 100_011);
  const before = page.log.entries.length;
  page.log.isPaused = true;
  page.socket.send('{"t":"ops"}');
  assert.deepEqual([page.log.entries.length, page.log.skipped], [before, 1]);
});

test("closes have code and reason; rates fall to zero by themselves", () => {
  const page = new Watched();
  page.watch();
  page.far?.opened();
  page.socket.send("é");
  assert.deepEqual(page.log.rates(), { messages: 0.5, bytes: 1 });
  page.far?.closed(1012, { code: 1012, reason: "restarting", wasClean: true });
  page.now += 3000;
  assert.deepEqual(page.log.rates(), { messages: 0, bytes: 0 });
  assert.deepEqual(
    page.rows.map(([kind]) => kind),
    ["opened", "message", "closed"],
  );
  assert.deepEqual(page.log.entries.at(-1)?.close, {
    code: 1012,
    reason: "restarting",
    wasClean: true,
  });
  assert.equal(page.log.handshake?.channel.isOpen, false);
});

test("a connection that ends while nobody watches is known as closed afterwards", () => {
  const page = new Watched();
  page.far?.opened();
  page.watch();
  const { channel } = page.log.handshake ?? {};
  assert.equal(channel?.isOpen, true);
  page.log.end();
  page.tap.observer = null;
  page.far?.closed(1006);
  page.watch();
  assert.equal(page.log.handshake?.channel, channel, "the last one is still shown");
  assert.equal(channel?.isOpen, false);
});

test("the close of a connection that another has replaced takes no frames from the new one", () => {
  const page = new Watched();
  page.far?.opened();
  page.watch();
  const old = page.far;
  page.connect();
  page.far?.opened();
  page.answer();
  page.socket.send('{"t":"hello"}');
  old?.closed(1006);
  page.report(1, [[10, 0, "818d", KEY, 13, "00", 1]]);
  const hello = page.log.entries.find(({ type }) => type === "hello");
  assert.equal(hello?.frames.length, 1);
});

/** Bytes of the heap that live. */
function liveBytes() {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

test("a message that has left the list takes no memory, whether its frames are reported or not", () => {
  const page = new Watched();
  page.far?.opened();
  page.watch();
  page.answer();
  const before = liveBytes();
  const text = " ".repeat(16_000);
  // More than the list holds in text, of which no frame is reported.
  for (let i = 0; i < 1500; i += 1) page.socket.send(JSON.stringify({ t: "ops", i, text }));
  page.sent = [];
  assert.ok(liveBytes() - before < 8e6, `${liveBytes() - before} bytes`);
  page.report(1, [
    [10, 0, "818d", KEY, 13, "00", 1499],
    [20, 0, "818d", KEY, 13, "00", 1500],
  ]);
  assert.deepEqual(page.rows.slice(-2), Array(2).fill(["message", "page", "ops", 1]));
  // Clearing and closing the panel release what is left.
  const full = liveBytes();
  page.log.clear();
  assert.ok(full - liveBytes() > 8e5, `${full - liveBytes()} bytes`);
});

test("of a long message only the start that is shown takes memory", () => {
  const page = new Watched();
  page.far?.opened();
  page.watch();
  const before = liveBytes();
  for (let i = 0; i < 40; i += 1)
    page.far?.received(JSON.stringify({ t: "log", i, text: " ".repeat(1e6) }));
  page.received = [];
  assert.ok(liveBytes() - before < 8e6, `${liveBytes() - before} bytes`);
  assert.equal(page.log.entries.at(-1)?.text.length, 16 * 1024);
});
