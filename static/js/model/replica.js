/**
 * The shown board: the confirmed board with this page's pending edits applied on top.
 *
 * An overlay stores only the shapes that differ from the confirmed board, and an edit recomputes only the shapes that
 * it touches. Everything read here is read-only.
 */

import { Board, canonical } from "./board.js";
import { union } from "./box.js";
import { Grid } from "./grid.js";
import { comparePlaces } from "./pages.js";
import { editKey, Pending, restoredKey } from "./pending.js";
import { idsOf, isCleared } from "./reduce.js";
import { Removals } from "./removals.js";
import { comparePaintOrder } from "./shape.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./pending.js").PendingEdit} PendingEdit */
/** @typedef {import("./reduce.js").ClearOp} ClearOp */
/** @typedef {import("./reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./reduce.js").Op} Op */
/** @typedef {import("./shape.js").Shape} Shape */
/** A change of one shown shape. @typedef {{id: string, page: number, before: Shape | null, after: Shape | null}} Change */
/**
 * The changes of the shown board. With `reset` everything may have changed, and `changes` is empty.
 * @typedef {{reset: boolean, name: boolean, papers: boolean, changes: Change[]}} Update
 */
/** @typedef {(update: Update) => void} Listener */

export class Replica {
  /** The confirmed board. */
  board = new Board();
  /** This page's author number on the board, 0 while it has none. */
  author = 0;
  #pending = new Pending();
  /** Shapes shown instead of the confirmed ones; null hides a shape. @type {Map<string, Shape | null>} */
  #overlay = new Map();
  /** The shown shapes, by page. @type {Map<number, Grid>} */
  #grids = new Map();
  #removals = new Removals(this.board.pool);
  /** @type {Set<Listener>} */
  #listeners = new Set();
  #onError;

  /** @param {(error: unknown) => void} [onError]  receives what a listener throws; the other listeners still run */
  constructor(onError = rethrow) {
    this.#onError = onError;
  }

  /** Whether all chunks of the board are loaded. */
  get isWhole() {
    return this.board.isWhole;
  }

  /** The points of all shown shapes. */
  get pool() {
    return this.board.pool;
  }

  /** This page's edits that are not in the log, in order. */
  get pending() {
    return this.#pending.edits;
  }

  /** Whether an edit is one of them. @param {string} tag @param {number} n */
  isPendingEdit(tag, n) {
    return this.#pending.get(editKey(tag, n)) !== undefined;
  }

  /** The board's name, empty until somebody names it. */
  get name() {
    return this.#pending.name(this.board.name);
  }

  /** @param {number} page */
  paper(page) {
    return this.page(page).paper;
  }

  /** A page with its registers, written or not. @param {number} page */
  page(page) {
    return this.#pending.page(this.board.page(page));
  }

  /** The pages that are listed, in their order (SPEC D20): at least one. */
  listedPages() {
    const drawn = [...this.#grids].flatMap(([page, { size }]) => (size > 0 ? [page] : []));
    const inUse = new Set([...drawn, ...this.board.missingPages()]);
    const written = [...this.board.pages.keys(), ...this.#pending.writtenPages()];
    const all = [...new Set([...inUse, ...written])].map((page) => this.page(page));
    const listed = all.filter(({ page, gone }) => inUse.has(page) || !gone);
    return listed.length > 0 ? listed.sort(comparePlaces) : [this.page(1)];
  }

  /** @param {string} id @returns {Shape | undefined} */
  shape(id) {
    const shown = this.#overlay.get(id);
    return shown === undefined ? this.board.shapes.get(id) : (shown ?? undefined);
  }

  /** The shapes of a page that may paint into a box, in painting order. @param {Box} box @param {number} page */
  query(box, page) {
    return this.queryUnsorted(box, page).sort(comparePaintOrder);
  }

  /** The same without sorting. @param {Box} box @param {number} page */
  queryUnsorted(box, page) {
    return this.#grids.get(page)?.query(box) ?? [];
  }

  /** The same, but null for more than `most` shapes. @param {Box} box @param {number} page @param {number} most */
  queryUpTo(box, page, most) {
    const found = this.#grids.get(page)?.query(box, most) ?? [];
    return found.length > most ? null : found.sort(comparePaintOrder);
  }

  /** Whether any shape of a page that satisfies `counts` may paint into a box. @param {Box} box @param {number} page @param {(shape: Shape) => boolean} [counts] */
  intersectsAny(box, page, counts) {
    return this.#grids.get(page)?.intersectsAny(box, counts) ?? false;
  }

  /** Whether no shape above this one may paint into its box. @param {Shape} shape */
  isUppermost(shape) {
    const isAbove = (/** @type {Shape} */ other) => comparePaintOrder(other, shape) > 0;
    return !this.#grids.get(shape.page)?.intersectsAny(shape.box, isAbove);
  }

  /** Whether the log does not have a shape as it is shown: it is mine. @param {Shape} shape */
  isPending(shape) {
    return this.board.shapes.get(shape.id) !== shape;
  }

  /** The shown shapes of all pages, in no order. */
  all() {
    const all = [];
    for (const shape of this.board.shapes.values()) {
      if (!this.#overlay.has(shape.id)) all.push(shape);
    }
    for (const shape of this.#overlay.values()) if (shape !== null) all.push(shape);
    return all;
  }

  /** The shown shapes of a page, in no order. @param {number} page @returns {Shape[]} */
  shapesOf(page) {
    return this.#grids.get(page)?.all() ?? [];
  }

  /** The box around a page's shapes, including chunks that are not loaded yet; null for an empty page. @param {number} page @returns {Box | null} */
  bounds(page) {
    const here = this.#grids.get(page)?.bounds() ?? null;
    const boxes = [...(here === null ? [] : [here]), ...this.board.missingOn(page)];
    return boxes.length === 0 ? null : boxes.reduce(union);
  }

  /** The number of shapes on a page. @param {number} page */
  count(page) {
    return this.#grids.get(page)?.size ?? 0;
  }

  /** The confirmed board in the form that replicas are compared by (SPEC D11). */
  canonical() {
    return canonical(this.board);
  }

  /** Calls `listener` after every change. The points of a removed shape are readable until it returns. @param {Listener} listener @returns {() => void} unsubscribes */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Shows an edit at once. @param {PendingEdit} edit */
  addPending(edit) {
    this.pool.sweep();
    const name = this.name;
    this.#pending.add(edit);
    this.#notifyIfChanged(name, this.#update(this.#idsTouchedBy(edit)), edit.ops);
  }

  /** Removes a pending edit that was refused. @param {string} tag @param {number} n @returns {boolean} whether it was pending */
  dropPending(tag, n) {
    return this.#drop((edit) => edit.tag === tag && edit.n === n).length > 0;
  }

  /** Removes the pending edits of a tag up to a number. @param {string} tag @param {number} n @returns {PendingEdit[]} */
  dropPendingUpTo(tag, n) {
    return this.#drop((edit) => edit.tag === tag && edit.n <= n);
  }

  /** Whether a `restore` of what an edit removed shows its shapes before the log has it. @param {string} tag @param {number} n */
  knowsRemoval(tag, n) {
    const key = editKey(tag, n);
    return this.#removals.get(key) !== undefined || this.#pending.get(key) !== undefined;
  }

  /** Sets this page's author number, from the welcome or from its own edit in the log. @param {number} author */
  setAuthor(author) {
    if (author === this.author) return;
    this.pool.sweep();
    this.author = author;
    this.#notifyIfChanged(this.name, this.#update(this.#idsOfPending()), []);
  }

  /**
   * Applies the next edit of the log. If it is this page's, the pending copy is dropped.
   * @param {LoggedEdit} edit
   * @param {number} seq
   * @returns {number} the number of removed shapes
   */
  advance(edit, seq) {
    const name = this.name;
    const { before, removed } = this.board.advance(edit, seq);
    const ids = new Set(before.keys());
    const mine = this.#pending.remove(edit.tag, edit.n);
    if (mine !== null) {
      this.#removals.store(editKey(edit.tag, edit.n), removed);
      for (const id of this.#idsTouchedBy(mine)) ids.add(id);
      if (this.author !== edit.author) {
        this.author = edit.author;
        for (const id of this.#idsOfPending()) ids.add(id);
      }
    }
    this.#notifyIfChanged(name, this.#update(ids, before), [...edit.ops, ...(mine?.ops ?? [])]);
    return removed.length;
  }

  /** Replaces the confirmed board; pending edits stay on top of it. @param {Board} board */
  replaceBoard(board) {
    this.board = board;
    this.#removals = new Removals(board.pool);
    this.#overlay.clear();
    this.#grids.clear();
    for (const shape of board.shapes.values()) this.#gridOf(shape).insert(shape);
    this.#update(
      this.#pending.isWide ? [...board.shapes.keys(), ...this.#pending.ids()] : this.#pending.ids(),
    );
    this.#notify({ reset: true, name: true, papers: true, changes: [] });
  }

  /** Adds a chunk to the confirmed board. @param {string} hash @param {Columns} columns */
  insert(hash, columns) {
    this.pool.sweep();
    const before = this.board.insert(hash, columns);
    this.#notifyIfChanged(this.name, this.#update(before.keys(), before), []);
  }

  /** @param {(edit: PendingEdit) => boolean} isGone */
  #drop(isGone) {
    const dropped = this.pending.filter(isGone);
    if (dropped.length === 0) return dropped;
    this.pool.sweep();
    const name = this.name;
    /** @type {Set<string>} */
    const ids = new Set();
    for (const edit of dropped) {
      this.#pending.remove(edit.tag, edit.n);
      for (const id of this.#idsTouchedBy(edit)) ids.add(id);
    }
    this.#notifyIfChanged(
      name,
      this.#update(ids),
      dropped.flatMap(({ ops }) => ops),
    );
    return dropped;
  }

  /** Ids of shapes that a pending edit, just added or just removed, may change. @param {PendingEdit} edit */
  #idsTouchedBy(edit) {
    /** @type {Set<string>} */
    const ids = new Set();
    for (const op of edit.ops) {
      for (const id of idsOf(op)) ids.add(id);
      if (op.op === "clear") this.#collectCleared(op, ids);
      else if (op.op === "restore") this.#collectRestored(restoredKey(op, edit), ids);
    }
    return ids;
  }

  /** @param {ClearOp} op @param {Set<string>} ids */
  #collectCleared(op, ids) {
    for (const id of this.#idsOfPending()) ids.add(id);
    for (const shape of this.board.shapes.values()) {
      if (isCleared(shape, op, this.author)) ids.add(shape.id);
    }
  }

  /** @param {string} named  the edit whose removals a restore puts back @param {Set<string>} ids */
  #collectRestored(named, ids) {
    for (const id of this.#removals.get(named)?.keys() ?? []) ids.add(id);
    // While the named edit is pending too, the shapes that it hides and the restore shows equal the confirmed ones;
    // then neither the overlay nor the removals have them.
    for (const op of this.#pending.get(named)?.ops ?? []) {
      for (const id of idsOf(op)) ids.add(id);
      if (op.op !== "clear") continue;
      for (const id of [...this.#idsOfPending(), ...this.board.shapes.keys()]) ids.add(id);
    }
  }

  /** Ids of shapes that pending edits name, hide or show. */
  #idsOfPending() {
    const ids = new Set([...this.#overlay.keys(), ...this.#pending.ids()]);
    for (const named of this.#pending.restoredKeys()) {
      for (const id of this.#removals.get(named)?.keys() ?? []) ids.add(id);
    }
    return ids;
  }

  /**
   * Recomputes the shown records of some shapes.
   * @param {Iterable<string>} ids
   * @param {ReadonlyMap<string, Shape | null>} [before]  old confirmed records, where they changed
   */
  #update(ids, before = new Map()) {
    /** @type {Change[]} */
    const changes = [];
    const { author, pool } = this;
    const confirmedOf = (/** @type {string} */ id) => this.board.shapes.get(id) ?? null;
    const context = { author, pool, removals: this.#removals, confirmed: confirmedOf };
    if (this.#pending.isEmpty && this.#overlay.size === 0) {
      // The confirmed board is the shown one, as while thousands of shapes load.
      for (const [id, old] of before) {
        const next = confirmedOf(id);
        if (old !== next) this.#replaceShown(id, old, next, changes);
      }
      return changes;
    }
    for (const id of this.#pending.withPieces(ids)) {
      const confirmed = confirmedOf(id);
      const hidden = this.#overlay.get(id);
      const base = before.get(id);
      const old = hidden !== undefined ? hidden : base !== undefined ? base : confirmed;
      const next = this.#pending.reduce(id, context);
      this.#setOverlay(id, next, confirmed);
      if (old !== next) this.#replaceShown(id, old, next, changes);
    }
    return changes;
  }

  /** Stores a shape in the overlay if it differs from the confirmed one. @param {string} id @param {Shape | null} shape @param {Shape | null} confirmed */
  #setOverlay(id, shape, confirmed) {
    const old = this.#overlay.get(id) ?? null;
    if (shape === confirmed) {
      this.#overlay.delete(id);
    } else {
      if (shape !== null) this.pool.retain(shape);
      this.#overlay.set(id, shape);
    }
    if (old !== null) this.pool.release(old);
  }

  /** @param {string} id @param {Shape | null} before @param {Shape | null} after @param {Change[]} changes */
  #replaceShown(id, before, after, changes) {
    if (before !== null) this.#gridOf(before).remove(before);
    if (after !== null) this.#gridOf(after).insert(after);
    // An id that was deleted and added again may lie on another page.
    if (before !== null && after !== null && before.page !== after.page) {
      changes.push({ id, page: before.page, before, after: null });
      changes.push({ id, page: after.page, before: null, after });
      return;
    }
    const { page } = /** @type {Shape} */ (after ?? before);
    changes.push({ id, page, before, after });
  }

  /** @param {Shape} shape */
  #gridOf({ page }) {
    let grid = this.#grids.get(page);
    if (grid === undefined) {
      grid = new Grid();
      this.#grids.set(page, grid);
    }
    return grid;
  }

  /** @param {string} oldName @param {Change[]} changes @param {readonly Op[]} ops  that may have changed settings */
  #notifyIfChanged(oldName, changes, ops) {
    const name = this.name !== oldName;
    const papers = ops.some(({ op }) => op === "page");
    if (name || papers || changes.length > 0) this.#notify({ reset: false, name, papers, changes });
  }

  /** @param {Update} update */
  #notify(update) {
    for (const listener of [...this.#listeners]) {
      try {
        listener(update);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** @param {unknown} error @returns {never} */
function rethrow(error) {
  throw error;
}
