/**
 * Requests and sockets of Engine.IO, byte by byte, for any server.
 */
import { once } from "node:events";
import { request } from "node:http";
import { WebSocket } from "ws";

/** Separates the packets of a polling body. */
export const SEPARATOR = "\u001e";

export const POLLING = "EIO=4&transport=polling";
export const WEBSOCKET = "EIO=4&transport=websocket";

/** Ids are random. @param {string} text */
export const plain = (text) => text.replaceAll(/"sid":"[^"]+"/g, '"sid":""');

/** @typedef {{status: number, body: string, headers: import("node:http").IncomingHttpHeaders}} Answer */

/**
 * One request over a connection of its own.
 * @param {string} origin @param {string} method @param {string} query @param {string | Buffer} [body]
 * @param {Record<string, string>} [headers] @returns {Promise<Answer>}
 */
export function ask(origin, method, query, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const call = request(`${origin}/socket.io/?${query}`, { method, headers, agent: false });
    call.on("error", reject);
    call.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }),
      );
    });
    call.end(body);
  });
}

/** A session over polling. */
export class PollingSession {
  /** @param {string} origin @param {string} sid @param {string} more  of its address */
  constructor(origin, sid, more) {
    this.origin = origin;
    this.query = `${POLLING}&sid=${sid}${more}`;
    this.sid = sid;
  }

  /** @param {string} origin @param {string} [more]  of its address */
  static async open(origin, more = "") {
    const { body } = await ask(origin, "GET", POLLING + more);
    return new PollingSession(origin, JSON.parse(body.slice(1)).sid, more);
  }

  /** Opens a session and joins the board. @param {string} origin @param {string} [more]  of its address */
  static async join(origin, more = "") {
    const session = await PollingSession.open(origin, more);
    await session.post("40");
    await session.until("40{");
    return session;
  }

  poll() {
    return ask(this.origin, "GET", this.query);
  }

  /** @param {string | Buffer} body @param {Record<string, string>} [headers] */
  post(body, headers) {
    return ask(this.origin, "POST", this.query, body, headers);
  }

  /** Polls until a packet holds `part`, and answers pings. @param {string} part @returns {Promise<string>} all packets */
  async until(part) {
    let seen = "";
    while (!seen.includes(part)) {
      const { status, body } = await this.poll();
      if (status !== 200) throw new Error(`${status} ${body}, but no ${part} after ${seen}`);
      if (body.split(SEPARATOR).includes("2")) await this.post("3");
      seen += SEPARATOR + body;
    }
    return seen;
  }
}

/** A socket whose messages are remembered. */
export class Socket {
  /** @type {string[]} */
  log = [];

  /** @param {string} origin @param {string} query */
  constructor(origin, query) {
    this.socket = new WebSocket(`${origin.replace("http", "ws")}/socket.io/?${query}`);
    this.ended = new Promise((resolve) => {
      this.socket.on("message", (data) => this.#note(String(data)));
      this.socket.on("close", (code) => {
        this.#note(`close ${code}`);
        resolve(undefined);
      });
      this.socket.on("error", () => resolve(undefined));
      this.socket.on("unexpected-response", (_request, answer) => {
        answer.setEncoding("utf8");
        answer.on("data", (text) => this.#note(`${answer.statusCode} ${text}`));
        answer.on("end", () => {
          this.end();
          resolve(undefined);
        });
      });
    });
    this.opened = Promise.race([once(this.socket, "open").catch(() => undefined), this.ended]);
    /** @type {() => void} */
    this.wake = () => undefined;
  }

  /** @param {string} line */
  #note(line) {
    this.log.push(line);
    this.wake();
  }

  /** @param {string | Buffer} message */
  send(message) {
    this.socket.send(message);
  }

  /** Waits for a message that holds `part`, or for the end. @param {string} part */
  until(part) {
    return this.#untilOne((line) => line.includes(part));
  }

  /** Waits for a whole message, or for the end. @param {string} whole */
  untilLine(whole) {
    return this.#untilOne((line) => line === whole);
  }

  /** @param {(line: string) => boolean} is */
  async #untilOne(is) {
    while (!this.log.some((line) => is(line) || line.startsWith("close"))) {
      await new Promise((resolve) => {
        this.wake = () => resolve(undefined);
      });
    }
  }

  end() {
    this.socket.terminate();
  }
}
