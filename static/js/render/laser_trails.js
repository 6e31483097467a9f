/**
 * The fading trails of laser pointers, of this person and of others. A trail gets thinner from its head to its end, and its
 * head stays while the pointer rests. All sizes are in CSS pixels, independent of the zoom.
 */

import { inflate } from "../model/box.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/laser_path.js").LaserPath} LaserPath */
/** @typedef {import("./view.js").View} View */
/** Remaining part of a path; `isHeld`: the pointer is down. @typedef {{path: LaserPath, colour: string}} Laser */
/** A place in units, and when it was seen. @typedef {{x: number, y: number, at: number}} Spot */
/** @typedef {{path: LaserPath, colour: string, extendedAt: number, isHeld: boolean, spots: Spot[]}} Trail */

/** Time after which a place has faded. */
const FADE_MS = 1200;

/** With reduced motion a trail fades in this many steps. */
const STEPS = 3;

/** Half the width of the head, of its bright core, and of the glow around it. */
const RADIUS = 3.5;
const CORE = 0.35;
const GLOW = 2.6;
const GLOW_ALPHA = 0.24;

/** Places that arrive together are spread over at most this time before. */
const SPREAD_MS = 50;

export class LaserTrails {
  /** Whether trails fade in steps. */
  inSteps = false;
  /** @type {Trail[]} */
  #trails = [];
  /** Places of each path that were shown, or were on another page. @type {WeakMap<LaserPath, number>} */
  #seen = new WeakMap();
  #time = 0;

  /** Follows the pointers of all pages, and shows those of one. @param {readonly Laser[]} lasers @param {number} page @param {number} time  milliseconds */
  follow(lasers, page, time) {
    this.#time = time;
    const open = new Set(lasers.map(({ path }) => path));
    for (const { path, colour } of lasers) {
      const gained = path.count - (this.#seen.get(path) ?? 0);
      this.#seen.set(path, path.count);
      let trail = this.#trails.find((each) => each.path === path);
      if (gained > 0 && trail === undefined && path.page === page) {
        trail = { path, colour, extendedAt: time, isHeld: true, spots: [] };
        this.#trails.push(trail);
      }
      if (trail !== undefined) extend(trail, gained, time);
    }
    for (const trail of this.#trails) {
      const { path, spots } = trail;
      const isHeld = open.has(path) && !path.isOver;
      // The head stays while the pointer is down, and fades from its release.
      if (trail.isHeld && !isHeld) spots.push({ ...path.head, at: time });
      trail.isHeld = isHeld;
      const first = spots.findIndex(({ at }) => time - at < FADE_MS);
      spots.splice(0, first === -1 ? spots.length : first);
    }
    this.#trails = this.#trails.filter(({ path, spots, isHeld }) => {
      return path.page === page && (isHeld || spots.length > 0);
    });
  }

  get any() {
    return this.#trails.length > 0;
  }

  /** Milliseconds until a trail changes by itself, infinite when none will. */
  get nextIn() {
    if (this.#trails.every(({ spots }) => spots.length === 0)) return Number.POSITIVE_INFINITY;
    const step = FADE_MS / STEPS;
    return this.inSteps ? step - (this.#time % step) : 0;
  }

  /** The boxes around the trails, in device pixels from the board's origin. @param {View} view @returns {Box[]} */
  boxes({ k, dpr }) {
    const margin = Math.ceil(RADIUS * GLOW * dpr) + 1;
    return this.#trails.map((trail) => {
      const places = trail.isHeld ? [...trail.spots, trail.path.head] : trail.spots;
      const xs = places.map(({ x }) => x * k);
      const ys = places.map(({ y }) => y * k);
      const box = {
        minX: Math.floor(Math.min(...xs)),
        minY: Math.floor(Math.min(...ys)),
        maxX: Math.ceil(Math.max(...xs)),
        maxY: Math.ceil(Math.max(...ys)),
      };
      return inflate(box, margin);
    });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {View} view */
  paint(ctx, { k, ox, oy, dpr }) {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    for (const { path, colour, isHeld, spots } of this.#trails) {
      const dots = spots.map(({ x, y, at }) => {
        return { x: x * k - ox, y: y * k - oy, r: RADIUS * dpr * this.#strength(at) };
      });
      const { x, y } = path.head;
      if (isHeld) dots.push({ x: x * k - ox, y: y * k - oy, r: RADIUS * dpr });
      fill(ctx, dots, { scale: GLOW, colour, alpha: GLOW_ALPHA });
      fill(ctx, dots, { scale: 1, colour, alpha: 1 });
      fill(ctx, dots, { scale: CORE, colour: "#FFFFFF", alpha: 0.6 });
    }
    ctx.restore();
  }

  /** Share of the width that a place still has. @param {number} at */
  #strength(at) {
    const step = FADE_MS / STEPS;
    const time = this.inSteps ? Math.floor(this.#time / step) * step : this.#time;
    const left = 1 - Math.max(0, time - at) / FADE_MS;
    return Math.max(0, this.inSteps ? Math.ceil(left * STEPS) / STEPS : left);
  }
}

/** Adds the latest places of the path. @param {Trail} trail @param {number} gained @param {number} time */
function extend(trail, gained, time) {
  const { points } = trail.path;
  const from = Math.max(trail.extendedAt, time - SPREAD_MS);
  const added = Math.min(gained, points.length / 2);
  for (let at = 1; at <= added; at += 1) {
    const place = points.length - 2 * (added - at + 1);
    const [x = 0, y = 0] = points.slice(place, place + 2);
    trail.spots.push({ x, y, at: from + ((time - from) * at) / added });
  }
  trail.extendedAt = time;
}

/**
 * Fills the discs of a trail and the strips between them, as one path, so that nothing is painted twice.
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly {x: number, y: number, r: number}[]} dots
 * @param {{scale: number, colour: string, alpha: number}} look
 */
function fill(ctx, dots, { scale, colour, alpha }) {
  ctx.globalAlpha = alpha;
  ctx.fillStyle = colour;
  ctx.beginPath();
  for (const [at, { x, y, r }] of dots.entries()) {
    const radius = r * scale;
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    const next = dots[at + 1];
    if (next === undefined) continue;
    const length = Math.hypot(next.x - x, next.y - y);
    if (length === 0) continue;
    const [nx, ny] = [(next.y - y) / length, (x - next.x) / length];
    const other = next.r * scale;
    // Clockwise like the discs: opposite directions would cut holes.
    ctx.moveTo(x + nx * radius, y + ny * radius);
    ctx.lineTo(next.x + nx * other, next.y + ny * other);
    ctx.lineTo(next.x - nx * other, next.y - ny * other);
    ctx.lineTo(x - nx * radius, y - ny * radius);
    ctx.closePath();
  }
  ctx.fill();
}
