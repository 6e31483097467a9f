/**
 * Stands between a page and the server and can hold back what the server says, so that a test
 * decides how late the news is. What the page says goes through at once.
 */

/** @typedef {import("@playwright/test").WebSocketRoute} WebSocketRoute */

export class HeldMail {
  /** @type {(() => void)[]} */
  #held = [];
  #holds = false;

  /** To be called before the board is opened. @param {import("@playwright/test").Page} page */
  static async of(page) {
    const mail = new HeldMail();
    await page.routeWebSocket(/\/ws\?/, (route) => mail.#carry(route));
    return mail;
  }

  hold() {
    this.#holds = true;
  }

  /** Delivers everything in its order. */
  release() {
    this.#holds = false;
    for (const deliver of this.#held.splice(0)) deliver();
  }

  /** Messages that wait. */
  get count() {
    return this.#held.length;
  }

  /** @param {WebSocketRoute} route */
  #carry(route) {
    const server = route.connectToServer();
    server.onMessage((message) => {
      const deliver = () => route.send(message);
      if (this.#holds) this.#held.push(deliver);
      else deliver();
    });
  }
}
