// A transport to the server: a socket, or an event stream over simulated requests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ROLLED_BACK, STREAM_PAUSED } from "../../static/js/sync/close_codes.js";
import { ConnectionTap } from "../../static/js/sync/connection_tap.js";
import "../../static/js/sync/stream_transport.js";
import { Transports } from "../../static/js/sync/transport.js";
import { Notes } from "./browser_disk.js";

/** @typedef {import("../../static/js/sync/socket.js").SocketEvents} SocketEvents */
/** @typedef {{url: string, init: RequestInit, answer: (response: Response | null) => void}} Request */

const HELLO = JSON.stringify({
  t: "hello",
  ...{ person: "0".repeat(32), tag: "00000000000000aa", name: "Zoë & co", since: 4, at: 9 },
});

/** Simulates a page and its network. */
class Rig {
  now = 0;
  /** Sockets that were opened. @type {{events: SocketEvents, said: string[], isClosed: boolean}[]} */
  sockets = [];
  /** Requests that were sent and not answered. @type {Request[]} */
  requests = [];
  /** Events reported by the transport. @type {(string | number)[]} */
  told = [];
  /** To the other pages of the browser, of which it has none at first. @type {import("../../static/js/sync/stream_slots.js").Channel | null} */
  channel = null;
  /** @type {{at: number, call: () => void}[]} */
  #timers = [];
  #transports = new Transports({
    base: "https://board.test/api/boards/b",
    page: {
      ...{ tag: "00000000000000aa", onSlotFree: nothing, hasUnsent: () => false },
      open: () => this.channel,
    },
    tap: new ConnectionTap(),
    now: () => this.now,
    startTimer: (call, ms) => {
      const timer = { at: this.now + ms, call };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
    fetch: (url, init) => {
      return new Promise((resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        const answer = (/** @type {Response | null} */ response) => {
          if (response === null) reject(new TypeError("no network"));
          else resolve(response);
        };
        this.requests.push({ url, init, answer });
      });
    },
    socket: (_, events) => {
      const socket = { events, said: /** @type {string[]} */ ([]), isClosed: false };
      this.sockets.push(socket);
      return {
        send: (text) => socket.said.push(text),
        close: () => {
          socket.isClosed = true;
        },
        backlog: () => 0,
      };
    },
  });

  open() {
    return this.#transports.open("ws://sim/b/b/ws", {
      opened: () => this.told.push("opened"),
      received: (text) => this.told.push(JSON.parse(text).t),
      closed: (code) => this.told.push(code),
    });
  }

  /** @param {number} ms */
  async pass(ms) {
    this.now += ms;
    for (const timer of this.#timers.filter(({ at }) => at <= this.now)) {
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.call();
    }
    await settle();
  }

  /** A line over a stream, its hello said and answered. */
  async stream() {
    this.open();
    this.sockets.at(-1)?.events.closed(1006);
    const line = this.open();
    this.sockets.at(-1)?.events.closed(1006);
    await settle();
    line.send(HELLO);
    const body = new TransformStream();
    const writer = body.writable.getWriter();
    const say = (/** @type {string} */ text) => writer.write(new TextEncoder().encode(text));
    this.take().answer(new Response(body.readable));
    await say('event: stream\ndata: {"key":"k"}\n\ndata: {"t":"welcome"}\n\n');
    await settle();
    return { line, say, end: () => writer.close() };
  }

  take() {
    const request = this.requests.shift();
    assert.ok(request, "nothing was asked for");
    return request;
  }
}

function nothing() {
  return undefined;
}

async function settle() {
  for (let round = 0; round < 10; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("[H13] [H9] the second socket that does not open becomes a stream within the same attempt", async () => {
  const rig = new Rig();
  const { line, say } = await rig.stream();
  assert.deepEqual(rig.told, [1006, "opened", "welcome"]);
  line.send('{"t":"ops","first":1,"edits":[{}]}');
  const post = rig.take();
  assert.equal(post.url, "https://board.test/api/boards/b/ops");
  assert.equal(JSON.parse(String(post.init.body)).key, "k");
  await say('id: 5\ndata: {"t":"log"}\n\n');
  await settle();
  assert.equal(rig.told.at(-1), "log");
  post.answer(Response.json({ acks: [], nacks: [], last: 1, seq: 5 }));
  await settle();
  assert.equal(rig.told.at(-1), "log", "the answer says nothing that the stream does not");
});

test("[H9] [C15] the hello is the query, and neither person nor name are in it", async () => {
  const rig = new Rig();
  const { line } = await rig.stream();
  line.send(HELLO);
  const { url, init } = rig.take();
  assert.equal(url, "https://board.test/api/boards/b/events?since=4&at=9&tag=00000000000000aa&v=3");
  const headers = {
    "Lavagna-Person": "0".repeat(32),
    "Lavagna-Name": "Zo%C3%AB%20%26%20co",
    "Lavagna-Origin": "https://board.test",
  };
  assert.deepEqual(init.headers, headers);
  assert.deepEqual(rig.told, [1006, "opened", "welcome"], "the older stream ends without a word");
});

test("[H8] [H9] [C15] the end of a stream closes the transport with its code, except for a resync", async () => {
  const codes = [];
  const closes = [
    '{"code":1012,"reason":"x"}',
    '{"code":4510,"reason":"form 9"}',
    '{"code":4510,"reason":"x"}',
  ];
  for (const last of [...closes.map((close) => `event: close\ndata: ${close}\n\n`), ""]) {
    const rig = new Rig();
    const { say, end } = await rig.stream();
    if (last !== "") await say(last);
    await end();
    await settle();
    codes.push(rig.told.at(-1));
  }
  assert.deepEqual(codes, [1012, 4510, ROLLED_BACK, 1006]);
  const rig = new Rig();
  const { line, say } = await rig.stream();
  await say('data: {"t":"resync"}\n\nevent: close\ndata: {"code":1000,"reason":"x"}\n\n');
  await settle();
  assert.equal(rig.told.at(-1), "resync");
  line.send(HELLO);
  assert.match(rig.take().url, /events/);
});

test("[H13] a POST that fails closes the transport, and a refusal has its close code", async () => {
  /** @type {[Response | null, number][]} */
  const cases = [
    [null, 1006],
    [new Response("<h1>Blocked</h1>", { status: 403 }), 1006],
    [Response.json({ error: "not_yours" }, { status: 403 }), 4503],
    [Response.json({ error: "origin" }, { status: 403 }), 4504],
    [Response.json({ error: "no_stream" }, { status: 409 }), 1006],
    [Response.json({ error: "not_ready" }, { status: 503 }), 1012],
  ];
  for (const [answer, code] of cases) {
    const rig = new Rig();
    const { line } = await rig.stream();
    line.send('{"t":"ping"}');
    rig.take().answer(answer);
    await settle();
    assert.equal(rig.told.at(-1), code);
  }
  const rig = new Rig();
  const { line } = await rig.stream();
  line.send('{"t":"ping"}');
  await rig.pass(60_000);
  assert.equal(rig.told.at(-1), 1006, "no answer is an answer too");
});

test("[H13] a socket that neither opens nor fails times out", async () => {
  const rig = new Rig();
  rig.open();
  await rig.pass(6_000);
  assert.deepEqual([rig.told, rig.sockets[0]?.isClosed], [[1006], true]);
});

test("[H14] behind a stream sockets are probed, and the first that opens replaces it", async () => {
  const rig = new Rig();
  const { line, say } = await rig.stream();
  await rig.pass(30_000);
  assert.equal(rig.sockets.length, 3);
  rig.sockets[2]?.events.closed(1006);
  await rig.pass(30_000);
  assert.equal(rig.sockets.length, 3, "more rarely");
  await rig.pass(30_000);
  await say('data: {"t":"hb"}\n\n');
  await settle();
  assert.equal(rig.told.at(-1), "hb", "the stream goes on meanwhile");
  rig.sockets[3]?.events.opened();
  line.send(HELLO);
  assert.deepEqual(rig.sockets[3]?.said, [HELLO]);
  rig.sockets[3]?.events.received('{"t":"welcome"}');
  assert.deepEqual(rig.told.slice(-3), ["hb", "opened", "welcome"]);
  await say('data: {"t":"hb"}\n\n').catch(() => null);
  await settle();
  assert.equal(rig.told.at(-1), "welcome", "the stream delivers nothing any more");
});

test("[H16] a stream that yields closes without a reason to reconnect by itself", async () => {
  Object.defineProperty(globalThis, "localStorage", { value: new Notes(), configurable: true });
  const rig = new Rig();
  /** @type {string[]} */
  const said = [];
  rig.channel = { postMessage: ({ t }) => said.push(t), onmessage: null };
  await rig.stream();
  for (let page = 1; page <= 4; page += 1) {
    assert.equal(rig.told.at(-1), "welcome", "beside three others a slot is left");
    const data = { t: /** @type {const} */ ("held"), tag: `0${page}`, rank: 10 + page };
    rig.channel.onmessage?.(/** @type {any} */ ({ data }));
  }
  await settle();
  assert.equal(rig.told.at(-1), STREAM_PAUSED);
  assert.deepEqual(said, ["acquire", "yielded"]);
  await rig.pass(60_000);
  assert.deepEqual(
    [rig.requests.length, rig.sockets.length],
    [0, 2],
    "no socket is tried meanwhile",
  );
});
