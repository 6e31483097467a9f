/**
 * Clients that nobody here wrote draw on a board: `socket.io-client` of npm, held to polling, with a WebSocket alone and with
 * its defaults, and `python-socketio` of PyPI.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";

import { Server } from "../browser/server.js";

/** Python with `python-socketio`; tests/check.sh names the one that it installs. */
const PYTHON = process.env.PYTHON ?? "python3";
const SCRIPT = fileURLToPath(new URL("draw.py", import.meta.url));

/** @typedef {{x0: number, y0: number, x1: number, y1: number, color: string}} Line */

/** @type {Server} */
let server;

/** All sockets, so that none outlives a test that fails. @type {import("socket.io-client").Socket[]} */
const sockets = [];

before(async () => {
  server = await Server.start();
});

after(async () => {
  for (const socket of sockets) socket.disconnect();
  await server.end("SIGTERM");
});

async function newBoard() {
  const answer = await fetch(`${server.origin}/boards`, { method: "POST", redirect: "manual" });
  return (answer.headers.get("location") ?? "").slice("/b/".length);
}

/** @param {string} board */
async function storedStrokes(board) {
  const answer = await fetch(`${server.origin}/api/boards/${board}/log?since=0`);
  const { edits } = await answer.json();
  return edits.length;
}

/** A stock client and what it hears. */
class Client {
  /** @type {Line[]} */
  heard = [];
  /** @type {() => void} */
  #wake = () => undefined;

  /** @param {string} board @param {Partial<import("socket.io-client").ManagerOptions>} options */
  constructor(board, options) {
    this.socket = io(server.origin, {
      query: { board },
      forceNew: true,
      reconnectionDelay: 50,
      ...options,
    });
    sockets.push(this.socket);
    this.socket.onAny((name, line) => {
      if (name === "drawing") this.heard.push(line);
      this.#wake();
    });
    for (const event of ["connect", "connect_error", "disconnect"]) {
      this.socket.on(event, () => this.#wake());
    }
    this.socket.io.engine?.on("upgrade", () => this.#wake());
  }

  /** Waits until `holds`, which what the client hears makes true. @param {() => boolean} holds */
  async until(holds) {
    while (!holds()) {
      await new Promise((resolve) => {
        this.#wake = () => resolve(undefined);
      });
    }
  }

  async connected() {
    await this.until(() => this.socket.connected);
    return this;
  }

  /** Draws a line and waits until it is stored. @param {Line} line */
  draw(line) {
    return new Promise((resolve) => this.socket.emit("drawing", line, resolve));
  }

  /** @param {string} color */
  async hears(color) {
    await this.until(() => this.heard.some((line) => line.color === color));
  }
}

/** @param {string} color @returns {Line} */
const line = (color) => ({ x0: 0.25, y0: 0.25, x1: 0.5, y1: 0.75, color });

// [I5] [I7] [I12] Each transport draws and hears.
test("[I5] [I7] [I12] three stock clients hear each other, and a late one sees everything", async () => {
  const board = await newBoard();
  const polling = await new Client(board, { transports: ["polling"] }).connected();
  const socket = await new Client(board, { transports: ["websocket"] }).connected();
  const both = await new Client(board, {}).connected();
  const clients = [polling, socket, both];
  const { engine } = both.socket.io;
  if (engine.transport.name === "polling") await once(/** @type {any} */ (engine), "upgrade");
  assert.deepEqual(
    clients.map((client) => client.socket.io.engine.transport.name),
    ["polling", "websocket", "websocket"],
  );
  for (const [at, client] of clients.entries()) {
    const color = `#00000${at}`;
    assert.equal(await client.draw(line(color)), undefined, "it is stored");
    await Promise.all(
      clients.filter((other) => other !== client).map((other) => other.hears(color)),
    );
    assert.ok(!client.heard.some((heard) => heard.color === color), "nobody hears its own lines");
  }
  assert.equal(await storedStrokes(board), 3);
  const late = await new Client(board, {}).connected();
  await late.hears("#000002");
  assert.deepEqual(late.heard, ["#000000", "#000001", "#000002"].map(line));
  for (const client of [...clients, late]) client.socket.disconnect();
});

// [I8] [I9] Errors are told in words.
test("[I7] [I8] an unknown board and a broken event are refused", async () => {
  const lost = io(server.origin, { query: { board: "0123456789abcdefghijkl" }, forceNew: true });
  sockets.push(lost);
  const [error] = await once(/** @type {any} */ (lost), "connect_error");
  assert.match(error.message, /There is no board with this id/);
  assert.equal(lost.active, false, "it does not try again");
  lost.disconnect();
  const client = await new Client(await newBoard(), {}).connected();
  const broken = /** @type {any} */ ({ x0: "left" });
  assert.deepEqual(await client.draw(broken), { error: "invalid" });
  client.socket.disconnect();
});

// [I8] [I12] A killed server: clients of both transports come back by themselves, and nothing stored is lost.
test("[I8] [I12] clients go on by themselves after the server was killed", async () => {
  const board = await newBoard();
  const clients = [
    await new Client(board, { transports: ["polling"] }).connected(),
    await new Client(board, {}).connected(),
  ];
  const [first, second] = clients;
  if (!first || !second) throw new Error("two clients");
  await first.draw(line("#123456"));
  await server.kill();
  await Promise.all(clients.map((client) => client.until(() => !client.socket.connected)));
  for (const client of clients) client.heard = [];
  await server.launch();
  await Promise.all(clients.map((client) => client.connected()));
  // The picture holds the line also for its author, whose canvas begins anew.
  await Promise.all(clients.map((client) => client.hears("#123456")));
  await second.draw(line("#654321"));
  await first.hears("#654321");
  for (const client of clients) client.socket.disconnect();
});

// [I7] Pages draw on while they are offline, and send all of it at once.
for (const transports of [["polling"], ["websocket"]]) {
  test(`[I7] all that was drawn without a connection arrives over ${transports}`, async () => {
    const STROKES = 400;
    const board = await newBoard();
    const client = await new Client(board, { transports }).connected();
    await server.kill();
    await client.until(() => !client.socket.connected);
    const drawn = [];
    for (let n = 0; n < STROKES; n += 1) {
      const [x, y] = [(n % 20) / 20, Math.floor(n / 20) / 20];
      const points = [0, 0.01, 0.02, 0.03].map((step) => x + step);
      for (const [at, x0] of points.slice(0, -1).entries()) {
        drawn.push(client.draw({ x0, y0: y, x1: points[at + 1] ?? 0, y1: y, color: "red" }));
      }
    }
    await server.launch();
    const refusals = (await Promise.all(drawn)).filter((refusal) => refusal !== undefined);
    assert.deepEqual(refusals, []);
    const late = await new Client(board, {}).connected();
    await late.until(() => late.heard.length >= drawn.length);
    for (const { socket } of [client, late]) socket.disconnect();
  });
}

// [I3] [I5] A client in another language.
for (const transport of ["polling", "websocket", "both"]) {
  test(`[I3] [I5] python-socketio over ${transport}`, async () => {
    const board = await newBoard();
    const watcher = await new Client(board, {}).connected();
    const python = spawn(PYTHON, [SCRIPT, server.origin, board, transport], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(python, "exit");
    await watcher.hears("#0000aa");
    watcher.socket.emit("drawing", line("#0000bb"));
    let said = "";
    for await (const piece of python.stdout) said += piece;
    // Its line may be stored after it has heard the other one.
    const lines = said.trim().split("\n").sort();
    assert.deepEqual([lines, (await ended)[0]], [["heard #0000bb", "stored"], 0]);
    watcher.socket.disconnect();
  });
}
