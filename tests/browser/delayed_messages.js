/**
 * Relays the socket of a page and can delay the messages of the server, so that a test decides when they arrive.
 * Messages of the page pass at once.
 */

/** @typedef {import("@playwright/test").WebSocketRoute} WebSocketRoute */

export class DelayedMessages {
  /** @type {(() => void)[]} */
  #held = [];
  #isHolding = false;

  /** Call before opening the board. @param {import("@playwright/test").Page} page */
  static async of(page) {
    const mail = new DelayedMessages();
    await page.routeWebSocket(/\/ws\?/, (route) => mail.#relay(route));
    return mail;
  }

  hold() {
    this.#isHolding = true;
  }

  /** Delivers all delayed messages in order. */
  release() {
    this.#isHolding = false;
    for (const deliver of this.#held.splice(0)) deliver();
  }

  /** Number of delayed messages. */
  get count() {
    return this.#held.length;
  }

  /** @param {WebSocketRoute} route */
  #relay(route) {
    const server = route.connectToServer();
    server.onMessage((message) => {
      const deliver = () => route.send(message);
      if (this.#isHolding) this.#held.push(deliver);
      else deliver();
    });
  }
}
