/**
 * Decides which pages of this person are closed, by their leases in the database (SPEC K2).
 *
 * Every open page counts its leases up. The clocks of a device jump and its timers stop while it sleeps, so no times are
 * compared: a page counts how often it has read a lease without a change.
 */

/**
 * The edits of one page, and the page that sends them.
 * @typedef {object} Lease
 * @property {string} board
 * @property {string} tag     that numbered the edits
 * @property {string} person  who may send them
 * @property {string} holder  tag of the page that sends them; empty when it has left
 * @property {number} beat    counts up while the holder is open
 * @property {boolean} isHidden  whether the holder is in the background, where timers are slow
 * @property {number} order   rank of the page among those of its board, oldest first
 */

/** Reads without a change after which the holder counts as closed. */
const MAX_MISSED = 5;

/** The same for pages in the background, whose timers may run only once a minute. */
const MAX_MISSED_HIDDEN = 75;

export class Leases {
  #ownTag;
  #replacedTag;
  #isPatient;
  /** Whether leases that were released are free at once. */
  #takesReleased = true;
  /** By tag: what was read last, and how often it was read without a change. @type {Map<string, {holder: string, beat: number, missed: number}>} */
  #observed = new Map();

  /**
   * @param {string} ownTag  of this page
   * @param {string} [replacedTag]  tag of the page that the same tab showed before
   * @param {{isPatient?: boolean}} [options]  `isPatient`: after its first call it leaves released leases for a while to a page that
   *   reloads
   */
  constructor(ownTag, replacedTag = "", { isPatient = false } = {}) {
    this.#ownTag = ownTag;
    this.#replacedTag = replacedTag;
    this.#isPatient = isPatient;
  }

  /** Takes released leases at once in the next call, because this page has released its own. */
  takeReleased() {
    this.#takesReleased = true;
  }

  /**
   * Compares the leases of a board with those of the last call.
   * @template {Lease} T
   * @param {readonly T[]} leases
   * @returns {T[]} those that may be taken over, oldest first
   */
  findAbandoned(leases) {
    const seen = this.#observed;
    this.#observed = new Map();
    // Only once: a duplicated tab has the tag of a page that is open, which takes its own lease back.
    const replaced = this.#replacedTag;
    this.#replacedTag = "";
    const takesReleased = this.#takesReleased;
    this.#takesReleased = !this.#isPatient;
    const free = [];
    for (const lease of leases) {
      const { tag, holder, beat, isHidden } = lease;
      if (holder === this.#ownTag || tag === this.#ownTag) continue;
      const last = seen.get(tag);
      const isSame = last !== undefined && last.holder === holder && last.beat === beat;
      const missed = isSame ? last.missed + 1 : 0;
      this.#observed.set(tag, { holder, beat, missed });
      const limit = isHidden ? MAX_MISSED_HIDDEN : MAX_MISSED;
      const isClosed = (holder === "" && takesReleased) || holder === replaced;
      if (isClosed || missed >= limit) free.push(lease);
    }
    return free.sort((a, b) => a.order - b.order);
  }
}
