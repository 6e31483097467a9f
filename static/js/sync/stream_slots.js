/**
 * Which pages of this browser hold an event stream (SPEC H16).
 *
 * Over HTTP/1.1 a browser has six connections to a host for all of its pages, and a stream takes one for as long as it
 * lasts: with six, no page could send anything or be opened. So at most four pages hold one, those that were used last;
 * the others rest until somebody uses them, there is room, or they have edits to send. Sockets are counted apart, and
 * HTTP/2 needs none of this.
 *
 * Pages tell each other over a channel, and judge for themselves: a page that knows four others that come before it
 * gives way. Nothing is timed, because pages in the background have slow timers.
 */

/** Streams of a browser; two connections are left for all else. */
const MAX_STREAMS = 4;

const CHANNEL = "lavagna.turns";

/** Counts uses in all pages of this browser. */
const COUNTER = "lavagna.turn";

/**
 * `claim`: a page takes a stream or was used; the others answer `here` with a stream and `rests` without. `yielded`: it
 * gives way to another page. `left`: it needs none any more, so there is room.
 * @typedef {{t: "claim" | "here" | "rests" | "yielded" | "left", tag: string, rank: number}} SlotMessage
 */
/** What Turns needs of a BroadcastChannel. @typedef {{postMessage: (word: SlotMessage) => void, onmessage: ((event: MessageEvent<SlotMessage>) => void) | null}} Channel */
/** Another page, as it was heard since the last claim. @typedef {{tag: string, rank: number, holds: boolean}} Page */

export class StreamSlots {
  #tag;
  #onSlotFree;
  #hasUnsent;
  #open;
  /** There once this page had a stream. @type {Channel | null} */
  #channel = null;
  /** Of the last use. */
  #usedRank = 0;
  /** While this page has a stream for its unsent edits only: just behind the page used last. */
  #unsentRank = 0;
  /** Whether this page has a stream or would have one. */
  #wantsStream = false;
  /** Ends the stream of this page; null while it has none. @type {(() => void) | null} */
  #pause = null;
  /** @type {Map<string, Page>} */
  #others = new Map();

  /**
   * @param {string} tag  of this page
   * @param {object} page
   * @param {() => void} page.onSlotFree  this page rests, and is the next that may have a stream
   * @param {() => boolean} page.hasUnsent  whether it has edits that the server has not taken
   * @param {() => Channel | null} [page.open]  null where streams need not, or cannot, take turns
   */
  constructor(tag, { onSlotFree, hasUnsent, open = openChannel }) {
    this.#tag = tag;
    this.#onSlotFree = onSlotFree;
    this.#hasUnsent = hasUnsent;
    this.#open = open;
  }

  get #rank() {
    return Math.max(this.#usedRank, this.#unsentRank);
  }

  /** This page takes a stream, or the one it had anew. @param {() => void} pause  ends it for the sake of others */
  acquire(pause) {
    const isBack = this.#pause === null;
    this.#pause = pause;
    this.#wantsStream = true;
    if (this.#channel === null) {
      this.#channel = this.#open();
      if (this.#channel === null) return;
      this.#channel.onmessage = ({ data }) => this.#onMessage(data);
      this.#usedRank = nextRank();
    } else if (isBack && this.#hasUnsent()) {
      this.#unsentRank = lastRank() - 0.5;
    }
    this.#claim();
  }

  /** It wants none any more. */
  release() {
    if (!this.#wantsStream) return;
    this.#wantsStream = false;
    this.#pause = null;
    this.#unsentRank = 0;
    this.#post("left");
  }

  /** Somebody uses this page. */
  markUsed() {
    if (this.#channel === null || this.#usedRank === lastRank()) return;
    this.#usedRank = nextRank();
    if (this.#pause !== null) this.#claim();
  }

  /** All edits are sent: a page that has a stream only for them gives it back to a page used later. */
  allSent() {
    if (this.#unsentRank === 0) return;
    this.#unsentRank = 0;
    if (this.#pause !== null) this.#claim();
  }

  #claim() {
    this.#others.clear();
    this.#post("claim");
  }

  /** @param {SlotMessage["t"]} t */
  #post(t) {
    this.#channel?.postMessage({ t, tag: this.#tag, rank: this.#rank });
  }

  /** @param {SlotMessage} word */
  #onMessage({ t, tag, rank }) {
    if (t === "claim") {
      // Pages that are gone do not answer.
      this.#others.clear();
      if (this.#wantsStream) this.#post(this.#pause === null ? "rests" : "here");
    }
    if (t === "left") this.#others.delete(tag);
    else this.#others.set(tag, { tag, rank, holds: t === "claim" || t === "here" });
    if (this.#pause !== null) this.#yieldIfOutranked(this.#pause);
    else if (t === "left" && this.#wantsStream && this.#isNext()) this.#onSlotFree();
  }

  /** @param {() => void} pause */
  #yieldIfOutranked(pause) {
    const before = [...this.#others.values()].filter((page) => this.#ranksBelow(page));
    if (before.length < MAX_STREAMS) return;
    this.#pause = null;
    this.#unsentRank = 0;
    // A page that rests comes in only where it hears of room.
    this.#post(before.filter(({ holds }) => holds).length < MAX_STREAMS ? "left" : "yielded");
    pause();
  }

  /** Whether there is room for this page beside those that have a stream or come before it. */
  #isNext() {
    const others = [...this.#others.values()];
    return others.filter((page) => page.holds || this.#ranksBelow(page)).length < MAX_STREAMS;
  }

  /** @param {Page} page */
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
    // Without the counter nobody could say which page was used last.
    localStorage.getItem(COUNTER);
    return new BroadcastChannel(CHANNEL);
  } catch {
    // Storage is forbidden, and in some browsers the channel with it.
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
    // Full: pages that are used one after the other have the same rank.
  }
  return next;
}
