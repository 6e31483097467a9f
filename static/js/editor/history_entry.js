/**
 * A history entry: what one gesture did, in the terms of what one undo takes back.
 *
 * Registers are remembered with the value before and the value after, so that undo and redo write
 * the same values however often they are pressed. What was added or deleted is remembered by id
 * and brought back by `restore`, which names the edit that took it away: the server then puts it
 * back exactly as it was, with its place in the order of painting. A stroke that was split comes back
 * in the same edit in which its pieces go, so that nobody ever sees both, or neither.
 */

import { geometryToWire } from "../model/shape.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").Piece} Piece */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/reduce.js").SplitOp} SplitOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {"undo" | "redo"} Direction */
/** `z` has no name for the place where it was, so it is not among them. @typedef {"pos" | "geometry" | "style" | "text"} Register */

/**
 * `n` is the number of the edit that did it. A stale part was written by somebody else since.
 * @typedef {{kind: "set", id: string, register: Register, before: unknown, after: unknown, n: number, isStale: boolean}} SetPart
 */
/** @typedef {{kind: "add" | "del", id: string, n: number, isStale: boolean}} PresencePart */
/** A stroke and what was kept of it; stale when somebody else has written to any of them. @typedef {{kind: "split", id: string, pieces: readonly Piece[], n: number, isStale: boolean}} SplitPart */
/** @typedef {{kind: "clear", page: number, upto: number, n: number}} ClearPart */
/** What is printed on a page; `id` stands for the page. @typedef {{kind: "paper", id: string, page: number, before: Paper, after: Paper, n: number, isStale: boolean}} PaperPart */
/** @typedef {SetPart | PresencePart | SplitPart | ClearPart | PaperPart} Part */
/**
 * What going one way means now: `returns` are edits that each bring back what one edit took away, `ops` all else,
 * `gone` the parts that somebody else has overtaken.
 * @typedef {{returns: Op[][], ops: Op[], count: number, gone: Part[]}} Plan
 */
/** What brings back what one edit took away: nothing when all of it is overtaken. @typedef {{ops: Op[], count: number, gone: Part[]}} Return */

/** @type {readonly Register[]} */
const REGISTERS = ["pos", "geometry", "style", "text"];

export class HistoryEntry {
  /** @type {Part[]} */
  parts = [];
  isUndone = false;
  /** Edits that took away what this entry took away, at first or when it was redone. @type {number[]} */
  #removedBy = [];
  /** Edits that took away what this entry had added. @type {number[]} */
  #undoneBy = [];

  /** @param {Iterable<{parts: readonly Part[], n: number}>} edits  what each edit of the gesture did */
  constructor(edits) {
    // A gesture may be about a hundred thousand shapes.
    /** @type {Map<string, Part[]>} */
    const byId = new Map();
    for (const { parts, n } of edits) {
      for (const part of parts) this.#add({ ...part, n }, byId);
      if (parts.some(isRemoval)) this.#removedBy.push(n);
    }
  }

  /** Whether one of its edits took things away under this number. @param {number} n */
  isRemovedBy(n) {
    return this.#removedBy.includes(n);
  }

  /** Leaves parts out from now on. @param {(part: Part) => boolean} isGone */
  forget(isGone) {
    this.parts = this.parts.filter((part) => !isGone(part));
  }

  /** An edit is not there, or has taken nothing away, so nothing brings it back. @param {number} n */
  forgetEdit(n) {
    this.forget((part) => part.n === n);
    this.#removedBy = this.#removedBy.filter((other) => other !== n);
    this.#undoneBy = this.#undoneBy.filter((other) => other !== n);
  }

  /**
   * @param {Direction} direction
   * @param {Replica} view
   * @param {ReadonlySet<string>} [only]  just these shapes, and nothing is restored
   * @returns {Plan}
   */
  plan(direction, view, only) {
    const returns = only === undefined ? this.#returns(direction, view) : [];
    const comesBack = direction === "undo" ? "del" : "add";
    const back = returns.length === 0 ? [] : this.parts.filter(({ kind }) => kind === comesBack);
    const backIds = new Set(back.map((part) => ("id" in part ? part.id : "")));
    /** @type {Map<string, SetOp>} */
    const sets = new Map();
    /** @type {Plan} */
    const plan = {
      returns: returns.map(({ ops }) => ops),
      ops: [],
      count: returns.reduce((sum, { count }) => sum + count, back.length),
      gone: returns.flatMap(({ gone }) => gone),
    };
    /** @type {Op[]} */
    const removals = [];
    for (const part of this.parts) {
      if (part.kind === "clear") {
        if (direction === "redo") removals.push({ op: "clear", page: part.page, upto: part.upto });
        plan.count += 1;
        continue;
      }
      // Its source comes back with what its edit took away.
      if (part.kind === "split" && direction === "undo") continue;
      if (part.kind === comesBack || (only !== undefined && !only.has(part.id))) continue;
      const isFit = backIds.has(part.id) ? !part.isStale : isAsLeft(part, direction, view);
      if (!isFit) {
        plan.gone.push(part);
        continue;
      }
      plan.count += 1;
      if (part.kind === "set") addRegister(sets, part, direction);
      else if (part.kind === "paper") {
        const paper = direction === "undo" ? part.before : part.after;
        plan.ops.push({ op: "page", page: part.page, paper });
      } else if (part.kind === "split") removals.push(splitOf(part));
      else removals.push({ op: "del", id: part.id });
    }
    plan.ops.push(...sets.values(), ...removals);
    return plan;
  }

  /**
   * What brings back all that an edit of this entry took away. A stroke whose pieces somebody else has written to
   * comes back with the others, as the edit cannot be taken apart, and is gone again by the end of the same edit.
   * @param {number} n
   * @param {Replica} view
   * @returns {Return}
   */
  returnOf(n, view) {
    const cuts = this.parts.filter((part) => part.kind === "split" && part.n === n);
    const gone = cuts.filter((part) => part.kind === "split" && !isAsLeft(part, "undo", view));
    const count = cuts.length - gone.length;
    const hasOthers =
      cuts.length === 0 || this.parts.some(({ kind }) => kind === "del" || kind === "clear");
    if (count === 0 && !hasOthers) return { ops: [], count, gone };
    const ids = cuts.flatMap((part) => {
      if (part.kind !== "split") return [];
      return gone.includes(part) ? [part.id] : part.pieces.map(({ id }) => id);
    });
    /** @type {Op[]} */
    const removals = ids.map((id) => ({ op: "del", id }));
    return { ops: [{ op: "restore", n }, ...removals], count, gone };
  }

  /**
   * It went that way.
   * @param {Direction} direction
   * @param {readonly {n: number, ops: readonly Op[]}[]} edits
   */
  recordRun(direction, edits) {
    this.isUndone = direction === "undo";
    const ops = edits.flatMap((edit) => edit.ops);
    const restored = new Set(ops.map((op) => (op.op === "restore" ? op.n : 0)));
    for (const edit of edits) this.#recordSplits(edit);
    // A removal can be restored once; the next time there is a new one.
    this.#removedBy = this.#removedBy.filter((n) => !restored.has(n));
    this.#undoneBy = this.#undoneBy.filter((n) => !restored.has(n));
    // What goes because something comes back need not come back itself.
    const removals = edits.filter(
      (edit) => edit.ops[0]?.op !== "restore" && edit.ops.some(isRemoval),
    );
    const numbers = removals.map(({ n }) => n);
    if (direction === "undo") this.#undoneBy.push(...numbers);
    else this.#removedBy.push(...numbers);
  }

  /** @param {Direction} direction @param {Replica} view @returns {Return[]} */
  #returns(direction, view) {
    if (direction === "redo") {
      return this.#undoneBy.map((n) => ({ ops: [{ op: "restore", n }], count: 0, gone: [] }));
    }
    const returns = this.#removedBy.map((n) => ({ n, ...this.returnOf(n, view) }));
    // Nobody wants to hear of an edit again whose pieces are all taken over.
    const useless = returns.filter(({ ops }) => ops.length === 0).map(({ n }) => n);
    this.#removedBy = this.#removedBy.filter((n) => !useless.includes(n));
    return returns;
  }

  /** Which edit has last split a stroke: the one that a `restore` has to name. @param {{n: number, ops: readonly Op[]}} edit */
  #recordSplits({ n, ops }) {
    const ids = new Set(ops.map((op) => (op.op === "split" ? op.id : "")));
    for (const part of this.parts) if (part.kind === "split" && ids.has(part.id)) part.n = n;
  }

  /** @param {Part} part @param {Map<string, Part[]>} byId  the parts so far */
  #add(part, byId) {
    if (part.kind !== "clear") {
      const others = byId.get(part.id);
      if (others === undefined) byId.set(part.id, [part]);
      else if (part.kind === "set" && isCovered(part, others)) return;
      else others.push(part);
    }
    this.parts.push(part);
  }
}

/** Whether other parts of an entry, about the same shape, bring a register back too; one of them then ends where it does. @param {SetPart} part @param {readonly Part[]} others */
function isCovered(part, others) {
  // What the entry itself has added comes back with its registers.
  if (others.some(({ kind }) => kind === "add")) return true;
  for (const other of others) {
    if (other.kind !== "set" || other.register !== part.register) continue;
    other.after = part.after;
    return true;
  }
  return false;
}

/** Whether a part or an op takes something away. @param {{kind: string} | Op} what */
function isRemoval(what) {
  const name = "op" in what ? what.op : what.kind;
  return name === "del" || name === "split" || name === "clear";
}

/**
 * What an op will do to the shapes as they are now; its edit has no number yet.
 * @param {Op} op
 * @param {Replica} view
 * @returns {Part[]}
 */
export function partsOf(op, view) {
  const n = 0;
  switch (op.op) {
    case "add": {
      const isNew = view.shape(op.shape.id) === undefined;
      return isNew ? [{ kind: "add", id: op.shape.id, n, isStale: false }] : [];
    }
    case "del": {
      const isThere = view.shape(op.id) !== undefined;
      return isThere ? [{ kind: "del", id: op.id, n, isStale: false }] : [];
    }
    case "split":
      return canSplit(op, view)
        ? [{ kind: "split", id: op.id, pieces: op.pieces, n, isStale: false }]
        : [];
    case "set":
      return setParts(op, view);
    case "clear":
      return [{ kind: "clear", page: op.page, upto: op.upto, n }];
    case "page":
      return paperParts(op, view);
    case "restore":
    case "board":
      return [];
  }
}

/** The name of a page among those of shapes. @param {number} page */
export function pageKey(page) {
  return `page ${page}`;
}

/** @param {Extract<Op, {op: "page"}>} op @param {Replica} view @returns {Part[]} */
function paperParts({ page, paper: after }, view) {
  const before = view.paper(page);
  const id = pageKey(page);
  return before === after ? [] : [{ kind: "paper", id, page, before, after, n: 0, isStale: false }];
}

/** @param {SetOp} op @param {Replica} view @returns {Part[]} */
function setParts(op, view) {
  const shape = view.shape(op.id);
  if (shape === undefined) return [];
  return REGISTERS.filter((register) => op[register] != null).map((register) => {
    const before = registerOf(shape, register, view);
    return { kind: "set", id: op.id, register, before, after: op[register], n: 0, isStale: false };
  });
}

/** A register as it is on the wire. @param {Shape} shape @param {Register} register @param {Replica} view */
function registerOf(shape, register, view) {
  const { x, y, rotation, ink, size, text } = shape;
  switch (register) {
    case "pos":
      return [x, y, rotation];
    case "geometry":
      return geometryToWire(shape, view.pool);
    case "style":
      return { ink, size };
    case "text":
      return text;
  }
}

/**
 * Whether nobody, I in another window included, has changed since what the part is about.
 * @param {Exclude<Part, ClearPart>} part
 * @param {Direction} direction
 * @param {Replica} view
 */
function isAsLeft(part, direction, view) {
  if (part.isStale) return false;
  if (part.kind === "paper") {
    return view.paper(part.page) === (direction === "undo" ? part.after : part.before);
  }
  if (part.kind === "split" && direction === "redo") return canSplit(splitOf(part), view);
  if (part.kind === "split") return part.pieces.every(({ id }) => view.shape(id) !== undefined);
  const shape = view.shape(part.id);
  if (shape === undefined) return false;
  if (part.kind !== "set") return true;
  const left = direction === "undo" ? part.after : part.before;
  return isEqual(left, registerOf(shape, part.register, view));
}

/** Compares values of registers, whatever the order of their keys. @param {unknown} a @param {unknown} b @returns {boolean} */
function isEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const one = Object.entries(a);
  const other = new Map(Object.entries(b));
  return one.length === other.size && one.every(([key, value]) => isEqual(value, other.get(key)));
}

/** Whether a split would do all that it says. @param {SplitOp} op @param {Replica} view */
function canSplit({ id, pieces }, view) {
  return (
    view.shape(id) !== undefined && pieces.every((piece) => view.shape(piece.id) === undefined)
  );
}

/** @param {SplitPart} part @returns {SplitOp} */
function splitOf({ id, pieces }) {
  return { op: "split", id, pieces };
}

/** @param {Map<string, SetOp>} sets @param {SetPart} part @param {Direction} direction */
function addRegister(sets, { id, register, before, after }, direction) {
  const op = sets.get(id) ?? { op: "set", id };
  const value = direction === "undo" ? before : after;
  sets.set(id, /** @type {SetOp} */ ({ ...op, [register]: value }));
}
