/**
 * This page's edits that are not in the log yet, in their order, and their effect on confirmed shapes.
 */

import { withPageWritten } from "./pages.js";
import { idsOf, isCleared, reduceShape, reduceSplit } from "./reduce.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./reduce.js").Op} Op */
/** @typedef {import("./reduce.js").RestoreOp} RestoreOp */
/** @typedef {import("./reduce.js").SplitOp} SplitOp */
/** @typedef {import("./removals.js").Removals} Removals */
/** @typedef {import("./pages.js").Page} Page */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {{tag: string, n: number, ops: readonly Op[]}} PendingEdit */
/** One op of a pending edit, with its position in the order. @typedef {{edit: PendingEdit, seq: number, index: number, op: Op}} Step */
/** `confirmed` returns a shape as the log has it, null when the log has none. @typedef {{author: number, pool: PointPool, removals: Removals, confirmed: (id: string) => Shape | null}} Context */

/**
 * Provisional seq of the first pending edit, so that pending shapes lie above all confirmed ones. No log gets this
 * long, and z still fits its 53 bits.
 */
const FIRST_SEQ = 2 ** 36;

/** The map key of an edit. @param {string} tag @param {number} n */
export function editKey(tag, n) {
  return `${tag}.${n}`;
}

export class Pending {
  /** @type {Map<string, PendingEdit>} */
  #edits = new Map();
  /** @type {readonly PendingEdit[] | null} */
  #list = [];
  /** Ops that name a shape, by its id. @type {Map<string, Step[]>} */
  #byId = new Map();
  /** Ops that may change any shape. @type {Step[]} */
  #wide = [];
  /** Ops about the board and its pages. @type {Step[]} */
  #settings = [];
  #nextSeq = FIRST_SEQ;

  /** All pending edits, in order. @returns {readonly PendingEdit[]} */
  get edits() {
    this.#list ??= [...this.#edits.values()];
    return this.#list;
  }

  get isEmpty() {
    return this.#edits.size === 0;
  }

  /** Whether a `clear` or a `restore` is pending. */
  get isWide() {
    return this.#wide.length > 0;
  }

  /** @param {string} key  of an edit */
  get(key) {
    return this.#edits.get(key);
  }

  /** Ids of the shapes that pending ops name. */
  ids() {
    return this.#byId.keys();
  }

  /** Keys of the edits that pending `restore` ops name. */
  restoredKeys() {
    return this.#wide.flatMap(({ op, edit }) =>
      op.op === "restore" ? [restoredKey(op, edit)] : [],
    );
  }

  /** @param {PendingEdit} edit */
  add(edit) {
    const key = editKey(edit.tag, edit.n);
    if (this.#edits.has(key)) throw new Error(`edit ${key} is pending already`);
    this.#edits.set(key, edit);
    this.#list = null;
    const seq = this.#nextSeq;
    this.#nextSeq += 1;
    edit.ops.forEach((op, index) => {
      const step = { edit, seq, index, op };
      for (const steps of this.#listsOf(op)) steps.push(step);
    });
  }

  /** @param {string} tag @param {number} n @returns {PendingEdit | null}  null when it is not pending */
  remove(tag, n) {
    const key = editKey(tag, n);
    const edit = this.#edits.get(key);
    if (edit === undefined) return null;
    this.#edits.delete(key);
    this.#list = null;
    const isOther = (/** @type {Step} */ step) => step.edit !== edit;
    for (const id of edit.ops.flatMap(idsOf)) {
      const steps = (this.#byId.get(id) ?? []).filter(isOther);
      if (steps.length > 0) this.#byId.set(id, steps);
      else this.#byId.delete(id);
    }
    this.#wide = this.#wide.filter(isOther);
    this.#settings = this.#settings.filter(isOther);
    return edit;
  }

  /** The pending name of the board, else the confirmed one. @param {string} confirmed */
  name(confirmed) {
    const step = this.#settings.findLast(({ op }) => op.op === "board");
    return step?.op.op === "board" ? step.op.name : confirmed;
  }

  /** A page after the pending writes of it. @param {Page} confirmed @returns {Page} */
  page(confirmed) {
    let page = confirmed;
    for (const { op } of this.#settings)
      if (op.op === "page" && op.page === page.page) page = withPageWritten(page, op);
    return page;
  }

  /** Numbers of the pages that pending ops write. */
  writtenPages() {
    return this.#settings.flatMap(({ op }) => (op.op === "page" ? [op.page] : []));
  }

  /**
   * Returns these ids and those of all pieces that pending ops split from them.
   * @param {Iterable<string>} ids
   * @returns {Set<string>}
   */
  withPieces(ids) {
    const all = new Set(ids);
    // The loop also visits ids that are added meanwhile: pieces of pieces.
    for (const id of all) {
      for (const { op } of this.#byId.get(id) ?? []) {
        if (op.op === "split" && op.id === id) for (const piece of op.pieces) all.add(piece.id);
      }
    }
    return all;
  }

  /**
   * Applies all pending ops to a shape; returns the same record when they do not change it.
   * @param {string} id
   * @param {Context} context
   * @param {Step} [end]  only the ops before this one
   * @returns {Shape | null}
   */
  reduce(id, context, end) {
    /** The shape that an edit removed, by the edit's key. @type {Map<string, Shape>} */
    const removed = new Map();
    let shape = context.confirmed(id);
    for (const step of this.#stepsFor(id)) {
      if (end !== undefined && compareSteps(step, end) >= 0) break;
      const before = shape;
      const { op } = step;
      if (op.op === "split") {
        const source = id === op.id ? shape : this.reduce(op.id, context, step);
        shape = reduceSplit(id, shape, source, op, context.pool);
      } else {
        shape = reduceStep({ ...step, op }, id, shape, { ...context, removed });
      }
      const key = editKey(step.edit.tag, step.edit.n);
      if (before !== null && shape === null && !removed.has(key)) removed.set(key, before);
    }
    return shape;
  }

  /** @param {string} id */
  #stepsFor(id) {
    const own = this.#byId.get(id) ?? [];
    if (this.#wide.length === 0) return own;
    return [...own, ...this.#wide].sort(compareSteps);
  }

  /** The lists that an op belongs to. @param {Op} op @returns {Step[][]} */
  #listsOf(op) {
    const ids = idsOf(op);
    if (ids.length === 0)
      return [op.op === "clear" || op.op === "restore" ? this.#wide : this.#settings];
    return ids.map((id) => {
      const steps = this.#byId.get(id) ?? [];
      this.#byId.set(id, steps);
      return steps;
    });
  }
}

/** Compares by the order in which the ops were made. @param {Step} a @param {Step} b */
function compareSteps(a, b) {
  return a.seq - b.seq || a.index - b.index;
}

/** The key of the edit that a `restore` names. @param {RestoreOp} op @param {PendingEdit} edit  the edit with this op */
export function restoredKey(op, edit) {
  return editKey(op.tag ?? edit.tag, op.n);
}

/**
 * @param {Step & {op: Exclude<Op, SplitOp>}} step
 * @param {string} id
 * @param {Shape | null} shape
 * @param {Context & {removed: ReadonlyMap<string, Shape>}} context
 * @returns {Shape | null}
 */
function reduceStep({ edit, seq, index, op }, id, shape, { author, pool, removals, removed }) {
  switch (op.op) {
    case "add":
    case "set":
    case "del":
      return reduceShape(shape, op, { author, seq, index }, pool);
    case "clear":
      return shape !== null && isCleared(shape, op, author) ? null : shape;
    case "restore": {
      const named = restoredKey(op, edit);
      return shape ?? removed.get(named) ?? removals.get(named)?.get(id) ?? null;
    }
    case "bring":
    case "board":
    case "page":
      return shape;
  }
}
