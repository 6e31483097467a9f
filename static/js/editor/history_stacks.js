/**
 * The entries that can be undone and redone. Their bytes are bounded: the oldest entry is dropped first.
 */

import { Signal } from "../platform/signal.js";
import { PartIndex } from "./history_index.js";

/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */
/** @typedef {import("./history_parts.js").Part} Part */
/** @typedef {import("../sync/submissions.js").EditName} EditName */

/**
 * Stores the entries. `isQuiet`: what changed follows from the log, and may be stored later.
 * @typedef {{changed: (entry: HistoryEntry, isQuiet: boolean) => void, dropped: (entry: HistoryEntry) => void}} StackWatcher
 */

/** Approximate bytes of all entries. The latest entry is kept whatever its size. */
export const HISTORY_BYTES = 64 * 1024 * 1024;

/** Entries that can be undone. */
const MAX_ENTRIES = 1000;

export class HistoryStacks {
  canUndo = new Signal(false);
  canRedo = new Signal(false);
  /** The entries that can be undone, the latest last. @type {HistoryEntry[]} */
  done = [];
  /** The entries that can be redone, the next one last. @type {HistoryEntry[]} */
  undone = [];
  /** The parts of all entries. */
  index;
  /** @type {StackWatcher | null} */
  #watcher = null;
  /** Entries of earlier page loads that are not read yet. */
  #earlier = { undo: false, redo: false };

  /** @param {PointPool} pool  of the board */
  constructor(pool) {
    this.index = new PartIndex(pool);
  }

  /** Whether there are no entries. */
  get isEmpty() {
    return this.done.length + this.undone.length === 0;
  }

  /** @param {StackWatcher} watcher */
  watch(watcher) {
    this.#watcher = watcher;
  }

  /** All entries, in the order in which they would be undone and redone: those that can be undone first. */
  get all() {
    return [...this.done, ...this.undone];
  }

  /** @param {HistoryEntry} entry */
  has(entry) {
    return this.done.includes(entry) || this.undone.includes(entry);
  }

  /** The entry of which an edit removed shapes. @param {EditName} edit */
  removedBy(edit) {
    return this.all.find((entry) => entry.isRemovedBy(edit));
  }

  /** Adds a new entry, after which nothing can be redone. @param {HistoryEntry} entry */
  push(entry) {
    for (const old of this.undone.splice(0)) this.#dropped(old);
    this.done.push(entry);
    this.changed(entry);
  }

  /** Takes new parts of an entry, and drops the oldest entries beyond the bounds. @param {HistoryEntry} entry */
  changed(entry) {
    this.index.add(entry);
    this.#watcher?.changed(entry, false);
    this.#trim();
    this.updateSignals();
  }

  /** Notes that the log said more about an entry, which may be stored later. @param {HistoryEntry} entry */
  factsChanged(entry) {
    this.#watcher?.changed(entry, true);
  }

  /** Adds entries of earlier page loads below all others. @param {readonly HistoryEntry[]} entries  the oldest first */
  adopt(entries) {
    for (const entry of entries) {
      entry.isAdopted = true;
      this.index.add(entry);
    }
    const isOverwritten = (/** @type {HistoryEntry} */ _, /** @type {number} */ at) =>
      !this.isEmpty || entries.slice(at).some(({ isUndone }) => !isUndone);
    const undone = entries.filter((entry) => entry.isUndone);
    const gone = entries.filter((entry, at) => entry.isUndone && isOverwritten(entry, at));
    for (const entry of gone) this.#dropped(entry);
    this.undone.unshift(...undone.filter((entry) => !gone.includes(entry)).reverse());
    this.done.unshift(...entries.filter((entry) => !entry.isUndone));
    this.#trim();
    this.updateSignals();
  }

  /** Drops all entries of earlier page loads. */
  dropAdopted() {
    for (const entry of this.all) if (entry.isAdopted) this.remove(entry);
  }

  /** @param {{undo: boolean, redo: boolean}} earlier  what entries can do that are not read yet */
  setEarlier(earlier) {
    this.#earlier = earlier;
    this.updateSignals();
  }

  #trim() {
    while (
      this.done.length > 1 &&
      (this.done.length > MAX_ENTRIES || this.index.bytes > HISTORY_BYTES)
    ) {
      const [oldest] = this.done.splice(0, 1);
      if (oldest !== undefined) this.#dropped(oldest);
    }
  }

  /** @param {HistoryEntry} entry */
  remove(entry) {
    this.done = this.done.filter((other) => other !== entry);
    this.undone = this.undone.filter((other) => other !== entry);
    this.#dropped(entry);
    this.updateSignals();
  }

  /** Removes parts of an entry. @param {HistoryEntry} entry @param {readonly Part[]} parts */
  removeParts(entry, parts) {
    if (parts.length === 0) return;
    const gone = new Set(parts);
    entry.forget((part) => gone.has(part));
    this.index.remove(parts);
    this.#watcher?.changed(entry, false);
  }

  /** Removes what an edit did, because it is not in the log. @param {EditName} edit @param {(part: Part) => boolean} isOfEdit */
  forgetEdit(edit, isOfEdit) {
    for (const entry of this.all) {
      const parts = entry.parts.filter(isOfEdit);
      entry.forgetEdit(edit);
      this.removeParts(entry, parts);
      if (parts.length > 0 && entry.parts.length === 0) this.remove(entry);
    }
  }

  updateSignals() {
    const canUndo = this.done.length > 0 || this.#earlier.undo;
    const canRedo = this.undone.length > 0 || (this.#earlier.redo && this.isEmpty);
    if (canUndo !== this.canUndo.value) this.canUndo.set(canUndo);
    if (canRedo !== this.canRedo.value) this.canRedo.set(canRedo);
  }

  /** @param {HistoryEntry} entry */
  #dropped(entry) {
    this.#watcher?.dropped(entry);
    this.index.remove(entry.parts);
  }
}
