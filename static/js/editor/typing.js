/**
 * One stretch of typing into one text: what the person typed, what the board has, and the edits between them.
 *
 * No letter is lost when two people type or somebody deletes the text meanwhile: an edit carries the seq that the page had
 * seen (SPEC O4), so that the server refuses it after a change of somebody else. Then, as whenever the text on the board
 * changes, the two texts are merged and the result is committed; a deleted text becomes a new shape. All edits of a stretch
 * are one step of undo.
 */

import { mergedText } from "./text_merge.js";

/** The others are shown what is typed this often. */
const DRAFT_MS = 100;

/** Longer texts, in UTF-16 units, are shown when they are committed: a draft has at most 16 KiB (SPEC V2). */
const MAX_DRAFT_LENGTH = 4000;

/** Typing is committed after this pause, so that others find it even if this page goes. */
const REST_MS = 1000;

/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../model/shape.js").WireGeometry} WireGeometry */
/** @typedef {import("../model/styles.js").WireStyle} WireStyle */
/** @typedef {import("./editor.js").Editor} Editor */
/**
 * @typedef {object} TypingOptions
 * @property {NewShape} shape  a new one, or a copy of the shape whose text is changed; copied for a new one when that is deleted
 * @property {(text: string) => WireGeometry} fit  the geometry that a text needs
 * @property {(text: string) => void} onMerged  called when the text changes by the edits of others
 * @property {(call: () => void, ms: number) => () => void} startTimer  returns how to stop it
 */

export class Typing {
  #editor;
  #shape;
  #fit;
  #onMerged;
  #startTimer;
  /** @type {(() => void) | undefined} */
  #stopTimer;
  /** @type {(() => void) | undefined} */
  #stopDraftTimer;
  /** Whether an input method composes: its letters are shown to the others but not committed yet. */
  #isComposing = false;
  /** The text of the board as far as this page has taken it into account. */
  #base;
  #text;
  /** Whether the shape was ever sent or on the board. */
  #isOnBoard;
  /** Whether the style of `#shape` is not on the board yet. */
  #hasNewStyle = false;
  /** Numbers of the edits, not in the log yet, that set the style. @type {Set<number>} */
  #restyles = new Set();
  /** The seq up to which `#base` takes edits of others into account; edits that are not decided yet share it. */
  #upto;
  /** Whether the person has stopped typing: whatever is left is committed at once. */
  #hasEnded = false;
  #isClosed = false;
  /** The base of each edit that is not in the log yet, by number. @type {Map<number, string>} */
  #bases = new Map();
  /** Number of the latest edit of this stretch, whose history entry the next one joins. @type {number | undefined} */
  #latest;
  #unsubscribe;

  /** @param {Editor} editor @param {TypingOptions} options */
  constructor(editor, { shape, fit, onMerged, startTimer }) {
    this.#editor = editor;
    this.#shape = shape;
    this.#fit = fit;
    this.#onMerged = onMerged;
    this.#startTimer = startTimer;
    this.#base = shape.text ?? "";
    this.#text = this.#base;
    this.#isOnBoard = editor.view.shape(shape.id) !== undefined;
    this.#upto = editor.view.board.head;
    this.#unsubscribe = editor.view.subscribe(() => queueMicrotask(() => this.#merge()));
  }

  /** Id of the shape, which changes when somebody deletes the text. */
  get id() {
    return this.#shape.id;
  }

  get text() {
    return this.#text;
  }

  /** The shape as it was opened, with the style that the person has chosen since. */
  get shape() {
    return this.#shape;
  }

  /** Whether the style of `shape` is newer than that of the board. */
  get hasNewStyle() {
    return this.#hasNewStyle;
  }

  /** Sets the style, together with what was typed so far. @param {WireStyle} style */
  restyle(style) {
    this.#shape = { ...this.#shape, style };
    this.#hasNewStyle = true;
    this.#commit();
  }

  /** Takes what the person has typed. @param {string} text @param {{isComposing?: boolean}} [input] */
  type(text, { isComposing = false } = {}) {
    const hasComposed = this.#isComposing && !isComposing;
    this.#isComposing = isComposing;
    if (hasComposed) queueMicrotask(() => this.#merge());
    if (text !== this.#text) this.#showOthers();
    this.#text = text;
    this.#commitLater();
  }

  /** Sends the text to the others in a moment, as it is then. */
  #showOthers() {
    this.#stopDraftTimer ??= this.#startTimer(() => {
      this.#stopDraftTimer = undefined;
      if (!this.#hasEnded && this.#text !== this.#base) this.#sendDraft();
    }, DRAFT_MS);
  }

  #sendDraft() {
    const text = this.#text;
    if (text.length > MAX_DRAFT_LENGTH) return;
    const geometry = this.#fit(text);
    const { id } = this;
    if (this.#editor.view.shape(id) !== undefined) {
      this.#editor.draft({ set: [{ id, geometry, text }] });
    } else if (!this.#isOnBoard) this.#editor.draft({ shape: { ...this.#shape, geometry, text } });
  }

  #commitLater() {
    this.#stopTimer?.();
    this.#stopTimer = this.#startTimer(() => this.#commit(), REST_MS);
  }

  /** Commits what was typed since the last time. */
  #commit() {
    if (this.#isComposing && !this.#hasEnded) return;
    const { editor, text } = { editor: this.#editor, text: this.#text };
    if (text === this.#base && !(this.#hasNewStyle && this.#isOnBoard)) return;
    const isGone = this.#isOnBoard && editor.view.shape(this.id) === undefined;
    // A style alone does not bring a deleted text back.
    if (isGone && text === this.#base) return;
    if (isGone) this.#shape = { ...this.#shape, id: editor.newId() };
    const isNew = isGone || !this.#isOnBoard;
    const geometry = this.#fit(text);
    const { style } = this.#shape;
    /** @type {Op} */
    const op = isNew
      ? { op: "add", shape: { ...this.#shape, geometry, text } }
      : { op: "set", id: this.id, geometry, text, ...(this.#hasNewStyle && { style }) };
    const base = isNew ? "" : this.#base;
    const upto = isNew ? undefined : this.#upto;
    const n = editor.commit([op], {
      after: this.#latest,
      upto,
      onRefused: (code) => this.#refused(n, code),
    });
    this.#bases.set(n, base);
    if (this.#hasNewStyle) this.#restyles.add(n);
    this.#hasNewStyle = false;
    this.#latest = n;
    this.#base = text;
    this.#isOnBoard = true;
    editor.endDraft(n);
  }

  /** Ends the stretch. A text shape without text is deleted; a note may be empty. */
  end() {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stopTimer?.();
    const { editor, id } = { editor: this.#editor, id: this.id };
    const isEmpty = this.#shape.kind === "text" && this.#text.trim() === "";
    const isThere = editor.view.shape(id) !== undefined;
    if (!isEmpty) this.#commit();
    else if (isThere) editor.commit([{ op: "del", id }]);
    this.#stopDraftTimer?.();
    editor.endDraft(null);
    if (isEmpty || this.#bases.size === 0) this.#close();
  }

  #close() {
    this.#isClosed = true;
    this.#unsubscribe();
  }

  /**
   * Takes an edit back that the server has refused, because somebody else has changed or deleted the text.
   * @param {number} n
   * @param {string} code
   */
  #refused(n, code) {
    const base = this.#bases.get(n);
    if (code !== "changed" || base === undefined) return false;
    this.#bases.delete(n);
    if (this.#restyles.delete(n)) this.#hasNewStyle = true;
    // Later edits were typed on top of the refused one, which the board never had.
    for (const later of this.#bases.keys()) if (later > n) this.#bases.set(later, base);
    if (this.#bases.size === 0) this.#base = base;
    queueMicrotask(() => this.#merge());
    return true;
  }

  /** Merges the text of the board into what the person types, once all edits of this stretch are decided. */
  #merge() {
    // The text of an input method must not change under it.
    if (this.#isClosed || (this.#isComposing && !this.#hasEnded)) return;
    const { view } = this.#editor;
    for (const n of this.#bases.keys()) {
      const isPending = view.pending.some((edit) => edit.n === n && edit.tag === this.#editor.tag);
      if (isPending) continue;
      this.#bases.delete(n);
      this.#restyles.delete(n);
    }
    if (this.#bases.size > 0) return;
    this.#upto = view.board.head;
    const shape = view.shape(this.id);
    const theirs = shape === undefined ? this.#base : (shape.text ?? "");
    if (theirs !== this.#base) {
      const merged = mergedText(this.#base, this.#text, theirs);
      this.#base = theirs;
      if (merged !== this.#text) {
        this.#text = merged;
        this.#onMerged(merged);
      }
    }
    const isDirty = this.#text !== this.#base || this.#hasNewStyle;
    if (isDirty && !this.#hasEnded) this.#commitLater();
    if (!this.#hasEnded) return;
    if (isDirty) this.#commit();
    if (this.#bases.size === 0) this.#close();
  }
}
