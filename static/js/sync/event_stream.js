/**
 * A connection over server-sent events and POST, for networks that break WebSocket (SPEC H8 to H13).
 *
 * It looks like a socket to whoever uses it. It opens at once; the stream itself is asked for by
 * `hello`, and asked for anew by each further one.
 */

import { report } from "../platform/signal.js";
import { ABNORMAL, closeCodeFor } from "./close_codes.js";
import { EventReader } from "./event_reader.js";
import { PostSender } from "./post_sender.js";
import { FORM } from "./protocol.js";

/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./post_sender.js").Post} Post */
/** @typedef {import("./snapshot_loader.js").Fetch} Fetch */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** @typedef {{person: string, tag: string, name: string, since: number, at: number}} Hello */

/** A request that is not answered by then is lost; edits wait for their turn no longer than this. */
const RESPONSE_TIMEOUT_MS = 60_000;

/** The server has said all there is; a new hello opens a new stream. */
const NORMAL_CLOSE = 1000;

/** @implements {Socket} */
export class EventStream {
  #base;
  #fetch;
  #events;
  #startTimer;
  /** Of the stream and of what was said over it. */
  #abort = new AbortController();
  #posts = new PostSender({ person: "", tag: "" });
  #isClosed = false;

  /**
   * @param {{base: string, fetch: Fetch, startTimer: StartTimer}} world  `base`: address of the board's API
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
  async #openStream({ person, tag, name, since, at }) {
    this.#abort.abort();
    const life = new AbortController();
    const { signal } = life;
    this.#abort = life;
    this.#posts = new PostSender({ person, tag });
    const query = new URLSearchParams({
      since: String(since),
      at: String(at),
      tag,
      v: String(FORM),
    });
    const headers = {
      // Addresses are written into logs on the way.
      "Lavagna-Person": person,
      "Lavagna-Name": headerValue(name),
      "Lavagna-Origin": this.#base.split("/api/", 1)[0] ?? "",
    };
    const url = `${this.#base}/events?${query}`;
    const response = await this.#request(url, { headers, signal, cache: "no-store" });
    if (response === null) return;
    const body = response.body;
    const reading = body === null ? ABNORMAL : this.#read(body.getReader(), signal);
    const code = await Promise.resolve(reading).catch((error) => {
      report(error);
      return ABNORMAL;
    });
    if (code !== NORMAL_CLOSE && !signal.aborted) this.#end(code);
  }

  /**
   * Asks for something; a refusal, or no answer, ends it all.
   * @param {string} url
   * @param {RequestInit & {signal: AbortSignal}} options
   * @returns {Promise<Response | null>}  null when it has ended
   */
  async #request(url, options) {
    const { signal } = options;
    const response = await this.#fetch(url, options).catch(() => null);
    if (response?.ok && !signal.aborted) return response;
    const word = response === null ? "" : await errorCodeOf(response);
    if (!signal.aborted) this.#end(closeCodeFor(word));
    return null;
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {AbortSignal} signal @returns {Promise<number>} close code */
  async #read(reader, signal) {
    const decoder = new TextDecoder();
    const events = new EventReader();
    for (;;) {
      const piece = await reader.read().catch(() => null);
      if (piece === null || piece.done || signal.aborted) return ABNORMAL;
      for (const { name, data } of events.feed(decoder.decode(piece.value, { stream: true }))) {
        if (name === "close") return JSON.parse(data).code;
        if (name === "message") this.#events.received(data);
        else if (name === "stream") this.#posts.open(JSON.parse(data).key);
        // What was heard may have led to a new hello.
        if (signal.aborted) return ABNORMAL;
      }
      this.#post();
    }
  }

  #post() {
    for (const post of this.#posts.take()) this.#send(post, this.#posts);
  }

  /** @param {Post} post @param {PostSender} posts  that it came from */
  async #send({ kind, body }, posts) {
    const { signal } = this.#abort;
    const patience = this.#startTimer(() => {
      if (!signal.aborted) this.#end(ABNORMAL);
    }, RESPONSE_TIMEOUT_MS);
    const headers = { "Content-Type": "application/json" };
    const url = `${this.#base}/${kind}`;
    const answer = await this.#request(url, { method: "POST", headers, body, signal });
    // What became of the edits comes over the stream, in its place among the log.
    await answer?.arrayBuffer().catch(() => null);
    patience();
    if (answer === null || signal.aborted) return;
    posts.delivered(kind);
    this.#post();
  }
}

/** A name as a header may carry it; half a pair of surrogates has no form there. @param {string} name */
function headerValue(name) {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, ""));
}

/** What the server calls its refusal; a proxy on the way has no word for it. @param {Response} response @returns {Promise<string>} */
async function errorCodeOf(response) {
  const answer = await response.json().catch(() => null);
  return String(answer?.error ?? "");
}
