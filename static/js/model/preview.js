/**
 * Previews of running gestures, of this page and of others: painted, but not on the board until the gesture ends.
 */

import { POINTS } from "./limits.js";
import { PointPool } from "./points.js";
import { reduceShape } from "./reduce.js";
import { shapeFromWire } from "./shape.js";
import { byteAt, intAt, numberAt, withCapacity } from "./typed_arrays.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./reduce.js").SetOp} SetOp */
/** @typedef {import("./shape.js").NewShape} NewShape */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./styles.js").WireStyle} WireStyle */

/**
 * @typedef {object} InkPreview  ink being drawn; points are relative to `x`, `y`
 * @property {"ink"} kind
 * @property {"ink" | "highlight"} shapeKind
 * @property {number} page
 * @property {number} x
 * @property {number} y
 * @property {WireStyle} style
 * @property {Int32Array<ArrayBuffer>} xy
 * @property {Uint8Array<ArrayBuffer>} pressure
 * @property {number} length  points in use; the arrays may be longer
 */
/** A shape being drawn, with the points of its own. @typedef {{kind: "shape", shape: Shape, pool: PointPool}} ShapePreview */
/** Registers of shapes as they will be, and the ids of the shapes. @typedef {{kind: "set", ids: ReadonlySet<string>, sets: readonly SetOp[]}} SetPreview */
/** Shapes at an offset; `isCopy`: they stay where they are too. @typedef {{kind: "move", ids: ReadonlySet<string>, dx: number, dy: number, isCopy?: boolean}} MovePreview */
/** Shapes that are resized or rotated; `fit` measures their texts where that is possible. @typedef {{kind: "change", ids: ReadonlySet<string>, map: import("./affine.js").AffineMap, fit?: import("./transform.js").FitText | null}} ChangePreview */
/** @typedef {{kind: "erase", ids: ReadonlySet<string>}} ErasePreview */
/** The way of an eraser that cuts strokes: places `[x,y,…]` in units. @typedef {{kind: "cut", page: number, radius: number, points: number[]}} CutPreview */
/** @typedef {{kind: "marquee", box: Box}} MarqueePreview */
/** Guides that a moved or drawn shape snaps to. @typedef {{kind: "guides", guides: readonly import("./snap.js").Guide[]}} GuidesPreview */
/** The shapes that the ends of a line bind to. @typedef {{kind: "targets", targets: readonly Shape[]}} TargetsPreview */
/** @typedef {import("./laser_path.js").LaserPath} LaserPath */
/** @typedef {InkPreview | ShapePreview | SetPreview | MovePreview | ChangePreview | ErasePreview | CutPreview | MarqueePreview | GuidesPreview | TargetsPreview | LaserPath} Preview */

/**
 * Draft ink on the wire (SPEC V2): columns of differences that begin at point `from`.
 * @typedef {object} DraftInk
 * @property {string} id
 * @property {"ink" | "highlight"} kind
 * @property {number} page
 * @property {readonly [number, number, number]} pos
 * @property {WireStyle} style
 * @property {number} from
 * @property {readonly number[]} points
 * @property {readonly number[]} pressure
 */

/** The preview of a shape that is not on the board yet. @param {NewShape} wire @returns {ShapePreview} */
export function shapePreview(wire) {
  const pool = new PointPool();
  const shape = shapeFromWire(wire, { author: 0, seq: 0, index: 0 }, pool);
  return { kind: "shape", shape, pool };
}

/** The preview of registers that a gesture changes. @param {readonly Omit<SetOp, "op">[]} registers @returns {SetPreview} */
export function setPreview(registers) {
  const sets = registers.map((each) => ({ op: /** @type {const} */ ("set"), ...each }));
  return { kind: "set", ids: new Set(sets.map(({ id }) => id)), sets };
}

/**
 * A shape of the board with the registers of a preview; its points are in the pool that is returned with it.
 * @param {Shape} shape
 * @param {SetOp} set
 * @param {PointPool} boardPool
 * @returns {ShapePreview}
 */
export function previewOfSet(shape, set, boardPool) {
  const pool = set.geometry?.points === undefined ? boardPool : new PointPool();
  const { author, seq } = shape;
  const changed = reduceShape(shape, set, { author, seq, index: 0 }, pool);
  return { kind: "shape", shape: changed ?? shape, pool };
}

/**
 * Appends a piece of a draft to its preview. A piece from 0 starts the stroke again; a piece that would leave a gap is
 * ignored until the whole draft is sent again (SPEC V6). The arrays of `before` are reused.
 * @param {InkPreview | null} before
 * @param {DraftInk} piece
 * @returns {InkPreview | null}
 */
export function appendDraft(before, piece) {
  const { from } = piece;
  if (from !== 0 && (before === null || from > before.length)) return before;
  const [x, y] = piece.pos;
  const length = from + piece.pressure.length;
  if (length > POINTS) return before;
  const xy = withCapacity(before?.xy ?? new Int32Array(0), length * 2);
  const pressure = withCapacity(before?.pressure ?? new Uint8Array(0), length);
  let px = from === 0 ? 0 : intAt(xy, from * 2 - 2);
  let py = from === 0 ? 0 : intAt(xy, from * 2 - 1);
  let force = from === 0 ? 0 : byteAt(pressure, from - 1);
  for (let at = 0; at < piece.pressure.length; at += 1) {
    px += numberAt(piece.points, at * 2);
    py += numberAt(piece.points, at * 2 + 1);
    force += numberAt(piece.pressure, at);
    xy[(from + at) * 2] = px;
    xy[(from + at) * 2 + 1] = py;
    pressure[from + at] = force;
  }
  const { kind: shapeKind, page, style } = piece;
  return { kind: "ink", shapeKind, page, x, y, style, xy, pressure, length };
}
