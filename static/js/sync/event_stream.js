/**
 * A connection over server-sent events and POST, for networks that break WebSocket (SPEC H8 to H13).
 *
 * It implements `Socket`. It opens at once; each `hello` requests a new stream.
 */

import { FORM } from "../model/known.js";
import { report } from "../platform/signal.js";
import { ABNORMAL, closeCodeFor, codeOfClose } from "./close_codes.js";
import { EventReader } from "./event_reader.js";
import { PostSender } from "./post_sender.js";

/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./post_sender.js").Post} Post */
/** @typedef {import("./snapshot_loader.js").Fetch} Fetch */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** @typedef {{person: string, tag: string, name: string, token?: string, since: number, at: number}} Hello */

/** A request without a response for this long is lost; the server answers a POST of edits earlier, even when it is busy. */
const RESPONSE_TIMEOUT_MS = 60_000;

/** Code of a stream that the server has ended on purpose; a new hello opens a new one. */
const NORMAL_CLOSE = 1000;

/** @implements {Socket} */
export class EventStream {
  #base;
  #fetch;
  #events;
  #startTimer;
  /** Aborts the stream and its requests. */
  #abort = new AbortController();
  #posts = new PostSender({ person: "", tag: "" });
  #isClosed = false;

  /**
   * @param {{base: string, fetch: Fetch, startTimer: StartTimer}} environment  `base`: address of the board's API
   * @param {SocketEvents} events
   */
  constructor({ base, fetch, startTimer }, events) {
    this.#base = base;
    this.#fetch = fetch;
    this.#startTimer = startTimer;
    this.#events = events;
    queueMicrotask(() => {
      if (!this.#isClosed) events.opened();
    });
  }

  /** @param {string} text */
  send(text) {
    if (text.startsWith('{"t":"hello"')) {
      this.#openStream(/** @type {Hello} */ (JSON.parse(text)));
      return;
    }
    this.#posts.enqueue(text);
    this.#post();
  }

  close() {
    this.#isClosed = true;
    this.#abort.abort();
  }

  backlog() {
    return this.#posts.backlog;
  }

  /** @param {number} code */
  #end(code) {
    if (this.#isClosed) return;
    this.close();
    this.#events.closed(code);
  }

  /** @param {Hello} hello */
  async #openStream({ person, tag, name, token, since, at }) {
    this.#abort.abort();
    const abort = new AbortController();
    const { signal } = abort;
    this.#abort = abort;
    this.#posts = new PostSender({ person, tag });
    const query = new URLSearchParams({
      since: String(since),
      at: String(at),
      tag,
      v: String(FORM),
    });
    const headers = {
      // Not in the address, which proxies write into their logs.
      "Lavagna-Person": person,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      "Lavagna-Name": headerValue(name),
      "Lavagna-Origin": this.#base.split("/api/", 1)[0] ?? "",
    };
    const url = `${this.#base}/events?${query}`;
    const response = await this.#request(url, { headers, signal, cache: "no-store" });
    if (response === null) return;
    const body = response.body;
    const closing = body === null ? ABNORMAL : this.#read(body.getReader(), signal);
    const code = await Promise.resolve(closing).catch((error) => {
      report(error);
      return ABNORMAL;
    });
    if (code !== NORMAL_CLOSE && !signal.aborted) this.#end(code);
  }

  /**
   * Sends a request; a refusal or a network error closes the connection.
   * @param {string} url
   * @param {RequestInit & {signal: AbortSignal}} options
   * @returns {Promise<Response | null>}  null when it is closed
   */
  async #request(url, options) {
    const { signal } = options;
    const response = await this.#fetch(url, options).catch(() => null);
    if (response?.ok && !signal.aborted) return response;
    const errorCode = response === null ? "" : await errorCodeOf(response);
    if (!signal.aborted) this.#end(closeCodeFor(errorCode));
    return null;
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {AbortSignal} signal @returns {Promise<number>} close code */
  async #read(reader, signal) {
    const decoder = new TextDecoder();
    const events = new EventReader();
    for (;;) {
      const chunk = await reader.read().catch(() => null);
      if (chunk === null || chunk.done || signal.aborted) return ABNORMAL;
      for (const { name, data } of events.feed(decoder.decode(chunk.value, { stream: true }))) {
        if (name === "close") {
          const { code, reason } = JSON.parse(data);
          return codeOfClose(code, reason);
        }
        if (name === "message") this.#events.received(data);
        else if (name === "stream") this.#posts.open(JSON.parse(data).key);
        // The message may have led to a new hello.
        if (signal.aborted) return ABNORMAL;
      }
      this.#post();
    }
  }

  #post() {
    for (const post of this.#posts.take()) this.#send(post, this.#posts);
  }

  /** @param {Post} post @param {PostSender} posts  the source of the post */
  async #send({ kind, body }, posts) {
    const { signal } = this.#abort;
    const cancelTimeout = this.#startTimer(() => {
      if (!signal.aborted) this.#end(ABNORMAL);
    }, RESPONSE_TIMEOUT_MS);
    const headers = { "Content-Type": "application/json" };
    const url = `${this.#base}/${kind}`;
    const response = await this.#request(url, { method: "POST", headers, body, signal });
    // The stream, not this response, reports what became of the edits, in order with the log.
    await response?.arrayBuffer().catch(() => null);
    cancelTimeout();
    if (response === null || signal.aborted) return;
    posts.delivered(kind);
    this.#post();
  }
}

/** Encodes a name for a header; lone surrogates cannot be encoded. @param {string} name */
function headerValue(name) {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, ""));
}

/** The server's error code of a refusal; empty for that of a proxy. @param {Response} response @returns {Promise<string>} */
async function errorCodeOf(response) {
  const refusal = await response.json().catch(() => null);
  return String(refusal?.error ?? "");
}
