/**
 * How long changes of many shapes take, and a typed letter.
 *
 *     node benches/browser/editing.js [--strokes 10000] [--repeat 3]
 *
 * Two pages of the server named by `LAVAGNA_BIN` on one machine. A board of handwriting is opened with everything in view, and
 * all of it is selected, restyled, resized and turned. `shown` is the time until nothing is left to paint. A letter counts
 * from its key to the task after the frame that has painted it, in its own page and in the other one. Medians of the runs;
 * `idle` frames of the same page stand beside those of the drags as their floor.
 */
import { parseArgs } from "node:util";
import { BINARY, Server } from "../../tests/browser/server.js";
import { fillWithHandwriting } from "./handwriting.js";
import { launchChromium } from "./launch.js";
import { quantile } from "./quantile.js";
import * as inPage from "./render_page.js";

const { values: given } = parseArgs({
  options: {
    strokes: { type: "string", default: "10000" },
    repeat: { type: "string", default: "3" },
  },
});
const STROKES = Number(given.strokes);
const REPEAT = Number(given.repeat);
const EVENT_MS = 1000 / 60;
const DRAG_EVENTS = 120;
/** Letters, and the time between two: 300 a minute. */
const LETTERS = 40;
const LETTER_MS = 200;

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {Record<string, number>} Figures */

/** @param {Page} page @param {string} address */
async function open(page, address) {
  await page.goto(address);
  await page.locator("html[data-sync=synced]").waitFor({ state: "attached" });
  await page.evaluate(inPage.install);
  await page.keyboard.press("Shift+1");
  await page.evaluate(async () => {
    // The zoom to everything takes a moment.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await /** @type {any} */ (window).sharpSince(0);
  });
}

/** Milliseconds from a press of keys until everything is painted. @param {Page} page @param {string} keys */
async function shownAfter(page, keys) {
  await page.evaluate(() => {
    const { sharpSince } = /** @type {any} */ (window);
    const shown = new Promise((resolve) => {
      addEventListener("keydown", ({ timeStamp }) => resolve(sharpSince(timeStamp)), {
        capture: true,
        once: true,
      });
    });
    Object.assign(window, { shown });
  });
  await page.keyboard.press(keys);
  return /** @type {Promise<number>} */ (page.evaluate(() => /** @type {any} */ (window).shown));
}

/** The place on the screen of a handle of the selection. @param {Page} page @param {"resize" | "rotate"} kind */
async function handleOf(page, kind) {
  const { assets } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  return page.evaluate(
    async ({ assets: folder, kind: wanted }) => {
      // A release has the module in one file with others.
      const { handlesOf } = await import(`${folder}/js/joined/app.js`).then(
        ({ $js_editor_handles: handles }) => handles,
        () => import(`${folder}/js/editor/handles.js`),
      );
      const { editor } = /** @type {any} */ (window).lavagna;
      const handle = handlesOf(editor).find(
        (/** @type {any} */ { kind: of, side }) =>
          of === wanted && (of === "rotate" || (side.x === 1 && side.y === 1)),
      );
      return editor.camera.toScreen(handle.at);
    },
    { assets, kind },
  );
}

/** Frame times in milliseconds while `move` happens. @param {Page} page @param {() => Promise<unknown>} move */
async function framesWhile(page, move) {
  await page.evaluate(inPage.watchFrames);
  await move();
  /** @type {number[]} */
  const times = await page.evaluate(() => /** @type {any} */ (window).framesEnd());
  return times.slice(1).map((time, at) => time - (times[at] ?? time));
}

/** Drags a handle; the frames, and how long the drop took until all was painted. @param {Page} page @param {"resize" | "rotate"} kind */
async function drag(page, kind) {
  const { x, y } = await handleOf(page, kind);
  await page.mouse.move(x, y);
  await page.mouse.down();
  const frames = await framesWhile(page, async () => {
    const began = performance.now();
    for (let at = 1; at <= DRAG_EVENTS; at += 1) {
      const wait = began + at * EVENT_MS - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const away = 60 * Math.sin(at / 20);
      await page.mouse.move(x - away, y - away / 2);
    }
  });
  await page.evaluate(() => {
    const { sharpSince } = /** @type {any} */ (window);
    const shown = new Promise((resolve) => {
      addEventListener("pointerup", ({ timeStamp }) => resolve(sharpSince(timeStamp)), {
        capture: true,
        once: true,
      });
    });
    Object.assign(window, { shown });
  });
  await page.mouse.up();
  const shown = await page.evaluate(() => /** @type {any} */ (window).shown);
  return { p95: quantile(frames, 0.95), shown: Number(shown) };
}

/** Runs in the page of who types: notes when each letter's key was pressed, and how long until it was painted. */
function watchLetters() {
  const { afterFrame } = /** @type {any} */ (window);
  /** @type {number[]} */
  const pressed = [];
  /** @type {number[]} */
  const painted = [];
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      pressed.push(performance.timeOrigin + timeStamp);
      afterFrame(() => painted.push(performance.now() - timeStamp));
    },
    { capture: true },
  );
  Object.assign(window, { letters: { pressed, painted } });
}

/** Types on an empty board that another page sees. @param {Page} own @param {Page} other */
async function type(own, other) {
  const [left, top] = [200, 300];
  await own.keyboard.press("t");
  await own.mouse.click(left, top);
  await own.locator("textarea:focus").waitFor();
  await own.keyboard.type("m");
  const box = await own.locator("textarea:focus").boundingBox();
  // Through the legs of the letters.
  const y = Math.round((box?.y ?? top) + 0.6 * (box?.height ?? 0));
  await own.evaluate(watchLetters);
  await other.evaluate(inPage.noteReach, y);
  await other.waitForFunction(() => /** @type {any} */ (window).marks.length > 0);
  const began = performance.now();
  for (let at = 0; at < LETTERS; at += 1) {
    const wait = began + at * LETTER_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await own.keyboard.press("m");
  }
  await new Promise((resolve) => setTimeout(resolve, 5 * LETTER_MS));
  /** @type {{pressed: number[], painted: number[]}} */
  const letters = await own.evaluate(() => /** @type {any} */ (window).letters);
  /** @type {{x: number, at: number}[]} */
  const marks = await other.evaluate(() => /** @type {any} */ (window).marks);
  const [first, last] = [marks.at(0)?.x ?? 0, marks.at(-1)?.x ?? 0];
  const width = (last - first) / LETTERS;
  const seen = letters.pressed.map((at, letter) => {
    const least = first + width * (letter + 0.5);
    return (marks.find(({ x }) => x >= least)?.at ?? Number.NaN) - at;
  });
  await own.keyboard.press("Escape");
  return {
    "letter, own p50": quantile(letters.painted, 0.5),
    "letter, own p95": quantile(letters.painted, 0.95),
    "letter, other p50": quantile(seen, 0.5),
    "letter, other p95": quantile(seen, 0.95),
  };
}

/** @param {Server} server */
async function newBoard({ origin }) {
  const created = await fetch(`${origin}/boards`, { method: "POST", redirect: "manual" });
  return created.headers.get("location")?.split("/").at(-1) ?? "";
}

/** @param {Server} server @returns {Promise<Figures>} */
async function run(server) {
  const browser = await launchChromium();
  const context = () => browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [own, other] = [await (await context()).newPage(), await (await context()).newPage()];
  const empty = await newBoard(server);
  for (const page of [own, other]) await open(page, `${server.origin}/b/${empty}?debug`);
  const letters = await type(own, other);
  await other.close();
  const board = await newBoard(server);
  await fillWithHandwriting(server.origin, board, STROKES);
  await open(own, `${server.origin}/b/${board}?debug`);
  const wait = () => new Promise((resolve) => setTimeout(resolve, 2000));
  const idle = await framesWhile(own, wait);
  const selected = await shownAfter(own, "Control+a");
  const restyled = await shownAfter(own, ".");
  const resized = await drag(own, "resize");
  const rotated = await drag(own, "rotate");
  await browser.close();
  return {
    ...letters,
    "idle frame p95": quantile(idle, 0.95),
    "select all": selected,
    "restyle, shown": restyled,
    "resize, frame p95": resized.p95,
    "resize, shown": resized.shown,
    "rotate, frame p95": rotated.p95,
    "rotate, shown": rotated.shown,
  };
}

const server = await Server.start();
/** @type {Figures[]} */
const runs = [];
for (let at = 0; at < REPEAT; at += 1) runs.push(await run(server));
await server.dispose();
console.log(`${BINARY}, ${STROKES} strokes, ms, medians of ${REPEAT} runs`);
const names = Object.keys(runs[0] ?? {});
console.table(
  Object.fromEntries(
    names.map((name) => {
      const values = runs.map((figures) => figures[name] ?? Number.NaN);
      return [name, { ms: Math.round(quantile(values, 0.5)) }];
    }),
  ),
);
