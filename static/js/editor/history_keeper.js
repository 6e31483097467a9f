/**
 * Keeps the history over a reload (SPEC K8): serializes changed entries for the storage of the browser, and hands over those
 * that earlier page loads have left there.
 */

import { EarlierHistory } from "./earlier_history.js";
import { EntrySerializer } from "./stored_history.js";

/** @typedef {import("../sync/history_tables.js").LogPosition} LogPosition */
/** @typedef {import("../sync/history_tables.js").StoredEntry} StoredEntry */
/** @typedef {import("../sync/history_writer.js").HistoryChanges} HistoryChanges */
/** @typedef {import("../sync/history_writer.js").HistorySource} HistorySource */
/** @typedef {import("./history.js").HistoryParts} HistoryParts */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */

/** Characters of JSON of an entry; a larger one is not stored, and no older one either. */
const MAX_ENTRY_SIZE = 8 * 1024 * 1024;

/** Parts that are serialized between two looks at the clock. */
const PARTS_AT_ONCE = 16;

/** @implements {HistorySource} */
export class HistoryKeeper {
  #history;
  #earlier;
  /** Entries to be written. @type {Set<HistoryEntry>} */
  #changed = new Set();
  /** Entries to be deleted. @type {{tag: string, k: number}[]} */
  #removed = [];
  /** @type {EntrySerializer | null} */
  #serializer = null;
  #lastKey = 0;
  /** @type {(() => void) | null} */
  #onChange = null;

  /** @param {HistoryParts} history */
  constructor(history) {
    this.#history = history;
    this.#earlier = new EarlierHistory(history);
    history.stacks.watch({
      changed: (entry, isQuiet) => this.#onEntryChanged(entry, isQuiet),
      dropped: (entry) => this.#onEntryDropped(entry),
    });
    this.rewrite();
  }

  /** The history of earlier page loads. */
  get earlier() {
    return this.#earlier;
  }

  get position() {
    return this.#history.log.position;
  }

  /** @param {() => void} onChange */
  listen(onChange) {
    this.#onChange = onChange;
  }

  /** @param {number} ms @param {boolean} isLast @returns {HistoryChanges} */
  takeChanges(ms, isLast) {
    const { now } = this.#history.host;
    const end = now() + ms;
    /** @type {HistoryChanges} */
    const changes = { put: [], remove: this.#removed.splice(0), isMore: false };
    for (let next = this.#next(); next !== null; next = this.#next()) {
      while (!next.isDone && next.size <= MAX_ENTRY_SIZE && now() < end)
        for (let count = 0; count < PARTS_AT_ONCE; count += 1) next.step();
      const isTooLarge = next.size > MAX_ENTRY_SIZE;
      if (!next.isDone && !isTooLarge && !isLast) return { ...changes, isMore: true };
      this.#serializer = null;
      const { entry } = next;
      const running = this.#history.refusals.runningOf(entry);
      const json = next.isDone && !isTooLarge ? next.finish(running) : "";
      changes.put.push({ ...this.#keyOf(entry), isUndone: entry.isUndone, json });
    }
    return changes;
  }

  rewrite() {
    for (const entry of this.#history.stacks.all) this.#onEntryChanged(entry, false);
  }

  /** @param {readonly StoredEntry[]} entries @param {LogPosition} position */
  adopt(entries, position) {
    this.#earlier.add(entries, position);
    if (!this.#history.stacks.isEmpty) this.committed();
    this.#history.stacks.setEarlier(this.#earlier.waiting);
  }

  /** Takes a new edit of this page, after which nothing can be redone. */
  committed() {
    const undone = this.#earlier.committed();
    if (undone.length === 0) return;
    this.#removed.push(...undone.map(({ tag, k }) => ({ tag, k })));
    this.#onChange?.();
    this.#history.stacks.setEarlier(this.#earlier.waiting);
  }

  /** @param {string} tag */
  disown(tag) {
    this.#earlier.disown(tag);
    const { stacks } = this.#history;
    for (const entry of stacks.all) if (entry.stored?.tag === tag) stacks.remove(entry);
    // Another page has them now.
    this.#removed = this.#removed.filter((key) => key.tag !== tag);
    for (const entry of this.#changed) if (entry.stored?.tag === tag) this.#changed.delete(entry);
    stacks.setEarlier(this.#earlier.waiting);
  }

  /** The serialization in progress, or that of the next changed entry; null when all are written. */
  #next() {
    const { view } = this.#history.host;
    const running = this.#serializer;
    if (running !== null && running.pool === view.pool) return running;
    const [entry] = running === null ? this.#changed : [running.entry];
    if (entry === undefined) return null;
    this.#changed.delete(entry);
    this.#serializer = new EntrySerializer(entry, view.pool);
    return this.#serializer;
  }

  /** The key of a stored entry; a new entry gets the next one. @param {HistoryEntry} entry */
  #keyOf(entry) {
    if (entry.stored !== null) return entry.stored;
    const { tag, dateNow } = this.#history.host;
    this.#lastKey += 1;
    entry.stored = { tag, k: this.#lastKey, made: dateNow() };
    return entry.stored;
  }

  /** @param {HistoryEntry} entry @param {boolean} isQuiet  whether it may be written later */
  #onEntryChanged(entry, isQuiet) {
    if (this.#serializer?.entry === entry) this.#serializer = null;
    this.#keyOf(entry);
    this.#changed.add(entry);
    if (!isQuiet) this.#onChange?.();
  }

  /** @param {HistoryEntry} entry */
  #onEntryDropped(entry) {
    if (this.#serializer?.entry === entry) this.#serializer = null;
    this.#changed.delete(entry);
    if (entry.stored === null) return;
    this.#removed.push(entry.stored);
    this.#onChange?.();
  }
}
