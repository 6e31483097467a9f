/**
 * Pages of the course as scripted clients on one board, 60 of which 10 draw 60 lines a second each, against this server and
 * against the course's own server (express and socket.io of npm) in the same run:
 *
 *     node benches/socketio.js [--pages 60] [--drawers 10] [--seconds 10] [--transport websocket]
 *
 * Prints the share of a core that each server takes, and how long a line takes to the other pages, at last as the table of
 * benches/README.md. Clients are `socket.io-client` in this process, the same for both servers.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { io } from "socket.io-client";
import { BINARY, Server } from "../tests/browser/server.js";
import { startReference } from "../tests/socketio/reference.js";
import { quantile } from "./browser/quantile.js";

const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "60" },
    drawers: { type: "string", default: "10" },
    seconds: { type: "string", default: "10" },
    transport: { type: "string", default: "websocket" },
  },
});
const [pages, drawers, seconds] = [values.pages, values.drawers, values.seconds].map(Number);

/** Time between two lines of a hand. */
const EVENT_MS = 1000 / 60;
/** Ticks of the kernel's clock of processor time in a second. */
const CLOCK = 100;

/** Processor time of a process, seconds. @param {number} pid */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK;
}

/**
 * Returns when every page hears the others: until then it may get a stroke twice, live and with its edit.
 * @param {import("socket.io-client").Socket[]} sockets
 */
async function hearEachOther(sockets) {
  const deaf = new Set(sockets.slice(1));
  for (const socket of deaf) socket.once("drawing", () => deaf.delete(socket));
  for (let x = 0; deaf.size > 0; x = 1 - x) {
    sockets[0]?.emit("drawing", { x0: x, y0: 1, x1: 1 - x, y1: 1, color: "red" });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
}

/**
 * @param {string} name @param {string} origin @param {number} pid
 * @returns {Promise<{name: string, core: number, p50: number, p99: number, share: number}>}
 */
async function measure(name, origin, pid) {
  const transports = values.transport === "default" ? undefined : [values.transport];
  const sockets = Array.from({ length: pages ?? 0 }, () =>
    io(origin, { forceNew: true, ...(transports && { transports }) }),
  );
  await Promise.all(
    sockets.map(
      (socket) => new Promise((resolve) => socket.on("connect", () => resolve(undefined))),
    ),
  );
  await hearEachOther(sockets);
  /** When each line was sent, by its number, which stands in its places. @type {number[]} */
  const sent = [];
  /** @type {number[]} */
  const times = [];
  const side = 4096;
  for (const socket of sockets) {
    socket.on("drawing", ({ x1, y1 }) => {
      const at = sent[Math.round(x1 * side) * side + Math.round(y1 * side)];
      if (at !== undefined) times.push(performance.now() - at);
    });
  }
  const [before, began] = [processorTime(pid), performance.now()];
  const lasts = new Map();
  let lines = 0;
  const numbers = Array.from({ length: drawers ?? 0 }, (_, at) => at);
  await Promise.all(
    numbers.map(async (at) => {
      // Hands do not move together.
      for (let step = at / numbers.length; step * EVENT_MS < (seconds ?? 0) * 1000; step += 1) {
        const wait = began + step * EVENT_MS - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        const number = lines++;
        const [x, y] = [Math.floor(number / side) / side, (number % side) / side];
        // A first line from its own end would have no length, and this server drops lines that paint nothing.
        const [x0, y0] = lasts.get(at) ?? [0.5, 0.5];
        lasts.set(at, [x, y]);
        sent[Math.round(x * side) * side + Math.round(y * side)] = performance.now();
        sockets[at]?.emit("drawing", { x0, y0, x1: x, y1: y, color: "black" });
      }
    }),
  );
  const passed = (performance.now() - began) / 1000;
  const core = (processorTime(pid) - before) / passed;
  // Messages under way arrive within a tick; a second is generous.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (const socket of sockets) socket.disconnect();
  const share = times.length / (lines * ((pages ?? 0) - 1));
  return { name, core, p50: quantile(times, 0.5), p99: quantile(times, 0.99), share };
}

const server = await Server.start();
const reference = await startReference();
console.log(`${pages} pages, ${drawers} draw 60 lines/s each, ${values.transport}; ${BINARY}`);
const results = [
  await measure("lavagna", server.origin, server.pid),
  await measure("express + socket.io", reference.origin, reference.pid),
];
for (const { name, core, p50, p99, share } of results) {
  console.log(`${name} takes ${core.toFixed(3)} of a core`);
  console.log(`${name}: half of the lines after ${p50.toFixed(1)} ms`);
  console.log(`${name}: all but a hundredth after ${p99.toFixed(1)} ms`);
  console.log(`${name}: ${(100 * share).toFixed(1)} % arrived`);
}
const [ours, theirs] = results.map(({ core }) => core);
console.log(`times the course's server: ${((ours ?? 0) / (theirs ?? 1)).toFixed(2)}`);
console.log("\n| | of a core | p50, ms | p99, ms | lines that arrived |\n|---|---|---|---|---|");
for (const { name, core, p50, p99, share } of results) {
  const figures = [
    core.toFixed(3),
    p50.toFixed(1),
    p99.toFixed(1),
    `${(100 * share).toFixed(1)} %`,
  ];
  console.log(`| ${[name, ...figures].join(" | ")} |`);
}
console.log("| goal for lavagna | 0.150 | | 50.0 | 100.0 % |");
reference.close();
await server.dispose();
