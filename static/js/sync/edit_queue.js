/**
 * The pending edits, by the tag that numbered them, in the order of their numbers.
 *
 * It is in memory, so that nothing waits for a disk; `OfflineWriter` listens to it and stores a copy.
 */

/** @typedef {import("../model/reduce.js").Op} Op */

/**
 * @typedef {object} PendingEdit
 * @property {string} tag
 * @property {number} n
 * @property {Op[]} ops
 * @property {number | undefined} upto  set for undo and redo (SPEC O4)
 * @property {string} json   sent to the server
 * @property {number} bytes  of `json`
 */
/**
 * Called for each change, in order.
 * @typedef {object} QueueListener
 * @property {(edit: PendingEdit) => void} added
 * @property {(edit: PendingEdit) => void} removed
 */

/** Pending edits after which drawing stops; somebody who draws a whole lesson offline stays below (SPEC K4). */
export const MAX_EDITS = 20_000;

/** Bytes of pending edits that a phone can hold beside the board itself. */
export const MAX_BYTES = 32 * 1024 * 1024;

export class EditQueue {
  /** The pictures that wait besides; they take from its bytes (SPEC K4). */
  pictures = { count: 0, bytes: 0 };
  /** @type {Map<string, PendingEdit[]>} */
  #edits = new Map();
  #count = 0;
  #bytes = 0;
  /** @type {QueueListener | null} */
  #listener = null;

  /** Whether no further edit fits. */
  get isFull() {
    return this.#count >= MAX_EDITS || this.#bytes + this.pictures.bytes >= MAX_BYTES;
  }

  /** The edits of a tag; the caller does not change the list. @param {string} tag @returns {readonly PendingEdit[]} */
  editsOf(tag) {
    return this.#edits.get(tag) ?? [];
  }

  /** @param {QueueListener} follower */
  listen(follower) {
    this.#listener = follower;
  }

  /** Inserts an edit by its number. @param {PendingEdit} edit */
  add(edit) {
    this.#put(edit);
    this.#listener?.added(edit);
  }

  /** @param {string} tag @param {number} n @returns {PendingEdit | null}  null when it is not there */
  remove(tag, n) {
    const edits = this.#edits.get(tag) ?? [];
    const at = edits.findIndex((edit) => edit.n === n);
    const [edit] = at === -1 ? [] : edits.splice(at, 1);
    if (edit === undefined) return null;
    this.#count -= 1;
    this.#bytes -= edit.bytes;
    this.#listener?.removed(edit);
    return edit;
  }

  /** Inserts edits that are stored already, without a call of the listener. @param {readonly PendingEdit[]} edits */
  load(edits) {
    for (const edit of edits) this.#put(edit);
  }

  /** Removes all edits of a tag, which another page sends, without a call of the listener. @param {string} tag @returns {readonly PendingEdit[]} */
  removeTag(tag) {
    const edits = this.editsOf(tag);
    this.#edits.delete(tag);
    for (const { bytes } of edits) this.#bytes -= bytes;
    this.#count -= edits.length;
    return edits;
  }

  /** @param {PendingEdit} edit */
  #put(edit) {
    const edits = this.#edits.get(edit.tag) ?? [];
    this.#edits.set(edit.tag, edits);
    const before = edits.findLastIndex((other) => other.n < edit.n);
    edits.splice(before + 1, 0, edit);
    this.#count += 1;
    this.#bytes += edit.bytes;
  }
}
