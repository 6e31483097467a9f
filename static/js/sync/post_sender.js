/**
 * Turns the messages of an event stream's page into bodies of POST requests (SPEC H11, H12, H13). Pure.
 *
 * Requests overtake each other, so only one of each kind is in flight. Drafts and cursors never wait for edits, which wait for
 * a commit; an edit waits for the live messages before it, so that the end of a gesture arrives before the shape it became.
 */

/** @typedef {"live" | "ops"} Kind */
/** @typedef {{kind: Kind, body: string}} Post */

/** Characters of live messages in one request; more wait for the next. */
const MAX_CHARS = 64 * 1024;

/** How an `ops` message begins. */
const OPS_PREFIX = '{"t":"ops",';

export class PostSender {
  #person;
  #tag;
  /** Known once the stream is open; nothing is sent before. */
  #key = "";
  /** @type {string[]} */
  #live = [];
  /** `after` counts the live messages that must arrive first. @type {{fields: string, after: number}[]} */
  #ops = [];
  /** Numbers of live messages so far. */
  #enqueuedLive = 0;
  #deliveredLive = 0;
  /** Live messages in the current request. */
  #liveInFlight = 0;
  #hasOpsInFlight = false;
  #backlogChars = 0;

  /** @param {{person: string, tag: string}} identity */
  constructor({ person, tag }) {
    this.#person = person;
    this.#tag = tag;
  }

  /** Characters that wait to be sent. */
  get backlog() {
    return this.#backlogChars;
  }

  /** The stream is open. @param {string} key */
  open(key) {
    this.#key = key;
  }

  /** @param {string} text  a message as a WebSocket would carry it */
  enqueue(text) {
    this.#backlogChars += text.length;
    if (text.startsWith(OPS_PREFIX)) {
      this.#ops.push({ fields: text.slice(OPS_PREFIX.length), after: this.#enqueuedLive });
      return;
    }
    this.#live.push(text);
    this.#enqueuedLive += 1;
  }

  /** Removes and returns the requests that may be sent now. @returns {Post[]} */
  take() {
    if (this.#key === "") return [];
    return [...this.#takeLive(), ...this.#takeOps()];
  }

  /** A request was answered. @param {Kind} kind */
  delivered(kind) {
    if (kind === "ops") {
      this.#hasOpsInFlight = false;
      return;
    }
    this.#deliveredLive += this.#liveInFlight;
    this.#liveInFlight = 0;
  }

  /** @returns {Post[]} */
  #takeLive() {
    if (this.#liveInFlight > 0 || this.#live.length === 0) return [];
    let size = 0;
    const end = this.#live.findIndex((text, at) => {
      size += text.length;
      return at > 0 && size > MAX_CHARS;
    });
    const messages = this.#live.splice(0, end === -1 ? this.#live.length : end);
    this.#liveInFlight = messages.length;
    for (const text of messages) this.#backlogChars -= text.length;
    const body = `{"key":${JSON.stringify(this.#key)},"messages":[${messages.join(",")}]}`;
    return [{ kind: "live", body }];
  }

  /** @returns {Post[]} */
  #takeOps() {
    const [next] = this.#ops;
    if (next === undefined || this.#hasOpsInFlight || next.after > this.#deliveredLive) return [];
    this.#ops.shift();
    this.#hasOpsInFlight = true;
    this.#backlogChars -= OPS_PREFIX.length + next.fields.length;
    // Leftovers of a closed page name their own tag.
    const tag = next.fields.startsWith('"tag":') ? "" : `"tag":${JSON.stringify(this.#tag)},`;
    const identity = `"person":${JSON.stringify(this.#person)},"key":${JSON.stringify(this.#key)}`;
    return [{ kind: "ops", body: `{${identity},${tag}${next.fields}` }];
  }
}
