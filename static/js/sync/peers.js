/**
 * The people on the board, their cursors and their gestures in progress.
 *
 * Each window is a peer, and a person may have several. The author number, which a person has from the first edit on, shows
 * which windows belong together; until then each counts as a person of its own.
 */

import { peopleColours, personColour } from "../model/colour.js";
import { visibleName } from "../model/names.js";
import { Signal } from "../platform/signal.js";
import { Drafts } from "./drafts.js";

/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./protocol.js").Live} Live */
/** @typedef {import("./protocol.js").LivePeer} LivePeer */
/** @typedef {import("./protocol.js").PeerEntry} PeerEntry */
/** @typedef {import("./protocol.js").Welcome} Welcome */
/**
 * A person. `peer` is the first of their windows and `windows` are all, my own first if it is me;
 * `author` is 0 until the person's first edit, and `page` the one that the first window shows.
 * @typedef {{peer: number, windows: number[], name: string, tag: string, author: number, page: number, colour: string, me: boolean, drawing: boolean, hand: number}} Peer
 */
/** In units; `at` is when it arrived, ms. @typedef {{peer: number, name: string, author: number, colour: string, x: number, y: number, page: number, at: number}} Cursor */
/** @typedef {{peer: number, name: string, colour: string, g: number, previews: Preview[]}} RemoteDraft */
/** @typedef {{x: number, y: number, at: number}} CursorPosition */
/** @typedef {{peer: number, name: string, tag: string, author: number, page: number, cursor: CursorPosition | null, view: import("./protocol.js").View | null, hand: number}} KnownPeer */

/** What a window says of itself later. @type {Pick<KnownPeer, "page" | "cursor" | "view" | "hand">} */
const NOWHERE = { page: 1, cursor: null, view: null, hand: 0 };

export class Peers {
  /** The people whom the server lists, me first. @type {Signal<Peer[]>} */
  list;
  /** Number of people, including me and those who are not listed. */
  count = new Signal(1);
  /** Place of the own hand among the raised ones, as the server shows it; 0 when it is lowered. */
  ownHand = new Signal(0);
  /** Set when anything here may look different. */
  changes = new Signal(0);
  #me;
  /** @type {Map<number, KnownPeer>} */
  #others = new Map();
  /** Number of connected windows, including those that the server does not list. */
  #connected = 1;
  /** By peer, of the listed ones. @type {Map<number, string>} */
  #colours = new Map();
  #drafts;

  /**
   * @param {{name: string, tag: string}} me
   * @param {(id: string) => boolean} isOnBoard
   */
  constructor({ name, tag }, isOnBoard) {
    this.#me = { peer: 0, name, tag, author: 0, page: 1, hand: 0 };
    this.#drafts = new Drafts(isOnBoard);
    this.list = new Signal(this.#people());
  }

  /** When to call `expire`; infinity for never. */
  get wakeAt() {
    return this.#drafts.wakeAt;
  }

  /** Number of this window. */
  get me() {
    return this.#me.peer;
  }

  /** The window of a page load and what it shows, as far as it says so; undefined if it is not connected. @param {string} tag */
  window(tag) {
    return [...this.#others.values()].find((known) => known.tag === tag);
  }

  /** The window with a number. @param {number} peer */
  windowOf(peer) {
    return this.#others.get(peer);
  }

  /** The cursors of peers. @returns {Cursor[]} */
  cursors() {
    const cursors = [];
    for (const { peer, name, tag, author, page, cursor } of this.#others.values()) {
      const colour = this.#colours.get(peer) ?? personColour(tag);
      const laser = this.#drafts.laserOf(peer);
      // A laser is sent more often than the cursor, and a finger has no cursor.
      if (laser !== null) cursors.push({ peer, name, author, colour, ...laser });
      else if (cursor !== null) cursors.push({ peer, name, author, colour, page, ...cursor });
    }
    return cursors;
  }

  /** The gestures of peers. @returns {RemoteDraft[]} */
  drafts() {
    return this.#drafts.list().map((draft) => {
      const { name = "", tag = "" } = this.#others.get(draft.peer) ?? {};
      return { ...draft, name, colour: this.#colours.get(draft.peer) ?? personColour(tag) };
    });
  }

  /** @param {number} page  that this window shows */
  turnMe(page) {
    this.#me.page = page;
    this.#publish();
  }

  /** @param {string} name */
  renameMe(name) {
    this.#me.name = name;
    this.#publish();
  }

  /** @param {Welcome} welcome */
  welcome({ peer, author, peers, count }) {
    this.#me.peer = peer;
    this.#me.author = author ?? this.#me.author;
    this.#others.clear();
    this.#drafts.clear();
    for (const entry of peers) this.#join(entry);
    this.#connected = count;
    this.#publish();
  }

  /** Forgets all peers and their gestures. */
  offline() {
    this.#others.clear();
    this.#drafts.clear();
    this.#connected = 1;
    this.#publish();
  }

  /** @param {Live} live @param {number} now */
  live({ all, join, leave, count, peers }, now) {
    if (all === true) {
      this.#others.clear();
      this.#drafts.clear();
    }
    for (const entry of join ?? []) this.#join(entry);
    for (const [key, update] of Object.entries(peers)) {
      const peer = Number(key);
      // All peers get the same frame, so it contains this page too; only its author number may be new.
      if (peer !== this.#me.peer) this.#updatePeer(peer, update, now);
      else this.#updateMe(update);
    }
    for (const peer of leave ?? []) {
      this.#others.delete(peer);
      this.#drafts.removePeer(peer);
    }
    this.#connected = count ?? this.#connected;
    this.#publish();
  }

  /** An edit was applied: its peer has an author number, and its gesture ends. @param {LoggedEdit} edit */
  logged(edit) {
    const { tag, author } = edit;
    let hasChanged = this.#drafts.logged(edit);
    for (const peer of [this.#me, ...this.#others.values()]) {
      if (peer.tag !== tag || peer.author === author) continue;
      peer.author = author;
      hasChanged = true;
    }
    if (hasChanged) this.#publish();
  }

  /** @param {number} now */
  expire(now) {
    if (this.#drafts.expire(now)) this.#publish();
  }

  /** @param {LivePeer} update */
  #updateMe({ author, hand }) {
    this.#me.author = author ?? this.#me.author;
    if (hand === undefined) return;
    this.#me.hand = hand;
    this.ownHand.set(hand);
  }

  /** @param {PeerEntry} entry */
  #join({ peer, name, tag, author }) {
    if (peer === this.#me.peer) return;
    const shown = visibleName(name);
    this.#others.set(peer, { peer, name: shown, tag, author: author ?? 0, ...NOWHERE });
  }

  /** @param {number} peer @param {LivePeer} update @param {number} now */
  #updatePeer(peer, { name, author, cursor, page, view, hand, drafts }, now) {
    const known = this.#others.get(peer) ?? unlistedPeer(peer);
    const place = cursor == null ? null : { x: cursor[0], y: cursor[1], at: now };
    this.#others.set(peer, {
      ...known,
      name: name === undefined ? known.name : visibleName(name),
      author: author ?? known.author,
      page: page ?? known.page,
      cursor: cursor === undefined ? known.cursor : place,
      view: view ?? known.view,
      hand: hand ?? known.hand,
    });
    if (drafts !== undefined) this.#drafts.receive(known, drafts, now);
  }

  #publish() {
    const list = this.#people();
    const hasChanged = !isSame(list, this.list.value);
    const windows = list.reduce((sum, person) => sum + person.windows.length, 0);
    const count = Math.max(list.length, this.#connected - windows + list.length);
    if (hasChanged) this.list.set(list);
    if (hasChanged || count !== this.count.value) this.count.set(count);
    this.changes.set(this.changes.value + 1);
  }

  /** @returns {Peer[]} */
  #people() {
    /** By author, or by peer where there is none. @type {Map<string, KnownPeer[]>} */
    const groups = new Map();
    const mine = { ...NOWHERE, ...this.#me };
    for (const known of [mine, ...this.#others.values()]) {
      const key = known.author > 0 ? `author ${known.author}` : `peer ${known.peer}`;
      groups.set(key, [...(groups.get(key) ?? []), known]);
    }
    const people = [...groups.values()].map((windows) => this.#person(windows));
    const colours = peopleColours(people);
    this.#colours = new Map();
    return people.map((person) => {
      const colour = colours.get(person.peer) ?? "";
      for (const peer of person.windows) this.#colours.set(peer, colour);
      return { ...person, colour };
    });
  }

  /** @param {readonly KnownPeer[]} windows  at least one, mine first */
  #person(windows) {
    const [first] = /** @type {[KnownPeer]} */ (/** @type {unknown} */ (windows));
    const peers = windows.map(({ peer }) => peer);
    const me = first.tag === this.#me.tag;
    const { name, tag, author, page } = first;
    const drawing = peers.some((peer) => this.#drafts.isDrawing(peer));
    const hand = Math.max(...windows.map((window) => window.hand));
    return { peer: Math.min(...peers), windows: peers, name, tag, author, page, me, drawing, hand };
  }
}

/** A peer whom no welcome has listed. @param {number} peer @returns {KnownPeer} */
function unlistedPeer(peer) {
  return { peer, name: "", tag: "", author: 0, ...NOWHERE };
}

/** @param {readonly Peer[]} a @param {readonly Peer[]} b */
function isSame(a, b) {
  return (
    a.length === b.length &&
    a.every((peer, at) => {
      const other = b[at];
      return (
        peer.peer === other?.peer &&
        peer.name === other.name &&
        peer.author === other.author &&
        peer.colour === other.colour &&
        peer.drawing === other.drawing &&
        peer.hand === other.hand &&
        peer.page === other.page &&
        String(peer.windows) === String(other.windows)
      );
    })
  );
}
