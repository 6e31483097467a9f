/**
 * What a closed page wanted, as this page may want it: nobody adds shapes under another's tag (SPEC O8).
 */

/** @typedef {import("../model/reduce.js").Op} Op */

/**
 * @param {{tag: string, ops: readonly Op[]}} edit  of the closed page
 * @param {() => string} newId
 * @returns {Op[]}
 */
export function asOwn({ tag, ops }, newId) {
  /** New id by old. @type {Map<string, string>} */
  const ids = new Map();
  return ops.map((op) => {
    switch (op.op) {
      case "add": {
        const id = newId();
        ids.set(op.shape.id, id);
        return { ...op, shape: { ...op.shape, id } };
      }
      case "set":
      case "del":
        return { ...op, id: ids.get(op.id) ?? op.id };
      case "split": {
        const pieces = op.pieces.map((piece) => ({ ...piece, id: newId() }));
        op.pieces.forEach((piece, at) => {
          ids.set(piece.id, pieces[at]?.id ?? piece.id);
        });
        return { ...op, id: ids.get(op.id) ?? op.id, pieces };
      }
      case "restore":
        return { ...op, tag: op.tag ?? tag };
      default:
        return op;
    }
  });
}
