/**
 * A signal of notices that buffers them until its first listeners subscribe, because their code loads after the board.
 */

import { guarded, Signal } from "../platform/signal.js";

/** What a command that arranges the selection has done, or why it could not. @typedef {"grouped" | "ungrouped" | "group-few" | "group-deep" | "ungroup-none" | "board-loads" | "aligned" | "distributed" | "align-few" | "distribute-few" | "style-copied" | "style-pasted" | "style-none" | "cuts-strokes" | "cut-late" | "pick-start" | "pick-none" | "picked"} Selecting */

/**
 * @template T
 * @extends {Signal<T | null>}
 */
export class Notices extends Signal {
  /** Notices before the first listener, null afterwards. @type {T[] | null} */
  #early = [];

  constructor() {
    super(/** @type {T | null} */ (null));
  }

  /** @override @param {T | null} notice */
  set(notice) {
    if (notice !== null) this.#early?.push(notice);
    super.set(notice);
  }

  /** @override @param {(notice: T | null) => void} listener */
  subscribe(listener) {
    for (const notice of this.#early ?? []) guarded(() => listener(notice));
    // All listeners that subscribe in this task get the buffered notices.
    queueMicrotask(() => {
      this.#early = null;
    });
    return super.subscribe(listener);
  }
}
