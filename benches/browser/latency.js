/**
 * How long a pen event in one browser takes to be seen in another on the same machine:
 *
 *     node benches/browser/latency.js
 *
 * From the moment the page hears the event to the task after the frame that has drawn the point on
 * the other page. Uses the same server as the browser tests, and is no test itself.
 */
import { BoardPage } from "../../tests/browser/board_page.js";
import { BINARY, Server } from "../../tests/browser/server.js";
import { launchChromium, VIEWPORT } from "./launch.js";
import { quantile } from "./quantile.js";
import * as inPage from "./render_page.js";

/** Strokes from left to right, and points of each. */
const STROKES = 6;
const POINTS = 60;
const LEFT = 60;
const STEP = 18;
const TOP = 120;

/** Time between two events of a mouse that reports 60 times a second. */
const EVENT_MS = 1000 / 60;

/** @typedef {{x: number, at: number}} Mark  `at` in milliseconds since 1970 */

/** Runs in the drawing page: notes when each place of the pen is heard of. */
function noteEvents() {
  /** @type {Mark[]} */
  const marks = [];
  Object.assign(window, { marks });
  addEventListener(
    "pointermove",
    ({ clientX }) => marks.push({ x: clientX, at: performance.timeOrigin + performance.now() }),
    { capture: true },
  );
}

/** @param {BoardPage} ada @param {BoardPage} bruno @param {number} y */
async function strokeTimes(ada, bruno, y) {
  await ada.page.evaluate(noteEvents);
  await bruno.page.evaluate(inPage.noteReach, y);
  await ada.penDown({ x: LEFT, y });
  const began = performance.now();
  for (let at = 1; at <= POINTS; at += 1) {
    const wait = began + at * EVENT_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await ada.page.mouse.move(LEFT + at * STEP, y);
  }
  await bruno.page.waitForFunction(
    (end) => /** @type {any} */ (window).marks.at(-1)?.x >= end,
    LEFT + POINTS * STEP,
  );
  await ada.penUp();
  const heard = await marksOf(ada);
  const seen = await marksOf(bruno);
  await ada.expectSynced();
  return heard
    .filter(({ x }) => x > LEFT)
    .flatMap(({ x, at }) => {
      const frame = seen.find((mark) => mark.x >= x);
      return frame === undefined ? [] : [frame.at - at];
    });
}

/** @param {BoardPage} who @returns {Promise<Mark[]>} */
function marksOf({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).marks);
}

const server = await Server.start();
const browser = await launchChromium();
const { origin } = server;
const people = [];
for (const name of ["Ada", "Bruno"]) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const one = new BoardPage(await context.newPage(), { origin, name });
  await one.open("demo");
  people.push(one);
}
const [ada, bruno] = /** @type {[BoardPage, BoardPage]} */ (people);
/** @type {number[]} */
const times = [];
for (let stroke = 0; stroke < STROKES; stroke += 1) {
  const taken = await strokeTimes(ada, bruno, TOP + stroke * 60);
  // The first one also waits for code that has never run.
  if (stroke > 0) times.push(...taken);
}
console.log(`${BINARY}, ${browser.version()}, ${times.length} points`);
console.table(
  Object.fromEntries(
    [0.5, 0.9, 0.99, 1].map((share) => [
      share === 1 ? "most" : `p${share * 100}`,
      { ms: Number(quantile(times, share).toFixed(1)) },
    ]),
  ),
);
await browser.close();
await server.dispose();
