/**
 * Decides which pages of this browser hold an event stream (SPEC H16).
 *
 * Over HTTP/1.1 a browser has six connections to a host for all of its pages, and an open stream occupies one: with six
 * streams no page could send anything or be opened. So at most four pages hold one, those that were used last. The others
 * are paused until somebody uses them, a slot is free, or they have edits to send. WebSockets are counted apart, and HTTP/2
 * needs none of this.
 *
 * Pages notify each other over a channel, and each decides for itself: a page that knows four others that outrank it
 * yields. There are no timers, because those of pages in the background are slow.
 */

/** Streams of a browser; two connections remain for requests. */
const MAX_STREAMS = 4;

const CHANNEL = "lavagna.stream_slots";

/** Counts uses in all pages of this browser. */
const COUNTER = "lavagna.turn";

/**
 * `acquire`: a page takes a stream or was used; the others answer `held` with a stream and `paused` without. `yielded`: the
 * page gives its stream up to another. `released`: it needs none any more, so a slot is free.
 * @typedef {{t: "acquire" | "held" | "paused" | "yielded" | "released", tag: string, rank: number}} SlotMessage
 */
/** The used part of a BroadcastChannel. @typedef {{postMessage: (message: SlotMessage) => void, onmessage: ((event: MessageEvent<SlotMessage>) => void) | null}} Channel */
/** Another page that has answered since the last `acquire`. @typedef {{tag: string, rank: number, holdsStream: boolean}} OtherPage */

/**
 * The page that holds a slot.
 * @typedef {object} SlotPage
 * @property {string} tag
 * @property {() => void} onSlotFree  called when this page is paused and is the next that may have a stream
 * @property {() => boolean} hasUnsent  whether it has edits that the server has not accepted
 * @property {() => Channel | null} [open]  null where slots are not needed or not possible
 */

export class StreamSlots {
  #tag;
  #onSlotFree;
  #hasUnsent;
  #open;
  /** Open once this page had a stream. @type {Channel | null} */
  #channel = null;
  /** Rank of the last use. */
  #usedRank = 0;
  /** While this page has a stream only for its unsent edits: a rank just below the page used last. */
  #unsentRank = 0;
  /** Whether this page has a stream or is paused. */
  #wantsStream = false;
  /** Pauses the stream of this page; null while it has none. @type {(() => void) | null} */
  #pause = null;
  /** @type {Map<string, OtherPage>} */
  #others = new Map();

  /** @param {SlotPage} page */
  constructor({ tag, onSlotFree, hasUnsent, open = openChannel }) {
    this.#tag = tag;
    this.#onSlotFree = onSlotFree;
    this.#hasUnsent = hasUnsent;
    this.#open = open;
  }

  get #rank() {
    return Math.max(this.#usedRank, this.#unsentRank);
  }

  /** Takes a slot, or renews the slot of this page. @param {() => void} pause  ends the stream in favour of other pages */
  acquire(pause) {
    const hadNone = this.#pause === null;
    this.#pause = pause;
    this.#wantsStream = true;
    if (this.#channel === null) {
      this.#channel = this.#open();
      if (this.#channel === null) return;
      this.#channel.onmessage = ({ data }) => this.#onMessage(data);
      this.#usedRank = nextRank();
    } else if (hadNone && this.#hasUnsent()) {
      this.#unsentRank = lastRank() - 0.5;
    }
    this.#announce();
  }

  /** Releases the slot for good. */
  release() {
    if (!this.#wantsStream) return;
    this.#wantsStream = false;
    this.#pause = null;
    this.#unsentRank = 0;
    this.#post("released");
  }

  /** Ranks this page above all others, because somebody uses it. */
  markUsed() {
    if (this.#channel === null || this.#usedRank === lastRank()) return;
    this.#usedRank = nextRank();
    if (this.#pause !== null) this.#announce();
  }

  /** Returns a slot that was taken only to send edits: all of them are sent. */
  allSent() {
    if (this.#unsentRank === 0) return;
    this.#unsentRank = 0;
    if (this.#pause !== null) this.#announce();
  }

  #announce() {
    this.#others.clear();
    this.#post("acquire");
  }

  /** @param {SlotMessage["t"]} t */
  #post(t) {
    this.#channel?.postMessage({ t, tag: this.#tag, rank: this.#rank });
  }

  /** @param {SlotMessage} message */
  #onMessage({ t, tag, rank }) {
    if (t === "acquire") {
      // Everybody answers anew, so that closed pages are forgotten.
      this.#others.clear();
      if (this.#wantsStream) this.#post(this.#pause === null ? "paused" : "held");
    }
    if (t === "released") this.#others.delete(tag);
    else this.#others.set(tag, { tag, rank, holdsStream: t === "acquire" || t === "held" });
    if (this.#pause !== null) this.#yieldIfOutranked(this.#pause);
    else if (t === "released" && this.#wantsStream && this.#isNext()) this.#onSlotFree();
  }

  /** @param {() => void} pause */
  #yieldIfOutranked(pause) {
    const above = [...this.#others.values()].filter((page) => this.#ranksBelow(page));
    if (above.length < MAX_STREAMS) return;
    this.#pause = null;
    this.#unsentRank = 0;
    // A paused page resumes only when it is told that a slot is free.
    const held = above.filter(({ holdsStream }) => holdsStream).length;
    this.#post(held < MAX_STREAMS ? "released" : "yielded");
    pause();
  }

  /** Whether a slot remains for this page beside those that have a stream or outrank it. */
  #isNext() {
    const others = [...this.#others.values()];
    return others.filter((page) => page.holdsStream || this.#ranksBelow(page)).length < MAX_STREAMS;
  }

  /** @param {OtherPage} page */
  #ranksBelow({ tag, rank }) {
    return rank > this.#rank || (rank === this.#rank && tag > this.#tag);
  }
}

/** @returns {Channel | null} */
function openChannel() {
  const [page] = performance.getEntriesByType("navigation");
  const { nextHopProtocol = "" } = /** @type {{nextHopProtocol?: string}} */ (page ?? {});
  if (nextHopProtocol === "h2" || nextHopProtocol === "h3") return null;
  try {
    // Throws where storage is forbidden: without the counter no page knows which one was used last.
    localStorage.getItem(COUNTER);
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}

function lastRank() {
  return Number(localStorage.getItem(COUNTER));
}

function nextRank() {
  const next = lastRank() + 1;
  try {
    localStorage.setItem(COUNTER, String(next));
  } catch {
    // Storage is full: pages share a rank, and the tag decides.
  }
  return next;
}
