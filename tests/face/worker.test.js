/**
 * The service worker by itself: what it keeps, what it answers, and what it throws away.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const CODE = readFileSync(
  fileURLToPath(new URL("../../static/worker/pages.js", import.meta.url)),
  "utf8",
);
const ORIGIN = "http://here";

/** @typedef {{url: string, method?: string, mode?: string}} Asked */

/** Caches as far as the worker uses them; keys are paths. */
class Caches {
  /** @type {Map<string, Map<string, Response>>} */
  all = new Map();

  /** @param {string} name */
  async open(name) {
    const kept = this.all.get(name) ?? new Map();
    this.all.set(name, kept);
    const path = (/** @type {string | Asked} */ asked) => pathOf(asked);
    return {
      match: async (/** @type {string | Asked} */ asked) => kept.get(path(asked))?.clone(),
      put: async (/** @type {string | Asked} */ asked, /** @type {Response} */ answer) => {
        kept.set(path(asked), answer);
      },
      delete: async (/** @type {string | Asked} */ asked) => kept.delete(path(asked)),
      keys: async () => [...kept.keys()].map((key) => ({ url: ORIGIN + key })),
    };
  }

  async keys() {
    return [...this.all.keys()];
  }

  /** @param {string} name */
  async delete(name) {
    return this.all.delete(name);
  }

  /** @param {string | Asked} asked */
  async match(asked) {
    for (const kept of this.all.values()) {
      const found = kept.get(pathOf(asked));
      if (found !== undefined) return found.clone();
    }
    return undefined;
  }
}

/** @param {string | Asked} asked */
function pathOf(asked) {
  return new URL(typeof asked === "string" ? asked : asked.url, ORIGIN).pathname;
}

/** A browser in which workers come one after the other. */
class Browser {
  caches = new Caches();
  /** Pages that are open. @type {string[]} */
  clients = [];
  /** Answers of the server by path: a status, a text, or nothing for no network. @type {Map<string, number | string>} */
  server = new Map();
  /** @type {string[]} */
  asked = [];
  /** @type {Map<string, (event: any) => void>} */
  #listeners = new Map();
  /** Ends the patience of the worker. @type {(() => void)[]} */
  timers = [];

  /** A worker of a version is found, installed and started. @param {string} tree @param {string[]} files */
  async run(tree, files = ["js/main.js"]) {
    for (const name of files) this.server.set(`${tree}/${name}`, `${tree} ${name}`);
    this.#listeners.clear();
    const self = {
      lavagna: { tree, files },
      addEventListener: (/** @type {string} */ type, /** @type {(event: any) => void} */ call) =>
        this.#listeners.set(type, call),
      skipWaiting: () => undefined,
      clients: {
        claim: async () => undefined,
        matchAll: async () => this.clients.map((path) => ({ url: ORIGIN + path })),
      },
    };
    const context = createContext({
      ...{ self, caches: this.caches, URL, Response, location: { origin: ORIGIN } },
      fetch: (/** @type {string | Asked} */ asked) => this.#fetch(asked),
      setTimeout: (/** @type {() => void} */ call) => this.timers.push(call),
    });
    runInContext(CODE, context);
    for (const type of ["install", "activate"]) await this.#tell(type, {});
  }

  /** @param {string} path @param {string} [mode] @returns {Promise<Response | null>}  null when the worker does not answer */
  async ask(path, mode = "navigate") {
    /** @type {Promise<Response> | null} */
    let answer = null;
    const respondWith = (/** @type {Promise<Response>} */ given) => {
      answer = given;
    };
    const request = { url: ORIGIN + path, method: "GET", mode };
    const done = this.#tell("fetch", { request, respondWith });
    for (const call of this.timers.splice(0)) setImmediate(call);
    await done;
    return answer;
  }

  /** @param {string} type @param {object} event */
  async #tell(type, event) {
    /** @type {Promise<unknown>[]} */
    const works = [];
    const waitUntil = (/** @type {Promise<unknown>} */ work) => works.push(work);
    this.#listeners.get(type)?.({ ...event, waitUntil });
    await Promise.all(works);
  }

  /** @param {string | Asked} asked */
  async #fetch(asked) {
    const path = pathOf(asked);
    this.asked.push(path);
    const answer = this.server.get(path);
    if (answer === undefined) throw new TypeError("no network");
    if (typeof answer === "number") return new Response("sorry", { status: answer });
    return new Response(answer);
  }
}

/** @param {string} tree @param {string} [text] */
function html(tree, text = "") {
  return `<html data-assets="${tree}">${text}`;
}

test("[K6] the page that found the worker, and its files, are there without a network", async () => {
  const browser = new Browser();
  browser.clients = ["/b/one", "/elsewhere"];
  browser.server.set("/b/one", html("/assets/1"));
  await browser.run("/assets/1", ["js/main.js", "css/base.css"]);
  browser.server.clear();
  assert.equal(await (await browser.ask("/b/one?debug"))?.text(), html("/assets/1"));
  const file = await browser.ask("/assets/1/css/base.css", "no-cors");
  assert.equal(await file?.text(), "/assets/1 css/base.css");
  assert.equal((await browser.ask("/b/two"))?.type, "error");
});

test("[K6] files come from the cache, pages from the server while it answers", async () => {
  const browser = new Browser();
  browser.clients = ["/b/one"];
  browser.server.set("/b/one", html("/assets/1"));
  await browser.run("/assets/1");
  browser.asked = [];
  await browser.ask("/assets/1/js/main.js", "cors");
  assert.deepEqual(browser.asked, []);
  browser.server.set("/b/one", html("/assets/1", "newer"));
  assert.match((await (await browser.ask("/b/one"))?.text()) ?? "", /newer/);
  browser.server.set("/b/one", 503);
  assert.match((await (await browser.ask("/b/one"))?.text()) ?? "", /newer/);
  browser.server.set("/b/one", 404);
  assert.equal((await browser.ask("/b/one"))?.status, 404);
  browser.server.delete("/b/one");
  assert.equal((await browser.ask("/b/one"))?.type, "error", "a board that is gone is forgotten");
});

test("[K6] a new version takes the pages along and the old files are thrown away after it", async () => {
  const browser = new Browser();
  browser.clients = ["/b/one"];
  browser.server.set("/b/one", html("/assets/1"));
  await browser.run("/assets/1");
  browser.server.set("/b/one", html("/assets/2"));
  // Until the new worker is there, the old one keeps what fits its files.
  assert.equal(await (await browser.ask("/b/one"))?.text(), html("/assets/2"));
  const network = new Map(browser.server);
  browser.server.clear();
  assert.equal(await (await browser.ask("/b/one"))?.text(), html("/assets/1"));
  browser.server = network;
  browser.clients = [];
  await browser.run("/assets/2");
  browser.server.clear();
  assert.equal(await (await browser.ask("/b/one"))?.text(), html("/assets/2"));
  assert.ok(await browser.ask("/assets/1/js/main.js", "cors"), "a page that is open may need it");
  await browser.run("/assets/3");
  assert.deepEqual(await browser.caches.keys(), ["lavagna /assets/2", "lavagna /assets/3"]);
});

test("[K6] the start page and five boards are kept, the latest", async () => {
  const browser = new Browser();
  await browser.run("/assets/1");
  const paths = ["/", "/b/1", "/b/2", "/b/3", "/b/4", "/b/5", "/b/6"];
  for (const path of paths) {
    browser.server.set(path, html("/assets/1", path));
    await browser.ask(path);
  }
  browser.server.clear();
  const types = [];
  for (const path of paths) types.push((await browser.ask(path))?.type);
  assert.deepEqual(types, ["error", ...paths.slice(1).map(() => "default")]);
});

test("[K6] a version whose files do not all come is not installed", async () => {
  const browser = new Browser();
  const run = browser.run("/assets/1", ["a.js", "b.js"]);
  browser.server.set("/assets/1/b.js", 500);
  await assert.rejects(run, /500/);
});

test("[K6] sockets, the API and other hosts are none of the worker's business", async () => {
  const browser = new Browser();
  await browser.run("/assets/1");
  assert.equal(await browser.ask("/api/boards/demo/snapshot", "cors"), null);
  assert.equal(await browser.ask("/b/demo/qr.svg", "no-cors"), null);
  assert.equal(await browser.ask("/healthz"), null);
});

test("while somebody develops, files come from the server first", async () => {
  const browser = new Browser();
  await browser.run("/assets/dev");
  browser.server.set("/assets/dev/js/main.js", "edited");
  assert.equal(await (await browser.ask("/assets/dev/js/main.js", "cors"))?.text(), "edited");
  browser.server.clear();
  const kept = await browser.ask("/assets/dev/js/main.js", "cors");
  assert.equal(await kept?.text(), "/assets/dev js/main.js");
});
