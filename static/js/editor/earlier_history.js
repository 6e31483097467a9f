/**
 * The history of earlier page loads of this browser (SPEC K8). Its entries are read when the person first undoes or redoes
 * one of them. Before that, the log that they do not know runs through them: others may have changed what they would undo.
 */

import { report } from "../platform/signal.js";
import { entryFromJson } from "./stored_history.js";

/** @typedef {import("../sync/history_tables.js").LogPosition} LogPosition */
/** @typedef {import("../sync/history_tables.js").StoredEntry} StoredEntry */
/** @typedef {import("./history.js").HistoryParts} HistoryParts */
/** @typedef {import("./history_parts.js").Direction} Direction */

/** Pieces of log, of 1 MiB at most, that are read for one undo. Beyond it the server decides what others have changed. */
const MAX_READS = 32;

export class EarlierHistory {
  #history;
  /** Entries that are not read yet, the oldest first. @type {StoredEntry[]} */
  #entries = [];
  /** Presses that wait for the log. @type {Direction[]} */
  #requests = [];
  #isRunning = false;

  /** @param {HistoryParts} history */
  constructor(history) {
    this.#history = history;
  }

  /** Whether unread entries can be undone and redone. */
  get waiting() {
    return {
      undo: this.#entries.some(({ isUndone }) => !isUndone),
      redo: this.#entries.at(-1)?.isUndone === true,
    };
  }

  /** Whether everything is read and knows the log. */
  get isReady() {
    return this.#entries.length === 0 && !this.#history.log.isBehind;
  }

  /** Adds entries below all others. @param {readonly StoredEntry[]} entries @param {LogPosition} position */
  add(entries, position) {
    const { log } = this.#history;
    this.#entries = [...entries, ...this.#entries];
    log.rewind(position);
    log.isFrozen = true;
  }

  /** Whether a press waits; later ones wait behind it. */
  get isBusy() {
    return this.#requests.length > 0;
  }

  /** @param {string} tag */
  disown(tag) {
    this.#entries = this.#entries.filter((entry) => entry.tag !== tag);
  }

  /** Reads the entries now, if one of them may be about an edit. @param {string} tag  of the edit */
  readIfAbout(tag) {
    if (this.#entries.some((entry) => entry.tag === tag)) this.#read();
  }

  /** Undoes or redoes an entry as soon as all know the log. @param {Direction} direction */
  request(direction) {
    this.#requests.push(direction);
    this.resume();
  }

  /**
   * Takes a new edit of this page: the presses that wait are obsolete, and nothing can be redone.
   * @returns {StoredEntry[]}  entries that were to be redone
   */
  committed() {
    this.#requests = [];
    const undone = this.#entries.filter(({ isUndone }) => isUndone);
    if (undone.length > 0) this.#entries = this.#entries.filter(({ isUndone }) => !isUndone);
    return undone;
  }

  /** Continues, because the board may be complete now. */
  async resume() {
    const { host, log, refusals, step } = this.#history;
    if (this.#requests.length === 0 || this.#isRunning || !host.isReady()) return;
    this.#isRunning = true;
    try {
      this.#read();
      if (log.isBehind && !(await this.#catchUp())) this.#requests = [];
      // A step may build on shapes that only the log brings back.
      while (this.#requests.length > 0 && !refusals.awaitsShapes) {
        const direction = this.#requests.shift();
        if (direction !== undefined) step(direction);
      }
    } catch (error) {
      // The presses that waited are given up, so that later ones work.
      this.#requests = [];
      report(error);
    } finally {
      this.#isRunning = false;
    }
  }

  #read() {
    const { host, stacks, refusals, log } = this.#history;
    const entries = [];
    for (const { tag, k, made, json } of this.#entries.splice(0)) {
      try {
        const { entry, running } = entryFromJson(json, host.view.pool);
        entry.stored = { tag, k, made };
        refusals.restore(entry, running);
        entries.push(entry);
      } catch (error) {
        console.warn("an entry of the history cannot be read", error);
      }
    }
    log.isFrozen = false;
    stacks.setEarlier(this.waiting);
    stacks.adopt(entries);
  }

  /** @returns {Promise<boolean>}  false when the log is gone, and the entries are dropped */
  async #catchUp() {
    const { host, stacks, log } = this.#history;
    for (let reads = 0; reads < MAX_READS && log.isBehind; reads += 1) {
      const piece = await host.readLog(log.position).catch(() => null);
      // Without an answer the server decides: the undo carries the seq that the entry knows.
      if (piece === null) return true;
      if (piece === "gone") {
        stacks.dropAdopted();
        log.skip();
        host.reportGone();
        return false;
      }
      if (piece.edits.length === 0) return true;
      for (const edit of piece.edits) log.replay(edit);
    }
    return true;
  }
}
