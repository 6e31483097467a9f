/**
 * The lesson of a board with an owner: its settings (SPEC R4), and the changes that a teacher asks for (SPEC R7).
 */

import { Signal } from "../platform/signal.js";

/** @typedef {import("./protocol.js").Lesson} Lesson */
/** @typedef {import("./protocol.js").Role} Role */
/** @typedef {{access?: Lesson["access"], mode?: Lesson["mode"], pen?: number[], quiet?: boolean, roles?: Record<number, Role | null>}} LessonChange */

/** A change that is not answered by then is given up, ms. The server answers within ten seconds. */
const ANSWER_MS = 15_000;

export class LessonControl {
  /** Null on a board without an owner, and until the server tells them. @type {Signal<Lesson | null>} */
  settings = new Signal(/** @type {Lesson | null} */ (null));
  /** The secret of the board's owner, if this browser has it. */
  token;
  #base;
  #person;
  #fetch;

  /** @param {{base: string, person: string, token: string | undefined, fetch: import("./snapshot_loader.js").Fetch}} options */
  constructor({ base, person, token, fetch }) {
    this.token = token;
    this.#base = base;
    this.#person = person;
    this.#fetch = fetch;
  }

  /**
   * Asks for a change. It is never queued: a freeze that came minutes late would surprise everybody.
   * @param {LessonChange} set
   * @returns {Promise<string | null>}  null when it is done, else the code of the refusal, or `offline`
   */
  async change(set) {
    try {
      const response = await this.#fetch(`${this.#base}/lesson`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        },
        body: JSON.stringify({ person: this.#person, set }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (response.ok) return null;
      const { error } = await response.json().catch(() => ({}));
      return typeof error === "string" ? error : String(response.status);
    } catch {
      return "offline";
    }
  }
}
