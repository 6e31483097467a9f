/**
 * A spatial index: finds the shapes of a page whose box intersects a box.
 *
 * It has seven grids of squares, each eight times as coarse as the one before. A shape lies in the finest grid whose
 * squares are at least as large as the shape, so it is in at most four squares: a line across the whole board costs
 * no more than a dot.
 */

import { intersects, union } from "./box.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {{side: number, squares: Map<number, Set<Shape>>}} Level */
/** Squares of one level, edges included. @typedef {{x0: number, y0: number, x1: number, y1: number}} Span */

/** Side of the finest squares: 256 px, a few letters. */
const FINEST = 2 ** 12;
const GROWTH = 8;
const LEVELS = 7;

/**
 * Rows of squares are numbered -HALF to HALF - 1, more than coordinates reach. Within 2 million pixels to the left
 * and right a square's key is a small integer, which a map finds several times faster than a double.
 */
const HALF = 2 ** 16;

export class Grid {
  size = 0;
  /** @type {Level[]} */
  #levels = Array.from({ length: LEVELS }, (_, at) => ({
    side: FINEST * GROWTH ** at,
    squares: new Map(),
  }));
  /** The box around all shapes; null when it has to be computed again. @type {Box | null} */
  #bounds = null;

  /** @param {Shape} shape */
  insert(shape) {
    const level = this.#levelOf(shape.box);
    eachSquare(spanOf(shape.box, level.side), (key) => {
      const square = level.squares.get(key);
      if (square === undefined) level.squares.set(key, new Set([shape]));
      else square.add(shape);
    });
    if (this.size === 0) this.#bounds = shape.box;
    else if (this.#bounds !== null) this.#bounds = union(this.#bounds, shape.box);
    this.size += 1;
  }

  /** @param {Shape} shape  the record that was inserted, by identity */
  remove(shape) {
    const level = this.#levelOf(shape.box);
    eachSquare(spanOf(shape.box, level.side), (key) => {
      const square = level.squares.get(key);
      square?.delete(shape);
      if (square?.size === 0) level.squares.delete(key);
    });
    this.size -= 1;
    if (this.#bounds !== null && touchesEdge(this.#bounds, shape.box)) this.#bounds = null;
  }

  /**
   * Finds the shapes whose box intersects the box, in no order.
   * @param {Box} box
   * @param {number} [most]  the search stops after the square that exceeds this number
   * @returns {Shape[]}
   */
  query(box, most = Number.POSITIVE_INFINITY) {
    /** @type {Shape[]} */
    const found = [];
    for (const level of this.#levels) {
      if (level.squares.size > 0 && found.length <= most) collect(level, box, { found, most });
    }
    return found;
  }

  /** Whether any shape's box meets the box; stops at the first that `counts`. @param {Box} box @param {(shape: Shape) => boolean} [counts] */
  intersectsAny(box, counts = () => true) {
    const search = { box, counts };
    return this.#levels.some(
      ({ side, squares }) => squares.size > 0 && levelIntersects(side, squares, search),
    );
  }

  /** All shapes, in no order. @returns {Shape[]} */
  all() {
    /** @type {Shape[]} */
    const all = [];
    for (const { side, squares } of this.#levels) {
      for (const [key, square] of squares) {
        // A shape in several squares is listed by the first of them.
        for (const shape of square) if (firstKeyOf(shape.box, side) === key) all.push(shape);
      }
    }
    return all;
  }

  /** The box around all shapes; null when there are none. @returns {Box | null} */
  bounds() {
    if (this.size === 0) return null;
    if (this.#bounds === null) {
      for (const { box } of this.all()) {
        this.#bounds = this.#bounds === null ? box : union(this.#bounds, box);
      }
    }
    return this.#bounds;
  }

  /** @param {Box} box @returns {Level} */
  #levelOf({ minX, minY, maxX, maxY }) {
    const long = Math.max(maxX - minX, maxY - minY);
    const level = this.#levels.find(({ side }) => long <= side) ?? this.#levels.at(-1);
    return /** @type {Level} */ (level);
  }
}

/** @param {number} side @param {Level["squares"]} squares @param {{box: Box, counts: (shape: Shape) => boolean}} search */
function levelIntersects(side, squares, search) {
  const span = spanOf(search.box, side);
  if (countOf(span) <= squares.size) {
    for (let x = span.x0; x <= span.x1; x += 1) {
      for (let y = span.y0; y <= span.y1; y += 1) {
        if (squareIntersects(squares.get(keyOf(x, y)), search)) return true;
      }
    }
    return false;
  }
  for (const [key, square] of squares) {
    if (isWithin(key, span) && squareIntersects(square, search)) return true;
  }
  return false;
}

/** Whether the square of a key lies in a span. @param {number} key @param {Span} span */
function isWithin(key, span) {
  const x = Math.floor(key / (2 * HALF));
  const y = key - x * 2 * HALF - HALF;
  return x >= span.x0 && x <= span.x1 && y >= span.y0 && y <= span.y1;
}

/** @param {Set<Shape> | undefined} square @param {{box: Box, counts: (shape: Shape) => boolean}} search */
function squareIntersects(square, { box, counts }) {
  if (square === undefined) return false;
  for (const shape of square) if (intersects(shape.box, box) && counts(shape)) return true;
  return false;
}

/** @param {Level} level @param {Box} box @param {{found: Shape[], most: number}} result */
function collect(level, box, { found, most }) {
  const { side, squares } = level;
  const span = spanOf(box, side);
  if (countOf(span) <= squares.size) {
    eachSquare(span, (key, x, y) => {
      if (found.length <= most) collectSquare(squares.get(key), { x, y, span, side, box, found });
    });
    return;
  }
  for (const [key, square] of squares) {
    if (found.length > most) return;
    const x = Math.floor(key / (2 * HALF));
    const y = key - x * 2 * HALF - HALF;
    if (x < span.x0 || x > span.x1 || y < span.y0 || y > span.y1) continue;
    collectSquare(square, { x, y, span, side, box, found });
  }
}

/**
 * Adds the square's shapes that intersect the box. A shape in several squares is added by the first of them only.
 * @param {Set<Shape> | undefined} square
 * @param {{x: number, y: number, span: Span, side: number, box: Box, found: Shape[]}} search
 */
function collectSquare(square, { x, y, span, side, box, found }) {
  if (square === undefined) return;
  for (const shape of square) {
    const isFirst =
      x === Math.max(span.x0, Math.floor(shape.box.minX / side)) &&
      y === Math.max(span.y0, Math.floor(shape.box.minY / side));
    if (isFirst && intersects(shape.box, box)) found.push(shape);
  }
}

/** @param {Box} box @param {number} side @returns {Span} */
function spanOf({ minX, minY, maxX, maxY }, side) {
  return {
    x0: Math.floor(minX / side),
    y0: Math.floor(minY / side),
    x1: Math.floor(maxX / side),
    y1: Math.floor(maxY / side),
  };
}

/** Counts the squares of a span. @param {Span} span */
function countOf({ x0, y0, x1, y1 }) {
  return (x1 - x0 + 1) * (y1 - y0 + 1);
}

/** The key of the first square of a box. @param {Box} box @param {number} side */
function firstKeyOf({ minX, minY }, side) {
  return keyOf(Math.floor(minX / side), Math.floor(minY / side));
}

/** @param {number} x @param {number} y */
function keyOf(x, y) {
  return x * 2 * HALF + y + HALF;
}

/** @param {Span} span @param {(key: number, x: number, y: number) => void} visit */
function eachSquare({ x0, y0, x1, y1 }, visit) {
  for (let x = x0; x <= x1; x += 1) {
    for (let y = y0; y <= y1; y += 1) visit(keyOf(x, y), x, y);
  }
}

/** @param {Box} outer @param {Box} inner */
function touchesEdge(outer, inner) {
  return (
    inner.minX <= outer.minX ||
    inner.minY <= outer.minY ||
    inner.maxX >= outer.maxX ||
    inner.maxY >= outer.maxY
  );
}
