/**
 * The field over the board in which a text, a note or a label is written, in its place and size at every zoom.
 *
 * While it is open the renderer paints the shape without its text, and the field shows the text.
 */

import { movedPlace } from "../../editor/text_merge.js";
import { Typing } from "../../editor/typing.js";
import { UNITS_PER_PX } from "../../model/box.js";
import { NOTE_TEXT } from "../../model/colour.js";
import { inkColour, noteColour } from "../../model/custom_colour.js";
import { traitsOf } from "../../model/kinds.js";
import { TEXT } from "../../model/limits.js";
import { truncated } from "../../model/names.js";
import { shapePreview } from "../../model/preview.js";
import { internStyle } from "../../model/styles.js";
import { loadFont } from "../../render/fonts.js";
import { applyType, TextFit } from "./text_fit.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */
/** @typedef {{board: HTMLElement, surface: HTMLElement, label: string, isSharp: () => boolean}} Place */

/** Frames after which the field is removed even if the board is not painted yet. */
const MAX_FRAMES = 30;

/** Screen pixels that stay free between the text and a keyboard on the screen. */
const KEYBOARD_MARGIN_PX = 24;

export class TextEditor {
  #editor;
  #place;
  #fit;
  #typing;
  #field = document.createElement("textarea");
  #listening = new AbortController();
  /** @type {(() => void)[]} */
  #unsubscribes = [];
  #hasEnded = false;
  /** How far the field is below its place on the board, in units. */
  #shift = 0;
  /** The font that the field has. */
  #font = "";

  /** @param {Editor} editor @param {NewShape} shape  a new one, or the one whose text is changed @param {Place} place */
  constructor(editor, shape, place) {
    this.#editor = editor;
    this.#place = place;
    this.#fit = new TextFit(place.board);
    this.#typing = new Typing(editor, {
      shape,
      fit: (text) => this.#geometryFor(text),
      onMerged: (text) => this.#showMerged(text),
      startTimer: (call, ms) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    });
    this.#build();
    this.#listen();
    this.#layOut();
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
    editor.writing.set(this);
  }

  /** Id of the shape whose text the field shows. */
  get id() {
    return this.#typing.id;
  }

  /** Style that the style panel shows and changes. */
  get styled() {
    const { kind, style } = this.#current().shape;
    return { kind, style, text: this.#field.value };
  }

  /** @param {import("../../model/styles.js").WireStyle} style */
  restyle(style) {
    this.#typing.type(this.#field.value);
    this.#typing.restyle(style);
    this.#layOut();
  }

  /** Ends writing; the text stays. */
  end() {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#listening.abort();
    for (const end of this.#unsubscribes) end();
    this.#typing.type(this.#field.value);
    this.#typing.end();
    this.#fit.remove();
    this.#select();
    if (document.activeElement === this.#field) this.#place.surface.focus({ preventScroll: true });
    this.#editor.writing.set(null);
    this.#removeWhenPainted(MAX_FRAMES);
  }

  /** Selects the text, so that it can be moved, deleted or opened again with keys. */
  #select() {
    const { tool, selection, view } = this.#editor;
    const { id } = this.#typing;
    if (tool.value === "select" && view.shape(id) !== undefined) selection.select([id]);
  }

  /** Keeps the field until the board shows the text, so that it does not blink. @param {number} frames  left */
  #removeWhenPainted(frames) {
    requestAnimationFrame(() => {
      if (frames === 0 || this.#place.isSharp()) this.#field.remove();
      else this.#removeWhenPainted(frames - 1);
    });
  }

  #build() {
    const { kind } = this.#typing.shape;
    const field = this.#field;
    field.className = `text-field text-editor on-${kind}`;
    field.dir = "auto";
    field.rows = 1;
    field.spellcheck = true;
    field.value = this.#typing.text;
    field.setAttribute("aria-label", this.#place.label);
    this.#place.board.append(field);
  }

  /** @param {import("../../model/shape.js").Shape} shape */
  #showColours({ kind, style: { ink } }) {
    const isNote = kind === "note";
    const colourIn = isNote ? noteColour : inkColour;
    const own = `light-dark(${colourIn(ink, "light")}, ${colourIn(ink, "dark")})`;
    const { style } = this.#field;
    style.color = isNote ? NOTE_TEXT : own;
    style.backgroundColor = isNote ? own : "";
  }

  /** Lays the field out in a font, and again once it has loaded. @param {import("../../render/fonts.js").Font} font */
  async #useFont(font) {
    this.#font = font;
    const measure = () => {
      this.#shift = this.#fit.shiftOf(this.#current().block);
    };
    measure();
    const wasMissing = await loadFont(font);
    if (!wasMissing || this.#hasEnded) return;
    measure();
    this.#layOut();
  }

  #listen() {
    const field = this.#field;
    const { signal } = this.#listening;
    const take = (/** @type {boolean} */ isComposing) => {
      if (!isComposing) this.#limit();
      this.#typing.type(field.value, { isComposing });
      this.#layOut();
    };
    field.addEventListener(
      "input",
      (event) => take(/** @type {InputEvent} */ (event).isComposing),
      { signal },
    );
    field.addEventListener("compositionend", () => take(false), { signal });
    // The style panel changes this text; a press elsewhere ends it.
    field.addEventListener(
      "blur",
      ({ relatedTarget }) => {
        if (!keepsWriting(relatedTarget)) this.end();
      },
      { signal },
    );
    document.addEventListener(
      "focusin",
      ({ target }) => {
        if (target !== field && !keepsWriting(target)) this.end();
      },
      { signal },
    );
    field.addEventListener(
      "keydown",
      (event) => {
        const isDone = event.key === "Enter" && (event.ctrlKey || event.metaKey);
        if (event.isComposing || (event.key !== "Escape" && !isDone)) return;
        event.preventDefault();
        event.stopPropagation();
        this.end();
      },
      { signal },
    );
    const { camera, page, tool, rights } = this.#editor;
    const end = () => this.end();
    this.#unsubscribes.push(
      camera.moves.subscribe(() => this.#layOut()),
      page.subscribe(end),
      tool.subscribe(end),
      rights.subscribe(({ draw }) => {
        if (!draw) this.end();
      }),
      this.#editor.view.subscribe(() => this.#layOut()),
    );
    visualViewport?.addEventListener("resize", () => this.#stayAboveKeyboard(), { signal });
  }

  /** Cuts what the board does not take, at the place of the caret. */
  #limit() {
    const { value, selectionEnd } = this.#field;
    const excess = [...value].length - TEXT;
    if (excess <= 0) return;
    const before = [...value.slice(0, selectionEnd)];
    const kept = before.slice(0, Math.max(0, before.length - excess)).join("");
    this.#field.value = truncated(kept + value.slice(selectionEnd), TEXT);
    this.#field.setSelectionRange(kept.length, kept.length);
  }

  /** @param {string} text */
  #showMerged(text) {
    const field = this.#field;
    const [from, to] = [field.selectionStart, field.selectionEnd];
    const before = field.value;
    field.value = text;
    field.setSelectionRange(movedPlace(from, before, text), movedPlace(to, before, text));
    this.#layOut();
  }

  /** The shape as it is on the board, or as it will be added, and how its text is set. */
  #current() {
    const { view } = this.#editor;
    const onBoard = view.shape(this.#typing.id);
    const { shape: known, pool } =
      onBoard === undefined
        ? shapePreview(this.#typing.shape)
        : { shape: onBoard, pool: view.pool };
    const { hasNewStyle, shape: own } = this.#typing;
    const shape = hasNewStyle ? { ...known, style: internStyle(own.style) } : known;
    const block = traitsOf(shape.kind).writing?.(shape, pool);
    if (block === undefined) throw new RangeError(`a shape of kind ${shape.kind} has no text`);
    return { shape, pool, block };
  }

  /** @param {string} text */
  #geometryFor(text) {
    const { shape, pool } = this.#current();
    return this.#fit.geometryOf(shape, pool, text);
  }

  /** Lays the field over the place of the text. */
  #layOut() {
    const { shape: shown, pool, block: shownBlock } = this.#current();
    if (shownBlock.font !== this.#font) this.#useFont(shownBlock.font);
    this.#showColours(shown);
    const text = this.#field.value;
    // The box grows with its label when that is committed; the field has its room at once.
    const { sizeForLabel, writing } = traitsOf(shown.kind);
    const { w: width = shown.w, h: height = shown.h } =
      sizeForLabel === undefined ? shown : this.#fit.geometryOf(shown, pool, text);
    const shape = { ...shown, w: width, h: height };
    const block = writing?.(shape, pool) ?? shownBlock;
    const { w: room, h } = this.#fit.sizeOf(text, block);
    const w = block.middle === undefined ? room : this.#fit.coveredWidth(text, block);
    const { camera } = this.#editor;
    const { style } = this.#field;
    const px = (/** @type {number} */ units) => `${units / UNITS_PER_PX}px`;
    applyType(this.#field, block);
    const padding = shape.kind === "note" ? (block.corner?.y ?? 0) : 0;
    style.width = px(w);
    style.height = px(shape.kind === "note" ? Math.max(h, shape.h - 2 * padding) : h);
    // The box of a note stays in place, and its padding moves the letters to their baseline.
    const inset = `${px(padding + this.#shift)} ${px(padding)} ${px(padding - this.#shift)}`;
    style.padding = padding === 0 ? "0" : inset;
    const { middle } = block;
    const left = middle === undefined ? 0 : middle.x - w / 2;
    const top = middle === undefined ? 0 : middle.y - h / 2;
    const down = padding === 0 ? this.#shift : 0;
    const { x, y } = camera.toScreen(shape);
    const turn = `rotate(${shape.rotation / 100}deg)`;
    style.transform = `translate(${x}px, ${y}px) scale(${camera.zoom}) ${turn} translate(${px(left)}, ${px(top + down)})`;
    style.setProperty("--zoom", String(camera.zoom));
  }

  /** Pans until the field is above a keyboard on the screen. */
  #stayAboveKeyboard() {
    const { bottom } = this.#field.getBoundingClientRect();
    const limit = (visualViewport?.height ?? innerHeight) - KEYBOARD_MARGIN_PX;
    if (bottom > limit) this.#editor.camera.pan(0, limit - bottom);
  }
}

/** Whether the text stays open while an element has the focus. @param {EventTarget | null} target */
function keepsWriting(target) {
  return target instanceof Element && target.closest("[data-keeps-writing]") !== null;
}
