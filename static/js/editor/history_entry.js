/**
 * A history entry: the parts of one gesture that one undo reverts.
 *
 * A register is stored with its value before and after, so that repeated undo and redo write the same values. An added or
 * deleted shape is stored by id and returns by `restore`, which names the removing edit: the server then restores it
 * exactly, with its z. A split stroke returns in the same edit that deletes its pieces, so that nobody sees both or
 * neither.
 */

import { clearOf, isAsLeft, isRemoval, isSameEdit, splitOf } from "./history_parts.js";
import { valueToWire } from "./history_values.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").PageOp} PageOp */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/** @typedef {import("./history_index.js").PartIndex} PartIndex */
/** @typedef {import("./history_parts.js").Direction} Direction */
/** @typedef {import("./history_parts.js").Part} Part */
/** @typedef {import("./history_parts.js").SetPart} SetPart */
/** @typedef {import("./history_parts.js").SplitPart} SplitPart */
/**
 * The plan of an undo or redo: `returns` are edits that each restore what one edit removed, `ops` all other ops, and
 * `overtaken` the parts that somebody else has changed, `waiting` those whose values the log has yet to tell.
 * @typedef {{returns: Op[][], ops: Op[], count: number, overtaken: Part[], waiting: Part[]}} Plan
 */
/** The shown board, and the tag of this page's edits. @typedef {{readonly view: Replica, readonly tag: string}} Context */
/** `only`: plans these shapes only, without restores. @typedef {Context & {only?: ReadonlySet<string> | undefined}} PlanContext */
/** The edits of an undo or redo as they were submitted. @typedef {{edit: EditName, ops: readonly Op[]}} SentEdit */
/** The ops that restore what one edit removed; empty when somebody else has changed all of it. @typedef {{ops: Op[], count: number, overtaken: Part[]}} Return */

export class HistoryEntry {
  /** Seq that the page knew when the entry was made. */
  since;
  /** Its key in the storage of the browser, null while it has none. @type {{tag: string, k: number, made: number} | null} */
  stored = null;
  /** Whether an earlier page load has made it. */
  isAdopted = false;
  /** @type {Part[]} */
  parts = [];
  isUndone = false;
  /** Number of the last edit of the gesture, if it is one of this page. */
  lastEdit = 0;
  /** Edits that removed this entry's shapes, at first or by a redo. @type {EditName[]} */
  removedBy = [];
  /** Edits that removed, by an undo, the shapes that this entry had added. @type {EditName[]} */
  undoneBy = [];
  /** Shapes that the restore of an edit brings back although they are to stay away. @type {{edit: EditName, ids: string[]}[]} */
  unwanted = [];

  /** @param {number} since */
  constructor(since) {
    this.since = since;
  }

  /**
   * Adds the parts of further edits, so that one undo reverts them too.
   * @param {Iterable<{parts: readonly Part[], edit: EditName}>} edits
   * @param {PartIndex} index
   */
  extend(edits, index) {
    // Indexed by id, because a gesture may change a hundred thousand shapes.
    /** @type {Map<string, Part[]>} */
    const byId = new Map();
    for (const part of this.parts) if ("id" in part) listOf(byId, part.id).push(part);
    for (const { parts, edit } of edits) {
      this.lastEdit = edit.n;
      for (const part of parts) this.#add(part, byId, index);
      if (parts.some(isRemoval)) this.removedBy.push(edit);
    }
  }

  /** Whether an edit of this entry removed shapes. @param {EditName} edit */
  isRemovedBy(edit) {
    return this.removedBy.some((other) => isSameEdit(other, edit));
  }

  /** Removes parts. @param {(part: Part) => boolean} isGone */
  forget(isGone) {
    this.parts = this.parts.filter((part) => !isGone(part));
  }

  /** Removes the name of an edit that is not in the log, or removed nothing. @param {EditName} edit */
  forgetEdit(edit) {
    const isOther = (/** @type {EditName} */ other) => !isSameEdit(other, edit);
    this.removedBy = this.removedBy.filter(isOther);
    this.undoneBy = this.undoneBy.filter(isOther);
  }

  /**
   * Plans an undo or redo against the shown board.
   * @param {Direction} direction
   * @param {PlanContext} context
   * @returns {Plan}
   */
  plan(direction, context) {
    const { view, only } = context;
    const returns = only === undefined ? this.#returns(direction, context) : [];
    const comesBack = direction === "undo" ? "del" : "add";
    const back = returns.length === 0 ? [] : this.parts.filter(({ kind }) => kind === comesBack);
    const backIds = new Set(back.map((part) => ("id" in part ? part.id : "")));
    /** @type {Map<string, SetOp>} */
    const sets = new Map();
    /** @type {Map<number, PageOp>} */
    const pages = new Map();
    /** @type {Plan} */
    const plan = {
      returns: returns.map(({ ops }) => ops),
      ops: [],
      count: returns.reduce((sum, { count }) => sum + count, back.length),
      overtaken: returns.flatMap(({ overtaken }) => overtaken),
      waiting: [],
    };
    /** @type {Op[]} */
    const removals = [];
    /** @type {SplitPart[]} */
    const again = [];
    for (const part of this.parts) {
      if (part.kind === "clear") {
        if (direction === "redo") removals.push(clearOf(part));
        plan.count += 1;
        continue;
      }
      // The restore of its edit returns the source.
      if (part.kind === "split" && direction === "undo") continue;
      if (part.kind === comesBack || (only !== undefined && !only.has(part.id))) continue;
      if (part.kind === "set" && part.waits === true) {
        plan.waiting.push(part);
        continue;
      }
      const isFit = backIds.has(part.id) ? !part.isStale : isAsLeft(part, direction, view);
      if (!isFit) {
        plan.overtaken.push(part);
        continue;
      }
      plan.count += 1;
      if (part.kind === "set") addRegister(sets, part, { direction, view });
      else if (part.kind === "page") addPageRegister(pages, part, direction);
      else if (part.kind === "split" && canSplitAgain(part, context)) removals.push(splitOf(part));
      else if (part.kind === "split") again.push(part);
      else removals.push({ op: "del", id: part.id });
    }
    plan.ops.push(...pages.values(), ...sets.values(), ...removals);
    plan.returns.push(...this.#splitsAgain(again, context));
    return plan;
  }

  /**
   * Redoes splits of an earlier page load: a page makes pieces under its own tag only (SPEC O8), so the pieces return by a
   * restore of the edit that undid the split.
   * @param {readonly SplitPart[]} parts
   * @param {Context} context
   * @returns {Op[][]}
   */
  #splitsAgain(parts, { tag }) {
    /** @type {Map<string, SplitPart[]>} */
    const groups = new Map();
    for (const part of parts) {
      if (part.undo !== undefined) listOf(groups, `${part.undo.tag}.${part.undo.n}`).push(part);
    }
    return [...groups.values()].map((group) => {
      const undo = /** @type {EditName} */ (group[0]?.undo);
      const others = this.parts.filter(
        (part) => part.kind === "split" && part.undo === undo && !group.includes(part),
      );
      const ids = [
        ...group.map(({ id }) => id),
        ...others.flatMap((part) => (part.kind === "split" ? part.pieces.map(({ id }) => id) : [])),
        ...this.#unwantedOf(undo),
      ];
      return [restoreOf(undo, tag), ...ids.map(deletionOf)];
    });
  }

  /** @param {EditName} edit @returns {string[]} */
  #unwantedOf(edit) {
    return this.unwanted.find((other) => isSameEdit(other.edit, edit))?.ids ?? [];
  }

  /**
   * Plans the restore of everything that an edit of this entry removed. A restore cannot be partial: a stroke whose
   * pieces somebody else has changed returns too, and the same edit deletes it again.
   * @param {EditName} edit
   * @param {Context} context
   * @returns {Return}
   */
  returnOf(edit, { view, tag }) {
    const splits = this.parts.filter(
      (part) => part.kind === "split" && isSameEdit(part.edit, edit),
    );
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
    const removals = [...ids, ...this.#unwantedOf(edit)].map(deletionOf);
    return { ops: [restoreOf(edit, tag), ...removals], count, overtaken };
  }

  /**
   * Records the edits of an undo or redo.
   * @param {Direction} direction
   * @param {readonly SentEdit[]} edits
   */
  recordRun(direction, edits) {
    this.isUndone = direction === "undo";
    for (const sent of edits) {
      this.#recordSplits(sent);
      // A removal can be restored once; the next time there is a new one.
      const [first] = sent.ops;
      if (first?.op !== "restore") continue;
      const restored = { tag: first.tag ?? sent.edit.tag, n: first.n };
      this.#recordRestore(direction, sent, restored);
      this.forgetEdit(restored);
    }
    // Shapes that an edit deletes together with a restore need no restore themselves.
    const removals = edits.filter(({ ops }) => ops[0]?.op !== "restore" && ops.some(isRemoval));
    const names = removals.map(({ edit }) => edit);
    if (direction === "undo") this.undoneBy.push(...names);
    else this.removedBy.push(...names);
  }

  /** Records which shapes an edit deletes together with a restore. @param {Direction} direction @param {SentEdit} sent @param {EditName} restored */
  #recordRestore(direction, { edit, ops }, restored) {
    const deleted = new Set(ops.flatMap((op) => (op.op === "del" ? [op.id] : [])));
    this.unwanted = this.unwanted.filter((other) => !isSameEdit(other.edit, restored));
    let isSplit = false;
    for (const part of this.parts) {
      if (part.kind !== "split") continue;
      const isUndone = isSameEdit(part.edit, restored);
      const isDone =
        part.undo !== undefined && isSameEdit(part.undo, restored) && deleted.has(part.id);
      if (direction === "undo" && isUndone) part.undo = edit;
      else if (direction === "redo" && isDone) part.edit = edit;
      else continue;
      isSplit = true;
      for (const id of [part.id, ...part.pieces.map((piece) => piece.id)]) deleted.delete(id);
    }
    if (deleted.size > 0) this.unwanted.push({ edit, ids: [...deleted] });
    if (isSplit && direction === "redo") this.removedBy.push(edit);
  }

  /** @param {Direction} direction @param {Context} context @returns {Return[]} */
  #returns(direction, context) {
    if (direction === "redo") {
      return this.undoneBy.map((edit) => ({
        ops: [restoreOf(edit, context.tag)],
        ...{ count: 0, overtaken: [] },
      }));
    }
    const returns = this.removedBy.map((edit) => ({ edit, ...this.returnOf(edit, context) }));
    // An edit whose pieces are all changed is reported once.
    for (const { edit, ops } of returns) if (ops.length === 0) this.forgetEdit(edit);
    return returns;
  }

  /** Records which edit split a stroke last, because a `restore` has to name it. @param {SentEdit} sent */
  #recordSplits({ edit, ops }) {
    const ids = new Set(ops.map((op) => (op.op === "split" ? op.id : "")));
    for (const part of this.parts) if (part.kind === "split" && ids.has(part.id)) part.edit = edit;
  }

  /** @param {Part} part @param {Map<string, Part[]>} byId  the parts so far @param {PartIndex} index */
  #add(part, byId, index) {
    if (part.kind !== "clear") {
      const others = listOf(byId, part.id);
      if (part.kind === "set" && isCovered(part, others, index)) return;
      others.push(part);
    }
    this.parts.push(part);
  }
}

/** @param {string} id @returns {Op} */
function deletionOf(id) {
  return { op: "del", id };
}

/** Whether this page may make the pieces. @param {SplitPart} part @param {Context} context */
function canSplitAgain({ pieces, undo }, { tag }) {
  return undo === undefined || pieces.every(({ id }) => id.startsWith(tag));
}

/** @param {EditName} edit @param {string} ownTag @returns {Op} */
function restoreOf({ tag, n }, ownTag) {
  return tag === ownTag ? { op: "restore", n } : { op: "restore", n, tag };
}

/** @param {Map<string, Part[]>} byId @param {string} id */
function listOf(byId, id) {
  const known = byId.get(id) ?? [];
  byId.set(id, known);
  return known;
}

/** Whether other parts of an entry about the same shape restore a register; an earlier `set` then gets its `after`. @param {SetPart} part @param {readonly Part[]} others @param {PartIndex} index */
function isCovered(part, others, index) {
  // A shape that the entry added is restored with its registers.
  if (others.some(({ kind }) => kind === "add")) return true;
  for (const other of others) {
    if (other.kind !== "set" || other.register !== part.register) continue;
    index.setAfter(other, part.after);
    return true;
  }
  return false;
}

/** @param {Map<number, PageOp>} pages @param {import("./history_parts.js").PagePart} part @param {Direction} direction */
function addPageRegister(pages, { page, register, before, after }, direction) {
  const op = pages.get(page) ?? { op: "page", page };
  const value = direction === "undo" ? before : after;
  pages.set(page, /** @type {PageOp} */ ({ ...op, [register]: value }));
}

/** @param {Map<string, SetOp>} sets @param {SetPart} part @param {{direction: Direction, view: Replica}} run */
function addRegister(sets, { id, register, before, after }, { direction, view }) {
  const op = sets.get(id) ?? { op: "set", id };
  const value = valueToWire(direction === "undo" ? before : after, register, view.pool);
  sets.set(id, /** @type {SetOp} */ ({ ...op, [register]: value }));
}
