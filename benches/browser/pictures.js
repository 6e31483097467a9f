/**
 * How long a photo takes until others see it, and how long edits wait while many pictures are uploaded.
 *
 *     node benches/browser/pictures.js [--repeat 3]
 *
 * A photo of 12 megapixels is dropped on one page of the server named by `LAVAGNA_BIN`; `seen` is the time until another page
 * has painted it. Its floor is what the browser alone takes to decode, shrink and encode it. Then ten people upload two
 * pictures each at the same time, while somebody posts an edit every 50 ms; its floor is the same without uploads.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { BINARY, Server } from "../../tests/browser/server.js";
import { launchChromium, VIEWPORT } from "./launch.js";
import { quantile } from "./quantile.js";

const { values: given } = parseArgs({
  options: { repeat: { type: "string", default: "3" } },
});
const REPEAT = Number(given.repeat);
const EDIT_MS = 50;
const PEOPLE = 10;
const PICTURES_EACH = 2;

/** @typedef {import("@playwright/test").Page} Page */

/** @param {Server} server @returns {Promise<string>} the key of a new board */
async function newBoard({ origin }) {
  const init = { method: "POST", headers: { origin }, redirect: /** @type {const} */ ("manual") };
  const answer = await fetch(`${origin}/boards`, init);
  return (answer.headers.get("location") ?? "").split("/").at(-1) ?? "";
}

/** Makes a photo of noise around a field of one colour, which compresses as badly as leaves. Runs in the page. @param {{width: number, height: number}} size */
async function makePhoto({ width, height }) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = ctx.createImageData(width, height);
  let seed = 1;
  for (let at = 0; at < pixels.data.length; at += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    pixels.data[at] = at % 4 === 3 ? 255 : 96 + (seed >>> 26);
  }
  ctx.putImageData(pixels, 0, 0);
  ctx.fillStyle = "rgb(230 20 230)";
  ctx.fillRect(width / 4, height / 4, width / 2, height / 2);
  /** @type {Blob | null} */
  const photo = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  Object.assign(window, { photo });
  const bytes = new Uint8Array(await /** @type {Blob} */ (photo).arrayBuffer());
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Milliseconds to decode, shrink and encode the photo. Runs in the page. */
async function prepareFloor() {
  const { photo } = /** @type {any} */ (window);
  const began = performance.now();
  const bitmap = await createImageBitmap(photo);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2560, 1920];
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, 2560, 1920);
  await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  return performance.now() - began;
}

/** Resolves with the time at which the middle of the board has the colour of the photo. Runs in the page. @returns {Promise<number>} */
function seenAt() {
  return new Promise((resolve) => {
    const cold = /** @type {HTMLCanvasElement} */ (document.getElementById("cold"));
    const look = () => {
      const [red = 0, green = 0] =
        cold.getContext("2d")?.getImageData(cold.width / 2, cold.height / 2, 1, 1).data ?? [];
      if (red > 180 && green < 80) resolve(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Drops the photo on the middle of the board, and returns the time. Runs in the page. */
function drop() {
  const data = new DataTransfer();
  data.items.add(new File([/** @type {any} */ (window).photo], "a.jpg", { type: "image/jpeg" }));
  const place = { clientX: innerWidth / 2, clientY: innerHeight / 2 };
  const init = { bubbles: true, cancelable: true, dataTransfer: data, ...place };
  document.getElementById("overlay")?.dispatchEvent(new DragEvent("drop", init));
  return Date.now();
}

/** @param {Server} server @param {string} field  of the process's status, in MB */
function memory({ pid }, field) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}

/** Times of edits that are posted while something happens, ms. @param {Server} server @param {string} board @param {() => Promise<unknown>} meanwhile */
async function editsDuring({ origin }, board, meanwhile) {
  const [person, tag] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  const times = [];
  let isOver = false;
  const work = meanwhile().finally(() => {
    isOver = true;
  });
  for (let first = 1; !isOver || first < 20; first += 1) {
    const shape = {
      ...{ id: `${tag}.${first}`, kind: "rectangle", page: 1, pos: [0, 0, 0] },
      ...{ geometry: { w: 160, h: 160 }, style: { ink: "black", size: 64 } },
    };
    const body = JSON.stringify({ person, tag, first, edits: [{ ops: [{ op: "add", shape }] }] });
    const began = performance.now();
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${origin}/api/boards/${board}/ops`, {
      method: "POST",
      headers,
      body,
    });
    if (!answer.ok) throw new Error(`an edit was answered ${answer.status}`);
    await answer.json();
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, EDIT_MS));
  }
  await work;
  return times;
}

/** @param {Server} server @param {string} board @param {readonly Blob[]} files */
async function uploadMany({ origin }, board, files) {
  const upload = async (/** @type {unknown} */ _, /** @type {number} */ person) => {
    const tag = randomBytes(8).toString("hex");
    const headers = { "Lavagna-Person": randomBytes(16).toString("hex") };
    const own = files.slice(person * PICTURES_EACH, (person + 1) * PICTURES_EACH);
    for (const [n, body] of own.entries()) {
      const address = `${origin}/api/boards/${board}/images/${tag}.${n + 1}`;
      const answer = await fetch(address, { method: "PUT", headers, body });
      if (answer.status !== 201) throw new Error(`a picture was answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: PEOPLE }, upload));
}

/** @param {import("@playwright/test").Browser} browser */
async function measure(browser) {
  const server = await Server.start();
  try {
    const board = await newBoard(server);
    const pages = [];
    for (let count = 0; count < 2; count += 1) {
      const context = await browser.newContext({ viewport: VIEWPORT });
      const page = await context.newPage();
      await page.goto(`${server.origin}/b/${board}`);
      await page.locator("html[data-sync=synced]").waitFor({ state: "attached" });
      await page.locator("html[data-status=saved]").waitFor({ state: "attached" });
      pages.push(page);
    }
    const [ada, bruno] = /** @type {[Page, Page]} */ (pages);
    const text = await ada.evaluate(makePhoto, { width: 4000, height: 3000 });
    /** @type {Blob[]} */
    const files = [];
    // Of different sizes, because equal pictures are stored once.
    for (let more = 0; more < PEOPLE * PICTURES_EACH; more += 1) {
      const small = await bruno.evaluate(makePhoto, { width: 1600 + more, height: 1200 });
      files.push(new Blob([Buffer.from(small, "latin1")]));
    }
    const floor = await ada.evaluate(prepareFloor);
    const before = memory(server, "VmRSS");
    const seeing = bruno.evaluate(seenAt);
    const dropped = await ada.evaluate(drop);
    const seen = (await seeing) - dropped;
    const more = memory(server, "VmHWM") - before;
    for (const page of pages) await page.close();
    const idle = await editsDuring(server, board, async () => undefined);
    const busy = await editsDuring(server, board, () => uploadMany(server, board, files));
    return {
      ...{ floor, seen, more, megabytes: text.length / 1e6 },
      ...{ idle: quantile(idle, 0.99), busy: quantile(busy, 0.99), edits: busy.length },
    };
  } finally {
    await server.dispose();
  }
}

const browser = await launchChromium();
/** @type {Awaited<ReturnType<typeof measure>>[]} */
const runs = [];
for (let run = 0; run < REPEAT; run += 1) runs.push(await measure(browser));
await browser.close();
/** @param {keyof typeof runs[number]} name */
const median = (name) =>
  quantile(
    runs.map((run) => run[name]),
    0.5,
  ).toFixed(0);
console.log(`${BINARY}, medians of ${REPEAT}`);
console.log(`photo of 12 MP, ${median("megabytes")} MB: seen after ${median("seen")} ms`);
console.log(`  floor: decoded and encoded by the browser alone in ${median("floor")} ms`);
console.log(`  server memory more ${median("more")} MB`);
console.log(`ack p99 during uploads ${median("busy")} ms, of ${median("edits")} edits`);
console.log(`  floor: without uploads ${median("idle")} ms`);
