/**
 * Copy, cut and paste of shapes through the events of the browser, which work on plain http too.
 */

import { originalsOfSelection } from "../../editor/copying.js";
import { boardOfClip, CLIPBOARD_TYPE, clipOf, shapesIn } from "../../model/clipboard.js";
import { isDrawing, textsFrom } from "../../model/pasted_text.js";
import { importWithRetry } from "../../platform/loading.js";
import { isUsable } from "./drop.js";
import { Placement } from "./placement.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../model/clipboard.js").Clip} Clip */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */
/** Stores the pictures of shapes of another board here. @typedef {(shapes: readonly NewShape[], board: string, isKnown: (image: string) => boolean) => Promise<readonly NewShape[]>} BringPictures */
/** Content that a button reads from the clipboard. @typedef {{html: string, text: string, files: readonly Blob[]}} ReadClipboard */
/** @typedef {{editor: Editor, gestures: Gestures, deleteSelection: () => {count: number, loose: number}, addFiles: (files: readonly Blob[], middle: {x: number, y: number}) => unknown, bringPictures: BringPictures, pointer: () => {x: number, y: number} | null}} ClipboardParts  `pointer`: its place over the board in CSS pixels */

export class Clipboard {
  #editor;
  #gestures;
  #deleteSelection;
  #addFiles;
  #bringPictures;
  #board = document.documentElement.dataset.board ?? "";
  #placement;
  /** Latest copy of this page, because a button cannot read the clipboard without a secure context. @type {Clip | null} */
  #copied = null;
  /** Whether a button has asked for the event that is being handled. */
  isAsked = false;

  /** @param {ClipboardParts} parts */
  constructor({ editor, gestures, deleteSelection, addFiles, bringPictures, pointer }) {
    this.#editor = editor;
    this.#gestures = gestures;
    this.#deleteSelection = deleteSelection;
    this.#addFiles = addFiles;
    this.#bringPictures = bringPictures;
    this.#placement = new Placement(editor, pointer);
  }

  /** Copies the selection without a key. */
  copy() {
    const clip = this.#clip();
    if (clip === null) return;
    if (this.#write(clip)) this.#say("copied");
  }

  /** Cuts the selection without a key. */
  cut() {
    const clip = this.#editor.rights.value.draw ? this.#clip() : null;
    if (clip === null) return;
    if (this.#write(clip)) this.#remove();
  }

  /** Pastes without a key: what the clipboard has as text, or what this page has copied. */
  async paste() {
    const read = await readClipboard();
    const copied = this.#copied;
    if (copied !== null && (read === null || holds(read, copied)))
      this.#insert({ ...copied, files: [] });
    else if (read === null) this.#editor.notices.set({ kind: "paste", why: "by-key" });
    else this.#insert({ json: "", ...read });
  }

  /** Puts the selection into the browser's event. @param {ClipboardEvent} event */
  copyInto(event) {
    const clip = this.isAsked ? this.#copied : this.#clip();
    if (clip === null) return;
    fill(event, clip);
    if (this.isAsked) this.isAsked = false;
    else this.#say("copied");
  }

  /** @param {ClipboardEvent} event */
  cutInto(event) {
    const clip = this.#clip();
    if (clip === null) return;
    fill(event, clip);
    this.#remove();
  }

  /** The selection as data; null, with a notice, when it cannot be copied. */
  #clip() {
    // A gesture may be about to change the selection.
    this.#gestures.interrupt();
    const originals = originalsOfSelection(this.#editor) ?? [];
    if (originals.length === 0) return null;
    this.#copied = clipOf(originals, this.#board);
    return this.#copied;
  }

  /** Puts data on the clipboard without a key: the browser sends the event for a selected field only. @param {Clip} clip @returns {boolean} whether it is there */
  #write({ text }) {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.className = "visually-hidden";
    field.setAttribute("aria-hidden", "true");
    field.value = text === "" ? " " : text;
    document.body.append(field);
    field.select();
    this.isAsked = true;
    document.execCommand("copy");
    // Some browsers do not let a button copy: then the event has not come.
    const isWritten = !this.isAsked;
    this.isAsked = false;
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    if (!isWritten) this.#editor.notices.set({ kind: "copy-by-key" });
    return isWritten;
  }

  #remove() {
    const removed = this.#deleteSelection();
    this.#editor.notices.set({ kind: "arranged", what: "cut", ...removed });
  }

  /** Inserts what an event has. @param {ReadonlyMap<string, string>} contents  by type @param {readonly Blob[]} files */
  insertFrom(contents, files) {
    const [json = "", html = "", text = ""] = [CLIPBOARD_TYPE, "text/html", "text/plain"].map(
      (type) => contents.get(type),
    );
    this.#insert({ json, html, text, files });
  }

  /** @param {Clip & {files: readonly Blob[]}} pasted */
  #insert({ json, html, text, files }) {
    const { notices, rights } = this.#editor;
    if (!rights.value.draw) return;
    this.#gestures.interrupt();
    const shapes = shapesIn({ json, html });
    if (shapes === "limit") notices.set({ kind: "copy-limit" });
    else if (shapes === "unreadable") notices.set({ kind: "paste", why: "unreadable" });
    else if (shapes !== null) this.#insertShapes(shapes, json === "" ? html : json);
    else if (files.some(isUsable) && text === "")
      this.#addFiles(files.filter(isUsable), this.#placement.spot);
    else if (isDrawing(text) || (files.length > 0 && text === ""))
      notices.set({ kind: "paste", why: "drawing" });
    else this.#insertText(text);
  }

  /** @param {readonly NewShape[]} shapes @param {string} key */
  async #insertShapes(shapes, key) {
    const board = boardOfClip(key);
    const isHere = board === this.#board || key === this.#copied?.json;
    const pictures = new Set(this.#editor.view.all().map(({ more }) => more?.image ?? null));
    const isKnown = (/** @type {string | null} */ image) => isHere || pictures.has(image);
    const { spot } = this.#placement;
    let whole = shapes;
    if (shapes.some(({ image = null }) => image !== null && !isKnown(image)))
      whole = await this.#bringPictures(shapes, board, isKnown);
    if (whole.length === 0 || !this.#editor.rights.value.draw) return;
    this.#placement.place(whole, key, spot);
    this.#say("pasted");
  }

  /** @param {string} text */
  async #insertText(text) {
    const texts = textsFrom(text);
    const { notices, rights } = this.#editor;
    if (texts === null) notices.set({ kind: "paste", why: "long-text" });
    else if (texts.length === 0) notices.set({ kind: "paste", why: "nothing" });
    else {
      const { textShapes } = await importWithRetry(() => import("./text_shapes.js"));
      const shapes = await textShapes(this.#editor, texts);
      if (!rights.value.draw) return;
      this.#placement.place(shapes, text);
      this.#say("pasted");
    }
  }

  /** @param {"copied" | "cut" | "pasted"} what */
  #say(what) {
    const { notices, selection } = this.#editor;
    notices.set({ kind: "arranged", what, count: selection.size });
  }
}

/** @param {ClipboardEvent} event @param {Clip} clip */
function fill({ clipboardData }, { json, html, text }) {
  clipboardData?.setData(CLIPBOARD_TYPE, json);
  clipboardData?.setData("text/html", html);
  if (text !== "") clipboardData?.setData("text/plain", text);
}

/** Whether the clipboard still holds what this page has copied; some browsers remove the comment with the shapes. @param {ReadClipboard} read @param {Clip} copied */
function holds(read, copied) {
  const isBare = shapesIn({ json: "", html: read.html }) === null && read.files.length === 0;
  return read.html === copied.html || (isBare && read.text === copied.text);
}

/**
 * Reads the clipboard without an event; null where the browser or the person does not allow it.
 * @returns {Promise<ReadClipboard | null>}
 */
async function readClipboard() {
  try {
    // Chromium removes comments from HTML unless it is asked for as it is; others have no such option.
    const options = /** @type {any} */ ({ unsanitized: ["text/html"] });
    const read = /** @type {(options: any) => Promise<ClipboardItem[]>} */ (
      navigator.clipboard.read.bind(navigator.clipboard)
    );
    const items = await read(options);
    const textOf = async (/** @type {string} */ type) => {
      const item = items.find(({ types }) => types.includes(type));
      return item === undefined ? "" : (await item.getType(type)).text();
    };
    const files = [];
    for (const item of items) {
      const type = item.types.find((each) => each.startsWith("image/"));
      if (type !== undefined) files.push(await item.getType(type));
    }
    return { html: await textOf("text/html"), text: await textOf("text/plain"), files };
  } catch {
    return null;
  }
}
