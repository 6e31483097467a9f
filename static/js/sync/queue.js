/**
 * Edits that are not in the log yet, by the tag that numbered them, in the order of their numbers.
 *
 * It is kept in memory. Whatever outlives the page takes its place behind the same four verbs.
 */

/** @typedef {import("../model/reduce.js").Op} Op */

/**
 * @typedef {object} PendingEdit
 * @property {number} n
 * @property {Op[]} ops
 * @property {number | undefined} upto  set for undo and redo (SPEC O4)
 * @property {string} json   as it is sent
 * @property {number} bytes  of `json`
 */

/** Drawing goes on offline up to here; a whole lesson of a busy hand stays below. */
const MOST_EDITS = 20_000;

/** What a phone can hold beside the board itself. */
const MOST_BYTES = 32 * 1024 * 1024;

export class EditQueue {
  /** @type {Map<string, PendingEdit[]>} */
  #edits = new Map();
  #bytes = 0;

  /** The edits of a tag; the caller does not change the list. @param {string} tag @returns {readonly PendingEdit[]} */
  of(tag) {
    return this.#edits.get(tag) ?? [];
  }

  /** Keeps an edit in its place by number. @param {string} tag @param {PendingEdit} edit */
  add(tag, edit) {
    const edits = this.#edits.get(tag) ?? [];
    this.#edits.set(tag, edits);
    const before = edits.findLastIndex((other) => other.n < edit.n);
    edits.splice(before + 1, 0, edit);
    this.#bytes += edit.bytes;
  }

  /** @param {string} tag @param {number} n @returns {PendingEdit | null}  null when it is not there */
  remove(tag, n) {
    const edits = this.#edits.get(tag) ?? [];
    const at = edits.findIndex((edit) => edit.n === n);
    const [edit] = at === -1 ? [] : edits.splice(at, 1);
    if (edit === undefined) return null;
    this.#bytes -= edit.bytes;
    return edit;
  }

  /** Whether nothing more fits. @param {string} tag */
  isFull(tag) {
    return this.of(tag).length >= MOST_EDITS || this.#bytes >= MOST_BYTES;
  }
}
