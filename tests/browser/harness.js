/**
 * Fixtures of every browser test: a server of its own, and people with a browser each.
 *
 * A test fails when a page throws, violates the content security policy or requests another host, unless `tolerate`
 * matches the problem.
 */
import { test as base, expect } from "@playwright/test";
import { BoardPage } from "./board_page.js";
import { Server } from "./server.js";

export { expect };

/** Matches no complaint. */
const NOTHING = /(?!)/;

/** Errors that a page logs when its server is killed or starts. */
const CUT_SHORT =
  /ERR_(CONNECTION_(RESET|CLOSED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)|response code: 503/;

/**
 * @typedef {import("@playwright/test").BrowserContextOptions & {origin?: string}} Surroundings
 * @typedef {{
 *   server: Server,
 *   board: string,
 *   lesson: {board: string, token: string},
 *   tolerate: RegExp,
 *   person: (name: string, surroundings?: Surroundings) => Promise<BoardPage>,
 * }} Fixtures
 */

/** @type {import("@playwright/test").TestType<import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions & Fixtures, import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions>} */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern.
  server: async ({}, use, testInfo) => {
    const server = await Server.start();
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("server log", { body: server.output, contentType: "text/plain" });
    }
    await server.dispose();
  },

  /** The key of a new, empty board. */
  board: async ({ server }, use) => {
    const { origin } = server;
    const answer = await fetch(`${origin}/boards`, {
      method: "POST",
      headers: { origin },
      redirect: "manual",
    });
    const key = /^\/b\/(\w+)$/.exec(answer.headers.get("location") ?? "")?.[1];
    if (key === undefined) throw new Error(`no board was made: status ${answer.status}`);
    await use(key);
  },

  /** The key of a new board with an owner, and the owner's token. */
  lesson: async ({ server }, use) => {
    const { origin } = server;
    const answer = await fetch(`${origin}/boards?owned=true`, {
      method: "POST",
      headers: { origin },
      redirect: "manual",
    });
    const place = answer.headers.get("location") ?? "";
    const [, key, token] = /^\/b\/(\w+)#o=(\w+)$/.exec(place) ?? [];
    if (key === undefined || token === undefined)
      throw new Error(`no board was made: status ${answer.status}`);
    await use({ board: key, token });
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern.
  tolerate: async ({}, use) => {
    await use(NOTHING);
  },

  person: async ({ browser, server, tolerate }, use) => {
    /** @type {import("@playwright/test").BrowserContext[]} */
    const contexts = [];
    /** @type {string[]} */
    const problems = [];
    await use(async (name, { origin = server.origin, ...options } = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      // Without a name one is a guest.
      if (name !== "") await context.addInitScript(introduce, name);
      const page = await context.newPage();
      watch(page, origin, (complaint) => problems.push(`${name}: ${complaint}`));
      return new BoardPage(page, { origin, name });
    });
    for (const context of contexts) await context.close();
    // A killed server also cuts answers short, and one that restarts answers 503 until its store is open.
    const isKilled = tolerate.test("ERR_CONNECTION_REFUSED");
    const isTolerated = (/** @type {string} */ text) =>
      tolerate.test(text) || (isKilled && CUT_SHORT.test(text));
    const untold = problems.filter((text) => !isTolerated(text));
    expect(untold, "what the pages complained about").toEqual([]);
  },
});

/** Runs in the page. @param {string} name */
function introduce(name) {
  // The browser's own pages, about errors for one, have no storage.
  if (origin === "null") return;
  if (localStorage.getItem("lavagna.name") === null) localStorage.setItem("lavagna.name", name);
}

/**
 * Collects what must not happen on a page.
 * @param {import("@playwright/test").Page} page @param {string} origin @param {(complaint: string) => void} complain
 */
function watch(page, origin, complain) {
  const { host } = new URL(origin);
  page.on("pageerror", (error) => complain(`threw ${error}\n${error.stack}`));
  page.on("console", (message) => {
    if (message.type() === "error") complain(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    const local = url.protocol === "data:" || url.protocol === "blob:" || url.protocol === "about:";
    if (!local && url.host !== host) complain(`asked ${url.host} for ${url.pathname}`);
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== host) complain(`opened a socket to ${socket.url()}`);
  });
}
