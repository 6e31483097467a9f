/**
 * Pages and their registers (SPEC D10, D20). The twin of `src/board/page.rs`.
 */

/** @typedef {import("./kinds.js").Paper} Paper */
/** @typedef {"auto" | "light" | "dark"} Tone */
/** A page that somebody wrote, and page 1; immutable. @typedef {{page: number, paper: Paper, tone: Tone, name: string, place: number, gone: boolean}} Page */
/** A page on the wire (SPEC D11), without the registers at their defaults. @typedef {{page: number, paper: Paper, tone?: Tone, name?: string, place?: number, gone?: boolean}} WirePage */
/** Registers that an op writes. @typedef {{paper?: Paper | null, tone?: Tone | null, name?: string | null, place?: number | null, gone?: boolean | null}} PageRegisters */

/** @type {readonly Tone[]} */
export const TONES = ["auto", "light", "dark"];

export const PAGE_REGISTERS = /** @type {const} */ (["paper", "tone", "name", "place", "gone"]);

/** The paper of a page until somebody chooses another. @type {Paper} */
const FIRST_PAPER = "squares";

/** A page that nobody wrote. @param {number} page @returns {Page} */
export function newPage(page) {
  return { page, paper: FIRST_PAPER, tone: "auto", name: "", place: page * 2 ** 20, gone: false };
}

/** The page after a write. @param {Page} page @param {PageRegisters} write @returns {Page} */
export function withPageWritten(page, { paper, tone, name, place, gone }) {
  return {
    page: page.page,
    paper: paper ?? page.paper,
    tone: tone ?? page.tone,
    name: name ?? page.name,
    place: place ?? page.place,
    gone: gone ?? page.gone,
  };
}

/** @param {WirePage} wire @returns {Page} */
export function pageFromWire(wire) {
  return withPageWritten(newPage(wire.page), wire);
}

/** @param {Page} page @returns {WirePage} */
export function pageToWire({ page, paper, tone, name, place, gone }) {
  return {
    page,
    paper,
    ...(tone !== "auto" && { tone }),
    ...(name !== "" && { name }),
    ...(place !== newPage(page).place && { place }),
    ...(gone && { gone }),
  };
}

/** Compares pages by their place in the list. @param {Page} a @param {Page} b */
export function comparePlaces(a, b) {
  return a.place - b.place || a.page - b.page;
}
