/**
 * What is said over an event stream, as bodies of POST requests (SPEC H11, H12, H13). Pure.
 *
 * Requests overtake each other on the way, so that of each kind only one is out at a time. Drafts and
 * cursors never wait for edits, which wait for a commit; an edit waits for what was said before it,
 * so that the end of a gesture is known before the shape that it became.
 */

/** @typedef {"live" | "ops"} Kind */
/** @typedef {{kind: Kind, body: string}} Post */

/** Live messages of one request; more wait for the next. */
const MAX_CHARS = 64 * 1024;

/** How an `ops` message begins. */
const OPS_PREFIX = '{"t":"ops",';

export class PostSender {
  #person;
  #tag;
  /** Known once the stream is open; nothing goes out before. */
  #key = "";
  /** @type {string[]} */
  #live = [];
  /** With how many live messages were said before it. @type {{fields: string, after: number}[]} */
  #ops = [];
  /** Live messages said, and of those the ones that have arrived. */
  #enqueuedLive = 0;
  #deliveredLive = 0;
  /** Live messages in the request that is out. */
  #liveInFlight = 0;
  #hasOpsInFlight = false;
  #backlogChars = 0;

  /** @param {{person: string, tag: string}} who */
  constructor({ person, tag }) {
    this.#person = person;
    this.#tag = tag;
  }

  /** Characters that are not out yet. */
  get backlog() {
    return this.#backlogChars;
  }

  /** The stream is open. @param {string} key */
  open(key) {
    this.#key = key;
  }

  /** @param {string} text  a message as it would go over a socket */
  enqueue(text) {
    this.#backlogChars += text.length;
    if (text.startsWith(OPS_PREFIX)) {
      this.#ops.push({ fields: text.slice(OPS_PREFIX.length), after: this.#enqueuedLive });
      return;
    }
    this.#live.push(text);
    this.#enqueuedLive += 1;
  }

  /** What may go out now. @returns {Post[]} */
  take() {
    if (this.#key === "") return [];
    return [...this.#takeLive(), ...this.#takeOps()];
  }

  /** A request has arrived. @param {Kind} kind */
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
    // What a closed page left behind names its own tag.
    const tag = next.fields.startsWith('"tag":') ? "" : `"tag":${JSON.stringify(this.#tag)},`;
    const who = `"person":${JSON.stringify(this.#person)},"key":${JSON.stringify(this.#key)}`;
    return [{ kind: "ops", body: `{${who},${tag}${next.fields}` }];
  }
}
