/**
 * In which order the shapes of a page are painted (SPEC B3).
 */

/** @typedef {import("./shape.js").Shape} Shape */

/** Below zero when `a` is painted before `b`. @param {Shape} a @param {Shape} b */
export function compare(a, b) {
  return a.z - b.z || compareIds(a, b);
}

/** By (tag, n as a number), as SPEC D2 sorts ids. @param {{tag: string, n: number}} a @param {{tag: string, n: number}} b */
export function compareIds(a, b) {
  if (a.tag !== b.tag) return a.tag < b.tag ? -1 : 1;
  return a.n - b.n;
}
