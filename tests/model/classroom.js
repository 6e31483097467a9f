// Editors and a simulated server in one room, with a clock that only the test moves.

import assert from "node:assert/strict";
import { gunzipSync, gzipSync } from "node:zlib";
import { Camera } from "../../static/js/editor/camera.js";
import { Editor } from "../../static/js/editor/editor.js";
import { Connection } from "../../static/js/sync/connection.js";
import { rectangle } from "./drawing.js";
import { SimulatedServer } from "./simulated_server.js";
// Imported in advance, so that only the simulated network takes time.
import "../../static/js/model/columns.js";

/** @typedef {import("../../static/js/editor/editor.js").Notice} Notice */
/** @typedef {import("../../static/js/sync/socket.js").SocketEvents} SocketEvents */
/** @typedef {import("./simulated_server.js").Message} Message */
/** @typedef {import("./simulated_server.js").SimulatedPeer} SimulatedPeer */

/** A connection between a page and the server. @typedef {{peer: SimulatedPeer, events: SocketEvents, isOpen: boolean}} SimulatedTransport */

/** More rounds than any exchange of these tests needs. */
const MAX_ROUNDS = 500;

export class Member {
  /** @type {Notice[]} */
  notices = [];
  /** @type {SimulatedTransport | null} */
  transport = null;
  /** Messages the network loses instead of delivering. @type {(message: Message) => boolean} */
  loses = () => false;
  /** Whether the network delivers anything to this page. */
  isStalled = false;
  /** Whether its timers are stopped, as those of a page that sleeps or has crashed. */
  isFrozen = false;

  /** @param {Connection} connection */
  constructor(connection) {
    this.connection = connection;
    this.editor = new Editor(connection, {
      camera: new Camera(),
      style: { ink: "black", size: 64 },
    });
    this.editor.notices.subscribe((notice) => {
      if (notice !== null) this.notices.push(notice);
    });
  }

  get view() {
    return this.editor.view;
  }

  get state() {
    return this.editor.status.value.state;
  }

  /** The refusals that the person was told about. */
  get refusals() {
    return this.notices.flatMap((notice) => (notice.kind === "refused" ? [notice] : []));
  }

  /** Draws a rectangle at a place. @param {number} [x] @returns {string} its id */
  draw(x = 0) {
    const id = this.editor.newId();
    this.editor.commit([{ op: "add", shape: rectangle(id, { pos: [x, 0, 0] }) }]);
    return id;
  }

  /** @param {string} id @param {number} x */
  move(id, x) {
    this.editor.commit([{ op: "set", id, pos: [x, 0, 0] }]);
  }

  /** All messages that this page has sent over its current transport. */
  get sent() {
    return this.transport?.peer.received ?? [];
  }
}

export class Classroom {
  server = new SimulatedServer();
  now = 0;
  /** The value that `random` returns. */
  random = 0.5;
  /** Set to a status to make the snapshot fail. */
  httpStatus = 200;
  /** Number of chunks that the server has replaced when they are requested. */
  lostChunks = 0;
  /** Whether chunks are held back. */
  holdsChunks = false;
  /** Whether requests for chunks fail. */
  failsChunks = false;
  /** Hashes of the chunks that were requested. @type {string[]} */
  asked = [];
  /** Pieces of log that pages have read, and the edits of a piece. */
  logReads = 0;
  logLimit = 1000;
  /** Time of the devices. */
  date = 1_700_000_000_000;
  /** Whether new transports open. */
  isReachable = true;
  /** @type {Member[]} */
  members = [];
  /** Rounds without a message after which the room is idle; a disk needs more. */
  idleRounds = 3;
  #tags = 0;
  /** @type {Map<object, {at: number, call: () => void}>} */
  #timers = new Map();
  /** @type {(() => void)[]} */
  #heldChunks = [];

  /** @param {{person?: number, name?: string, openOfflineWriter?: import("../../static/js/sync/offline_store.js").OpenOfflineWriter}} [who] */
  join({ person = this.members.length + 1, name = `p${person}`, openOfflineWriter } = {}) {
    this.#tags += 1;
    /** @type {Member | null} */
    let member = null;
    const connection = new Connection({
      ...{ boardId: "b", origin: "http://sim", name, now: () => this.now },
      dateNow: () => this.date + this.now,
      person: String(person).padStart(32, "0"),
      tag: String(this.#tags).padStart(16, "0"),
      random: () => this.random,
      startTimer: (call, ms) => this.#startTimer(call, ms, () => member?.isFrozen === true),
      openOfflineWriter,
      open: (_, events) => this.#open(/** @type {Member} */ (member), events),
      fetch: async (url) => this.#fetch(url),
      // Without threads, so that no round is idle meanwhile.
      unzip: async (bytes) => gunzipSync(bytes),
    });
    member = new Member(connection);
    this.members.push(member);
    connection.start();
    return member;
  }

  /** Joins and waits until the board is loaded. @param {Parameters<Classroom["join"]>[0]} [who] */
  async seat(who) {
    const member = this.join(who);
    await this.settle();
    assert.equal(member.connection.status.value.state, "synced");
    return member;
  }

  /** Delivers all messages until the room is idle. */
  async settle() {
    for (let round = 0, idle = 0; idle < this.idleRounds; round += 1) {
      assert.ok(round < MAX_ROUNDS, "the exchange does not end");
      await new Promise((resolve) => setImmediate(resolve));
      idle = this.#deliver() ? 0 : idle + 1;
    }
  }

  /** Moves the clock; timers that become due are called in their order. @param {number} ms */
  async pass(ms) {
    const end = this.now + ms;
    await this.settle();
    for (;;) {
      const [key, next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (key === undefined || next === undefined || next.at > end) break;
      this.now = Math.max(this.now, next.at);
      this.#timers.delete(key);
      next.call();
      await this.settle();
    }
    this.now = end;
  }

  /** Closes a page's transport; messages in transit are lost. @param {Member} member @param {number} [code] */
  cut(member, code = 1006) {
    const { transport } = member;
    assert.ok(transport?.isOpen, "there is no transport to cut");
    transport.isOpen = false;
    this.server.disconnect(transport.peer);
    transport.events.closed(code);
  }

  /** Ends a page as a crash does. @param {Member} member */
  kill(member) {
    member.isFrozen = true;
    if (member.transport?.isOpen) this.server.disconnect(member.transport.peer);
    if (member.transport !== null) member.transport.isOpen = false;
    this.members = this.members.filter((other) => other !== member);
  }

  /** Starts a timer of the test itself. @param {() => void} call @param {number} ms @returns {() => void} how to stop it */
  startTimer(call, ms) {
    return this.#startTimer(call, ms, () => false);
  }

  releaseChunks() {
    this.holdsChunks = false;
    for (const release of this.#heldChunks.splice(0)) release();
  }

  /** Asserts that all pages show the server's board. */
  async assertEqual() {
    for (const { view, connection } of this.members) {
      await connection.boardLoader.loadTiming();
      assert.equal(view.canonical(), this.server.canonical());
      assert.equal(view.pending.length, 0);
    }
  }

  #deliver() {
    let isBusy = false;
    for (const member of this.members) {
      const { transport } = member;
      if (transport === null || !transport.isOpen || member.isStalled) continue;
      for (const message of transport.peer.outbox.splice(0)) {
        if (!transport.isOpen) break;
        isBusy = true;
        if (!member.loses(message)) transport.events.received(JSON.stringify(message));
      }
    }
    return isBusy;
  }

  /** @param {Member} member @param {SocketEvents} events */
  #open(member, events) {
    const line = { peer: this.server.connect(), events, isOpen: this.isReachable };
    member.transport = line;
    if (this.isReachable) setImmediate(() => line.isOpen && events.opened());
    else setImmediate(() => events.closed(1006));
    return {
      send: (/** @type {string} */ text) => {
        if (line.isOpen) this.server.receive(line.peer, JSON.parse(text));
      },
      close: () => {
        line.isOpen = false;
        this.server.disconnect(line.peer);
      },
      backlog: () => 0,
    };
  }

  /** @param {string} url @returns {Promise<Response>} */
  async #fetch(url) {
    const status = this.httpStatus;
    const [, since, at] = /\/log\?since=(\d+)(?:&at=(\d+))?$/.exec(url) ?? [];
    if (since !== undefined) return this.#logAfter(Number(since), at);
    const [, timing = ""] = /\/chunks\/(\w+)\/timing$/.exec(url) ?? [];
    const hashes = /\/chunks\?hashes=([\w,]+)$/.exec(url)?.[1]?.split(",") ?? [];
    this.asked.push(...hashes);
    const isPart = timing !== "" || hashes.length > 0;
    const parts = () => this.server.chunk(timing)?.timing ?? pack(hashes, this.server);
    const body = isPart ? parts() : JSON.stringify(this.server.manifest());
    if (isPart && this.failsChunks) return new Response("", { status: 503 });
    if (isPart && this.holdsChunks) {
      await new Promise((resolve) => {
        this.#heldChunks.push(() => resolve(undefined));
      });
    }
    if (status === 0) throw new TypeError("no network");
    if (status === 404) return refusal("no_board");
    if (isPart && this.lostChunks > 0) {
      this.lostChunks -= 1;
      return refusal("no_chunk");
    }
    return new Response(/** @type {BodyInit} */ (body), { status });
  }

  /** The answer of SPEC H6 and H7. @param {number} since @param {string | undefined} at */
  #logAfter(since, at) {
    this.logReads += 1;
    const { log, logStart } = this.server;
    const isKnown = at === undefined || log[since - 1]?.at === Number(at);
    if (since > log.length || since < logStart || !isKnown)
      return new Response(JSON.stringify({ error: "resync" }), { status: 409 });
    const edits = log.slice(since, since + this.logLimit);
    return new Response(JSON.stringify({ seq: since + 1, edits, head: log.length }));
  }

  /** @param {() => void} call @param {number} ms @param {() => boolean} isFrozen */
  #startTimer(call, ms, isFrozen) {
    const key = {};
    const ring = () => {
      // A timer of a sleeping page is called when the page is awake again.
      if (isFrozen()) this.#timers.set(key, { at: this.now + ms, call: ring });
      else call();
    };
    this.#timers.set(key, { at: this.now + ms, call: ring });
    return () => {
      this.#timers.delete(key);
    };
  }
}

/** The chunks of a response (SPEC A3). @param {readonly string[]} hashes @param {SimulatedServer} server */
function pack(hashes, server) {
  const framed = hashes.flatMap((hash) => {
    const part = gzipSync(server.chunk(hash)?.face ?? "");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return Buffer.concat(framed);
}

/** @param {string} error */
function refusal(error) {
  return new Response(JSON.stringify({ error }), { status: 404 });
}
