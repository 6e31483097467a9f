/**
 * The real server as a process of its own, with a fresh folder for its database.
 *
 * Nothing here knows what a board is. A server that is started again keeps its port and its folder, so
 * that pages that are open find it where it was.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The binary under test: the one that is shipped, unless `LAVAGNA_BIN` names another. */
export const BINARY = process.env.LAVAGNA_BIN ?? join(ROOT, "target", "release", "lavagna");

/** A start takes a tenth of a second; a loaded machine may need more, a broken server never gets there. */
const START_MS = 20_000;

/** Time that the protocol promises for leaving (rule A7), and the longest wait of a test. */
export const EXIT_MS = 3_000;

/** A port that nobody listens on at this moment. */
export async function freePort() {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  probe.close();
  await once(probe, "close");
  return address.port;
}

export async function freshFolder() {
  return mkdtemp(join(tmpdir(), "lavagna-test-"));
}

/**
 * Asks until `url` answers with `status`, and gives up with the last answer in the error.
 * @param {string} url @param {number} status @param {() => string} explain
 */
export async function waitForStatus(url, status, explain) {
  const deadline = Date.now() + START_MS;
  let last = "no answer";
  while (Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch((error) => {
      last = String(error.cause ?? error);
    });
    if (answer?.status === status) return answer;
    if (answer) last = `status ${answer.status}`;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${url}: expected ${status}, last: ${last}\n${explain()}`);
}

export class Server {
  /** @type {import("node:child_process").ChildProcess | null} */
  #process = null;
  #output = "";
  #folder;
  #environment;

  /** @param {{port: number, folder: string, environment: Record<string, string>}} options */
  constructor({ port, folder, environment }) {
    this.port = port;
    this.#folder = folder;
    this.#environment = environment;
  }

  /** @param {Record<string, string>} [environment] more variables for the server */
  static async start(environment = {}) {
    const port = await freePort();
    const server = new Server({ port, folder: await freshFolder(), environment });
    await server.launch();
    return server;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Number of the process. */
  get pid() {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error("the server does not run");
    return pid;
  }

  /** Output of the server so far, for the report of a failed test. */
  get output() {
    return this.#output;
  }

  /** Starts the process and waits until it would take an edit. */
  async launch() {
    if (!existsSync(BINARY)) throw new Error(`no server at ${BINARY}: cargo build --release`);
    const process_ = spawn(BINARY, [], {
      env: {
        ...process.env,
        HOST: "127.0.0.1",
        PORT: String(this.port),
        DATA_DIR: this.#folder,
        ...this.#environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [process_.stdout, process_.stderr]) {
      stream.on("data", (chunk) => {
        this.#output += chunk;
      });
    }
    this.#process = process_;
    await waitForStatus(`${this.origin}/readyz`, 200, () => this.#output);
  }

  /**
   * Sends a signal and waits for the end.
   * @param {NodeJS.Signals} signal
   * @returns {Promise<{code: number | null, signal: NodeJS.Signals | null, tookMs: number}>}
   */
  async end(signal) {
    const process_ = this.#process;
    if (process_ === null) throw new Error("the server does not run");
    this.#process = null;
    const from = performance.now();
    const exit = once(process_, "exit");
    process_.kill(signal);
    const [code, by] = await exit;
    return { code, signal: by, tookMs: performance.now() - from };
  }

  /** Power gone: nothing is finished, nothing is said. */
  async kill() {
    await this.end("SIGKILL");
  }

  /** A copy of all it has on disk, of a server that does not run. @returns {Promise<string>} its folder */
  async backUp() {
    const copy = await freshFolder();
    await cp(this.#folder, copy, { recursive: true });
    return copy;
  }

  /** Puts a copy in the place of what is on disk, as somebody does who restores a backup. @param {string} copy */
  async restore(copy) {
    await rm(this.#folder, { recursive: true, force: true });
    await cp(copy, this.#folder, { recursive: true });
    await rm(copy, { recursive: true, force: true });
  }

  /** The end of a test: leaves no process and no folder behind. */
  async dispose() {
    if (this.#process !== null) await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
