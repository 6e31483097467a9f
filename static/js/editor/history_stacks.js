/**
 * The entries that can be undone and redone. Their bytes are bounded: the oldest entry is dropped first.
 */

import { Signal } from "../platform/signal.js";
import { PartIndex } from "./history_index.js";

/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */
/** @typedef {import("./history_parts.js").Part} Part */
/** @typedef {import("../sync/submissions.js").EditName} EditName */

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

  /** @param {PointPool} pool  of the board */
  constructor(pool) {
    this.index = new PartIndex(pool);
  }

  /** All entries, in no order. */
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
    while (
      this.done.length > 1 &&
      (this.done.length > MAX_ENTRIES || this.index.bytes > HISTORY_BYTES)
    ) {
      const [oldest] = this.done.splice(0, 1);
      if (oldest !== undefined) this.#dropped(oldest);
    }
    this.updateSignals();
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
    const canUndo = this.done.length > 0;
    const canRedo = this.undone.length > 0;
    if (canUndo !== this.canUndo.value) this.canUndo.set(canUndo);
    if (canRedo !== this.canRedo.value) this.canRedo.set(canRedo);
  }

  /** @param {HistoryEntry} entry */
  #dropped(entry) {
    this.index.remove(entry.parts);
  }
}
