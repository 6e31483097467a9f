/**
 * Places of pages in their list: a page that comes between two others gets the middle of their places (SPEC D20).
 */

import { MAX_NUMBER } from "./limits.js";

/** @typedef {import("./pages.js").Page} Page */
/** @typedef {import("./pages.js").PageRegisters} PageRegisters */
/** @typedef {import("./reduce.js").PageOp} PageOp */

/** Distance from the first and the last page, and between pages that are spaced anew. */
const STEP = 2 ** 20;

/**
 * The ops that put a page at a place among others, with other registers of it. Where no integer is left between its
 * neighbours, all pages are spaced anew.
 * @param {readonly Pick<Page, "page" | "place">[]} others  in their order
 * @param {number} at  its place, from 0
 * @param {PageRegisters & {page: number}} registers
 * @returns {PageOp[]}
 */
export function placeOps(others, at, registers) {
  const place = placeBetween(others[at - 1]?.place, others[at]?.place);
  if (place !== null) return [{ op: "page", ...registers, place }];
  const all = [...others.slice(0, at), registers, ...others.slice(at)];
  return all.map((each, index) => ({
    op: "page",
    ...(each === registers ? registers : { page: each.page }),
    place: (index + 1) * STEP,
  }));
}

/** @param {number | undefined} before @param {number | undefined} after @returns {number | null}  null where there is none */
function placeBetween(before, after) {
  if (before === undefined && after === undefined) return STEP;
  const place =
    before === undefined
      ? Number(after) - STEP
      : after === undefined
        ? before + STEP
        : before + Math.floor((after - before) / 2);
  const isBetween = place > (before ?? -MAX_NUMBER - 1) && place < (after ?? MAX_NUMBER + 1);
  return isBetween ? place : null;
}
