/**
 * Who else is here, where they point, and what they are about to do.
 */

import { Drafts } from "./drafts.js";
import { Signal } from "./signal.js";

/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./protocol.js").Live} Live */
/** @typedef {import("./protocol.js").LivePeer} LivePeer */
/** @typedef {import("./protocol.js").PeerCard} PeerCard */
/** @typedef {import("./protocol.js").Welcome} Welcome */
/** `author` is 0 until the person's first edit. @typedef {{peer: number, name: string, tag: string, author: number, me: boolean, drawing: boolean}} Peer */
/** In units; `at` is when it came, ms. @typedef {{peer: number, name: string, author: number, x: number, y: number, page: number, at: number}} Cursor */
/** @typedef {{peer: number, name: string, g: number, previews: Preview[]}} RemoteDraft */
/** @typedef {{x: number, y: number, at: number}} Place */
/** @typedef {{peer: number, name: string, tag: string, author: number, page: number, cursor: Place | null}} Known */

export class Peers {
  /** Me first; at most those the server lists. @type {Signal<Peer[]>} */
  list;
  /** Everybody who is connected, me too. */
  count = new Signal(1);
  /** Told when anything here may look different. */
  changes = new Signal(0);
  #me;
  /** @type {Map<number, Known>} */
  #others = new Map();
  #drafts;

  /**
   * @param {{name: string, tag: string}} me
   * @param {(id: string) => boolean} isOnBoard
   */
  constructor({ name, tag }, isOnBoard) {
    this.#me = { peer: 0, name, tag, author: 0 };
    this.#drafts = new Drafts(isOnBoard);
    this.list = new Signal(this.#everybody());
  }

  /** When `expire` is wanted; infinity for never. */
  get wakeAt() {
    return this.#drafts.wakeAt;
  }

  /** Cursors of others. @returns {Cursor[]} */
  cursors() {
    const cursors = [];
    for (const { peer, name, author, page, cursor } of this.#others.values()) {
      if (cursor !== null) cursors.push({ peer, name, author, page, ...cursor });
    }
    return cursors;
  }

  /** Gestures of others. @returns {RemoteDraft[]} */
  drafts() {
    return this.#drafts.list().map((draft) => {
      return { ...draft, name: this.#others.get(draft.peer)?.name ?? "" };
    });
  }

  /** @param {string} name */
  renameMe(name) {
    this.#me.name = name;
    this.#tell();
  }

  /** @param {Welcome} welcome */
  welcome({ peer, author, peers, count }) {
    this.#me.peer = peer;
    this.#me.author = author ?? this.#me.author;
    this.#others.clear();
    this.#drafts.clear();
    for (const card of peers) this.#join(card);
    this.count.set(count);
    this.#tell();
  }

  /** Nobody is known any more, and nothing of what they were doing. */
  offline() {
    this.#others.clear();
    this.#drafts.clear();
    this.count.set(1);
    this.#tell();
  }

  /** @param {Live} live @param {number} now */
  live({ join, leave, count, peers }, now) {
    for (const card of join ?? []) this.#join(card);
    for (const [key, news] of Object.entries(peers)) {
      const peer = Number(key);
      // Everybody gets the same frame, so mine is in it too.
      if (peer !== this.#me.peer) this.#hear(peer, news, now);
    }
    for (const peer of leave ?? []) {
      this.#others.delete(peer);
      this.#drafts.leave(peer);
    }
    if (count !== undefined) this.count.set(count);
    this.#tell();
  }

  /** An edit was applied: whoever made it has an author number, and its gesture is over. @param {LoggedEdit} edit */
  logged(edit) {
    const { tag, author } = edit;
    let isNews = this.#drafts.logged(edit);
    for (const somebody of [this.#me, ...this.#others.values()]) {
      if (somebody.tag !== tag || somebody.author === author) continue;
      somebody.author = author;
      isNews = true;
    }
    if (isNews) this.#tell();
  }

  /** @param {number} now */
  expire(now) {
    if (this.#drafts.expire(now)) this.#tell();
  }

  /** @param {PeerCard} card */
  #join({ peer, name, tag, author }) {
    if (peer === this.#me.peer) return;
    this.#others.set(peer, { peer, name, tag, author: author ?? 0, page: 1, cursor: null });
  }

  /** @param {number} peer @param {LivePeer} news @param {number} now */
  #hear(peer, { name, author, cursor, page, drafts }, now) {
    const known = this.#others.get(peer) ?? stranger(peer);
    const place = cursor == null ? null : { x: cursor[0], y: cursor[1], at: now };
    this.#others.set(peer, {
      ...known,
      name: name ?? known.name,
      author: author ?? known.author,
      page: page ?? known.page,
      cursor: cursor === undefined ? known.cursor : place,
    });
    if (drafts !== undefined) this.#drafts.receive(known, drafts, now);
  }

  #tell() {
    const list = this.#everybody();
    if (!isSame(list, this.list.value)) this.list.set(list);
    this.changes.set(this.changes.value + 1);
  }

  /** @returns {Peer[]} */
  #everybody() {
    const others = [...this.#others.values()].map(({ peer, name, tag, author }) => {
      return { peer, name, tag, author, me: false, drawing: this.#drafts.isDrawing(peer) };
    });
    return [{ ...this.#me, me: true, drawing: false }, ...others];
  }
}

/** Somebody beyond those that a welcome lists. @param {number} peer @returns {Known} */
function stranger(peer) {
  return { peer, name: "", tag: "", author: 0, page: 1, cursor: null };
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
        peer.drawing === other.drawing
      );
    })
  );
}
