/**
 * Animates the cursors of the others: each glides to its last reported position, and fades after it has rested.
 */

/** @typedef {{peer: number, name: string, colour: string, x: number, y: number, page: number}} CursorUpdate */
/** A cursor as it is painted now, in units; `alpha` 1 is opaque. @typedef {{peer: number, name: string, colour: string, x: number, y: number, alpha: number}} SeenCursor */
/** @typedef {{name: string, colour: string, x: number, y: number, toX: number, toY: number, rested: number}} Track */

/** Time in which a cursor covers about two thirds of its distance; it smooths the steps of the updates. */
const GLIDE_MS = 45;

/** Screen pixels within which a cursor has arrived. */
const ARRIVED_PX = 0.25;

/** Rest after which a cursor fades. */
const REST_MS = 10_000;
const FADE_MS = 400;

/** A farther jump on the screen is no movement of a hand: the person opened another place. */
const LEAP_PX = 2000;

export class Cursors {
  /** Whether cursors jump to their reported position. */
  jumps = false;
  /** @type {Map<number, Track>} */
  #tracks = new Map();
  #time = 0;

  /**
   * Sets the reported positions of the cursors on this page.
   * @param {readonly CursorUpdate[]} updates
   * @param {number} time  milliseconds
   */
  update(updates, time) {
    const peers = new Set(updates.map(({ peer }) => peer));
    for (const peer of this.#tracks.keys()) if (!peers.has(peer)) this.#tracks.delete(peer);
    for (const { peer, name, colour, x, y } of updates) {
      const track = this.#tracks.get(peer);
      if (track === undefined) {
        this.#tracks.set(peer, { name, colour, x, y, toX: x, toY: y, rested: time });
        continue;
      }
      Object.assign(track, { name, colour });
      if (track.toX === x && track.toY === y) continue;
      // A faded cursor appears at its new position instead of gliding there.
      if (time - track.rested > REST_MS + FADE_MS) Object.assign(track, { x, y });
      Object.assign(track, { toX: x, toY: y, rested: time });
    }
  }

  /**
   * Moves the cursors on to a time.
   * @param {number} time  milliseconds
   * @param {number} unit  screen pixels of a unit
   * @returns {{seen: SeenCursor[], nextIn: number}}  `nextIn`: milliseconds until one changes, infinite when none will
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

  /** Moves a cursor. Returns whether it is still moving. @param {Track} track @param {number} share @param {number} unit */
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
