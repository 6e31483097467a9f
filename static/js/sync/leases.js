/**
 * Which pages of this person are gone, judged by what one page sees of the others (SPEC K2).
 *
 * Every page counts up while it lives. Clocks of a device jump and its timers stop while it sleeps,
 * so no times are compared: what counts is how often this page has looked without seeing a change.
 */

/**
 * The edits of one page, and who looks after them.
 * @typedef {object} Lease
 * @property {string} board
 * @property {string} tag     that numbered the edits
 * @property {string} person  who may send them
 * @property {string} holder  tag of the page that sends them; empty when it has left
 * @property {number} beat    counts up while the holder lives
 * @property {boolean} isHidden  whether the holder is in the background, where timers are slow
 * @property {number} order   pages of a board in the order in which they came
 */

/** Looks without a change after which the holder is taken for gone. */
const MAX_MISSED = 5;

/** In the background timers may run once a minute only. */
const MAX_MISSED_HIDDEN = 75;

export class Leases {
  #ownTag;
  #replacedTag;
  /** By tag: what was seen last, and how often. @type {Map<string, {holder: string, beat: number, missed: number}>} */
  #observed = new Map();

  /**
   * @param {string} me  tag of this page
   * @param {string} [before]  tag of the page that this one took the place of
   */
  constructor(me, before = "") {
    this.#ownTag = me;
    this.#replacedTag = before;
  }

  /**
   * Looks at the leases of a board.
   * @param {readonly Lease[]} leases
   * @returns {Lease[]} those that may be taken over, oldest first
   */
  findAbandoned(leases) {
    const seen = this.#observed;
    this.#observed = new Map();
    // Once: a tab that was duplicated has the tag of a page that lives, which takes its own back.
    const gone = this.#replacedTag;
    this.#replacedTag = "";
    const free = [];
    for (const lease of leases) {
      const { tag, holder, beat, isHidden } = lease;
      if (holder === this.#ownTag || tag === this.#ownTag) continue;
      const last = seen.get(tag);
      const isSame = last !== undefined && last.holder === holder && last.beat === beat;
      const missed = isSame ? last.missed + 1 : 0;
      this.#observed.set(tag, { holder, beat, missed });
      const most = isHidden ? MAX_MISSED_HIDDEN : MAX_MISSED;
      const isGone = holder === "" || holder === gone;
      if (isGone || missed >= most) free.push(lease);
    }
    return free.sort((a, b) => a.order - b.order);
  }
}
