/**
 * A history entry: the parts of one gesture that one undo reverts.
 *
 * A register is stored with its value before and after, so that repeated undo and redo write the same values. An added or
 * deleted shape is stored by id and returns by `restore`, which names the removing edit: the server then restores it
 * exactly, with its z. A split stroke returns in the same edit that deletes its pieces, so that nobody sees both or
 * neither.
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
/** Registers that undo can write; `z` is missing, because an op cannot name its previous value. @typedef {"pos" | "geometry" | "style" | "text"} Register */

/**
 * `n` is the number of the edit that did it. A part is stale after a later write of somebody else.
 * @typedef {{kind: "set", id: string, register: Register, before: unknown, after: unknown, n: number, isStale: boolean}} SetPart
 */
/** @typedef {{kind: "add" | "del", id: string, n: number, isStale: boolean}} PresencePart */
/** A split stroke and its pieces; stale after a write of somebody else to any of them. @typedef {{kind: "split", id: string, pieces: readonly Piece[], n: number, isStale: boolean}} SplitPart */
/** @typedef {{kind: "clear", page: number, upto: number, n: number}} ClearPart */
/** The paper of a page; `id` is its `pageKey`. @typedef {{kind: "paper", id: string, page: number, before: Paper, after: Paper, n: number, isStale: boolean}} PaperPart */
/** @typedef {SetPart | PresencePart | SplitPart | ClearPart | PaperPart} Part */
/**
 * The plan of an undo or redo: `returns` are edits that each restore what one edit removed, `ops` all other ops, and
 * `overtaken` the parts that somebody else has changed.
 * @typedef {{returns: Op[][], ops: Op[], count: number, overtaken: Part[]}} Plan
 */
/** The ops that restore what one edit removed; empty when somebody else has changed all of it. @typedef {{ops: Op[], count: number, overtaken: Part[]}} Return */

/** @type {readonly Register[]} */
const REGISTERS = ["pos", "geometry", "style", "text"];

export class HistoryEntry {
  /** @type {Part[]} */
  parts = [];
  isUndone = false;
  /** Edits that removed this entry's shapes, at first or by a redo. @type {number[]} */
  #removedBy = [];
  /** Edits that removed, by an undo, the shapes that this entry had added. @type {number[]} */
  #undoneBy = [];

  /** @param {Iterable<{parts: readonly Part[], n: number}>} edits  the parts of each edit of the gesture */
  constructor(edits) {
    // Indexed by id, because a gesture may change a hundred thousand shapes.
    /** @type {Map<string, Part[]>} */
    const byId = new Map();
    for (const { parts, n } of edits) {
      for (const part of parts) this.#add({ ...part, n }, byId);
      if (parts.some(isRemoval)) this.#removedBy.push(n);
    }
  }

  /** Whether edit `n` of this entry removed shapes. @param {number} n */
  isRemovedBy(n) {
    return this.#removedBy.includes(n);
  }

  /** Removes parts. @param {(part: Part) => boolean} isGone */
  forget(isGone) {
    this.parts = this.parts.filter((part) => !isGone(part));
  }

  /** Removes the parts of an edit that is not in the log, and its number. @param {number} n */
  forgetEdit(n) {
    this.forget((part) => part.n === n);
    this.#removedBy = this.#removedBy.filter((other) => other !== n);
    this.#undoneBy = this.#undoneBy.filter((other) => other !== n);
  }

  /**
   * Plans an undo or redo against the shown board.
   * @param {Direction} direction
   * @param {Replica} view
   * @param {ReadonlySet<string>} [only]  plans these shapes only, without restores
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
      overtaken: returns.flatMap(({ overtaken }) => overtaken),
    };
    /** @type {Op[]} */
    const removals = [];
    for (const part of this.parts) {
      if (part.kind === "clear") {
        if (direction === "redo") removals.push({ op: "clear", page: part.page, upto: part.upto });
        plan.count += 1;
        continue;
      }
      // The restore of its edit returns the source.
      if (part.kind === "split" && direction === "undo") continue;
      if (part.kind === comesBack || (only !== undefined && !only.has(part.id))) continue;
      const isFit = backIds.has(part.id) ? !part.isStale : isAsLeft(part, direction, view);
      if (!isFit) {
        plan.overtaken.push(part);
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
   * Plans the restore of everything that an edit of this entry removed. A restore cannot be partial: a stroke whose
   * pieces somebody else has changed returns too, and the same edit deletes it again.
   * @param {number} n
   * @param {Replica} view
   * @returns {Return}
   */
  returnOf(n, view) {
    const splits = this.parts.filter((part) => part.kind === "split" && part.n === n);
    const overtaken = splits.filter(
      (part) => part.kind === "split" && !isAsLeft(part, "undo", view),
    );
    const count = splits.length - overtaken.length;
    const hasOthers =
      splits.length === 0 || this.parts.some(({ kind }) => kind === "del" || kind === "clear");
    if (count === 0 && !hasOthers) return { ops: [], count, overtaken };
    const ids = splits.flatMap((part) => {
      if (part.kind !== "split") return [];
      return overtaken.includes(part) ? [part.id] : part.pieces.map(({ id }) => id);
    });
    /** @type {Op[]} */
    const removals = ids.map((id) => ({ op: "del", id }));
    return { ops: [{ op: "restore", n }, ...removals], count, overtaken };
  }

  /**
   * Records the edits of an undo or redo.
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
    // Shapes that an edit deletes together with a restore need no restore themselves.
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
      return this.#undoneBy.map((n) => ({ ops: [{ op: "restore", n }], count: 0, overtaken: [] }));
    }
    const returns = this.#removedBy.map((n) => ({ n, ...this.returnOf(n, view) }));
    // An edit whose pieces are all changed is reported once.
    const useless = returns.filter(({ ops }) => ops.length === 0).map(({ n }) => n);
    this.#removedBy = this.#removedBy.filter((n) => !useless.includes(n));
    return returns;
  }

  /** Records which edit split a stroke last, because a `restore` has to name it. @param {{n: number, ops: readonly Op[]}} edit */
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

/** Whether other parts of an entry about the same shape restore a register; an earlier `set` then gets its `after`. @param {SetPart} part @param {readonly Part[]} others */
function isCovered(part, others) {
  // A shape that the entry added is restored with its registers.
  if (others.some(({ kind }) => kind === "add")) return true;
  for (const other of others) {
    if (other.kind !== "set" || other.register !== part.register) continue;
    other.after = part.after;
    return true;
  }
  return false;
}

/** Whether a part or an op removes shapes. @param {{kind: string} | Op} what */
function isRemoval(what) {
  const name = "op" in what ? what.op : what.kind;
  return name === "del" || name === "split" || name === "clear";
}

/**
 * The parts of an op that is about to be committed; `n` is 0 until its edit has a number.
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

/** The key of a page, distinct from all shape ids. @param {number} page */
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

/** The value of a register on the wire. @param {Shape} shape @param {Register} register @param {Replica} view */
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
 * Whether nobody, including this person in another window, has changed the part's shape or register since.
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

/** Compares register values, regardless of key order. @param {unknown} a @param {unknown} b @returns {boolean} */
function isEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const one = Object.entries(a);
  const other = new Map(Object.entries(b));
  return one.length === other.size && one.every(([key, value]) => isEqual(value, other.get(key)));
}

/** Whether a split would take effect completely. @param {SplitOp} op @param {Replica} view */
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
