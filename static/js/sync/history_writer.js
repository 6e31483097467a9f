/**
 * Writes the undo history of a page to IndexedDB, and adopts those that closed pages have left there (SPEC K8).
 *
 * Each history has a lease, as pending edits have. A page that reloads finds its own history again, even while another page
 * of this browser is open: a page takes what a closed one has released only when it opens, or when nobody else came for it.
 */

import { HISTORY_AGE_MS } from "./history_tables.js";
import { Leases } from "./leases.js";

/** @typedef {import("./history_tables.js").HistoryTables} HistoryTables */
/** @typedef {import("./history_tables.js").LogPosition} LogPosition */
/** @typedef {import("./history_tables.js").StoredEntry} StoredEntry */
/** @typedef {import("./history_tables.js").StoredHistory} StoredHistory */
/**
 * The history of the page, in memory.
 * @typedef {object} HistorySource
 * @property {LogPosition} position  the log that all entries know
 * @property {(onChange: () => void) => void} listen  calls back when an entry is to be written
 * @property {(ms: number, isLast: boolean) => HistoryChanges} takeChanges  serializes entries for a time; `isLast`: what is not finished then is given up
 * @property {() => void} rewrite  writes all entries of the page's own tag again
 * @property {(entries: readonly StoredEntry[], position: LogPosition) => void} adopt  takes entries of closed pages, the oldest first
 * @property {(tag: string) => void} disown  drops the entries of a closed page
 */
/** `isMore`: serializing is not finished. @typedef {{put: Omit<StoredEntry, "board">[], remove: Pick<StoredEntry, "tag" | "k">[], isMore: boolean}} HistoryChanges */

/**
 * @typedef {object} HistoryWriterOptions
 * @property {string} board
 * @property {string} person
 * @property {string} tag  of this page
 * @property {HistorySource} source
 * @property {() => number} dateNow  time of the device, ms
 * @property {import("./session_driver.js").StartTimer} startTimer
 */

/** Characters of JSON of all entries that a page holds; the oldest are dropped beyond it. */
export const MAX_SIZE = 8 * 1024 * 1024;

/** Length of a slice of serializing, and the pause after it; the end of a page allows one longer slice. */
const SLICE_MS = 4;
const PAUSE_MS = 40;
const LAST_SLICE_MS = 60;

/** Heartbeats of the pending edits for one of the history: it is less urgent, and nearly every page has one. */
const BEATS = 5;

export class HistoryWriter {
  #options;
  #tables;
  #leases;
  /** Histories of this page by tag: its own, and adopted ones. @type {Map<string, StoredHistory>} */
  #held = new Map();
  /** The stored entries of these, with their size. @type {Map<string, {tag: string, k: number, size: number}>} */
  #stored = new Map();
  #lastOrder = 0;
  #beats = 0;
  #isHidden = false;
  #hasLeft = false;
  #isStopped = false;
  #isFlushing = false;
  #isClean = false;
  /** @type {(() => void) | null} */
  #cancelTimer = null;

  /** @param {HistoryWriterOptions} options @param {HistoryTables} tables @param {string} replacedTag  of the page that this tab showed before */
  constructor(options, tables, replacedTag) {
    this.#options = options;
    this.#tables = tables;
    this.#leases = new Leases(options.tag, replacedTag, { isPatient: true });
    options.source.listen(() => this.#flushSoon());
  }

  stop() {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  /** @param {boolean} isHidden */
  setHidden(isHidden) {
    this.#isHidden = isHidden;
  }

  /** Writes what has changed; every few times it also counts up the leases, and adopts histories of closed pages. */
  async beat() {
    if (this.#isStopped || this.#hasLeft) return;
    try {
      if (this.#beats === 0) await this.#tables.prune(this.#options.dateNow());
      this.#flush(SLICE_MS);
      this.#beats += 1;
      if (this.#beats % BEATS === 1) await this.#countUp();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes the rest and releases the leases, because the page ends, or sleeps and may resume. */
  leave() {
    if (this.#isStopped || this.#hasLeft) return;
    this.#hasLeft = true;
    this.#flush(LAST_SLICE_MS);
    const { tag } = this.#options;
    for (const held of this.#held.keys()) if (held !== tag) this.#disown(held);
    this.#held.clear();
  }

  /** Takes the leases back, because the page is shown again. */
  resume() {
    this.#hasLeft = false;
    this.#beats = 0;
    this.#leases.takeReleased();
  }

  #flushSoon() {
    if (this.#isFlushing || this.#isStopped || this.#hasLeft) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      if (!this.#hasLeft) this.#flush(SLICE_MS);
    });
  }

  /** Requests all writes at once. @param {number} ms  for serializing */
  async #flush(ms) {
    if (this.#isStopped) return;
    this.#cancelTimer?.();
    const { board, source, startTimer } = this.#options;
    const { put, remove, isMore } = source.takeChanges(ms, this.#hasLeft);
    this.#isClean = !isMore;
    if (isMore && !this.#hasLeft)
      this.#cancelTimer = startTimer(() => this.#flush(SLICE_MS), PAUSE_MS);
    const evicted = this.#count(put, remove);
    const stored = put.filter((entry) => this.#stored.has(keyOf(entry)));
    const change = {
      put: stored.map((entry) => ({ ...entry, board })),
      remove: [...remove, ...evicted],
      ...this.#rows(stored.length > 0),
    };
    if (Object.values(change).every(({ length }) => length === 0)) return;
    try {
      await this.#tables.write(board, change);
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Counts the stored entries.
   * @param {HistoryChanges["put"]} put
   * @param {HistoryChanges["remove"]} remove
   * @returns {{tag: string, k: number}[]}  the oldest ones beyond the bound, and those before one that was too large
   */
  #count(put, remove) {
    for (const entry of remove) this.#stored.delete(keyOf(entry));
    for (const { tag, k, json } of put)
      this.#stored.set(keyOf({ tag, k }), { tag, k, size: json.length });
    if (put.length === 0) return [];
    const order = (/** @type {{tag: string, k: number}} */ { tag }) =>
      this.#held.get(tag)?.order ?? Number.POSITIVE_INFINITY;
    const entries = [...this.#stored.values()].sort((a, b) => order(b) - order(a) || b.k - a.k);
    let size = 0;
    const evicted = entries.filter((entry) => {
      const isPast = size > MAX_SIZE;
      size = entry.size === 0 ? MAX_SIZE + 1 : size + entry.size;
      return isPast || (size > MAX_SIZE && entry.size > 0);
    });
    for (const entry of evicted) this.#stored.delete(keyOf(entry));
    return evicted;
  }

  /** The rows to be written with the entries. @param {boolean} hasEntries @returns {{histories: StoredHistory[], end: string[]}} */
  #rows(hasEntries) {
    const { tag, dateNow } = this.#options;
    if (hasEntries && !this.#held.has(tag)) this.#held.set(tag, this.#newRow());
    const isNew = hasEntries && this.#held.get(tag)?.beat === 0;
    const bytes = new Map([...this.#held.keys()].map((held) => [held, 0]));
    for (const entry of this.#stored.values())
      bytes.set(entry.tag, (bytes.get(entry.tag) ?? 0) + entry.size + 1);
    const end = [...this.#held.keys()].filter((held) => bytes.get(held) === 0);
    for (const held of end) this.#held.delete(held);
    const position = this.#isClean ? this.#options.source.position : {};
    for (const row of this.#held.values())
      Object.assign(row, { bytes: bytes.get(row.tag) ?? 0, used: dateNow(), ...position });
    if (!this.#hasLeft) return { histories: isNew ? this.#ownRows() : [], end };
    return { histories: [...this.#held.values()].map((row) => ({ ...row, holder: "" })), end };
  }

  #ownRows() {
    const own = this.#held.get(this.#options.tag);
    return own === undefined ? [] : [own];
  }

  /** @returns {StoredHistory} */
  #newRow() {
    const { board, person, tag, source, dateNow } = this.#options;
    this.#lastOrder += 1;
    return {
      ...{ board, tag, person, holder: tag, beat: 0, isHidden: this.#isHidden },
      ...{ order: this.#lastOrder, ...source.position, bytes: 0, used: dateNow() },
    };
  }

  async #countUp() {
    const { board, tag, person, source } = this.#options;
    const update = (/** @type {StoredHistory} */ row) => {
      const { seq, at, bytes, used } = this.#held.get(row.tag) ?? row;
      return { ...row, seq, at, bytes, used, beat: row.beat + 1, isHidden: this.#isHidden };
    };
    const { rows, wasTaken } = await this.#tables.countUp({ board, tag }, update);
    if (this.#hasLeft || this.#isStopped) return;
    this.#lastOrder = Math.max(this.#lastOrder, ...rows.map(({ order }) => order));
    const mine = rows.filter((row) => row.person === person);
    this.#reconcile(mine);
    if (wasTaken) source.rewrite();
    await this.#adoptAbandoned(mine);
  }

  /** Sets the held histories to those in the database. @param {readonly StoredHistory[]} rows */
  #reconcile(rows) {
    const { tag, source } = this.#options;
    const before = this.#held;
    const own = before.get(tag);
    this.#held = new Map(rows.filter(({ holder }) => holder === tag).map((row) => [row.tag, row]));
    // A new row may not have been stored yet when the database was read; an old one was pruned by another page.
    if (own !== undefined && !this.#held.has(tag)) {
      const wasPruned = own.beat > 0;
      this.#held.set(tag, { ...own, beat: 0 });
      if (wasPruned) source.rewrite();
    }
    for (const held of before.keys()) if (!this.#held.has(held)) this.#disown(held);
  }

  /** @param {readonly StoredHistory[]} rows */
  async #adoptAbandoned(rows) {
    const { board, tag, source, dateNow } = this.#options;
    /** @type {StoredEntry[]} */
    let adopted = [];
    /** @type {StoredEntry[]} */
    let useless = [];
    /** @type {LogPosition | null} */
    let position = null;
    for (const row of this.#leases.findAbandoned(rows)) {
      const entries = await this.#tables.takeOver(row, tag);
      if (entries === null || entries.length === 0) continue;
      if (this.#hasLeft) {
        const histories = [{ ...row, holder: "" }];
        await this.#tables.write(board, { histories, put: [], remove: [], end: [] });
        return;
      }
      if (row.tag !== tag) this.#held.set(row.tag, { ...row, holder: tag, beat: row.beat + 1 });
      if (position === null || row.seq < position.seq) position = { seq: row.seq, at: row.at };
      for (const entry of entries) {
        adopted.push(entry);
        const isOld = dateNow() - entry.made > HISTORY_AGE_MS;
        if (!isOld && entry.json !== "") continue;
        useless = [...useless, ...adopted];
        adopted = [];
      }
    }
    for (const { tag: of, k, json } of adopted)
      this.#stored.set(keyOf({ tag: of, k }), { tag: of, k, size: json.length });
    if (useless.length > 0)
      await this.#tables.write(board, { histories: [], put: [], remove: useless, end: [] });
    if (adopted.length > 0 && position !== null) source.adopt(adopted, position);
  }

  /** Another page holds a history. @param {string} tag */
  #disown(tag) {
    for (const [key, entry] of this.#stored) if (entry.tag === tag) this.#stored.delete(key);
    if (tag !== this.#options.tag) this.#options.source.disown(tag);
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!this.#isStopped) console.warn("the history cannot be stored on this device", error);
    this.stop();
  }
}

/** @param {{tag: string, k: number}} entry */
function keyOf({ tag, k }) {
  return `${tag} ${k}`;
}
