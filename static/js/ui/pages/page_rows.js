/**
 * The rows of the list of pages: a picture, the name and the people on each. Arrow keys go from row to row, with Alt they move
 * the page; the grip moves it by pointer.
 */

import { createIcon } from "../elements/dom.js";
import { createAvatar } from "../panels/people.js";
import { displayName, isolate } from "../settings/l10n.js";
import { pageTitle } from "./page_names.js";
import { PagePictures } from "./page_pictures.js";

/** @typedef {import("../../model/pages.js").Page} Page */
/** @typedef {import("./page_panel.js").PanelParts} PanelParts */
/** @typedef {{element: HTMLLIElement, button: HTMLButtonElement, picture: HTMLCanvasElement, grip: HTMLElement, words: HTMLElement, people: HTMLElement}} Row */

/** Avatars in a row. */
const MAX_AVATARS = 3;

export class PageRows {
  element = document.createElement("ul");
  #parts;
  #pictures;
  /** @type {Map<number, Row>} */
  #rows = new Map();

  /** @param {PanelParts & {onRename: () => void}} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#pictures = new PagePictures(parts.editor, this.element);
    this.element.className = "page-rows";
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Gives the focus to the row of the shown page. */
  focus() {
    const { page, pages } = this.#parts.editor;
    const row = this.#rows.get(page.value) ?? this.#rows.get(pages.listed.value[0]?.page ?? 1);
    row?.button.focus();
  }

  show() {
    const { editor } = this.#parts;
    const pages = editor.pages.listed.value;
    const numbers = new Set(pages.map(({ page }) => page));
    for (const [page, { element }] of this.#rows) {
      if (numbers.has(page)) continue;
      const hadFocus = element.contains(document.activeElement);
      element.remove();
      this.#rows.delete(page);
      if (hadFocus) this.focus();
    }
    pages.forEach((page, at) => {
      const row = this.#rows.get(page.page) ?? this.#create(page.page);
      this.#update(row, page, at + 1);
      const there = this.element.children[at];
      if (there === row.element) return;
      const hadFocus = row.element.contains(document.activeElement);
      this.element.insertBefore(row.element, there ?? null);
      if (hadFocus) row.button.focus();
    });
    const shown = this.#rows.get(editor.page.value);
    if (shown !== undefined && shown.button.ariaCurrent !== "true")
      shown.element.scrollIntoView({ block: "nearest" });
    for (const [page, { button }] of this.#rows) {
      const isShown = page === editor.page.value;
      button.ariaCurrent = isShown ? "true" : null;
      button.tabIndex = isShown || shown === undefined ? 0 : -1;
    }
    this.#pictures.update();
  }

  /** @param {Row} row @param {Page} page @param {number} place */
  #update({ words, people, button, grip }, { page, name }, place) {
    const { editor, t } = this.#parts;
    const label = pageTitle(editor, page, t);
    const here = editor.peers.list.value.filter((peer) => !peer.me && peer.page === page);
    const names = here.map((peer) => isolate(displayName(peer.name, t))).join(", ");
    button.ariaLabel = names === "" ? label : t("page-row-people", { page: label, names });
    const text = name === "" ? String(place) : `${place}  ${name}`;
    if (words.textContent !== text) words.textContent = text;
    people.replaceChildren(...here.slice(0, MAX_AVATARS).map((peer) => createAvatar(peer, false)));
    grip.hidden = !editor.rights.value.draw || editor.pages.listed.value.length === 1;
  }

  /** @param {number} page @returns {Row} */
  #create(page) {
    const { editor, t } = this.#parts;
    const element = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "page-row";
    const picture = document.createElement("canvas");
    picture.setAttribute("aria-hidden", "true");
    const words = document.createElement("bdi");
    const people = document.createElement("span");
    people.className = "page-people";
    button.append(picture, words, people);
    button.addEventListener("click", () => editor.pages.turnTo(page));
    const grip = document.createElement("span");
    grip.className = "page-grip";
    grip.title = t("page-drag");
    grip.append(createIcon("grip"));
    element.append(button, grip);
    this.#bindDrag(grip, page);
    const row = { element, button, picture, grip, words, people };
    this.#rows.set(page, row);
    this.#pictures.watch(picture, page);
    return row;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key, altKey, ctrlKey, metaKey } = event;
    const { editor, actions, onRename } = this.#parts;
    const { pages, page } = editor;
    if (ctrlKey || metaKey) return;
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    const last = pages.listed.value.length - 1;
    if (step !== 0 && altKey) actions.move(page.value, pages.place + step);
    else if (step !== 0) this.#turnTo(pages.place + step);
    else if (key === "Home") this.#turnTo(0);
    else if (key === "End") this.#turnTo(last);
    else if (key === "F2") onRename();
    else if (key === "Delete") actions.delete(page.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} place */
  #turnTo(place) {
    const { pages } = this.#parts.editor;
    const next = pages.listed.value[place];
    if (next === undefined) return;
    pages.turnTo(next.page);
    this.show();
    this.focus();
  }

  /** Moves a page with the pointer; the row follows, and the page moves when it is let go. @param {HTMLElement} grip @param {number} page */
  #bindDrag(grip, page) {
    let startY = 0;
    let isDragging = false;
    const end = () => {
      isDragging = false;
      const element = this.#rows.get(page)?.element;
      element?.classList.remove("dragged");
      if (element !== undefined) element.style.translate = "";
    };
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      startY = event.clientY + this.element.scrollTop;
      isDragging = true;
      this.#rows.get(page)?.element.classList.add("dragged");
    });
    grip.addEventListener("pointermove", ({ clientY }) => {
      const row = this.#rows.get(page);
      if (!isDragging || row === undefined) return;
      const box = this.element.getBoundingClientRect();
      if (clientY < box.top + 24) this.element.scrollTop -= 12;
      else if (clientY > box.bottom - 24) this.element.scrollTop += 12;
      row.element.style.translate = `0 ${clientY + this.element.scrollTop - startY}px`;
    });
    grip.addEventListener("pointerup", ({ clientY }) => {
      if (!isDragging) return;
      const height = this.#rows.get(page)?.element.offsetHeight ?? 1;
      const by = Math.round((clientY + this.element.scrollTop - startY) / height);
      end();
      const { pages } = this.#parts.editor;
      const from = pages.listed.value.findIndex((other) => other.page === page);
      const to = Math.max(0, Math.min(pages.listed.value.length - 1, from + by));
      if (from !== -1) this.#parts.actions.move(page, to);
    });
    grip.addEventListener("pointercancel", end);
  }
}
