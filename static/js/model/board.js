/**
 * A board after the first `head` edits of its log. The twin of `src/board/state.rs`.
 */

import { geometryOf } from "./kinds.js";
import { newPage, pageFromWire, pageToWire, withPageWritten } from "./pages.js";
import { PointPool } from "./points.js";
import { idsOf, isCleared, reduceShape, reduceSplit } from "./reduce.js";
import { compareIds, shapeFromWire, shapesFromColumns, toWire } from "./shape.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./reduce.js").Op} Op */
/** @typedef {import("./pages.js").Page} Page */
/** @typedef {import("./pages.js").WirePage} WirePage */
/** @typedef {import("./shape.js").OpPosition} Place */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape.js").WireShape} WireShape */
/**
 * The effect of an edit. `before` maps every touched shape to its old record, null for one that did not exist.
 * @typedef {{put: string[], removed: Shape[], before: Map<string, Shape | null>}} Touched
 */
/**
 * A snapshot of a board (SPEC A2) with its chunks and delta joined.
 * @typedef {object} Snapshot
 * @property {number} seq
 * @property {number} at
 * @property {string} name
 * @property {readonly WirePage[]} pages
 * @property {Iterable<WireShape>} shapes
 */
/** A manifest's entry for a chunk; the box is left, top, right, bottom. @typedef {{hash: string, count: number, box: readonly [number, number, number, number], page: number}} ChunkRef */
/** A manifest without its chunks (SPEC A2). @typedef {Omit<Snapshot, "shapes"> & {chunks: readonly ChunkRef[], delta: {shapes: WireShape[], removed: string[]}}} ManifestHeader */

/** Most points that are expected of a board. */
const MAX_RESERVED = 2 ** 23;

export class Board {
  /** Seq of the last applied edit, 0 for none. */
  head = 0;
  /** Time of that edit. */
  at = 0;
  name = "";
  /** Page 1 and every page that somebody wrote, by number (SPEC D10). @type {Map<number, Page>} */
  pages = new Map([[1, newPage(1)]]);
  /** @type {Map<string, Shape>} */
  shapes = new Map();
  pool = new PointPool();
  /** Chunks that are not loaded yet, by hash. @type {Map<string, ChunkRef>} */
  #missing = new Map();
  /** Ids of shapes whose copies in the chunks are outdated. @type {Set<string>} */
  #changedSinceManifest = new Set();
  #isFirstChunk = true;
  /** The log after the manifest, stored while chunks are missing. @type {{edit: LoggedEdit, seq: number}[]} */
  #logSinceManifest = [];
  /** Ids that were removed while chunks are missing, and those of pieces whose stroke came with a chunk. @type {Set<string>} */
  #usedIds = new Set();

  /** Whether all chunks are loaded. */
  get isWhole() {
    return this.#missing.size === 0;
  }

  /** @param {Snapshot} snapshot */
  static fromSnapshot({ seq, at, name, pages, shapes }) {
    const board = new Board();
    board.head = seq;
    board.at = at;
    board.name = name;
    for (const page of pages) board.pages.set(page.page, pageFromWire(page));
    for (const wire of shapes) board.#put(shapeFromWire(wire, null, board.pool));
    return board;
  }

  /** Builds the board from a manifest's delta; `insert` adds its chunks later, in any order. @param {ManifestHeader} frame */
  static fromManifest({ chunks, delta, ...snapshot }) {
    const board = Board.fromSnapshot({ ...snapshot, shapes: delta.shapes });
    board.#missing = new Map(chunks.map((chunk) => [chunk.hash, chunk]));
    board.#changedSinceManifest = new Set([...delta.removed, ...delta.shapes.map(({ id }) => id)]);
    return board;
  }

  /**
   * Adds a missing chunk, after replaying on its shapes the log since the manifest.
   * @param {string} hash
   * @param {Columns} columns
   * @throws {Error} when two strokes were split into pieces of one id, because their order is not known here
   * @returns {ReadonlyMap<string, Shape | null>}  the old record of every shape that changed
   */
  insert(hash, columns) {
    /** @type {Touched} */
    const touched = { put: [], removed: [], before: new Map() };
    if (!this.#missing.delete(hash)) return touched.before;
    if (this.#isFirstChunk) this.#reservePoints(columns);
    const shapes = this.#addChunkPoints(hash, columns);
    const unchanged = shapes.filter(({ id }) => !this.#changedSinceManifest.has(id));
    if (this.#logSinceManifest.length > 0) this.#putBehindLog(unchanged, touched);
    else for (const shape of unchanged) this.#replace(shape.id, shape, touched);
    if (this.isWhole) {
      this.#changedSinceManifest.clear();
      this.#logSinceManifest = [];
      this.#usedIds.clear();
    }
    return touched.before;
  }

  /** A page, written or not. @param {number} page */
  page(page) {
    return this.pages.get(page) ?? newPage(page);
  }

  /** The pages that have shapes in chunks that are not loaded yet. */
  missingPages() {
    return [...this.#missing.values()].map(({ page }) => page);
  }

  /** Boxes around the shapes of missing chunks. @param {number} page @returns {Box[]} */
  missingOn(page) {
    const chunks = [...this.#missing.values()].filter((chunk) => chunk.page === page);
    return chunks.map(({ box: [minX, minY, maxX, maxY] }) => ({ minX, minY, maxX, maxY }));
  }

  /** Chunks whose timing has to be loaded before the board can be exported. */
  missingTimings() {
    return this.pool.missingTimings();
  }

  /** @param {ReadonlyMap<string, Uint16Array>} timings  by chunk */
  fillTimings(timings) {
    for (const shape of this.shapes.values()) this.pool.fillTiming(shape, timings);
  }

  /**
   * Applies the next edit of the log. The points of removed shapes stay readable until the next edit.
   * @param {LoggedEdit} edit
   * @param {number} seq  always `head` + 1 (SPEC O1)
   * @returns {Touched}
   */
  advance(edit, seq) {
    if (seq !== this.head + 1) throw new Error(`edit ${seq} does not follow ${this.head}`);
    this.pool.sweep();
    /** @type {Touched} */
    const touched = { put: [], removed: [], before: new Map() };
    edit.ops.forEach((op, index) => {
      this.#apply(op, { author: edit.author, seq, index }, touched);
    });
    this.head = seq;
    this.at = edit.at;
    if (!this.isWhole) {
      this.#logSinceManifest.push({ edit, seq });
      for (const { id } of touched.removed) this.#usedIds.add(id);
    }
    return touched;
  }

  /** Puts shapes of a chunk after replaying on them the log since the manifest. @param {readonly Shape[]} shapes @param {Touched} touched */
  #putBehindLog(shapes, touched) {
    const chunkBoard = new Board();
    chunkBoard.pool = this.pool;
    for (const shape of shapes) chunkBoard.#put(shape);
    const ids = new Set(chunkBoard.shapes.keys());
    const put = chunkBoard.#replay(ids, this.#logSinceManifest);
    // The log creates a shape of a piece's id in another way too: only the whole board tells which came first.
    const named = namedTwice(this.#logSinceManifest);
    const pieces = new Set(put.filter((id) => !ids.has(id)));
    const isUsed = (/** @type {string} */ id) => this.#usedIds.has(id);
    const twice = [...pieces].find((id) => named.has(id) || isUsed(id)) ?? [...ids].find(isUsed);
    if (twice !== undefined) throw new Error(`there are two of ${twice}`);
    for (const id of ids) {
      const shape = chunkBoard.shapes.get(id) ?? null;
      if (shape === null) this.#usedIds.add(id);
      this.#replace(id, shape, touched);
    }
    for (const id of pieces) this.#usedIds.add(id);
    for (const shape of chunkBoard.shapes.values()) {
      const isPiece = !ids.has(shape.id);
      if (isPiece && this.shapes.has(shape.id)) throw new Error(`there are two of ${shape.id}`);
      if (isPiece) this.#replace(shape.id, shape, touched);
      this.pool.release(shape);
    }
  }

  /** Makes room for the points of all chunks, as if they had as many as those of the first. @param {Columns} columns */
  #reservePoints({ pressure, kind }) {
    this.#isFirstChunk = false;
    const shapes = [...this.#missing.values()].reduce((sum, { count }) => sum + count, kind.length);
    const expected = Math.ceil(1.1 * shapes * (pressure.length / Math.max(1, kind.length)));
    this.pool.reserve(Math.min(expected, MAX_RESERVED));
  }

  /** The shapes of a chunk, their points in the pool. @param {string} hash @param {Columns} columns */
  #addChunkPoints(hash, columns) {
    const shapes = shapesFromColumns(columns, this.pool.addChunk(columns, hash));
    let inkAt = 0;
    for (const shape of shapes) {
      const isInk = geometryOf(shape.kind) === "ink";
      this.pool.claim(shape, isInk ? inkAt : null);
      if (isInk) inkAt += shape.count;
    }
    return shapes;
  }

  /**
   * Applies the log to these shapes only.
   * @param {ReadonlySet<string>} ids
   * @param {readonly {edit: LoggedEdit, seq: number}[]} log
   */
  #replay(ids, log) {
    /** @type {Touched} */
    const touched = { put: [], removed: [], before: new Map() };
    for (const { edit, seq } of log) {
      edit.ops.forEach((op, index) => {
        if (op.op === "add" && !ids.has(op.shape.id)) return;
        this.#apply(onlyOf(op, ids), { author: edit.author, seq, index }, touched);
      });
    }
    return touched.put;
  }

  /** @param {Op} op @param {Place} place @param {Touched} touched */
  #apply(op, place, touched) {
    switch (op.op) {
      case "add":
      case "set":
      case "del": {
        const id = op.op === "add" ? op.shape.id : op.id;
        const old = this.shapes.get(id) ?? null;
        this.#replace(id, reduceShape(old, op, place, this.pool), touched);
        break;
      }
      case "split": {
        const source = this.shapes.get(op.id) ?? null;
        if (source === null) break;
        for (const { id } of op.pieces) {
          const old = this.shapes.get(id) ?? null;
          this.#replace(id, reduceSplit(id, old, source, op, this.pool), touched);
        }
        this.#replace(op.id, null, touched);
        break;
      }
      case "clear": {
        const cleared = [...this.shapes.values()].filter((shape) =>
          isCleared(shape, op, place.author),
        );
        for (const shape of cleared) this.#replace(shape.id, null, touched);
        break;
      }
      case "restore":
        for (const wire of op.shapes ?? []) {
          if (this.shapes.has(wire.id)) continue;
          this.#replace(wire.id, shapeFromWire(wire, null, this.pool), touched);
        }
        break;
      case "bring":
        for (const { author, ...shape } of op.shapes) {
          if (this.shapes.has(shape.id)) continue;
          const brought = { ...shape, page: op.page };
          const own = { ...place, author };
          this.#replace(shape.id, shapeFromWire(brought, own, this.pool), touched);
        }
        break;
      case "board":
        this.name = op.name;
        break;
      case "page":
        this.pages.set(op.page, withPageWritten(this.page(op.page), op));
        break;
    }
  }

  /** @param {string} id @param {Shape | null} shape @param {Touched} touched */
  #replace(id, shape, touched) {
    const old = this.shapes.get(id) ?? null;
    if (shape === old) return;
    if (!touched.before.has(id)) touched.before.set(id, old);
    if (shape !== null) {
      touched.put.push(id);
      this.#put(shape);
    } else if (old !== null) {
      touched.removed.push(old);
      this.shapes.delete(id);
    }
    if (old !== null) this.pool.release(old);
  }

  /** @param {Shape} shape */
  #put(shape) {
    this.pool.retain(shape);
    this.shapes.set(shape.id, shape);
  }
}

/**
 * The canonical form that replicas are compared by (SPEC D11): one JSON text without spaces, byte for byte as
 * `src/board/canonical.rs` writes it. @param {Board} board
 */
export function canonical(board) {
  const pages = [...board.pages.values()].sort((a, b) => a.page - b.page).map(pageToWire);
  const shapes = [...board.shapes.values()].sort(compareIds);
  return JSON.stringify({
    name: board.name,
    pages,
    shapes: shapes.map((shape) => toWire(shape, board.pool)),
  });
}

/** An op with the shapes of these ids only, where it has a list of shapes. @param {Op} op @param {ReadonlySet<string>} ids @returns {Op} */
function onlyOf(op, ids) {
  if (op.op === "bring") return { ...op, shapes: op.shapes.filter(({ id }) => ids.has(id)) };
  if (op.op !== "restore") return op;
  return { ...op, shapes: (op.shapes ?? []).filter(({ id }) => ids.has(id)) };
}

/**
 * Ids that a log gives to two shapes: by two ops that add, or by splits of two strokes. A split that is done again names its
 * pieces again.
 * @param {readonly {edit: LoggedEdit}[]} log
 */
function namedTwice(log) {
  /** The split stroke by the id of each piece, empty for an addition. @type {Map<string, string>} */
  const sources = new Map();
  /** @type {Set<string>} */
  const twice = new Set();
  for (const { edit } of log) {
    for (const op of edit.ops) {
      const makes = op.op === "add" || op.op === "bring";
      const ids = makes ? idsOf(op) : op.op === "split" ? op.pieces.map(({ id }) => id) : [];
      const source = op.op === "split" ? op.id : "";
      for (const id of ids) {
        if ((sources.get(id) ?? source) !== source) twice.add(id);
        sources.set(id, source);
      }
    }
  }
  return twice;
}
