/**
 * How long a drawn board takes to open in a browser: until its first ink, until all of it is there, and the
 * same again with what the browser has kept.
 *
 *     node benches/browser/opening.js 50000
 *
 * Strokes have 40 points that wander about. Times are from the start of the navigation, bytes as they went
 * over the wire.
 */
import { chromium } from "@playwright/test";
import config from "../../tests/browser/playwright.config.js";
import { BINARY, Server } from "../../tests/browser/server.js";
import { quantile } from "./quantile.js";

const STROKES = Number(process.argv[2] ?? 50_000);
const RUNS = 5;
const PER_EDIT = 90;
const EDITS_PER_POST = 50;
const TAG = "00000000000000aa";

let state = 1;
/** Numbers that look like chance and are the same in every run. @param {number} most */
function within(most) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return ((state >> 8) % (2 * most + 1)) - most;
}

/** @param {number} n */
function stroke(n) {
  const points = Array.from({ length: 80 }, () => within(24));
  const pressure = Array.from({ length: 40 }, (_, at) => (at === 0 ? 128 : 0));
  const time = Array.from({ length: 40 }, () => 8 + within(1));
  return {
    ...{ id: `${TAG}.${n}`, kind: "ink", page: 1, geometry: { points, pressure, time } },
    pos: [(n % 250) * 160 - 20_000, Math.floor(n / 250) * 160 - 16_000, 0],
    style: { ink: "black", size: 40 },
  };
}

/** @param {string} origin @param {string} board */
async function fill(origin, board) {
  const ops = Array.from({ length: STROKES }, (_, at) => ({ op: "add", shape: stroke(at + 1) }));
  const edits = [];
  while (ops.length > 0) edits.push({ ops: ops.splice(0, PER_EDIT) });
  for (let at = 0; at < edits.length; at += EDITS_PER_POST) {
    const part = edits.slice(at, at + EDITS_PER_POST);
    const body = { person: "1".repeat(32), tag: TAG, first: at + 1, edits: part };
    const headers = { "content-type": "application/json" };
    const url = `${origin}/api/boards/${board}/ops`;
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the board was not drawn: ${answer.status}`);
  }
  // A manifest may be a second old.
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

/** Runs in the page: notes the frames after which there is ink, and all of it. */
function noteOpening() {
  const look = () => {
    const { lavagna } = /** @type {any} */ (window);
    const isThere = (/** @type {string} */ name) => performance.getEntriesByName(name).length > 0;
    if (!isThere("first ink") && lavagna?.editor.view.count(1) > 0) performance.mark("first ink");
    if (document.documentElement?.dataset.sync === "synced") performance.mark("all");
    if (!isThere("all")) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** @param {import("@playwright/test").Page} page @param {string} address */
async function open(page, address) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  let bytes = 0;
  cdp.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("all").length > 0);
  const [first, all] = await page.evaluate(() =>
    ["first ink", "all"].map((name) => performance.getEntriesByName(name)[0]?.startTime ?? 0),
  );
  await cdp.detach();
  return { first: first ?? 0, all: all ?? 0, bytes };
}

const server = await Server.start();
await fill(server.origin, "demo");
const browser = await chromium.launch(config.use?.launchOptions);
/** @type {{cold: Awaited<ReturnType<typeof open>>[], again: Awaited<ReturnType<typeof open>>[]}} */
const runs = { cold: [], again: [] };
for (let run = 0; run < RUNS; run += 1) {
  const context = await browser.newContext({ viewport: config.use?.viewport ?? null });
  const page = await context.newPage();
  await page.addInitScript(noteOpening);
  runs.cold.push(await open(page, `${server.origin}/b/demo?debug`));
  runs.again.push(await open(page, `${server.origin}/b/demo?debug`));
  await context.close();
}
await browser.close();
await server.dispose();

console.log(`${BINARY}, ${STROKES} strokes, median of ${RUNS} runs`);
console.table(
  Object.fromEntries(
    Object.entries(runs).map(([name, of]) => [
      name,
      {
        "first ink, ms": Math.round(
          quantile(
            of.map(({ first }) => first),
            0.5,
          ),
        ),
        "all, ms": Math.round(
          quantile(
            of.map(({ all }) => all),
            0.5,
          ),
        ),
        bytes: Math.round(
          quantile(
            of.map(({ bytes }) => bytes),
            0.5,
          ),
        ),
      },
    ]),
  ),
);
