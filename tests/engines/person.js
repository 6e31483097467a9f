/**
 * Somebody at a board, in a window of a browser that is driven over WebDriver.
 */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { INKS } from "../../static/js/model/colour.js";
import { distance, Picture, rgb } from "../browser/pixels.js";
import { ROOT } from "../browser/server.js";

/** @typedef {import("../browser/pixels.js").Area} Area */
/** @typedef {import("../browser/strokes.js").Point} Point */
/** @typedef {import("./webdriver.js").WebDriver} WebDriver */

/** Longest wait for something to show; a reload on a busy machine takes three seconds. */
const PATIENCE_MS = 10_000;

/** How far from the ink a pixel of it may be. */
const SAME = 30;

export class Person {
  #driver;
  #window;
  #origin;

  /** Of one host name: browsers take two of them for two people. @param {WebDriver} driver @param {string} window @param {string} origin */
  constructor(driver, window, origin) {
    this.#driver = driver;
    this.#window = window;
    this.#origin = origin;
  }

  /** The driver, with this window in front. */
  async #page() {
    await this.#driver.use(this.#window);
    return this.#driver;
  }

  /** @param {string} board  its key */
  async open(board) {
    await this.load(board);
    await this.expectReady();
  }

  /** Opens the page, or opens it anew. @param {string} board */
  async load(board) {
    const page = await this.#page();
    // Firefox's own command to reload passes the worker by.
    await page.goTo(`${this.#origin}/b/${board}?debug`);
  }

  async expectReady() {
    await this.expectSync(/synced|saving/);
    await this.expect("the whole page", async () => (await this.data("status")) !== undefined);
  }

  /** @param {string} name @returns {Promise<string | undefined>} what the page says of itself */
  async data(name) {
    const page = await this.#page();
    return (await page.run(dataOf, name)) ?? undefined;
  }

  /** @param {RegExp} wanted */
  async expectSync(wanted) {
    await this.expect(`data-sync ${wanted}`, async () =>
      wanted.test((await this.data("sync")) ?? ""),
    );
  }

  /** @param {number} count  edits that wait @param {number} [ms] */
  async expectWaiting(count, ms) {
    const isSo = async () => (await this.read(waiting)) === count;
    await this.expect(`sight of ${count} edits that wait`, isSo, ms);
  }

  /**
   * @template T
   * @param {() => T | Promise<T>} task  runs in the page
   */
  async read(task) {
    const page = await this.#page();
    return page.run(task);
  }

  /** @returns {Promise<string>} the board in canonical form (rule D11), without what is pending */
  async canonical() {
    return this.read(() => /** @type {any} */ (window).lavagna.canonical());
  }

  /** @param {readonly Point[]} points */
  async draw(points) {
    await this.drawAndHold(points);
    await this.lift();
  }

  /** @param {readonly Point[]} points */
  async drawAndHold([first, ...rest]) {
    const page = await this.#page();
    await page.point("mouse", [moveTo(first), { type: "pointerDown", button: 0 }]);
    await page.point("mouse", rest.map(moveTo));
  }

  async lift() {
    const page = await this.#page();
    await page.point("mouse", [{ type: "pointerUp", button: 0 }]);
  }

  /** Releases everything that is pressed, as far as the browser still knows of it. */
  async letGo() {
    const page = await this.#page();
    await page.release();
  }

  /** With a finger. @param {readonly Point[]} points */
  async touch([first, ...rest]) {
    const page = await this.#page();
    const [down, up] = ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 }));
    await page.point("touch", [moveTo(first), { ...down }, ...rest.map(moveTo), { ...up }]);
  }

  /** @param {string} selector */
  async click(selector) {
    const page = await this.#page();
    await page.click(selector);
  }

  /** @param {...string} keys */
  async press(...keys) {
    const page = await this.#page();
    await page.press(...keys);
  }

  async picture() {
    const page = await this.#page();
    return Picture.fromPng(await page.screenshot());
  }

  /** @param {Area} area @param {"light" | "dark"} [theme] @returns {Promise<number>} pixels of the black ink: names beside cursors have other colours */
  async inked({ x, y, width, height }, theme = "light") {
    const picture = await this.picture();
    const ink = rgb(INKS.black[theme]);
    let count = 0;
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) {
        if (distance(picture.at(column, row), ink) < SAME) count += 1;
      }
    }
    return count;
  }

  /** @param {Area} area @param {"light" | "dark"} [theme] */
  async expectInk(area, theme) {
    await this.expect(`ink at ${area.y}`, async () => (await this.inked(area, theme)) > 100);
  }

  /** Keeps what the window shows. @param {string} why @returns {Promise<never>} */
  async #fail(why) {
    const page = await this.#page();
    const folder = join(ROOT, "test-results");
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${page.version} ${why}.png`.replaceAll(/[^\w.]+/g, "-"));
    await writeFile(file, await page.screenshot());
    const said = await this.read(() => document.querySelector("#status-text")?.textContent ?? "");
    assert.fail(`${why} at ${this.#origin}, which says ${said}; see ${file}`);
  }

  /** @param {string} what @param {() => Promise<boolean>} check @param {number} [ms] */
  async expect(what, check, ms = PATIENCE_MS) {
    const deadline = performance.now() + ms;
    while (!(await check())) {
      if (performance.now() > deadline) await this.#fail(`no ${what} within ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

/** @param {Point | undefined} point */
function moveTo(point) {
  assert.ok(point !== undefined, "nothing to draw");
  const [x, y] = [Math.round(point.x), Math.round(point.y)];
  return { type: "pointerMove", duration: 0, origin: "viewport", x, y };
}

/** Runs in the page. @param {string} name */
function dataOf(name) {
  return document.documentElement.dataset[name] ?? null;
}

/** Runs in the page. @returns {number} */
function waiting() {
  return /** @type {any} */ (window).lavagna?.editor.status.value.waiting ?? -1;
}
