/**
 * A browser that is driven over WebDriver, by plain HTTP calls (https://www.w3.org/TR/webdriver2/).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../browser/server.js";

/** Starting a browser takes two seconds; a loaded machine may need more. */
const START_MS = 30_000;

/** A command that takes longer hangs. */
const COMMAND_MS = 20_000;

/** Key of an element in an answer. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The keys that tests press, by the name that WebDriver has for them. */
export const KEY = { escape: "\uE00C", shift: "\uE008", alt: "\uE00A", control: "\uE009" };

/** @typedef {import("../browser/strokes.js").Point} Point */
/** One step of an input device. @typedef {Record<string, unknown>} Action */

/** Every process that was started, so that none stays behind. @type {import("node:child_process").ChildProcess[]} */
const started = [];
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/**
 * Starts a process that serves the tests.
 * @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} [environment]
 */
export async function launch(command, args, environment = {}) {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "ignore"],
  });
  started.push(child);
  await once(child, "spawn");
  return child;
}

/** @param {import("node:child_process").ChildProcess} child */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

export class WebDriver {
  #origin;
  #path = "";
  /** The version that the browser says it is. */
  version = "";

  /** @param {number} port */
  constructor(port) {
    this.#origin = `http://127.0.0.1:${port}`;
  }

  /**
   * Starts a driver and, through it, the browser.
   * @param {string} command
   * @param {(port: number) => string[]} args
   * @param {Record<string, unknown>} capabilities
   * @param {NodeJS.ProcessEnv} [environment]
   */
  static async start(command, args, capabilities, environment = {}) {
    const port = await freePort();
    const process_ = await launch(command, args(port), environment);
    const driver = new WebDriver(port);
    await driver.#awaitStatus();
    const asked = { capabilities: { alwaysMatch: capabilities } };
    const session = await driver.#call("POST", "/session", asked, START_MS);
    driver.#path = `/session/${session.sessionId}`;
    driver.version = `${session.capabilities.browserName} ${session.capabilities.browserVersion}`;
    return { driver, process: process_ };
  }

  async #awaitStatus() {
    const deadline = Date.now() + START_MS;
    for (;;) {
      const isUp = await this.#call("GET", "/status").then(
        () => true,
        () => false,
      );
      if (isUp) return;
      if (Date.now() > deadline) throw new Error(`no driver answers at ${this.#origin}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /**
   * @param {string} method @param {string} path @param {object} [body] @param {number} [ms]
   * @returns {Promise<any>}
   */
  async #call(method, path, body, ms = COMMAND_MS) {
    const answer = await fetch(this.#origin + this.#path + path, {
      method,
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(ms),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = /** @type {any} */ (await answer.json());
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  /** Ends the browser. */
  async quit() {
    await this.#call("DELETE", "");
  }

  /** @returns {Promise<string>} handle of a further window */
  async openWindow() {
    return (await this.#call("POST", "/window/new", { type: "window" })).handle;
  }

  /** @returns {Promise<string>} handle of the window that commands go to */
  async window() {
    return this.#call("GET", "/window");
  }

  /** @param {string} handle */
  async use(handle) {
    await this.#call("POST", "/window", { handle });
  }

  /** @param {number} width @param {number} height */
  async resize(width, height) {
    await this.#call("POST", "/window/rect", { x: 0, y: 0, width, height });
  }

  /** @param {string} url */
  async goTo(url) {
    await this.#call("POST", "/url", { url });
  }

  /**
   * Runs a function in the page; what it returns must be JSON, or a promise of it.
   * @template {unknown[]} A
   * @template T
   * @param {(...args: A) => T | Promise<T>} task
   * @param {A} args
   * @returns {Promise<T>}
   */
  async run(task, ...args) {
    const script = `return (${task}).apply(null, arguments);`;
    return this.#call("POST", "/execute/sync", { script, args });
  }

  /** @param {string} selector */
  async click(selector) {
    const found = await this.#call("POST", "/element", { using: "css selector", value: selector });
    await this.#call("POST", `/element/${found[ELEMENT]}/click`, {});
  }

  /** Presses keys together. @param {...string} keys */
  async press(...keys) {
    const down = keys.map((value) => ({ type: "keyDown", value }));
    const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.#perform({ type: "key", id: "keyboard", actions: [...down, ...up] });
  }

  /**
   * Moves a pointer, of which the state stays as it is until the next call.
   * @param {"mouse" | "touch"} pointerType @param {readonly Action[]} actions
   */
  async point(pointerType, actions) {
    const parameters = { pointerType };
    await this.#perform({ type: "pointer", id: pointerType, parameters, actions });
  }

  /** Lets go of all that is pressed; that outlives a page. */
  async release() {
    await this.#call("DELETE", "/actions");
  }

  /** @param {Action} source */
  async #perform(source) {
    await this.#call("POST", "/actions", { actions: [source] });
  }

  /** @returns {Promise<Buffer>} PNG of what the window shows */
  async screenshot() {
    return Buffer.from(await this.#call("GET", "/screenshot"), "base64");
  }
}
