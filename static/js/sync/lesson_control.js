/**
 * The lesson of a board with an owner: its settings (SPEC R4), and the changes that a teacher asks for (SPEC R7).
 */

import { Signal } from "../platform/signal.js";

/** @typedef {import("./protocol.js").Lesson} Lesson */
/** @typedef {import("./protocol.js").Role} Role */
/** @typedef {{access?: Lesson["access"], door?: Lesson["door"], mode?: Lesson["mode"], pen?: number[], quiet?: boolean, roles?: Record<number, Role | "out" | null>}} LessonChange */

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
    const { refusal } = await this.#post("lesson", { set });
    return refusal;
  }

  /**
   * Opens the lesson to a code, or ends it (SPEC J4, J6).
   * @param {boolean} open
   * @returns {Promise<{refusal: string | null, code: string | null}>}  the code of the lesson, null while none is open
   */
  async setCode(open) {
    const { refusal, answer } = await this.#post("code", { open });
    return { refusal, code: typeof answer.code === "string" ? answer.code : null };
  }

  /** @param {string} path @param {object} body @returns {Promise<{refusal: string | null, answer: Record<string, unknown>}>} */
  async #post(path, body) {
    try {
      const response = await this.#fetch(`${this.#base}/${path}`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        },
        body: JSON.stringify({ person: this.#person, ...body }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const answer = await response.json().catch(() => ({}));
      if (response.ok) return { refusal: null, answer };
      const { error } = answer;
      return { refusal: typeof error === "string" ? error : String(response.status), answer: {} };
    } catch {
      return { refusal: "offline", answer: {} };
    }
  }
}
