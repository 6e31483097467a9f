/**
 * The canonical form that replicas are compared by (SPEC D11), byte for byte as
 * `src/board/canonical.rs` writes it.
 */

import { toWire } from "./shape.js";
import { compareIds } from "./stacking.js";

/** @typedef {import("./board.js").Board} Board */

/** The board as one JSON text without spaces; equal boards have equal texts. @param {Board} board */
export function canonical(board) {
  const pages = [...board.pages]
    .sort(([a], [b]) => a - b)
    .map(([page, paper]) => ({ page, paper }));
  const shapes = [...board.shapes.values()].sort(compareIds);
  return JSON.stringify({
    name: board.name,
    pages,
    shapes: shapes.map((shape) => toWire(shape, board.pool)),
  });
}
