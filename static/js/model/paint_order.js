/**
 * One step forward or backward in the order of painting: past the next shape that overlaps, with as few writes as possible.
 */

import { Grid } from "./grid.js";

/** @typedef {import("./shape.js").Shape} Shape */
/** 1 is forward, towards the front. @typedef {1 | -1} Direction */
/** A shape's new z (SPEC B3). @typedef {{id: string, z: number | "front" | "back"}} NewZ */
/** `unitOf` returns the ids of all shapes of a stroke or a group, which is passed as a whole. @typedef {{chosen: ReadonlySet<string>, direction: Direction, unitOf: (id: string) => ReadonlySet<string>}} StepOptions */

/** The z of a shape that is not in the log yet is at least this, or at most its negative: the log gives it another one. */
const UNKNOWN_Z = 2 ** 52;

/**
 * Moves the chosen shapes of a page one step: each run of them passes the next shape that overlaps any of them. They keep
 * their own order.
 * @param {readonly Shape[]} shapes  in painting order
 * @param {StepOptions} options
 * @returns {{order: Shape[], moved: Set<string>}}
 */
export function stepped(shapes, { chosen, direction, unitOf }) {
  // A step backward is a step forward in the reverse order.
  const list = direction === 1 ? shapes : shapes.toReversed();
  const overlaps = overlapTest(shapes.filter(({ id }) => chosen.has(id)));
  const places = new Map(list.map(({ id }, at) => [id, at]));
  const lastPart = (/** @type {Shape} */ { id }) =>
    Math.max(...[...unitOf(id)].map((part) => places.get(part) ?? 0));
  /** @type {Shape[]} */
  const order = [];
  /** @type {Set<string>} */
  const moved = new Set();
  /** The chosen shapes that wait for one to pass. @type {Shape[]} */
  let run = [];
  /** They and the shapes between them. @type {Shape[]} */
  let waiting = [];
  for (let at = 0; at < list.length; at += 1) {
    const shape = /** @type {Shape} */ (list[at]);
    if (chosen.has(shape.id)) run.push(shape);
    const passes = run.length > 0 && !chosen.has(shape.id) && overlaps(shape);
    if (!passes) {
      if (run.length > 0) waiting.push(shape);
      else order.push(shape);
      continue;
    }
    const end = Math.max(at, lastPart(shape));
    const passed = [...waiting, ...list.slice(at, end + 1)];
    run = passed.filter(({ id }) => chosen.has(id));
    for (const each of passed) if (!chosen.has(each.id)) order.push(each);
    for (const each of run) {
      order.push(each);
      moved.add(each.id);
    }
    run = [];
    waiting = [];
    at = end;
  }
  for (const shape of waiting) order.push(shape);
  return { order: direction === 1 ? order : order.reverse(), moved };
}

/** A test whether a shape overlaps any of some shapes. @param {readonly Shape[]} shapes @returns {(shape: Shape) => boolean} */
function overlapTest(shapes) {
  const grid = new Grid();
  for (const shape of shapes) grid.insert(shape);
  return ({ box }) => grid.intersectsAny(box);
}

/**
 * The numbers that bring moved shapes to their places. Where there is no room between two neighbours, those above get new
 * numbers too. Null when a neighbour's number is not known yet.
 * @param {readonly Shape[]} order  all shapes of the page as they are to be painted
 * @param {ReadonlySet<string>} moved
 * @returns {NewZ[] | null}
 */
export function newZs(order, moved) {
  /** @type {NewZ[]} */
  const writes = [];
  for (let at = 0; at < order.length; at += 1) {
    if (!moved.has(order[at]?.id ?? "")) continue;
    const below = order[at - 1];
    let end = at + 1;
    while (moved.has(order[end]?.id ?? "") || !hasRoom(below, order[end], end - at)) end += 1;
    const above = order[end];
    const run = order.slice(at, end);
    if (below === undefined) {
      // Every op goes behind the one before.
      for (const { id } of run.reverse()) writes.push({ id, z: "back" });
    } else if (above === undefined) {
      for (const { id } of run) writes.push({ id, z: "front" });
    } else {
      if (!isKnown(below) || !isKnown(above)) return null;
      const gap = Math.floor((above.z - below.z) / (run.length + 1));
      for (const [index, { id }] of run.entries())
        writes.push({ id, z: below.z + gap * (index + 1) });
    }
    at = end;
  }
  return writes;
}

/** Whether a number of shapes fits between two neighbours, or beside one. @param {Shape | undefined} below @param {Shape | undefined} above @param {number} count */
function hasRoom(below, above, count) {
  if (below === undefined || above === undefined) return true;
  return !isKnown(below) || !isKnown(above) || above.z - below.z > count;
}

/** @param {Shape} shape */
function isKnown({ z }) {
  return Math.abs(z) < UNKNOWN_Z;
}
