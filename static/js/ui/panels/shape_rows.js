/**
 * The rows of the list of shapes: only those in view are in the document, whatever the number of shapes. One row is the
 * active one, which keys move and a screen reader reads.
 *
 * The rows in view stay where they are while others change the board.
 */

import { surroundingsOf } from "../status/shape_names.js";
import { ShapeRow } from "./shape_row.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/shape_list.js").ShapeList} ShapeList */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Rows beyond the view on each side, so that scrolling shows no gap. */
const OVERSCAN = 6;
const MAX_ROWS = 40;

export class ShapeRows {
  element = document.createElement("div");
  #room = document.createElement("div");
  #editor;
  #t;
  /** Null while the list is closed. @type {ShapeList | null} */
  #list = null;
  /** By the id of their shape. @type {Map<string, ShapeRow>} */
  #rows = new Map();
  /** The active row, and its place when it was shown last. */
  #active = { id: "", place: 0 };
  /** The first row in view, and how much of it is above. */
  #first = { id: "", offset: 0 };
  #height = 44;

  /** @param {Editor} editor @param {Translate} t */
  constructor(editor, t) {
    this.#editor = editor;
    this.#t = t;
    const { element } = this;
    element.className = "shape-rows";
    element.tabIndex = 0;
    element.dataset.boardKeys = "";
    element.setAttribute("role", "listbox");
    element.setAttribute("aria-multiselectable", "true");
    element.setAttribute("aria-label", t("shapes-title"));
    this.#room.setAttribute("role", "presentation");
    element.append(this.#room);
    element.addEventListener("scroll", () => {
      this.#holdPlace();
      this.#showRows();
    });
  }

  /** @param {ShapeList | null} list */
  set list(list) {
    this.#list = list;
    this.#rows.clear();
    this.#room.replaceChildren();
    this.toTop();
  }

  /** The shape of the active row. @returns {Shape | null} */
  get activeShape() {
    return this.#list?.slice(this.#active.place, 1)[0] ?? null;
  }

  /** The place of the active row. */
  get place() {
    return this.#active.place;
  }

  /** The number of rows that fit the view. */
  get pageLength() {
    return Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 1);
  }

  /** Makes the first row active and shows it, once the rows are shown. */
  toTop() {
    this.#active = { id: "", place: 0 };
    this.#first = { id: "", offset: 0 };
    this.element.scrollTop = 0;
  }

  /** Makes the row at a place active, or the nearest one. @param {number} place */
  activate(place) {
    const size = this.#list?.size ?? 0;
    const near = Math.max(0, Math.min(size - 1, place));
    this.#active = { id: this.#list?.slice(near, 1)[0]?.id ?? "", place: near };
    this.#scrollToActive();
    this.#showRows();
  }

  /** The place of the row at a point of the window, or -1. @param {Element} target */
  placeOf(target) {
    const row = target.closest("[role=option]");
    return row === null ? -1 : Number(row.getAttribute("aria-posinset")) - 1;
  }

  /** Shows the list as it is now. */
  show() {
    const list = this.#list;
    if (list === null) return;
    this.#height = rowHeight(this.#room);
    this.#room.style.height = `${list.size * this.#height}px`;
    const first = list.indexOf(this.#first.id);
    if (first > 0) this.element.scrollTop = first * this.#height + this.#first.offset;
    const place = list.indexOf(this.#active.id);
    // The next row follows one that is gone.
    const near = place === -1 ? Math.min(this.#active.place, Math.max(0, list.size - 1)) : place;
    this.#active = { id: list.slice(near, 1)[0]?.id ?? "", place: near };
    this.#showRows();
  }

  #showRows() {
    const list = this.#list;
    if (list === null) return;
    const { scrollTop, clientHeight } = this.element;
    const start = Math.max(0, Math.floor(scrollTop / this.#height) - OVERSCAN);
    const count = Math.min(MAX_ROWS, Math.ceil(clientHeight / this.#height) + 2 * OVERSCAN);
    const surroundings = surroundingsOf(this.#editor);
    /** @type {Map<string, ShapeRow>} */
    const rows = new Map();
    /** @param {Shape} shape @param {number} place */
    const add = (shape, place) => {
      const row = this.#rows.get(shape.id) ?? new ShapeRow(this.#t);
      rows.set(shape.id, row);
      row.show(shape, surroundings);
      this.#mark(row.element, shape.id, place);
    };
    const { place } = this.#active;
    const active = list.slice(place, 1)[0];
    // The active row is always there, because readers find it in the document.
    if (active !== undefined && place < start) add(active, place);
    for (const [at, shape] of list.slice(start, count).entries()) add(shape, start + at);
    if (active !== undefined && place >= start + count) add(active, place);
    const elements = [...rows.values()].map(({ element }) => element);
    const { children } = this.#room;
    const isSame =
      children.length === elements.length && elements.every((row, at) => children[at] === row);
    if (!isSame) this.#room.replaceChildren(...elements);
    this.#rows = rows;
    if (active === undefined) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", rowId(active.id));
  }

  /** @param {HTMLElement} row @param {string} id @param {number} place */
  #mark(row, id, place) {
    row.id = rowId(id);
    row.style.top = `${place * this.#height}px`;
    row.classList.toggle("active", place === this.#active.place);
    const state = {
      "aria-posinset": place + 1,
      "aria-setsize": this.#list?.size ?? 0,
      "aria-selected": this.#editor.selection.has(id),
    };
    for (const [name, value] of Object.entries(state)) {
      if (row.getAttribute(name) !== String(value)) row.setAttribute(name, String(value));
    }
  }

  #scrollToActive() {
    const { element } = this;
    const top = this.#active.place * this.#height;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + this.#height - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
    this.#holdPlace();
  }

  #holdPlace() {
    const { scrollTop } = this.element;
    const place = Math.floor(scrollTop / this.#height);
    const id = scrollTop <= 0 ? "" : (this.#list?.slice(place, 1)[0]?.id ?? "");
    this.#first = { id, offset: scrollTop - place * this.#height };
  }
}

/** @param {string} id */
function rowId(id) {
  return `shape-row-${id}`;
}

/** The height of a row in pixels: the style sheet gives the room of all rows the height of one at least. @param {HTMLElement} room */
function rowHeight(room) {
  return Number.parseFloat(getComputedStyle(room).minHeight) || 44;
}
