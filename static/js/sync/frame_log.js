/**
 * Log of this page's connection for the panel *Under the hood*: messages as the page saw them, joined with the
 * frames that the server reports (SPEC W). Bounded in entries and in text. The caller passes times in ms.
 */

import { opcodeName, parseHeader, fromHex as toBytes } from "../model/frame.js";

/** @typedef {import("./connection_tap.js").Channel} Channel */
/** @typedef {import("./connection_tap.js").ConnectionObserver} ConnectionObserver */
/** @typedef {import("./socket.js").CloseDetail} CloseDetail */
/** @typedef {import("./transport_policy.js").TransportKind} TransportKind */
/** @typedef {import("../model/frame.js").FrameHeader} FrameHeader */
/** @typedef {"page" | "server"} Sender */
/** A frame as the server saw it; `payload` has its first bytes, still masked. @typedef {{at: number, sender: Sender, header: FrameHeader, payload: number[]}} WireFrame */
/**
 * One row: a message, a control frame, or the begin or end of a channel.
 * @typedef {object} Entry
 * @property {number} n           counts up
 * @property {number} at          ms
 * @property {TransportKind} over
 * @property {"message" | "control" | "opened" | "closed"} kind
 * @property {Sender | null} sender
 * @property {string} type        of the message or frame, or the channel's kind
 * @property {string} text        of a message, cut at 16 Ki
 * @property {number} size        bytes of the payload
 * @property {WireFrame[]} frames in order; empty while none is reported
 * @property {CloseDetail | null} close
 */
/** @typedef {{channel: Channel, request: string | null, answer: string | null, isReported: boolean}} Handshake */
/** Per second. @typedef {{messages: number, bytes: number}} Rates */

const ON = '{"t":"wire","on":true}';
const OFF = '{"t":"wire","on":false}';
const REPORT_START = '{"t":"wire"';

const MAX_ENTRIES = 1000;
const MAX_TEXT = 1024 * 1024;
const MAX_ENTRY_TEXT = 16 * 1024;
/** Rates are means over this time. */
const RATE_MS = 2000;
const RATE_STEPS = 8;

/** @implements {ConnectionObserver} */
export class FrameLog {
  /** The oldest first. @type {Entry[]} */
  entries = [];
  /** The present or last channel. @type {Handshake | null} */
  handshake = null;
  /** Time of its first look, ms. */
  startedAt;
  isPaused = false;
  /** Entries that came while it was paused. */
  skipped = 0;
  /** Frames that the server did not report, because there were too many. */
  dropped = 0;
  #now;
  #onChange;
  #n = 0;
  #textLength = 0;
  #askedAt = 0;
  /** The page's time at which the server began to count. */
  #start = 0;
  #nextFrame = 1;
  /** Messages since the reports began; `entries` has those of the list whose frames are not reported, by number. @type {Record<Sender, {count: number, entries: Map<number, Entry>}>} */
  #messages = { page: noMessages(), server: noMessages() };
  /** @type {{step: number, messages: number, bytes: number}[]} */
  #steps = [];

  /** @param {{now: () => number, onChange: () => void}} environment */
  constructor({ now, onChange }) {
    this.startedAt = now();
    this.#now = now;
    this.#onChange = onChange;
  }

  /** Begins to watch; asks the server for reports where the channel has frames. @param {Iterable<Channel>} channels */
  begin(channels) {
    const open = [...channels].filter(({ isOpen }) => isOpen).at(-1);
    if (open === undefined) return;
    this.#setChannel(open);
    this.#onChange();
  }

  /** Ends the server's reports. */
  end() {
    const { channel } = this.handshake ?? {};
    if (channel?.kind === "socket" && channel.isOpen) channel.send(OFF);
    this.#forgetMessages();
  }

  clear() {
    this.entries = [];
    for (const { entries } of Object.values(this.#messages)) entries.clear();
    this.#textLength = 0;
    this.skipped = 0;
    this.dropped = 0;
    this.#onChange();
  }

  /** @param {Channel} channel */
  opened(channel) {
    this.#setChannel(channel);
    this.#add({ kind: "opened", sender: null, type: channel.kind });
    this.#onChange();
  }

  /** @param {Channel} channel @param {string} text */
  sent(channel, text) {
    if (channel.isOpen) this.#addMessage("page", text);
  }

  /** @param {Channel} _ @param {string} text */
  received(_, text) {
    if (text.startsWith(REPORT_START)) this.#report(text);
    else this.#addMessage("server", text);
  }

  /** @param {Channel} channel @param {CloseDetail | null} close */
  closed(channel, close) {
    const entry = this.#add({ kind: "closed", sender: null, type: channel.kind });
    if (entry !== null) entry.close = close;
    if (this.handshake?.channel === channel) this.#forgetMessages();
    this.#onChange();
  }

  /** Means of the last two seconds. @returns {Rates} */
  rates() {
    const first = this.#step() - RATE_STEPS;
    this.#steps = this.#steps.filter(({ step }) => step > first);
    const sum = (/** @type {"messages" | "bytes"} */ key) =>
      this.#steps.reduce((total, each) => total + each[key], 0) / (RATE_MS / 1000);
    return { messages: sum("messages"), bytes: sum("bytes") };
  }

  /** @param {Channel} channel */
  #setChannel(channel) {
    this.handshake = { channel, request: null, answer: null, isReported: false };
    this.#forgetMessages();
    if (channel.kind !== "socket") return;
    this.#askedAt = this.#now();
    channel.send(ON);
  }

  #forgetMessages() {
    this.#messages = { page: noMessages(), server: noMessages() };
  }

  /** @param {Sender} sender @param {string} text */
  #addMessage(sender, text) {
    const size = new TextEncoder().encode(text).length;
    const type = /^\{"t":"([a-z]+)"/.exec(text)?.[1] ?? "";
    const shown = startOf(text.replace(SECRETS, '"$1":"***"'));
    const entry = this.#add({ kind: "message", sender, type, text: shown, size });
    this.#count(size);
    this.#onChange();
    const messages = this.#messages[sender];
    messages.count += 1;
    if (entry === null || this.handshake?.channel.kind !== "socket") return;
    messages.entries.set(messages.count, entry);
  }

  /** @param {string} text */
  #report(text) {
    const report = JSON.parse(text);
    if (report.on === true) this.#reportsBegin(report);
    else if (Array.isArray(report.frames)) this.#reportFrames(report);
    this.#onChange();
  }

  /** @param {{request: string | null, answer: string | null}} report */
  #reportsBegin({ request, answer }) {
    if (this.handshake === null) return;
    Object.assign(this.handshake, { request, answer, isReported: true });
    // Half of the round trip is the best guess for when the server began.
    this.#start = (this.#askedAt + this.#now()) / 2;
    this.#nextFrame = 1;
    this.#messages.server = noMessages();
  }

  /** @param {{n: number, frames: [number, number, string, string, number, string, number][]}} report */
  #reportFrames({ n, frames }) {
    this.dropped += Math.max(0, n - this.#nextFrame);
    this.#nextFrame = n + frames.length;
    for (const [at, from, head, key, , start, message] of frames) {
      const header = parseHeader(toBytes(head + key) ?? []);
      if (header === null) continue;
      const sender = from === 0 ? "page" : "server";
      const payload = toBytes(start) ?? [];
      const frame = { at: this.#start + at / 1000, sender, header, payload };
      if (message === 0) this.#addControl(/** @type {WireFrame} */ (frame));
      else this.#join(/** @type {WireFrame} */ (frame), message);
    }
  }

  /** @param {WireFrame} frame @param {number} message */
  #join(frame, message) {
    const { entries } = this.#messages[frame.sender];
    entries.get(message)?.frames.push(frame);
    if (frame.header.fin) entries.delete(message);
  }

  /** @param {WireFrame} frame */
  #addControl(frame) {
    const { at, sender, header } = frame;
    const type = opcodeName(header.opcode);
    const entry = this.#add({ kind: "control", sender, type, size: header.length, at });
    entry?.frames.push(frame);
    this.#count(header.length);
  }

  /**
   * @param {Pick<Entry, "kind" | "sender" | "type"> & Partial<Entry>} entry
   * @returns {Entry | null}  null while it is paused
   */
  #add(entry) {
    if (this.isPaused) {
      this.skipped += 1;
      return null;
    }
    this.#n += 1;
    const over = this.handshake?.channel.kind ?? "socket";
    const unset = { at: this.#now(), text: "", size: 0, frames: [], close: null };
    const added = { n: this.#n, over, ...unset, ...entry };
    // A reported frame is a little older than the messages that came meanwhile.
    let place = this.entries.length;
    while (place > 0 && Number(this.entries[place - 1]?.at) > added.at) place -= 1;
    this.entries.splice(place, 0, added);
    this.#textLength += added.text.length;
    this.#evict();
    return added;
  }

  #evict() {
    let count = 0;
    while (this.entries.length - count > MAX_ENTRIES || this.#textLength > MAX_TEXT) {
      this.#textLength -= this.entries[count]?.text.length ?? 0;
      count += 1;
    }
    for (const entry of this.entries.splice(0, count)) this.#release(entry);
  }

  /** Waits no longer for the frames of a message that has left the list. @param {Entry} entry */
  #release({ kind, sender, n }) {
    if (kind !== "message" || sender === null) return;
    const { entries } = this.#messages[sender];
    // Messages leave in the order of their numbers.
    for (const [number, oldest] of entries) {
      if (oldest.n > n) break;
      entries.delete(number);
    }
  }

  #step() {
    return Math.floor(this.#now() / (RATE_MS / RATE_STEPS));
  }

  /** @param {number} bytes */
  #count(bytes) {
    const step = this.#step();
    const last = this.#steps.at(-1);
    if (last?.step === step) {
      last.messages += 1;
      last.bytes += bytes;
    } else this.#steps = [...this.#steps.slice(-RATE_STEPS), { step, messages: 1, bytes }];
  }
}

/** What a class must not read on the projector: whoever has it is this person, or the board's owner. */
const SECRETS = /"(person|token)":"[^"]*"/g;

/** The start of a text, as a copy: engines may let a part of a string keep the whole alive. @param {string} text */
function startOf(text) {
  if (text.length <= MAX_ENTRY_TEXT) return text;
  const bytes = new TextEncoder().encode(text.slice(0, MAX_ENTRY_TEXT));
  return new TextDecoder().decode(bytes);
}

/** @returns {{count: number, entries: Map<number, Entry>}} */
function noMessages() {
  return { count: 0, entries: new Map() };
}
