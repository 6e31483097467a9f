/**
 * Undo and redo edits until the log has them: a refused one is sent again without the parts that somebody else has changed.
 */

import { idsOf } from "../model/reduce.js";
import { isSameEdit } from "./history_parts.js";

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../sync/edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("../sync/submissions.js").EditName} EditName */
/** @typedef {import("./history.js").Host} Host */
/** @typedef {import("./history.js").Outcome} Outcome */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */
/** @typedef {import("./history_entry.js").SentEdit} SentEdit */
/** @typedef {import("./history_parts.js").Direction} Direction */
/** @typedef {import("./history_stacks.js").HistoryStacks} HistoryStacks */
/** @typedef {import("./stored_history.js").RunningEdit} RunningEdit */
/** Undoes or redoes the shapes of an entry. @typedef {(entry: HistoryEntry, direction: Direction, only: ReadonlySet<string>) => Outcome} Run */

/**
 * Refusal codes caused by an earlier edit of somebody else. An undo with the code `lost` was refused with one of the
 * other two, because an undo has no other way to fail.
 */
const OVERTAKEN = new Set(["changed", "nothing", "lost"]);

export class Refusals {
  #host;
  #stacks;
  #run;
  /** Undo and redo edits that are not in the log yet. @type {Map<string, RunningEdit & {entry: HistoryEntry}>} */
  #running = new Map();

  /** Those that restore shapes which this page does not know. @type {EditName[]} */
  #unseen = [];

  /** @param {Host} host @param {HistoryStacks} stacks @param {Run} run */
  constructor(host, stacks, run) {
    this.#host = host;
    this.#stacks = stacks;
    this.#run = run;
  }

  /** @param {HistoryEntry} entry @param {Direction} direction @param {readonly SentEdit[]} sent */
  started(entry, direction, sent) {
    const { view } = this.#host;
    for (const { edit, ops } of sent) {
      this.#running.set(keyOf(edit), { entry, edit, direction });
      const [first] = ops;
      if (first?.op === "restore" && !view.knowsRemoval(first.tag ?? edit.tag, first.n))
        this.#unseen.push(edit);
    }
  }

  /** The undos and redos of an entry that are not in the log. @param {HistoryEntry} entry @returns {RunningEdit[]} */
  runningOf(entry) {
    return [...this.#running.values()]
      .filter((running) => running.entry === entry)
      .map(({ edit, direction }) => ({ edit, direction }));
  }

  /** Takes those of an earlier page load. @param {HistoryEntry} entry @param {readonly RunningEdit[]} running */
  restore(entry, running) {
    for (const { edit, direction } of running)
      this.#running.set(keyOf(edit), { entry, edit, direction });
  }

  /** Whether shapes are to come back with the log that this page cannot show before. */
  get awaitsShapes() {
    const { pending } = this.#host.view;
    const isOpen = (/** @type {EditName} */ name) => pending.some((edit) => isSameEdit(edit, name));
    this.#unseen = this.#unseen.filter(isOpen);
    return this.#unseen.length > 0;
  }

  /** @param {EditName} edit  that the log has now @returns {boolean} whether it is an undo or redo */
  applied(edit) {
    return this.#running.delete(keyOf(edit));
  }

  /**
   * Handles a refused edit.
   * @param {PendingEdit} edit
   * @param {string} code
   * @returns {boolean} whether the refusal needs no further notice
   */
  refused(edit, code) {
    const running = this.#running.get(keyOf(edit));
    this.#running.delete(keyOf(edit));
    if (running === undefined) {
      this.#forget(edit);
      return false;
    }
    const { entry, direction } = running;
    if (!this.#stacks.has(entry)) return true;
    if (OVERTAKEN.has(code)) {
      const [first] = edit.ops;
      if (first?.op === "restore") {
        const restored = { tag: first.tag ?? edit.tag, n: first.n };
        this.#returnRest({ entry, direction, restored, edit }, code);
      } else this.#sendRest(entry, direction, edit.ops);
      this.#forget(edit);
      return true;
    }
    this.#stacks.remove(entry);
    return false;
  }

  /**
   * Sends a refused restore again, without the pieces that somebody else has changed.
   * @param {{entry: HistoryEntry, direction: Direction, restored: EditName, edit: PendingEdit}} refused
   * @param {string} code
   */
  #returnRest({ entry, direction, restored, edit }, code) {
    if (entry.isUndone !== (direction === "undo")) return;
    const { view, tag, submit } = this.#host;
    if (direction === "redo") {
      // Pieces of an earlier page load return all or not at all.
      const count = entry.parts.filter((part) => isSameEdit(part.edit, edit)).length;
      return this.#host.report({ undone: 0, dropped: Math.max(1, count), waiting: 0 });
    }
    let plan = entry.returnOf(restored, this.#host);
    if (code !== "changed" || JSON.stringify(plan.ops) === JSON.stringify(edit.ops)) {
      for (const part of entry.parts)
        if (part.kind === "split" && isSameEdit(part.edit, restored)) part.isStale = true;
      plan = entry.returnOf(restored, this.#host);
    }
    const { count, overtaken } = plan;
    this.#stacks.removeParts(entry, overtaken);
    this.#stacks.changed(entry);
    const isSent = code === "changed" && plan.ops.length > 0 && overtaken.length > 0;
    if (isSent) {
      const sent = [{ edit: { tag, n: submit(plan.ops, view.board.head) }, ops: plan.ops }];
      entry.recordRun(direction, sent);
      this.started(entry, direction, sent);
      this.#stacks.changed(entry);
    }
    const dropped = Math.max(1, overtaken.length);
    this.#host.report({ undone: isSent ? count : 0, dropped, waiting: 0 });
    if (entry.parts.length === 0) this.#stacks.remove(entry);
  }

  /**
   * Sends the rest of a refused undo again, without the parts that are stale by now.
   * @param {HistoryEntry} entry
   * @param {Direction} direction
   * @param {readonly Op[]} ops  the refused ones
   */
  #sendRest(entry, direction, ops) {
    const ids = new Set(ops.flatMap((op) => (op.op === "add" ? [] : idsOf(op).slice(0, 1))));
    // The person pressed the opposite key meanwhile; the rest is obsolete.
    if (entry.isUndone !== (direction === "undo")) return;
    const before = entry.parts.length;
    const { ops: rest } = entry.plan(direction, { ...this.#host, only: ids });
    const isSame = JSON.stringify(this.#host.following(rest).ops) === JSON.stringify(ops);
    if (isSame) {
      const refused = entry.parts.filter((part) => "id" in part && ids.has(part.id));
      this.#stacks.removeParts(entry, refused);
    }
    const { undone, dropped, waiting } = this.#run(entry, direction, ids);
    const lost = isSame ? before - entry.parts.length : dropped;
    this.#host.report({ undone, dropped: Math.max(1, lost), waiting });
    if (entry.parts.length === 0) this.#stacks.remove(entry);
  }

  /** Removes the parts of a refused edit, which cannot be undone. @param {EditName} edit */
  #forget(edit) {
    this.#stacks.forgetEdit(edit, (part) => isSameEdit(part.edit, edit));
  }
}

/** @param {EditName} edit */
function keyOf({ tag, n }) {
  return `${tag}.${n}`;
}
