/**
 * Page object of one person: actions on a board and what the page shows.
 *
 * Places are CSS pixels of the window, which the board fills. On a board that was empty when it was
 * opened the middle of the window is the origin of the board, at 100 %.
 */
import { createHash } from "node:crypto";
import { expect } from "@playwright/test";
import { PAPER } from "../../static/js/model/colour.js";
import { Picture, rgb } from "./pixels.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./pixels.js").Area} Area */
/** @typedef {import("./strokes.js").Point} Point */
/** @typedef {import("../../static/js/model/colour.js").InkName} InkName */
/** A shape as the canonical form has it. @typedef {{id: string, kind: string, author: number, seq: number, pos: number[], geometry: {points?: number[], pressure?: number[], time?: number[]}, style: {ink: string, size: number}}} WireShape */

export class BoardPage {
  board = "";
  page;
  origin;
  name;

  /** @param {Page} page @param {{origin: string, name: string}} who */
  constructor(page, { origin, name }) {
    this.page = page;
    this.origin = origin;
    this.name = name;
  }

  /** @param {string} board  its key @param {{query?: string, token?: string}} [options]  `token` of the board's owner */
  async open(board, { query = "", token } = {}) {
    this.board = board;
    const hash = token === undefined ? "" : `#o=${token}`;
    await this.page.goto(`${this.origin}/b/${board}?debug${query}${hash}`);
    await this.expectReady();
  }

  /** Waits until the pen works and the controls have loaded. */
  async expectReady() {
    await expect(this.root).toHaveAttribute("data-sync", /synced|saving/);
    await expect(this.root).toHaveAttribute("data-status", /./);
  }

  get root() {
    return this.page.locator("html");
  }

  get surface() {
    return this.page.locator("#overlay");
  }

  get statusText() {
    return this.page.locator("#status-text");
  }

  get toasts() {
    return this.page.locator("#toasts .toast");
  }

  get zoom() {
    return this.page.locator("#zoom");
  }

  // Actions

  /** @param {Point} place */
  async penDown({ x, y }) {
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
  }

  /** @param {readonly Point[]} points */
  async penMove(points) {
    for (const { x, y } of points) await this.page.mouse.move(x, y);
  }

  async penUp() {
    await this.page.mouse.up();
  }

  /** Draws with the chosen tool. @param {readonly Point[]} points  the first is the press */
  async draw(points) {
    await this.drawAndHold(points);
    await this.penUp();
  }

  /**
   * Double-clicks, sent as one piece: the second press must not come late however busy the machine is.
   * @param {Point} place
   */
  async doubleClick({ x, y }) {
    const { mouse } = this.page;
    await mouse.move(x, y);
    await Promise.all([
      mouse.down(),
      mouse.up(),
      mouse.down({ clickCount: 2 }),
      mouse.up({ clickCount: 2 }),
    ]);
  }

  /** Draws and keeps the pen down at the last point. @param {readonly Point[]} points */
  async drawAndHold([first, ...rest]) {
    if (first === undefined) throw new Error("nothing to draw");
    await this.penDown(first);
    await this.penMove(rest);
  }

  /** @param {"select" | "hand" | "pen" | "highlighter" | "eraser" | "line" | "arrow" | "rectangle" | "ellipse" | "diamond" | "laser"} id */
  async chooseTool(id) {
    await this.page.locator(`[data-tool=${id}]`).click();
    await expect(this.page.locator(`[data-tool=${id}]`)).toHaveAttribute("aria-pressed", "true");
  }

  /** @param {InkName} ink */
  async chooseInk(ink) {
    await this.page.locator(`[data-ink=${ink}]`).click();
  }

  /** @param {40 | 64 | 112 | 192} size  units */
  async chooseSize(size) {
    await this.page.locator(`.width[data-size="${size}"]`).click();
  }

  /** Erases along a line, then chooses the pen. @param {readonly Point[]} points */
  async erase(points) {
    await this.chooseTool("eraser");
    await this.draw(points);
    await this.chooseTool("pen");
  }

  /** Drags the shape at the first point to the last, then chooses the pen. @param {readonly Point[]} points */
  async drag(points) {
    await this.chooseTool("select");
    await this.draw(points);
    await this.page.keyboard.press("Escape");
    await this.chooseTool("pen");
  }

  async undo() {
    await this.page.keyboard.press("Control+z");
  }

  async redo() {
    await this.page.keyboard.press("Control+Shift+z");
  }

  async openMenu() {
    await this.page.locator("#menu-button").click();
    await expect(this.page.locator("#menu")).toBeVisible();
  }

  /** Opens the settings by the menu, as fingers do. */
  async openSettings() {
    await this.openMenu();
    await this.page.locator("#settings-button").click();
    await expect(this.page.locator("dialog#settings")).toBeVisible();
  }

  async openPeople() {
    await this.page.locator("#people-button").click();
    await expect(this.page.locator("#people")).toBeVisible();
  }

  /** Opens the dialog that clears the page. */
  async openClearDialog() {
    await this.openMenu();
    await this.page.locator("#clear-button").click();
    await expect(this.page.locator("dialog#clear")).toBeVisible();
  }

  async clear() {
    await this.openClearDialog();
    await this.page.locator("#clear-confirm").click();
    await expect(this.page.locator("dialog#clear")).toBeHidden();
  }

  /** @param {string} name */
  async renameBoard(name) {
    await this.openMenu();
    await this.page.locator("#board-name-field").fill(name);
    await this.page.locator("#rename-board button").click();
    await expect(this.page.locator("#board-name")).toHaveText(name);
  }

  /** Presses a button in the first toast that has it. @param {string} label */
  async pressToastButton(label) {
    await this.toasts.getByRole("button", { name: label, exact: true }).first().click();
  }

  /** Waits until this browser stores all pending edits. @param {number} count  edits */
  async expectStored(count) {
    await expect
      .poll(
        () => this.page.evaluate(countStored, "edits"),
        `edits that ${this.name}'s browser stores`,
      )
      .toBe(count);
  }

  /** Number of rows that this browser stores. @param {"pictures" | "files"} table */
  async countStored(table) {
    return this.page.evaluate(countStored, table);
  }

  /** Waits until this browser stores as many histories of undo. @param {number} count */
  async expectHistories(count) {
    await expect.poll(() => this.page.evaluate(countStored, "histories")).toBe(count);
  }

  /** Opens the board in another tab of the same browser. */
  async openInNewTab() {
    const page = await this.page.context().newPage();
    const tab = new BoardPage(page, { origin: this.origin, name: this.name });
    await tab.open(this.board);
    return tab;
  }

  /** Reconnects at once. */
  async tryNow() {
    // Not by the button, which may have gone when the page is faster.
    await this.page.evaluate(() => dispatchEvent(new Event("online")));
  }

  // State

  /** A screenshot. @param {Area} [clip] */
  async picture(clip) {
    return Picture.fromPng(await this.page.screenshot(clip === undefined ? {} : { clip }));
  }

  /** Counts the pixels of an area that have ink. @param {Area} area */
  async countInk(area) {
    return (await this.picture(area)).drawn(await this.paper());
  }

  /** Waits until an area has ink. @param {Area} area @param {number} [least]  pixels */
  async expectInk(area, least = 20) {
    await expect
      .poll(() => this.countInk(area), `ink on ${this.name}'s page`)
      .toBeGreaterThan(least);
  }

  /** Waits until an area has no ink. @param {Area} area */
  async expectNoInk(area) {
    await expect.poll(() => this.countInk(area), `ink on ${this.name}'s page`).toBe(0);
  }

  /** The colour of the paper in the current theme. */
  async paper() {
    const theme = await this.page.evaluate(() => {
      const { theme } = document.documentElement.dataset;
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      return theme ?? (dark ? "dark" : "light");
    });
    return rgb(PAPER[theme === "dark" ? "dark" : "light"]);
  }

  /** Waits until the server has stored every edit. */
  async expectSynced() {
    await expect(this.root).toHaveAttribute("data-sync", "synced");
  }

  async expectOffline() {
    await expect(this.root).toHaveAttribute("data-sync", "offline");
  }

  /** The board of this page in canonical form (rule D11), without what is still pending. @returns {Promise<string>} */
  async canonical() {
    return this.page.evaluate(() => /** @type {any} */ (window).lavagna.canonical());
  }

  async hash() {
    return createHash("sha256")
      .update(await this.canonical())
      .digest("hex");
  }

  /** @returns {Promise<WireShape[]>} */
  async shapes() {
    return JSON.parse(await this.canonical()).shapes;
  }

  /** Waits for the only shape of the board. */
  async onlyShape() {
    await this.expectSynced();
    await expect.poll(() => this.shapes().then(({ length }) => length)).toBe(1);
    const [shape] = await this.shapes();
    return /** @type {WireShape} */ (shape);
  }

  /** The camera. @returns {Promise<{x: number, y: number, zoom: number}>} board pixels */
  async camera() {
    return this.page.evaluate(() => {
      const { x, y, zoom } = /** @type {any} */ (window).lavagna.editor.camera;
      return { x, y, zoom };
    });
  }
}

/** Counts the rows of a table of the browser, -1 while there is none. Runs in the page. @param {string} table @returns {Promise<number>} */
function countStored(table) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("lavagna");
    // The page has not made its tables yet.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve(-1);
    request.onsuccess = () => {
      const database = request.result;
      const counting = database.transaction(table).objectStore(table).count();
      counting.onerror = () => reject(counting.error);
      counting.onsuccess = () => {
        database.close();
        resolve(counting.result);
      };
    };
  });
}

/**
 * Waits until every page and the server have the same board.
 * @param {import("./server.js").Server} server
 * @param {readonly BoardPage[]} people
 */
export async function expectSame(server, people) {
  const [one] = people;
  if (one === undefined) throw new Error("nobody to compare");
  for (const person of people) await person.expectSynced();
  const url = `${server.origin}/api/boards/${one.board}/hash`;
  await expect
    .poll(async () => {
      const { hash } = await (await fetch(url)).json();
      const others = await Promise.all(people.map((person) => person.hash()));
      return others.map((other) => other === hash);
    }, "pages whose board is the server's")
    .toEqual(people.map(() => true));
}
