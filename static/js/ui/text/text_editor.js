/**
 * The field over the board in which a text or a note is written, in its place and size at every zoom.
 *
 * While it is open the renderer leaves the shape out, and the field shows the text itself.
 */

import { movedPlace } from "../../editor/text_merge.js";
import { Typing } from "../../editor/typing.js";
import { UNITS_PER_PX } from "../../model/box.js";
import { NOTE_TEXT } from "../../model/colour.js";
import { inkColour, noteColour } from "../../model/custom_colour.js";
import { NOTE_PADDING, NOTE_WEIGHT, TEXT_WEIGHT } from "../../model/kinds/texts.js";
import { TEXT } from "../../model/limits.js";
import { truncated } from "../../model/names.js";
import { TEXT_FAMILY } from "../../render/paint_figure.js";
import { applyType, TextFit } from "./text_fit.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */
/** @typedef {import("./text_fit.js").Type} Type */
/** @typedef {{board: HTMLElement, surface: HTMLElement, label: string, isSharp: () => boolean}} Place */

/** Frames after which the field is removed even if the board is not painted yet. */
const MAX_FRAMES = 30;

/** Screen pixels that stay free between the text and a keyboard on the screen. */
const KEYBOARD_MARGIN_PX = 24;

export class TextEditor {
  #editor;
  #place;
  #shape;
  #fit;
  #typing;
  #field = document.createElement("textarea");
  #listening = new AbortController();
  /** @type {(() => void)[]} */
  #unsubscribes = [];
  #hasEnded = false;
  /** How far the field is below its place on the board, in units. */
  #shift = 0;

  /** @param {Editor} editor @param {NewShape} shape  a new one, or the one whose text is changed @param {Place} place */
  constructor(editor, shape, place) {
    this.#editor = editor;
    this.#shape = shape;
    this.#place = place;
    this.#fit = new TextFit(place.board);
    this.#typing = new Typing(editor, {
      shape,
      fit: (text) => this.#sizeOf(text),
      onMerged: (text) => this.#showMerged(text),
      startTimer: (call, ms) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    });
    this.#build();
    this.#listen();
    this.#shift = this.#fit.shiftOf(this.#type());
    this.#layOut();
    this.#loadFont();
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
    editor.writing.set(this.#typing);
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
    const { kind, style } = this.#shape;
    const field = this.#field;
    const isNote = kind === "note";
    field.className = isNote ? "text-field text-editor on-note" : "text-field text-editor";
    field.dir = "auto";
    field.rows = 1;
    field.spellcheck = true;
    field.value = this.#typing.text;
    field.setAttribute("aria-label", this.#place.label);
    const colourIn = isNote ? noteColour : inkColour;
    const own = `light-dark(${colourIn(style.ink, "light")}, ${colourIn(style.ink, "dark")})`;
    field.style.color = isNote ? NOTE_TEXT : own;
    if (isNote) field.style.backgroundColor = own;
    this.#place.board.append(field);
  }

  /** Lays the field out again once the board's font has loaded. */
  async #loadFont() {
    const { weight } = this.#type();
    // The system's font stays in use when it does not load, on the board too.
    await document.fonts.load(`${weight} 16px ${TEXT_FAMILY}`).catch(() => null);
    if (this.#hasEnded) return;
    this.#shift = this.#fit.shiftOf(this.#type());
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
    field.addEventListener("blur", () => this.end(), { signal });
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

  /** @returns {Type} */
  #type() {
    const { kind, geometry, style } = this.#shape;
    if (kind !== "note") return { size: style.size, weight: TEXT_WEIGHT, room: null };
    const room = (geometry.w ?? 0) - 2 * NOTE_PADDING;
    return { size: style.size, weight: NOTE_WEIGHT, room };
  }

  /** The size that the shape needs for a text: a note keeps its width and never shrinks. @param {string} text */
  #sizeOf(text) {
    const { kind, geometry } = this.#shape;
    const size = this.#fit.sizeOf(text, this.#type());
    if (kind !== "note") return size;
    const { w = 0, h = 0 } = geometry;
    return { w, h: Math.max(h, size.h + 2 * NOTE_PADDING), lines: size.lines };
  }

  /** Lays the field over the place of the shape. */
  #layOut() {
    const { camera, view } = this.#editor;
    const shape = view.shape(this.#typing.id);
    const [x, y, rotation] = shape ? [shape.x, shape.y, shape.rotation] : this.#shape.pos;
    const { w, h } = this.#sizeOf(this.#field.value);
    const isNote = this.#shape.kind === "note";
    const { style } = this.#field;
    applyType(this.#field, this.#type());
    style.width = `${(isNote ? w - 2 * NOTE_PADDING : w) / UNITS_PER_PX}px`;
    style.height = `${(isNote ? h - 2 * NOTE_PADDING : h) / UNITS_PER_PX}px`;
    const padding = NOTE_PADDING / UNITS_PER_PX;
    const shift = this.#shift / UNITS_PER_PX;
    if (isNote) style.padding = `${padding + shift}px ${padding}px ${padding - shift}px`;
    const { x: left, y: top } = camera.toScreen({ x, y: isNote ? y : y + this.#shift });
    style.transform = `translate(${left}px, ${top}px) scale(${camera.zoom}) rotate(${rotation / 100}deg)`;
    style.setProperty("--zoom", String(camera.zoom));
  }

  /** Pans until the field is above a keyboard on the screen. */
  #stayAboveKeyboard() {
    const { bottom } = this.#field.getBoundingClientRect();
    const limit = (visualViewport?.height ?? innerHeight) - KEYBOARD_MARGIN_PX;
    if (bottom > limit) this.#editor.camera.pan(0, limit - bottom);
  }
}
