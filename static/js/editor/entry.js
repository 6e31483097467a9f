/**
 * A history entry: what one gesture did, in the terms of what one undo takes back.
 *
 * Registers are remembered with the value before and the value after, so that undo and redo write
 * the same values however often they are pressed. What was added or deleted is remembered by id
 * and brought back by `restore`, which names the edit that took it away: the server then puts it
 * back exactly as it was, with its place in the order of painting.
 */

import { geometryToWire } from "../model/shape.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {"undo" | "redo"} Direction */
/** `z` has no name for the place where it was, so it is not among them. @typedef {"pos" | "geometry" | "style" | "text"} Register */

/**
 * `n` is the number of the edit that did it. A stale part was written by somebody else since.
 * @typedef {{kind: "set", id: string, register: Register, before: unknown, after: unknown, n: number, isStale: boolean}} SetPart
 */
/** @typedef {{kind: "add" | "del", id: string, n: number, isStale: boolean}} PresencePart */
/** @typedef {{kind: "clear", page: number, upto: number, n: number}} ClearPart */
/** @typedef {SetPart | PresencePart | ClearPart} Part */
/** What going one way means now: `gone` are the parts that somebody else has overtaken. @typedef {{ops: Op[], count: number, gone: Part[]}} Plan */

/** @type {readonly Register[]} */
const REGISTERS = ["pos", "geometry", "style", "text"];

export class Entry {
  /** @type {Part[]} */
  parts = [];
  isUndone = false;
  /** Edits that took away what this entry took away, at first or when it was redone. @type {number[]} */
  #removedBy = [];
  /** Edits that took away what this entry had added. @type {number[]} */
  #undoneBy = [];

  /** Takes in what an edit did. @param {readonly Part[]} parts @param {number} n  of the edit */
  take(parts, n) {
    for (const part of parts) this.#add({ ...part, n });
    if (parts.some(isRemoval)) this.#removedBy.push(n);
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
    const restores = only === undefined ? this.#restores(direction) : [];
    const comesBack = direction === "undo" ? "del" : "add";
    const back = restores.length === 0 ? [] : this.parts.filter(({ kind }) => kind === comesBack);
    const backIds = new Set(back.map((part) => ("id" in part ? part.id : "")));
    /** @type {Map<string, SetOp>} */
    const sets = new Map();
    /** @type {Plan} */
    const plan = { ops: [...restores], count: back.length, gone: [] };
    const removals = [];
    for (const part of this.parts) {
      if (part.kind === "clear") {
        if (direction === "redo") removals.push({ op: "clear", page: part.page, upto: part.upto });
        plan.count += 1;
        continue;
      }
      if (part.kind === comesBack || (only !== undefined && !only.has(part.id))) continue;
      const shape = view.shape(part.id);
      const isFit = backIds.has(part.id) ? !part.isStale : isAsLeft(part, direction, shape, view);
      if (!isFit) {
        plan.gone.push(part);
        continue;
      }
      plan.count += 1;
      if (part.kind === "set") addRegister(sets, part, direction);
      else removals.push({ op: "del", id: part.id });
    }
    plan.ops.push(...sets.values(), .../** @type {Op[]} */ (removals));
    return plan;
  }

  /**
   * It went that way.
   * @param {Direction} direction
   * @param {readonly {n: number, ops: readonly Op[]}[]} edits
   */
  went(direction, edits) {
    this.isUndone = direction === "undo";
    const ops = edits.flatMap((edit) => edit.ops);
    const restored = new Set(ops.map((op) => (op.op === "restore" ? op.n : 0)));
    // A removal can be restored once; the next time there is a new one.
    this.#removedBy = this.#removedBy.filter((n) => !restored.has(n));
    this.#undoneBy = this.#undoneBy.filter((n) => !restored.has(n));
    const removals = edits.filter((edit) => edit.ops.some(isRemoval));
    const numbers = removals.map(({ n }) => n);
    if (direction === "undo") this.#undoneBy.push(...numbers);
    else this.#removedBy.push(...numbers);
  }

  /** @param {Direction} direction @returns {Op[]} */
  #restores(direction) {
    const numbers = direction === "undo" ? this.#removedBy : this.#undoneBy;
    return numbers.map((n) => ({ op: "restore", n }));
  }

  /** @param {Part} part */
  #add(part) {
    if (part.kind === "set") {
      const others = this.parts.filter((other) => other.kind !== "clear" && other.id === part.id);
      // What the entry itself has added comes back with its registers.
      if (others.some(({ kind }) => kind === "add")) return;
      for (const other of others) {
        if (other.kind !== "set" || other.register !== part.register) continue;
        other.after = part.after;
        return;
      }
    }
    this.parts.push(part);
  }
}

/** Whether a part or an op takes something away. @param {{kind: string} | Op} what */
function isRemoval(what) {
  const name = "op" in what ? what.op : what.kind;
  return name === "del" || name === "clear";
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
    case "set":
      return setParts(op, view);
    case "clear":
      return [{ kind: "clear", page: op.page, upto: op.upto, n }];
    case "restore":
    case "board":
    case "page":
      return [];
  }
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
 * @param {SetPart | PresencePart} part
 * @param {Direction} direction
 * @param {Shape | undefined} shape
 * @param {Replica} view
 */
function isAsLeft(part, direction, shape, view) {
  if (part.isStale || shape === undefined) return false;
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

/** @param {Map<string, SetOp>} sets @param {SetPart} part @param {Direction} direction */
function addRegister(sets, { id, register, before, after }, direction) {
  const op = sets.get(id) ?? { op: "set", id };
  const value = direction === "undo" ? before : after;
  sets.set(id, /** @type {SetOp} */ ({ ...op, [register]: value }));
}
