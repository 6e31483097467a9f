/**
 * The list of what passed over a connection: a grid with virtual rows, of which one can be selected. Used by the panel *Under
 * the hood* and by the lecture page.
 */

import { make } from "../elements/build.js";
import { entryName } from "./entry_names.js";

/** @typedef {import("../../sync/frame_log.js").Entry} Entry */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Rows above and below the visible ones. */
const SPARE_ROWS = 6;
const PREVIEW = 200;

export class MessageList {
  element;
  #t;
  #onSelect;
  #body = make("div", { class: "traffic-rows", role: "rowgroup" });
  #head;
  /** @type {readonly Entry[]} */
  #entries = [];
  /** Those in the document, by their entry. @type {Map<Entry, HTMLElement>} */
  #rows = new Map();
  #start = 0;
  #rowHeight = 30;
  /** @type {number | null} */
  #selected = null;
  /** Whether the newest row stays visible. */
  #follows = true;
  /** Whether a pointer is down on a row. */
  #isPressed = false;
  /** Update to show once no pointer is down. @type {(() => void) | null} */
  #showNext = null;

  /** @param {{t: Translate, onSelect: (entry: Entry | null) => void}} options */
  constructor({ t, onSelect }) {
    this.#t = t;
    this.#onSelect = onSelect;
    const names = [
      t("hood-time"),
      t("hood-sender"),
      t("hood-kind"),
      t("hood-size"),
      t("hood-content"),
    ];
    this.#head = make(
      "div",
      { class: "traffic-row traffic-head", role: "row", "aria-rowindex": "1" },
      ...names.map((name, i) =>
        // The second column is too narrow for its name.
        make(
          "span",
          { role: "columnheader" },
          i === 1 ? make("span", { class: "visually-hidden" }, name) : name,
        ),
      ),
    );
    this.element = make(
      "div",
      { class: "traffic-list", role: "grid", tabindex: "0", "aria-label": t("hood-messages") },
      make("div", { class: "traffic-sticky", role: "rowgroup" }, this.#head),
      this.#body,
    );
    this.element.addEventListener("scroll", () => this.#onScroll());
    this.#body.addEventListener("pointerdown", () => this.#onPress());
    this.#body.addEventListener("click", (event) => this.#onClick(event));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    new ResizeObserver(() => this.#onResize()).observe(this.element);
  }

  /** @param {readonly Entry[]} entries  the oldest first @param {number} start  time that the first column counts from, ms */
  show(entries, start) {
    // Rows that moved away below a pointer would lose its click.
    this.#showNext = this.#isPressed ? () => this.show(entries, start) : null;
    if (this.#isPressed) return;
    this.#entries = entries;
    this.#start = start;
    this.#draw();
    if (this.#follows && this.#selected === null)
      this.element.scrollTop = this.element.scrollHeight;
  }

  /** @param {number | null} n  number of the entry */
  select(n) {
    this.#selected = n;
    const index = this.#entries.findIndex((entry) => entry.n === n);
    if (index >= 0) this.#reveal(index);
    this.#draw();
    this.#onSelect(this.#entries[index] ?? null);
  }

  /** Keeps the selected row in view: the detail that it opens takes room from the list. */
  #onResize() {
    const index = this.#entries.findIndex(({ n }) => n === this.#selected);
    if (index >= 0) this.#reveal(index);
    this.#draw();
  }

  #onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    this.#follows = scrollTop + clientHeight >= scrollHeight - this.#rowHeight;
    this.#draw();
  }

  #onPress() {
    this.#isPressed = true;
    const waiting = new AbortController();
    const release = () => {
      waiting.abort();
      // The click follows in this task.
      requestAnimationFrame(() => {
        this.#isPressed = false;
        this.#showNext?.();
      });
    };
    for (const end of ["pointerup", "pointercancel"])
      addEventListener(end, release, { signal: waiting.signal });
  }

  /** @param {Event} event */
  #onClick({ target }) {
    const row = target instanceof Element ? target.closest("[data-n]") : null;
    if (row instanceof HTMLElement) this.select(Number(row.dataset.n));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const count = this.#entries.length;
    const index = this.#entries.findIndex(({ n }) => n === this.#selected);
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 1);
    /** @type {Readonly<Record<string, number>>} */
    const places = {
      ArrowDown: index < 0 ? count - 1 : index + 1,
      ArrowUp: index < 0 ? count - 1 : index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: count - 1,
    };
    const place = places[event.key];
    if (place === undefined || count === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const entry = this.#entries[Math.max(0, Math.min(count - 1, place))];
    if (entry !== undefined) this.select(entry.n);
  }

  /** Scrolls a row into view. @param {number} index */
  #reveal(index) {
    const { scrollTop, clientHeight } = this.element;
    const room = clientHeight - this.#head.offsetHeight;
    const top = index * this.#rowHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + this.#rowHeight > scrollTop + room)
      this.element.scrollTop = top + this.#rowHeight - room;
  }

  /** Height of a row in the pixels of the list, which large controls zoom. */
  #rowSize() {
    const row = this.#body.firstElementChild;
    return row instanceof HTMLElement ? row.offsetHeight : 0;
  }

  #draw() {
    const { scrollTop, clientHeight } = this.element;
    this.#rowHeight = this.#rowSize() || this.#rowHeight;
    const first = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - SPARE_ROWS);
    const last = Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + SPARE_ROWS;
    const shown = this.#entries.slice(first, last);
    const old = this.#rows;
    this.#rows = new Map(shown.map((entry) => [entry, old.get(entry) ?? this.#row(entry)]));
    const rows = [...this.#rows.values()];
    rows.forEach((row, i) => {
      mark(row, "aria-rowindex", String(first + i + 2));
      mark(row, "aria-selected", String(Number(row.dataset.n) === this.#selected));
    });
    this.#body.style.height = `${this.#entries.length * this.#rowHeight}px`;
    this.#body.style.paddingBlockStart = `${first * this.#rowHeight}px`;
    this.#place(rows);
    mark(this.element, "aria-rowcount", String(this.#entries.length + 1));
    const isShown = rows.some(({ dataset }) => Number(dataset.n) === this.#selected);
    if (isShown) mark(this.element, "aria-activedescendant", `traffic-${this.#selected}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /**
   * Puts rows into the document. Those that stay are not moved: a press on one would be lost, and a selection of its text.
   * @param {readonly HTMLElement[]} rows
   */
  #place(rows) {
    const kept = new Set(rows);
    for (const row of [...this.#body.children])
      if (!(row instanceof HTMLElement && kept.has(row))) row.remove();
    rows.forEach((row, i) => {
      const there = this.#body.children[i] ?? null;
      if (there !== row) this.#body.insertBefore(row, there);
    });
  }

  /** @param {Entry} entry */
  #row(entry) {
    const t = this.#t;
    const { n, at, kind, sender, size, text, close } = entry;
    const arrow = sender === null ? "" : sender === "page" ? "↑" : "↓";
    const from =
      sender === null ? "" : sender === "page" ? t("hood-from-page") : t("hood-from-server");
    const preview = close === null ? text.slice(0, PREVIEW) : `${close.code} ${close.reason}`;
    const cells = [
      make("span", { role: "gridcell" }, ((at - this.#start) / 1000).toFixed(3)),
      make(
        "span",
        { role: "gridcell" },
        make("span", { "aria-hidden": "true" }, arrow),
        make("span", { class: "visually-hidden" }, from),
      ),
      make("span", { role: "gridcell" }, entryName(entry, t)),
      make("span", { role: "gridcell" }, sender === null ? "" : String(size)),
      make("span", { role: "gridcell" }, preview),
    ];
    const attributes = {
      ...{ class: "traffic-row", role: "row", id: `traffic-${n}`, "data-n": String(n) },
      ...{ "data-kind": kind, "data-sender": sender ?? "" },
    };
    return make("div", attributes, ...cells);
  }
}

/** Sets an attribute where it differs. @param {HTMLElement} element @param {string} name @param {string} value */
function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
