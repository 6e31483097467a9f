/**
 * Touch and pen input, dispatched as the browser receives it from hardware.
 */

/** @typedef {import("./strokes.js").Point} Point */
/** @typedef {import("@playwright/test").CDPSession} CDPSession */

/** Context of a phone held upright. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Fingers on a touch screen; the context needs `hasTouch`. */
export class Fingers {
  #session;
  /** @type {Map<number, Point>} */
  #down = new Map();

  /** @param {CDPSession} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {import("@playwright/test").Page} page */
  static async of(page) {
    return new Fingers(await page.context().newCDPSession(page));
  }

  /** @param {number} id @param {Point} place */
  async down(id, place) {
    this.#down.set(id, place);
    await this.#send("touchStart");
  }

  /** Moves fingers at the same time. @param {Record<number, Point>} places  by finger */
  async move(places) {
    for (const [id, place] of Object.entries(places)) this.#down.set(Number(id), place);
    await this.#send("touchMove");
  }

  /** Moves the first finger along a line. @param {readonly Point[]} points */
  async drag(points) {
    for (const place of points) await this.move({ 1: place });
  }

  /** Lifts one finger, or the last one. @param {number} id */
  async up(id) {
    this.#down.delete(id);
    await this.#send(this.#down.size === 0 ? "touchEnd" : "touchMove");
  }

  async cancel() {
    this.#down.clear();
    await this.#send("touchCancel");
  }

  /** @param {"touchStart" | "touchMove" | "touchEnd" | "touchCancel"} type */
  async #send(type) {
    const touchPoints = [...this.#down].map(([id, { x, y }]) => ({ id, x, y }));
    await this.#session.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}

/** A pen that reports its pressure, 0 to 1. */
export class Stylus {
  #session;

  /** @param {CDPSession} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {import("@playwright/test").Page} page */
  static async of(page) {
    return new Stylus(await page.context().newCDPSession(page));
  }

  /**
   * One line from the first point to the last.
   * @param {readonly Point[]} points
   * @param {(share: number) => number} pressure  by how much of the line is drawn
   */
  async draw(points, pressure) {
    const last = points.length - 1;
    // Sent without awaiting each answer, as fast as a pen; the protocol keeps the order.
    const sent = points.map((point, at) => {
      const type = at === 0 ? "mousePressed" : "mouseMoved";
      return this.#send(type, point, { force: pressure(at / last), buttons: 1 });
    });
    const end = points[last];
    if (end !== undefined) sent.push(this.#send("mouseReleased", end, { force: 0, buttons: 0 }));
    await Promise.all(sent);
  }

  /**
   * @param {"mousePressed" | "mouseMoved" | "mouseReleased"} type
   * @param {Point} place
   * @param {{force: number, buttons: number}} state
   */
  async #send(type, { x, y }, { force, buttons }) {
    await this.#session.send("Input.dispatchMouseEvent", {
      type,
      x,
      y,
      force,
      buttons,
      button: "left",
      clickCount: 1,
      pointerType: "pen",
    });
  }
}
