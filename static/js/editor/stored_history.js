/**
 * History entries as JSON, for the storage of the browser. Values are as on the wire, because points and styles of the memory
 * mean nothing to the next page.
 */

import { HistoryEntry } from "./history_entry.js";
import { valueFromWire, valueToWire } from "./history_values.js";

/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/** @typedef {import("./history_parts.js").Direction} Direction */
/** @typedef {import("./history_parts.js").Part} Part */
/** An undo or redo of an entry that is not in the log. @typedef {{edit: EditName, direction: Direction}} RunningEdit */
/** A part in which a number stands for its edit. @typedef {Omit<Part, "edit"> & {edit: number}} StoredPart */
/**
 * An entry without its parts. `since` is the seq that its page knew when it was made.
 * @typedef {Pick<HistoryEntry, "isUndone" | "removedBy" | "undoneBy" | "unwanted" | "since"> & {edits: EditName[], running: RunningEdit[]}} StoredHead
 */

/** Serializes an entry in slices: many parts take longer than a frame. */
export class EntrySerializer {
  entry;
  pool;
  /** Characters so far. */
  size = 0;
  #next = 0;
  /** @type {string[]} */
  #texts = [];
  /** Numbers of the edits, by name. @type {Map<string, number>} */
  #numbers = new Map();
  /** @type {EditName[]} */
  #edits = [];

  /** @param {HistoryEntry} entry @param {PointPool} pool */
  constructor(entry, pool) {
    this.entry = entry;
    this.pool = pool;
  }

  /** Whether all parts are serialized. */
  get isDone() {
    return this.#next >= this.entry.parts.length;
  }

  /** Serializes the next part. */
  step() {
    const part = this.entry.parts[this.#next];
    this.#next += 1;
    if (part === undefined) return;
    const text = JSON.stringify(this.#stored(part));
    this.#texts.push(text);
    this.size += text.length + 1;
  }

  /** The JSON of the entry, when all is done. @param {readonly RunningEdit[]} running */
  finish(running) {
    const { isUndone, removedBy, undoneBy, unwanted, since } = this.entry;
    /** @type {StoredHead} */
    const head = {
      ...{ edits: this.#edits, isUndone, removedBy, undoneBy, unwanted },
      ...{ running: [...running], since },
    };
    return `${JSON.stringify(head).slice(0, -1)},"parts":[${this.#texts.join(",")}]}`;
  }

  /** @param {Part} part */
  #stored(part) {
    const edit = this.#numberOf(part.edit);
    if (part.kind !== "set" && part.kind !== "page") return { ...part, edit };
    // A stale part is left out of every undo: its values mean nothing.
    if (part.isStale) return { ...part, edit, before: undefined, after: undefined };
    const wire = (/** @type {unknown} */ value) =>
      value == null ? value : valueToWire(value, part.register, this.pool);
    return { ...part, edit, before: wire(part.before), after: wire(part.after) };
  }

  /** @param {EditName} edit */
  #numberOf(edit) {
    const key = `${edit.tag}.${edit.n}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#edits.length);
    this.#edits.push(edit);
    return this.#edits.length - 1;
  }
}

/**
 * Reads an entry.
 * @param {string} json
 * @param {PointPool} pool
 * @returns {{entry: HistoryEntry, running: RunningEdit[]}}
 */
export function entryFromJson(json, pool) {
  const { parts, edits, running, ...head } = JSON.parse(json);
  const entry = Object.assign(new HistoryEntry(head.since), head);
  const isValue = (/** @type {StoredPart} */ { kind }) => kind === "set" || kind === "page";
  entry.parts = parts.map((/** @type {any} */ stored) => {
    const part = { ...stored, edit: edits[stored.edit] };
    if (!isValue(stored)) return part;
    const read = (/** @type {unknown} */ value) =>
      value == null ? undefined : valueFromWire(value, stored.register, pool);
    return { ...part, before: read(stored.before), after: read(stored.after) };
  });
  return { entry, running };
}
