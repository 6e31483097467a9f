/**
 * Measures the opening of a board of handwriting: from the navigation until the first ink, until all of it is
 * there, and until all that is in view is sharp. An empty board stands beside it as the floor.
 *
 *     node benches/browser/opening.js [--strokes 10000,100000] [--repeat 5]
 *
 * The server is the one named by `LAVAGNA_BIN`. Times in ms from the start of the navigation, medians of the runs; `again` is
 * the same page once more, with what the browser has kept. Processor time is that of the page's process, all its threads.
 * Memory is that process's after everything was shown sharp.
 */
import { parseArgs } from "node:util";
import { BINARY, Server } from "../../tests/browser/server.js";
import { fillWithHandwriting } from "./handwriting.js";
import { launchChromium, VIEWPORT } from "./launch.js";
import { memoryOf } from "./memory.js";
import { quantile } from "./quantile.js";

const { values: given } = parseArgs({
  options: {
    strokes: { type: "string", default: "10000,100000" },
    repeat: { type: "string", default: "5" },
  },
});
const REPEAT = Number(given.repeat);

/** @typedef {Record<string, number>} Figures */

/** Runs in the page: marks the frames after which there is ink, all of it, and nothing left to paint. */
function markOpening() {
  const isMarked = (/** @type {string} */ name) => performance.getEntriesByName(name).length > 0;
  const look = () => {
    const { lavagna } = /** @type {any} */ (window);
    if (!isMarked("first ink") && lavagna?.editor.view.count(1) > 0) performance.mark("first ink");
    const isSynced = document.documentElement?.dataset.sync === "synced";
    if (isSynced && !isMarked("all")) performance.mark("all");
    if (isSynced && lavagna.renderer.sharp) performance.mark("sharp");
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Seconds of processor time of all renderer processes. @param {import("@playwright/test").CDPSession} whole */
async function processorTime(whole) {
  const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** @param {import("@playwright/test").Page} page @param {import("@playwright/test").CDPSession} whole @param {string} address */
async function open(page, whole, address) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let [bytes, requests] = [0, 0];
  session.on("Network.requestWillBeSent", () => {
    requests += 1;
  });
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const before = await processorTime(whole);
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("sharp").length > 0, null, {
    polling: 50,
  });
  const cpu = 1000 * ((await processorTime(whole)) - before);
  const [first = 0, all = 0, sharp = 0] = await page.evaluate(() =>
    ["first ink", "all", "sharp"].map(
      (name) => performance.getEntriesByName(name)[0]?.startTime ?? 0,
    ),
  );
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  return { "first ink": first, all, sharp, cpu, requests, kB: bytes / 1000 };
}

/** Shows all of the board, and returns the memory of its page in MB once that is sharp. @param {import("@playwright/test").Page} page */
async function memoryWithAllShown(page) {
  await page.evaluate(() => {
    const { camera, view } = /** @type {any} */ (window).lavagna.editor;
    const margin = { top: 0, right: 0, bottom: 0, left: 0 };
    const bounds = view.bounds(1);
    if (bounds !== null) camera.goTo(camera.fitted(bounds, margin));
  });
  await page.waitForFunction(() => /** @type {any} */ (window).lavagna.renderer.sharp);
  const session = await page.context().newCDPSession(page);
  return memoryOf(session, browser);
}

/** @param {Figures[]} runs @returns {Figures} */
function medians(runs) {
  const names = Object.keys(runs[0] ?? {});
  const median = (/** @type {string} */ name) =>
    quantile(
      runs.map((run) => run[name] ?? 0),
      0.5,
    );
  return Object.fromEntries(names.map((name) => [name, Math.round(median(name))]));
}

const server = await Server.start();
const browser = await launchChromium();
const whole = await browser.newBrowserCDPSession();
/** @type {Record<string, Figures>} */
const table = {};
for (const strokes of [0, ...given.strokes.split(",").map(Number)]) {
  const created = await fetch(`${server.origin}/boards`, {
    method: "POST",
    redirect: "manual",
  });
  const board = created.headers.get("location")?.split("/").at(-1) ?? "";
  if (strokes > 0) await fillWithHandwriting(server.origin, board, strokes);
  /** @type {{cold: Figures[], again: Figures[]}} */
  const runs = { cold: [], again: [] };
  let memory = 0;
  // The first run waits for the server's chunks and counts for nothing.
  for (let run = -1; run < REPEAT; run += 1) {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const page = await context.newPage();
    await page.addInitScript(markOpening);
    const [cold, again] = [
      await open(page, whole, `${server.origin}/b/${board}?debug`),
      await open(page, whole, `${server.origin}/b/${board}?debug`),
    ];
    if (run >= 0) {
      runs.cold.push(cold);
      runs.again.push(again);
    }
    if (run === REPEAT - 1) memory = await memoryWithAllShown(page);
    await context.close();
  }
  table[`${strokes} strokes`] = { ...medians(runs.cold), "memory, MB": Math.round(memory) };
  table[`${strokes} again`] = medians(runs.again);
}
await browser.close();
await server.dispose();
console.log(`${BINARY}, medians of ${REPEAT} runs`);
console.table(table);
const [empty, ...boards] = Object.entries(table).filter(([name]) => name.endsWith(" strokes"));
for (const [name, figures] of boards) {
  const times = (figures.sharp ?? 0) / (empty?.[1].sharp ?? 0);
  const more = (figures.requests ?? 0) - (empty?.[1].requests ?? 0);
  console.log(`${name}: sharp, times an empty board: ${times.toFixed(2)}`);
  console.log(`${name}: requests beyond an empty board's: ${more}`);
  console.log(`${name}: memory: ${figures["memory, MB"]} MB`);
}
