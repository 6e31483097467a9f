// A server of one board in memory: orders, counts and refuses as the specification says (SPEC O, E,
// L), without sockets, clocks or a store. Messages to a connection wait until they are delivered.

import { Board, canonical } from "../../static/js/model/board.js";
import { isEdit } from "../../static/js/model/check.js";
import { geometryOf, traitsOf } from "../../static/js/model/kinds.js";
import { FORM } from "../../static/js/model/known.js";
import { PAGE_REGISTERS, pageToWire } from "../../static/js/model/pages.js";
import { idsOf } from "../../static/js/model/reduce.js";
import { toWire } from "../../static/js/model/shape.js";
import { encodeChunk } from "./columns_writer.js";

/** @typedef {import("../../static/js/model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */
/** @typedef {Record<string, any>} Message */
/** @typedef {{person: string, last: number, next: number, waiting: boolean}} TagEntry */
/** @typedef {{seq: number, author: number}} Writer */
/** State that ordering needs beside the board. @typedef {{tags: Map<string, TagEntry>, authors: Map<string, number>, writers: Map<string, Map<string, Writer>>, removals: Map<string, WireShape[]>}} Registry */

const RARE = /** @type {const} */ (["group", "locked", "alt"]);
const REGISTERS = /** @type {const} */ (["pos", "geometry", "style", "text", "z", ...RARE]);

/** A shape that a chunk still has. */
const REMOVED_ID = "00000000000000ff.9";

/** One connection as the server sees it. */
export class SimulatedPeer {
  /** Messages that are not delivered yet. @type {Message[]} */
  outbox = [];
  /** All messages of the page. @type {Message[]} */
  received = [];
  person = "";
  tag = "";
  name = "";
  hasJoined = false;
  /** Whether it was told to load the snapshot; it gets no message before its hello (SPEC C6). */
  awaitsResync = false;
  /** Tags it has sent edits of (SPEC E4). @type {Set<string>} */
  opened = new Set();

  /** @param {number} peer */
  constructor(peer) {
    this.peer = peer;
  }
}

export class SimulatedServer {
  board = new Board();
  /** @type {LoggedEdit[]} */
  log = [];
  /** @type {Set<SimulatedPeer>} */
  peers = new Set();
  role = "editor";
  /** Whether the board refuses all edits (SPEC O6). */
  isFrozen = false;
  /** Commits that will fail from now on. */
  failures = 0;
  /** While held, edits wait here instead of being ordered. @type {{peer: SimulatedPeer, message: Message}[] | null} */
  held = null;
  /** Tails of more edits than this are refused with `resync` (SPEC C6). */
  longestTail = 1_000_000;
  /** The log up to this seq is trimmed (SPEC S6). */
  logStart = 0;
  /** Ids of the pictures that it has (SPEC O13). @type {Set<string>} */
  pictures = new Set();
  now = 1_700_000_000_000;
  /** @type {Map<string, {face: Uint8Array, timing: Uint8Array}>} */
  #chunks = new Map();
  #count = 0;
  /** @type {Registry} */
  #known = { tags: new Map(), authors: new Map(), writers: new Map(), removals: new Map() };

  canonical() {
    return canonical(this.board);
  }

  connect() {
    this.#count += 1;
    const peer = new SimulatedPeer(this.#count);
    this.peers.add(peer);
    return peer;
  }

  /** @param {SimulatedPeer} peer */
  disconnect(peer) {
    this.peers.delete(peer);
    if (peer.hasJoined) this.publish({ t: "live", leave: [peer.peer], peers: {} });
  }

  /** Everything that is on its way, as frames would carry it. @param {SimulatedPeer} peer @param {Message} message */
  receive(peer, message) {
    peer.received.push(message);
    if (message.t === "hello") this.#hello(peer, message);
    else if (message.t === "ping") this.beat(peer);
    else if (message.t === "ops" && this.held !== null) this.held.push({ peer, message });
    else if (message.t === "ops") this.#ops(peer, message);
    else if (message.t === "draft") this.#live(peer, { drafts: [without(message, "t")] });
    else if (message.t === "presence") this.#live(peer, without(message, "t"));
  }

  /** Orders what was held back. */
  release() {
    const held = this.held ?? [];
    this.held = null;
    for (const { peer, message } of held) this.#ops(peer, message);
  }

  /** @param {SimulatedPeer} peer */
  beat(peer) {
    peer.outbox.push({ t: "hb", head: this.log.length });
  }

  /** To everybody who is in. @param {Message} message */
  publish(message) {
    for (const peer of this.peers)
      if (peer.hasJoined && !peer.awaitsResync) peer.outbox.push(message);
  }

  /** As after an edit that is too large to be sent. @param {SimulatedPeer} peer */
  sendAway(peer) {
    peer.awaitsResync = true;
    peer.outbox.push({ t: "resync" });
  }

  /** Loses everything after an edit, like a database that was restored from an older copy. @param {number} seq */
  rewind(seq) {
    const log = this.log.slice(0, seq);
    const { tags, authors } = this.#known;
    this.board = new Board();
    this.log = [];
    this.#known = { tags: new Map(), authors: new Map(), writers: new Map(), removals: new Map() };
    for (const edit of log) {
      const person = tags.get(edit.tag)?.person ?? "";
      const next = edit.n + 1;
      this.#known.tags.set(edit.tag, { person, last: edit.n, next, waiting: false });
      this.#known.authors.set(person, authors.get(person) ?? edit.author);
      this.#append(edit);
    }
  }

  /**
   * The manifest of SPEC A2. Its chunks have all shapes, every other one as it once was, and one that
   * is gone; the delta puts that right.
   */
  manifest() {
    const shapes = [...this.board.shapes.values()].map((shape) => toWire(shape, this.board.pool));
    const isNewer = (/** @type {WireShape} */ _, /** @type {number} */ at) => at % 2 === 1;
    /** @type {WireShape[]} */
    const stale = shapes.map((shape, at) =>
      at % 2 === 1 ? { ...shape, pos: [-1, -1, 0] } : shape,
    );
    const gone = shapes.slice(0, 1).map((shape) => ({ ...shape, id: REMOVED_ID }));
    const { head: seq, at, name } = this.board;
    /** @type {Map<number, WireShape[]>} */
    const byPage = new Map();
    for (const shape of [...stale, ...gone]) {
      byPage.set(shape.page, [...(byPage.get(shape.page) ?? []), shape]);
    }
    const chunks = [...byPage].map(([page, held]) => {
      const hash = `h${seq}p${page}`;
      this.#chunks.set(hash, encodeChunk(held));
      return { hash, count: held.length, box: [0, 0, 0, 0], page };
    });
    const pages = [...this.board.pages.values()].map(pageToWire);
    const delta = { shapes: shapes.filter(isNewer), removed: [REMOVED_ID] };
    return { v: FORM, seq, at, name, pages, authors: {}, chunks, delta };
  }

  /** @param {string} hash */
  chunk(hash) {
    return this.#chunks.get(hash);
  }

  /** @param {SimulatedPeer} peer @param {Message} message */
  #hello(peer, { person, tag, name, since, at }) {
    const isKnown = since === 0 || this.log[since - 1]?.at === at;
    if (!isKnown || this.log.length - since > this.longestTail) {
      peer.outbox.push({ t: "resync" });
      return;
    }
    Object.assign(peer, { person, tag, name, awaitsResync: false });
    const card = this.#card(peer);
    if (!peer.hasJoined)
      this.publish({ t: "live", join: [card], count: this.peers.size, peers: {} });
    const others = [...this.peers].filter((other) => other.hasJoined && other !== peer);
    peer.hasJoined = true;
    peer.outbox.push({
      ...{ t: "welcome", head: this.log.length, at: this.board.at, role: this.role, mode: "free" },
      ...{ peer: peer.peer, last: this.#known.tags.get(tag)?.last ?? 0, count: this.peers.size },
      peers: others.map((other) => this.#card(other)),
      author: this.#known.authors.get(person),
    });
    const tail = this.log.slice(since);
    if (tail.length > 0) peer.outbox.push({ t: "log", seq: since + 1, edits: tail });
  }

  /** @param {SimulatedPeer} peer */
  #card({ peer, name, tag, person }) {
    return { peer, name, tag, author: this.#known.authors.get(person) };
  }

  /** @param {SimulatedPeer} peer @param {Message} news */
  #live(peer, news) {
    this.publish({ t: "live", peers: { [peer.peer]: news } });
  }

  /** @param {SimulatedPeer} peer @param {Message} message */
  #ops(peer, { tag = peer.tag, first, edits }) {
    /** @type {Message[]} */
    const answers = [];
    const from = this.log.length;
    edits.forEach((/** @type {Message} */ edit, /** @type {number} */ at) => {
      const answer = this.#place({ ...peer, tag }, edit, first + at);
      // Its own tag goes without saying.
      if (answer !== null) answers.push(tag === peer.tag ? answer : { ...answer, tag });
    });
    const news = this.log.slice(from);
    if (news.length > 0) this.publish({ t: "log", seq: from + 1, edits: news });
    if (!peer.awaitsResync) peer.outbox.push(...answers);
  }

  /** Exactly-once rules first (SPEC E), then the edit itself. @param {SimulatedPeer} peer @param {Message} edit @param {number} n @returns {Message | null} */
  #place({ person, tag, opened }, edit, n) {
    const isFirst = !opened.has(tag);
    opened.add(tag);
    const fresh = { person, last: 0, next: 1, waiting: false };
    const entry = this.#known.tags.get(tag) ?? fresh;
    // After a rewind nobody knows any more whose it was.
    if (entry.person !== "" && entry.person !== person) {
      return { t: "nack", n, code: "tag", retry: false };
    }
    const head = this.log.length;
    if (n <= entry.last || (!isFirst && n < entry.next)) {
      return { t: "ack", last: entry.next - 1, seq: head };
    }
    this.#known.tags.set(tag, entry);
    if (!isFirst && n > entry.next) {
      const isTold = entry.waiting;
      entry.waiting = true;
      return isTold ? null : { t: "nack", n: entry.next, code: "gap", retry: true };
    }
    if (this.failures > 0) {
      this.failures -= 1;
      entry.waiting = true;
      entry.next = Math.max(entry.next, n);
      return { t: "nack", n, code: "store", retry: true };
    }
    entry.next = n + 1;
    entry.waiting = false;
    const author = this.#known.authors.get(person) ?? this.#known.authors.size + 1;
    const ops = this.#judge(edit, { tag, n, author });
    if (typeof ops === "string") return { t: "nack", n, code: ops, retry: false };
    if (!this.#known.authors.has(person)) this.#tellAuthor(person, author);
    entry.last = n;
    this.now += 1;
    this.#append({ author, tag, n, at: this.now, ops });
    return null;
  }

  /** All windows of a person have the number. @param {string} person @param {number} author */
  #tellAuthor(person, author) {
    this.#known.authors.set(person, author);
    const windows = [...this.peers].filter((peer) => peer.hasJoined && peer.person === person);
    const peers = Object.fromEntries(windows.map(({ peer }) => [peer, { author }]));
    this.publish({ t: "live", peers });
  }

  /** The ops as the log has them, or the reason of a refusal. @param {Message} edit @param {{tag: string, n: number, author: number}} by @returns {Op[] | string} */
  #judge(edit, { tag, author }) {
    if (this.role === "viewer") return "role";
    if (this.isFrozen) return "mode";
    if (!isEdit(edit) || (edit.upto ?? 0) > this.log.length) return "invalid";
    /** @type {Op[]} */
    const ops = [];
    /** Shapes left by the ops before: whether each exists. @type {Map<string, boolean>} */
    const there = new Map();
    const isThere = (/** @type {string} */ id) => there.get(id) ?? this.board.shapes.has(id);
    for (const op of /** @type {Op[]} */ (edit.ops)) {
      const made = op.op === "split" ? idsOf(op).slice(1) : op.op === "add" ? idsOf(op) : [];
      if (made.some((id) => !id.startsWith(tag))) return "tag";
      const { image = null } = op.op === "add" ? op.shape : {};
      if (image !== null && !this.pictures.has(image)) return "image";
      if (edit.upto !== undefined && (op.op === "set" || op.op === "del" || op.op === "split")) {
        if (!isThere(op.id) || this.#isForeign(op, author, edit.upto)) return "changed";
      }
      if (op.op === "page" && edit.upto !== undefined && this.#isPageForeign(op, author, edit.upto))
        return "changed";
      const isHigh = op.op === "set" && Math.abs(Number(op.z)) > (this.log.length + 1) * 2 ** 16;
      if (isHigh || (op.op === "set" && !this.#fits(op))) return "invalid";
      if (op.op === "split") {
        if (isThere(op.id) && !this.#canBeSplit(op)) return "invalid";
        if (isThere(op.id)) for (const id of made) there.set(id, true);
        there.set(op.id, false);
      }
      if (op.op === "add") there.set(op.shape.id, true);
      if (op.op === "del") there.set(op.id, false);
      if (op.op === "restore") {
        const shapes = this.#known.removals.get(`${op.tag ?? tag}.${op.n}`);
        if (shapes === undefined) return "nothing";
        const gone = shapes.filter((shape) => !isThere(shape.id));
        for (const shape of gone) there.set(shape.id, true);
        ops.push({ op: "restore", tag: op.tag ?? tag, n: op.n, shapes: gone });
        continue;
      }
      ops.push(op);
    }
    return ops;
  }

  /** Whether somebody else wrote, after `upto`, what the op writes (SPEC O4). @param {Extract<Op, {op: "set" | "del" | "split"}>} op @param {number} author @param {number} upto */
  #isForeign(op, author, upto) {
    const writers = this.#known.writers.get(op.id) ?? new Map();
    const names =
      op.op === "set" ? REGISTERS.filter((name) => op[name] != null) : ["creation", ...REGISTERS];
    return names.some((name) => {
      const writer =
        writers.get(name) ?? (name === "creation" ? undefined : writers.get("creation"));
      return writer !== undefined && writer.seq > upto && writer.author !== author;
    });
  }

  /** The same for a page. @param {Extract<Op, {op: "page"}>} op @param {number} author @param {number} upto */
  #isPageForeign(op, author, upto) {
    const writers = this.#known.writers.get(`page ${op.page}`) ?? new Map();
    return PAGE_REGISTERS.filter((name) => op[name] != null).some((name) => {
      const writer = writers.get(name);
      return writer !== undefined && writer.seq > upto && writer.author !== author;
    });
  }

  /** @param {Extract<Op, {op: "split"}>} op */
  #canBeSplit({ id, pieces }) {
    const shape = this.board.shapes.get(id);
    const last = pieces.at(-1)?.to ?? 0;
    return shape === undefined || (geometryOf(shape.kind) === "ink" && last <= shape.count);
  }

  /** @param {Extract<Op, {op: "set"}>} op */
  #fits({ id, geometry, text }) {
    const shape = this.board.shapes.get(id);
    if (shape === undefined) return true;
    const { kind, count } = shape;
    const form = geometry?.w != null ? "box" : geometry?.pressure == null ? "line" : "ink";
    const isUntimed = form === "ink" && geometry?.time == null;
    if (isUntimed && geometry?.pressure?.length !== count) return false;
    return (
      (geometry == null || form === geometryOf(kind)) &&
      (text == null || traitsOf(kind).text !== "never")
    );
  }

  /** @param {LoggedEdit} edit */
  #append(edit) {
    const seq = this.log.length + 1;
    const { put, removed } = this.board.advance(edit, seq);
    const shapes = removed.map((shape) => toWire(shape, this.board.pool));
    if (shapes.length > 0) this.#known.removals.set(`${edit.tag}.${edit.n}`, shapes);
    for (const op of edit.ops) {
      const names = this.#namesWritten(op);
      const by = { names: op.op === "add" ? ["creation"] : names, author: edit.author, seq };
      const isGone = (/** @type {string} */ id) =>
        op.op === "del" || (op.op === "split" && !put.includes(id));
      if (op.op === "page")
        this.#wrote(`page ${op.page}`, {
          ...by,
          names: PAGE_REGISTERS.filter((n) => op[n] != null),
        });
      for (const id of idsOf(op)) if (!isGone(id)) this.#wrote(id, by);
    }
    this.log.push(edit);
  }

  /** The registers that an op writes of the shapes that it names. @param {Op} op */
  #namesWritten(op) {
    if (op.op === "set") return REGISTERS.filter((name) => op[name] != null);
    const before = op.op === "split" ? this.#known.writers.get(op.id) : undefined;
    return REGISTERS.filter((name) => !isRare(name) || before?.has(name) === true);
  }

  /** @param {string} id @param {{names: readonly string[], author: number, seq: number}} written */
  #wrote(id, { names, author, seq }) {
    const writers = this.#known.writers.get(id) ?? new Map();
    for (const name of names) writers.set(name, { seq, author });
    this.#known.writers.set(id, writers);
  }
}

/** @param {string} name */
function isRare(name) {
  return RARE.some((rare) => rare === name);
}

/** @param {Message} message @param {string} key */
function without(message, key) {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== key));
}
