/**
 * Merges two changes of the same text, so that two people who type at once lose no letter (three-way merge).
 *
 * Both changes are insertions and deletions of code points, as a shortest edit script finds them (Myers 1986). What either
 * deleted is deleted, and what either inserted stays; of insertions at the same place theirs comes first.
 */

import { diffChars } from "../../vendor/jsdiff/diff/character.js";

/** Insertions and deletions that are searched for; two texts with less in common count as replaced. */
const MAX_CHANGES = 2000;

/** A change of a text: which code points it deletes, and what it inserts before each and at the end. @typedef {{isDeleted: Uint8Array<ArrayBuffer>, inserted: Map<number, string>}} Change */

/**
 * @param {string} base  the text that both started from
 * @param {string} mine
 * @param {string} theirs
 */
export function mergedText(base, mine, theirs) {
  if (mine === theirs || mine === base) return theirs;
  if (theirs === base) return mine;
  const points = [...base];
  const my = changeOf(base, mine, points.length);
  const their = changeOf(base, theirs, points.length);
  let merged = "";
  for (const [at, point] of [...points, ""].entries()) {
    merged += (their.inserted.get(at) ?? "") + (my.inserted.get(at) ?? "");
    if (my.isDeleted[at] !== 1 && their.isDeleted[at] !== 1) merged += point;
  }
  return merged;
}

/**
 * Where a place of a text is after the text changed; a place in deleted text is where that was.
 * @param {number} place  in UTF-16 units, as in a text field
 * @param {string} before
 * @param {string} after
 */
export function movedPlace(place, before, after) {
  const { isDeleted, inserted } = changeOf(before, after, [...before].length);
  let moved = 0;
  let passed = 0;
  for (const [at, point] of [...before].entries()) {
    if (passed >= place) break;
    moved += inserted.get(at)?.length ?? 0;
    if (isDeleted[at] !== 1) moved += point.length;
    passed += point.length;
  }
  return moved;
}

/** @param {string} before @param {string} after @param {number} length  code points of `before` @returns {Change} */
function changeOf(before, after, length) {
  const isDeleted = new Uint8Array(length);
  const inserted = new Map();
  const parts = diffChars(before, after, { maxEditLength: MAX_CHANGES }) ?? [
    { value: before, count: length, removed: true, added: false },
    { value: after, count: 0, removed: false, added: true },
  ];
  let at = 0;
  for (const { value, count, added, removed } of parts) {
    if (added) inserted.set(at, (inserted.get(at) ?? "") + value);
    if (removed) isDeleted.fill(1, at, at + count);
    if (!added) at += count;
  }
  return { isDeleted, inserted };
}
