/**
 * How smoothly a full board is seen: frame times, time to open, time to sharp, ink, memory.
 *
 *     node benches/browser/render.js [--strokes 1000,10000,50000,100000] [--repeat 3] [--dpr 1]
 *
 * A real board page of the server named by `LAVAGNA_BIN`, filled in its memory with strokes of 40
 * points; gestures come from outside of the page at 60 a second. Medians of the runs are printed.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { BINARY, Server } from "../../tests/browser/server.js";
import { launchChromium } from "./launch.js";
import { memoryOf } from "./memory.js";
import { quantile } from "./quantile.js";
import * as inPage from "./render_page.js";

const { values: given } = parseArgs({
  options: {
    strokes: { type: "string", default: "1000,10000,50000,100000" },
    repeat: { type: "string", default: "3" },
    dpr: { type: "string", default: "1" },
  },
});

const SIZE = { width: 1280, height: 800 };
const EVENT_MS = 1000 / 60;
const GESTURE_MS = 2000;
const MIDDLE = { x: SIZE.width / 2, y: SIZE.height / 2 };

/** Part of the board in view. @type {"all" | "part"} */
const ALL = "all";
/** @type {"all" | "part"} */
const PART = "part";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").CDPSession} CDPSession */
/** @typedef {Record<string, number>} Figures */

/** Sends something 60 times a second. @param {number} count @param {(at: number) => Promise<unknown>} send */
async function paced(count, send) {
  const began = performance.now();
  for (let at = 0; at < count; at += 1) {
    const wait = began + at * EVENT_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // Not awaited: a page that is late must not slow the hand down.
    send(at).catch(() => undefined);
  }
}

/** Frames while the wheel turns. @param {Page} page @param {CDPSession} session @param {"pan" | "zoom"} what */
async function framesOf(page, session, what) {
  await page.evaluate(inPage.watchFrames);
  const count = Math.round(GESTURE_MS / EVENT_MS);
  await paced(count, (at) => {
    const back = at % 60 >= 30 ? -1 : 1;
    return session.send("Input.dispatchMouseEvent", {
      type: "mouseWheel",
      ...MIDDLE,
      deltaX: what === "pan" ? 17 * back : 0,
      deltaY: what === "pan" ? 11 * back : 9 * back,
      modifiers: what === "zoom" ? 2 : 0,
    });
  });
  return framesEnd(page);
}

/** How long the frames took that were watched. @param {Page} page */
async function framesEnd(page) {
  /** @type {number[]} */
  const times = await page.evaluate(() => /** @type {any} */ (window).framesEnd());
  const steps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return {
    fps: (1000 * steps.length) / whole,
    p50: quantile(steps, 0.5),
    p95: quantile(steps, 0.95),
    worst: quantile(steps, 1),
  };
}

/** Frames while all shapes are dragged; then they go back. @param {Page} page */
async function dragOf(page) {
  await page.keyboard.press("Control+a");
  const { x, y } = await page.evaluate(inPage.placeOfOne);
  await page.evaluate(inPage.watchFrames);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await paced(Math.round(GESTURE_MS / EVENT_MS), (at) =>
    page.mouse.move(x + at * 2, y + 60 * Math.sin(at / 15)),
  );
  const frames = await framesEnd(page);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  return frames;
}

/** Latency of a stroke of a second and a half. @param {Page} page */
async function inkOf(page) {
  await page.evaluate(inPage.watchInk);
  await page.mouse.move(300, 300);
  await page.mouse.down();
  await paced(90, (at) => page.mouse.move(300 + at * 6, 300 + 80 * Math.sin(at / 9)));
  await page.mouse.up();
  /** @type {number[]} */
  const times = await page.evaluate(() => /** @type {any} */ (window).inkEnd());
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** @param {import("@playwright/test").Browser} browser @param {string} origin @param {number} strokes @returns {Promise<Figures>} */
async function runOf(browser, origin, strokes) {
  const context = await browser.newContext({
    viewport: SIZE,
    deviceScaleFactor: Number(given.dpr),
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(`${origin}/b/demo?debug`);
  await page.locator("html[data-sync=synced]").waitFor({ state: "attached" });
  await page.evaluate(inPage.install);
  await page.evaluate(inPage.fill, strokes);
  await session.send("HeapProfiler.collectGarbage");
  /** @type {Figures} */
  const figures = {};
  /** @param {string} name @param {Record<string, number>} more */
  const note = (name, more) => {
    for (const [key, value] of Object.entries(more)) figures[`${name}, ${key}`] = value;
  };
  note("open", await page.evaluate(inPage.open));
  note("pan near", await framesOf(page, session, "pan"));
  note("zoom near", await framesOf(page, session, "zoom"));
  await page.evaluate(inPage.jump, PART);
  note("ink near", await inkOf(page));
  note("erase near", await page.evaluate(inPage.erase));
  note("all", { sharp: await page.evaluate(inPage.jump, ALL) });
  note("memory", { MB: await memoryOf(session, browser) });
  note("pan far", await framesOf(page, session, "pan"));
  await page.evaluate(inPage.jump, ALL);
  note("zoom far", await framesOf(page, session, "zoom"));
  await page.evaluate(inPage.jump, ALL);
  note("drag all", await dragOf(page));
  await page.evaluate(inPage.jump, ALL);
  note("ink far", await inkOf(page));
  note("erase far", await page.evaluate(inPage.erase));
  await context.close();
  return figures;
}

/** The median of each figure. @param {readonly Figures[]} runs @returns {Figures} */
function medians(runs) {
  const [one = {}] = runs;
  const middle = (/** @type {string} */ name) =>
    quantile(
      runs.map((run) => run[name] ?? Number.NaN),
      0.5,
    );
  return Object.fromEntries(Object.keys(one).map((name) => [name, middle(name)]));
}

const counts = given.strokes.split(",").map(Number);
const repeat = Number(given.repeat);
/** @type {Record<string, Record<string, string>>} */
const table = {};
const loadBefore = loadavg()[0] ?? 0;
for (const strokes of counts) {
  /** @type {Figures[]} */
  const runs = [];
  for (let run = 0; run < repeat; run += 1) {
    // A fresh browser each time: no process remembers the run before.
    const server = await Server.start();
    const browser = await launchChromium();
    runs.push(await runOf(browser, server.origin, strokes));
    await browser.close();
    await server.dispose();
  }
  for (const [name, value] of Object.entries(medians(runs))) {
    table[name] ??= {};
    table[name][String(strokes)] = value.toFixed(1);
  }
}
const load = `load of the machine ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
console.log(
  `${BINARY}, medians of ${repeat}, density ${given.dpr}, ${load}; ms where nothing else is said`,
);
console.table(table);
