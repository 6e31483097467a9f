/**
 * The ops that add the content of a file to a board: new pages after those that are there, and copies of its shapes.
 */

import { copiesOf } from "./copies.js";
import { placeOps } from "./page_places.js";

/** @typedef {import("./board_file.js").BoardFile} BoardFile */
/** @typedef {import("./reduce.js").Op} Op */
/** @typedef {import("./shape.js").NewShape} NewShape */
/**
 * Where it goes. `onPage`: the one page that takes everything, moved by `dx` and `dy`; else each page of the file becomes a
 * new one, the first of them `first`, if that is there and empty.
 * @typedef {object} Destination
 * @property {() => string} newId
 * @property {() => number} newPage
 * @property {number | null} first
 * @property {readonly Pick<import("./pages.js").Page, "page" | "place">[]} listed  the pages that are there, in their order
 * @property {{page: number, dx: number, dy: number} | null} onPage
 * @property {ReadonlyMap<string, string>} images  id of the picture on this board by that in the file
 */

/**
 * @param {BoardFile} file
 * @param {Destination} where
 * @returns {{ops: Op[], ids: string[], pages: number[]}}  with the ids of its shapes and numbers of its pages
 */
export function importOps(file, { newId, newPage, first, listed, onPage, images }) {
  // Pictures that are missing in the file cannot be shown (SPEC O13).
  const shapes = file.shapes.filter(({ image }) => image == null || images.has(image));
  const copies = copiesOf(shapes, { newId, page: 1, dx: onPage?.dx ?? 0, dy: onPage?.dy ?? 0 });
  /** New page by that of the file. @type {Map<number, number>} */
  const pages = new Map();
  /** @type {Op[]} */
  const ops = [];
  if (onPage === null) {
    let others = listed;
    for (const [at, wire] of file.pages.entries()) {
      const page = at === 0 && first !== null ? first : newPage();
      pages.set(wire.page, page);
      const { gone: _, place: __, ...registers } = wire;
      if (page === first) {
        ops.push({ op: "page", ...registers, page });
        continue;
      }
      const added = placeOps(others, others.length, { ...registers, page });
      ops.push(...added);
      others = withPlaces([...others, { page, place: 0 }], added);
    }
  }
  for (const [at, copy] of copies.entries()) {
    const original = /** @type {NewShape} */ (shapes[at]);
    const page = onPage?.page ?? /** @type {number} */ (pages.get(original.page));
    const isLocked = original.locked === true && onPage === null;
    const image = images.get(original.image ?? "");
    const shape = { ...copy, page, ...(isLocked && { locked: true }), ...(image && { image }) };
    ops.push({ op: "add", shape });
  }
  return { ops, ids: copies.map(({ id }) => id), pages: [...pages.values()] };
}

/** Pages with the places that ops have written. @param {Destination["listed"]} pages @param {readonly import("./reduce.js").PageOp[]} ops @returns {Destination["listed"]} */
function withPlaces(pages, ops) {
  const places = new Map(ops.map(({ page, place }) => [page, place]));
  return pages.map(({ page, place }) => ({ page, place: places.get(page) ?? place }));
}
