/**
 * Where the cursors of the others are seen: they glide to where they were last told, and fade away
 * when they have rested for a while.
 */

/** @typedef {{peer: number, name: string, colour: string, x: number, y: number, page: number}} CursorUpdate */
/** A cursor as it is seen now, in units; `alpha` 1 is opaque. @typedef {{peer: number, name: string, colour: string, x: number, y: number, alpha: number}} SeenCursor */
/** @typedef {{name: string, colour: string, x: number, y: number, toX: number, toY: number, rested: number}} Track */

/** Time in which a cursor goes about two thirds of its way; it hides that news come in steps. */
const GLIDE_MS = 45;

/** Nearer than this share of a screen pixel a cursor has arrived. */
const ARRIVED_PX = 0.25;

/** A cursor that rests this long fades away. */
const REST_MS = 10_000;
const FADE_MS = 400;

/** Farther jumps than this on the screen are no movement of a hand: another place was opened. */
const LEAP_PX = 2000;

export class Cursors {
  /** Cursors are at once where they were told to be. */
  jumps = false;
  /** @type {Map<number, Track>} */
  #tracks = new Map();
  #time = 0;

  /**
   * Learns where the cursors of this page are.
   * @param {readonly CursorUpdate[]} news
   * @param {number} time  milliseconds
   */
  update(news, time) {
    const peers = new Set(news.map(({ peer }) => peer));
    for (const peer of this.#tracks.keys()) if (!peers.has(peer)) this.#tracks.delete(peer);
    for (const { peer, name, colour, x, y } of news) {
      const track = this.#tracks.get(peer);
      if (track === undefined) {
        this.#tracks.set(peer, { name, colour, x, y, toX: x, toY: y, rested: time });
        continue;
      }
      Object.assign(track, { name, colour });
      if (track.toX === x && track.toY === y) continue;
      // A cursor that had faded appears at its new place and does not come flying.
      if (time - track.rested > REST_MS + FADE_MS) Object.assign(track, { x, y });
      Object.assign(track, { toX: x, toY: y, rested: time });
    }
  }

  /**
   * The cursors a moment later.
   * @param {number} time  milliseconds
   * @param {number} unit  screen pixels of a unit
   * @returns {{seen: SeenCursor[], nextIn: number}}  `nextIn`: milliseconds until one looks otherwise, infinite when none will
   */
  at(time, unit) {
    const share = this.jumps ? 1 : 1 - Math.exp(-Math.max(0, time - this.#time) / GLIDE_MS);
    this.#time = time;
    const seen = [];
    let nextIn = Number.POSITIVE_INFINITY;
    for (const [peer, track] of this.#tracks) {
      if (this.#glide(track, share, unit)) nextIn = 0;
      const faded = time - track.rested - REST_MS;
      const fade = this.jumps ? Number(faded > 0) : Math.min(1, Math.max(0, faded / FADE_MS));
      if (fade < 1) {
        nextIn = Math.min(nextIn, Math.max(0, -faded));
        const { name, colour, x, y } = track;
        seen.push({ peer, name, colour, x, y, alpha: 1 - fade });
      }
    }
    return { seen, nextIn };
  }

  /** Returns whether the cursor is still on its way. @param {Track} track @param {number} share @param {number} unit */
  #glide(track, share, unit) {
    const dx = track.toX - track.x;
    const dy = track.toY - track.y;
    const left = Math.hypot(dx, dy) * unit;
    if (left < ARRIVED_PX || left > LEAP_PX || share === 1) {
      track.x = track.toX;
      track.y = track.toY;
      return false;
    }
    track.x += dx * share;
    track.y += dy * share;
    return true;
  }
}
