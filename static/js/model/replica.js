/**
 * What the page shows: the board as the log has it, with my pending edits on top.
 *
 * Only the shapes that differ from the log are kept twice, in an overlay, and only those that an
 * edit touches are worked out again. Nobody writes to what is read here.
 */

import { Board, canonical, FIRST_PAPER } from "./board.js";
import { union } from "./box.js";
import { Grid } from "./grid.js";
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
/** One shape that is now shown otherwise. @typedef {{id: string, page: number, before: Shape | null, after: Shape | null}} Change */
/**
 * What is now shown otherwise. With `reset` everything may be, and nothing is listed.
 * @typedef {{reset: boolean, name: boolean, papers: boolean, changes: Change[]}} Update
 */
/** @typedef {(update: Update) => void} Listener */

export class Replica {
  /** As the log has it. */
  board = new Board();
  /** My number on this board, 0 while I have none. */
  author = 0;
  #pending = new Pending();
  /** Shown instead of what the log has; null for what is hidden. @type {Map<string, Shape | null>} */
  #overlay = new Map();
  /** What is shown, by page. @type {Map<number, Grid>} */
  #grids = new Map();
  #removals = new Removals(this.board.pool);
  /** @type {Set<Listener>} */
  #listeners = new Set();
  #onError;

  /** @param {(error: unknown) => void} [failed]  hears of a listener that throws; the others are told all the same */
  constructor(failed = rethrow) {
    this.#onError = failed;
  }

  /** The points of all shapes that are shown. */
  get pool() {
    return this.board.pool;
  }

  /** My edits that the log does not have, in order. */
  get pending() {
    return this.#pending.edits;
  }

  /** The board's name, empty until somebody names it. */
  get name() {
    return this.#pending.name(this.board.name);
  }

  /** @param {number} page */
  paper(page) {
    return this.#pending.paper(page, this.board.pages.get(page) ?? FIRST_PAPER);
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

  /** The same in no order, for those who only want to know which. @param {Box} box @param {number} page */
  queryUnsorted(box, page) {
    return this.#grids.get(page)?.query(box) ?? [];
  }

  /** The same as long as they are no more than `most`; null for more. @param {Box} box @param {number} page @param {number} most */
  queryUpTo(box, page, most) {
    const found = this.#grids.get(page)?.query(box, most) ?? [];
    return found.length > most ? null : found.sort(comparePaintOrder);
  }

  /** Whether any shape of a page, of those that count, may paint into a box. @param {Box} box @param {number} page @param {(shape: Shape) => boolean} [counts] */
  intersectsAny(box, page, counts) {
    return this.#grids.get(page)?.intersectsAny(box, counts) ?? false;
  }

  /** Whether nothing that may paint into its box lies above a shape. @param {Shape} shape */
  isUppermost(shape) {
    const isAbove = (/** @type {Shape} */ other) => comparePaintOrder(other, shape) > 0;
    return !this.#grids.get(shape.page)?.intersectsAny(shape.box, isAbove);
  }

  /** All that is shown, on whatever page, in no order. */
  all() {
    const all = [];
    for (const shape of this.board.shapes.values()) {
      if (!this.#overlay.has(shape.id)) all.push(shape);
    }
    for (const shape of this.#overlay.values()) if (shape !== null) all.push(shape);
    return all;
  }

  /** All shapes of a page, in no order. @param {number} page @returns {Shape[]} */
  shapesOf(page) {
    return [...(this.#grids.get(page)?.all() ?? [])];
  }

  /** Around everything on a page, what is on its way included; null for an empty one. @param {number} page @returns {Box | null} */
  bounds(page) {
    const here = this.#grids.get(page)?.bounds() ?? null;
    const boxes = [...(here === null ? [] : [here]), ...this.board.missingOn(page)];
    return boxes.length === 0 ? null : boxes.reduce(union);
  }

  /** Shapes on a page. @param {number} page */
  count(page) {
    return this.#grids.get(page)?.size ?? 0;
  }

  /** The confirmed board in the form that replicas are compared by (SPEC D11). */
  canonical() {
    return canonical(this.board);
  }

  /**
   * Calls `listener` after every change. The points of a shape that is gone can be read until then.
   * @param {Listener} listener
   * @returns {() => void} ends the subscription
   */
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

  /** Takes back an edit that was refused. @param {string} tag @param {number} n @returns {boolean} whether it was pending */
  dropPending(tag, n) {
    return this.#drop((edit) => edit.tag === tag && edit.n === n).length > 0;
  }

  /** Takes back all edits of a tag up to a number. @param {string} tag @param {number} n @returns {PendingEdit[]} */
  dropPendingUpTo(tag, n) {
    return this.#drop((edit) => edit.tag === tag && edit.n <= n);
  }

  /** Learns my number, with the welcome; a logged edit of mine tells it too. @param {number} author */
  setAuthor(author) {
    if (author === this.author) return;
    this.pool.sweep();
    this.author = author;
    this.#notifyIfChanged(this.name, this.#update(this.#idsOfPending()), []);
  }

  /**
   * Takes the next edit of the log. If it is one of mine, what the log has of it counts.
   * @param {LoggedEdit} edit
   * @param {number} seq
   * @returns {number} how many shapes it took off the board
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

  /** Shows another state of the log; what is pending stays on top of it. @param {Board} board */
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

  /** Takes in a chunk of the board that is shown. @param {string} hash @param {Columns} columns */
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

  /** Shapes that a pending edit of mine, new or just gone, may change. @param {PendingEdit} edit */
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
    // While that edit is pending too, what it hid and the restore shows is as the log has it, and
    // so neither in the overlay nor among the removals.
    for (const op of this.#pending.get(named)?.ops ?? []) {
      for (const id of idsOf(op)) ids.add(id);
      if (op.op !== "clear") continue;
      for (const id of [...this.#idsOfPending(), ...this.board.shapes.keys()]) ids.add(id);
    }
  }

  /** Shapes that pending edits name, hide or show. */
  #idsOfPending() {
    const ids = new Set([...this.#overlay.keys(), ...this.#pending.ids()]);
    for (const named of this.#pending.restoredKeys()) {
      for (const id of this.#removals.get(named)?.keys() ?? []) ids.add(id);
    }
    return ids;
  }

  /**
   * Works out again what is shown of some shapes.
   * @param {Iterable<string>} ids
   * @param {ReadonlyMap<string, Shape | null>} [before]  what the log had of them, where it has another now
   */
  #update(ids, before = new Map()) {
    /** @type {Change[]} */
    const changes = [];
    const confirmedOf = (/** @type {string} */ id) => this.board.shapes.get(id) ?? null;
    const context = {
      author: this.author,
      pool: this.pool,
      removals: this.#removals,
      confirmed: confirmedOf,
    };
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

  /** Keeps in the overlay what differs from the log. @param {string} id @param {Shape | null} shape @param {Shape | null} confirmed */
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
    // An id that was deleted and added anew may lie on another page.
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
