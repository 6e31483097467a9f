/**
 * Page object of the course's whiteboard page, `/demo/{board}`.
 */
import { expect } from "@playwright/test";
import { Picture } from "./pixels.js";

/** @typedef {{x0: number, y0: number, x1: number, y1: number, color: string}} Line */

export class DemoPage {
  /** @type {import("@playwright/test").WebSocket | null} */
  #socket = null;

  /** @param {import("./board_page.js").BoardPage} person */
  constructor({ page, origin }) {
    this.page = page;
    this.origin = origin;
  }

  /** @param {string} board @param {{isPolling?: boolean}} options */
  async open(board, { isPolling = false } = {}) {
    // A browser without WebSocket stays with HTTP requests.
    if (isPolling) await this.page.addInitScript(() => Reflect.deleteProperty(window, "WebSocket"));
    const upgraded = isPolling ? Promise.resolve(null) : this.page.waitForEvent("websocket");
    await this.page.goto(`${this.origin}/demo/${board}`);
    this.#socket = await upgraded;
    await this.expectConnected();
    return this;
  }

  async expectConnected() {
    await expect(this.page.getByRole("status")).toBeEmpty();
  }

  /** The lines that the page sends over its WebSocket from now on; it is upgraded before. */
  watchSent() {
    /** @type {Line[]} */
    const sent = [];
    this.#socket?.on("framesent", ({ payload }) => {
      const event = /^42\d*(\["drawing",.*)$/.exec(String(payload))?.[1];
      if (event !== undefined) sent.push(JSON.parse(event)[1]);
    });
    return sent;
  }

  /** @param {string} colour */
  choose(colour) {
    return this.page.getByRole("button", { name: colour }).click();
  }

  /** Draws a line across the window at a height, as a part of it, and stays at its end. @param {number} part */
  async drawAndHold(part) {
    const y = part * 720;
    await this.page.mouse.move(320, y);
    await this.page.mouse.down();
    for (let x = 340; x <= 960; x += 20) await this.page.mouse.move(x, y);
  }

  /** Waits for a colour in the middle of the window at a height. @param {number} part @param {[number, number, number]} colour @param {"some" | "all"} which Pixels near there. */
  async expectColour(part, colour, which = "some") {
    await expect(async () => {
      const picture = Picture.fromPng(await this.page.screenshot());
      const near = [-2, -1, 0, 1, 2].map((dy) => picture.at(640, part * 720 + dy));
      const same = near.filter((found) =>
        found.every((value, at) => Math.abs(value - (colour[at] ?? 0)) < 110),
      );
      expect(same.length >= (which === "all" ? near.length : 1), JSON.stringify(near)).toBe(true);
    }).toPass();
  }
}
