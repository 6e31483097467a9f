/**
 * Which pages of this browser hold an event stream (SPEC H16).
 *
 * Over HTTP/1.1 a browser has six connections to a host for all of its pages, and a stream takes one for as long as it
 * lasts: with six, no page could send anything or be opened. So at most four pages hold one, those that were used last;
 * the others rest until somebody uses them or there is room. Sockets are counted apart, and HTTP/2 needs none of this.
 *
 * Pages tell each other over a channel, and judge for themselves: a page that has heard of four others used later gives
 * way. Nothing is timed, because pages in the background have slow timers.
 */

/** Streams of a browser; two connections are left for all else. */
const MOST = 4;

const CHANNEL = "lavagna.turns";

/** Counts uses in all pages of this browser. */
const COUNTER = "lavagna.turn";

/**
 * `claim`: a page takes a stream or was used; whoever has one answers `here`. `yielded`: it gives way. `left`: it
 * needs none any more, so there is room.
 * @typedef {{t: "claim" | "here" | "yielded" | "left", tag: string, rank: number}} Word
 */
/** What Turns needs of a BroadcastChannel. @typedef {{postMessage: (word: Word) => void, onmessage: ((event: MessageEvent<Word>) => void) | null}} Channel */

export class Turns {
  #tag;
  #onRoom;
  #open;
  /** There once this page had a stream. @type {Channel | null} */
  #channel = null;
  #rank = 0;
  /** Ends the stream of this page; null while it has none. @type {(() => void) | null} */
  #giveWay = null;
  /** Pages that hold a stream, since the last claim. @type {Map<string, number>} */
  #others = new Map();

  /**
   * @param {string} tag  of this page
   * @param {() => void} onRoom  somebody else's stream has ended
   * @param {() => Channel | null} [open]  null where streams need not take turns
   */
  constructor(tag, onRoom, open = openChannel) {
    this.#tag = tag;
    this.#onRoom = onRoom;
    this.#open = open;
  }

  /** This page takes a stream. @param {() => void} giveWay  ends it for the sake of others */
  hold(giveWay) {
    this.#giveWay = giveWay;
    if (this.#channel === null) {
      this.#channel = this.#open();
      if (this.#channel === null) return;
      this.#channel.onmessage = ({ data }) => this.#hear(data);
      this.#rank = nextRank();
    }
    this.#claim();
  }

  /** It has none any more. */
  release() {
    if (this.#giveWay === null) return;
    this.#giveWay = null;
    this.#say("left");
  }

  /** Somebody uses this page. */
  use() {
    if (this.#channel === null || this.#rank === lastRank()) return;
    this.#rank = nextRank();
    if (this.#giveWay !== null) this.#claim();
  }

  #claim() {
    this.#others.clear();
    this.#say("claim");
  }

  /** @param {Word["t"]} t */
  #say(t) {
    this.#channel?.postMessage({ t, tag: this.#tag, rank: this.#rank });
  }

  /** @param {Word} word */
  #hear({ t, tag, rank }) {
    if (t === "left" || t === "yielded") {
      this.#others.delete(tag);
      if (t === "left" && this.#giveWay === null) this.#onRoom();
      return;
    }
    if (t === "claim") {
      this.#others.clear();
      if (this.#giveWay !== null) this.#say("here");
    }
    this.#others.set(tag, rank);
    this.#judge();
  }

  #judge() {
    const giveWay = this.#giveWay;
    if (giveWay === null) return;
    const isLater = ([tag, rank] = ["", 0]) =>
      rank > this.#rank || (rank === this.#rank && tag > this.#tag);
    if ([...this.#others].filter(isLater).length < MOST) return;
    this.#giveWay = null;
    this.#say("yielded");
    giveWay();
  }
}

/** @returns {Channel | null} */
function openChannel() {
  const [page] = performance.getEntriesByType("navigation");
  const { nextHopProtocol = "" } = /** @type {{nextHopProtocol?: string}} */ (page ?? {});
  if (nextHopProtocol === "h2" || nextHopProtocol === "h3") return null;
  return new BroadcastChannel(CHANNEL);
}

function lastRank() {
  try {
    return Number(localStorage.getItem(COUNTER));
  } catch {
    // Forbidden: then the pages have turns by their tags.
    return 0;
  }
}

function nextRank() {
  const next = lastRank() + 1;
  try {
    localStorage.setItem(COUNTER, String(next));
  } catch {
    return 0;
  }
  return next;
}
