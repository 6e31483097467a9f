/**
 * The list of the page's shapes, in reading order, with a field that finds some of them: for keys, for screen readers, and
 * for locked shapes, which a press on the board passes by. It is a panel beside the board, and a sheet on a phone. Loaded on
 * first use; it follows the board only while it is open.
 */

import { ShapeList } from "../../editor/shape_list.js";
import { contains } from "../../model/box.js";
import { isLocked } from "../../model/more.js";
import { queryAll } from "../elements/dom.js";
import { createPanelHead } from "../elements/panel_head.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { isSingleKey } from "../input/key_names.js";
import { descriptionOf, surroundingsOf } from "../status/shape_names.js";
import { revealBox } from "../viewport/reveal.js";
import { ShapeRows } from "./shape_rows.js";
import { matcherOf } from "./shape_search.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/box.js").Box} Box */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{editor: Editor, t: Translate, surface: HTMLElement, escapeKey: import("../input/escape.js").Escape}} PanelParts */

/** Milliseconds that a search works at a time. */
const SLICE_MS = 8;
/** Shapes that it looks at before it looks at the clock. */
const SCAN_STEP = 250;

/** Keys that move the active row. */
const MOVES = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"]);

/** The controls that can cover a shape. */
const CONTROLS = ".corner, .ledge, .style-panel, .shape-panel, .hood";

/** Screen pixels that controls cover at the edges, and the room around a revealed shape. */
const MARGIN = { top: 72, right: 32, bottom: 136, left: 32 };
const MARGIN_NARROW = { top: 64, right: 16, bottom: 16, left: 16 };

export class ShapePanel {
  #parts;
  #panel = document.createElement("div");
  #count = document.createElement("span");
  #field = document.createElement("input");
  #nothing = document.createElement("p");
  #said = document.createElement("p");
  #rows;
  #narrow = matchMedia("(max-width: 640px)");
  /** Null while the panel is closed. @type {ShapeList | null} */
  #list = null;
  #timer = 0;
  #isDue = false;
  /** Whether the number of hits is told when the search ends. */
  #tellsCount = false;
  /** Names that the search and the rows go by. */
  #names = "";
  /** Actions requested by keys during the search. @type {(() => void)[]} */
  #waiting = [];

  /** @param {PanelParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#rows = new ShapeRows(parts.editor, parts.t);
    this.#build();
    this.#listen();
  }

  get isOpen() {
    return this.#list !== null;
  }

  open() {
    for (const open of queryAll(":is([popover=''], [popover=auto]):popover-open"))
      open.hidePopover();
    if (this.#list === null) {
      this.#list = new ShapeList(this.#parts.editor);
      this.#rows.list = this.#list;
      this.#list.changed.subscribe(() => this.#onChange());
      this.#field.value = "";
      this.#said.textContent = "";
      this.#names = namesOfPeople(this.#parts.editor);
      this.#panel.showPopover();
      this.#onChange();
    }
    // On a phone a field with the focus brings the keyboard, which leaves no room for the list.
    if (this.#narrow.matches) this.#rows.element.focus({ preventScroll: true });
    else this.#field.select();
  }

  close() {
    if (this.#list === null) return;
    this.#list.close();
    this.#list = null;
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#timer = 0;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidePopover();
    this.#rows.list = null;
    if (hadFocus) this.#parts.surface.focus({ preventScroll: true });
  }

  #build() {
    const { t } = this.#parts;
    const panel = this.#panel;
    panel.id = "shape-panel";
    panel.className = "card shape-panel";
    panel.popover = "manual";
    panel.dataset.region = "";
    panel.setAttribute("role", "region");
    panel.setAttribute("aria-label", t("shapes-title"));
    const title = document.createElement("h2");
    title.append(t("shapes-title"), " ", this.#count);
    const head = createPanelHead(title, { t, close: () => this.close() });
    const field = this.#field;
    field.id = "shape-field";
    field.className = "field";
    field.type = "search";
    field.dir = "auto";
    field.autocomplete = "off";
    field.spellcheck = false;
    field.placeholder = t("shapes-find");
    field.setAttribute("aria-label", t("shapes-find-label"));
    this.#nothing.className = "shape-nothing";
    this.#said.className = "visually-hidden";
    this.#said.setAttribute("role", "status");
    panel.append(head, field, this.#rows.element, this.#nothing, this.#said);
    document.querySelector(".corner")?.before(panel);
  }

  #listen() {
    const { editor, escapeKey } = this.#parts;
    const panel = this.#panel;
    escapeKey.add({ element: panel, isOpen: () => this.isOpen, close: () => this.close() });
    this.#field.addEventListener("input", () => this.#search());
    panel.addEventListener("keydown", (event) => this.#onKey(event));
    const { element } = this.#rows;
    element.addEventListener("click", ({ target, shiftKey, ctrlKey, metaKey }) => {
      const place = target instanceof Element ? this.#rows.placeOf(target) : -1;
      if (place === -1) return;
      this.#rows.activate(place);
      this.#choose(shiftKey || ctrlKey || metaKey);
    });
    editor.selection.subscribe(() => this.#showLater());
    editor.peers.list.subscribe(() => this.#onPeople());
    bindSwipeToClose(panel, {
      isSheet: () => this.#narrow.matches,
      close: () => this.close(),
      scroller: element,
    });
    document.addEventListener("pointerdown", ({ target }) => {
      const isInside = target instanceof Node && panel.contains(target);
      if (this.#narrow.matches && !isInside) this.close();
    });
    addEventListener("resize", () => this.#showLater());
  }

  #search() {
    this.#rows.toTop();
    this.#tellsCount = true;
    this.#find();
  }

  #find() {
    const { editor, t } = this.#parts;
    this.#list?.search(matcherOf(this.#field.value, surroundingsOf(editor), t));
  }

  /** Searches again when somebody joins, leaves or is renamed; the active row stays. */
  #onPeople() {
    if (this.#list === null) return;
    const names = namesOfPeople(this.#parts.editor);
    // People also change when somebody draws.
    if (names === this.#names) return;
    this.#names = names;
    if (this.#field.value.trim() === "") this.#showLater();
    else this.#find();
  }

  #onChange() {
    if (this.#list?.isSearching !== true) this.#showLater();
    else if (this.#timer === 0) this.#timer = window.setTimeout(() => this.#goOn());
  }

  /** Goes on with the search for a moment; strokes and frames come between. */
  #goOn() {
    const list = this.#list;
    if (list === null) return;
    const end = performance.now() + SLICE_MS;
    do list.scan(SCAN_STEP);
    while (list.isSearching && performance.now() < end);
    this.#timer = 0;
    this.#onChange();
  }

  #showLater() {
    if (this.#isDue || this.#list === null) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (this.#list?.isSearching === false) this.#show(this.#list.size);
    });
  }

  /** Runs a function on what the search finds, once it has ended. @param {() => void} run */
  #whenFound(run) {
    if (this.#list?.isSearching === true) this.#waiting.push(run);
    else run();
  }

  /** @param {number} size */
  #show(size) {
    const { t } = this.#parts;
    this.#count.textContent = size.toLocaleString(document.documentElement.lang);
    const isFiltered = this.#field.value.trim() !== "";
    this.#nothing.hidden = size > 0;
    this.#nothing.textContent = isFiltered ? t("shapes-none-found") : t("shapes-none");
    this.#rows.show();
    if (this.#tellsCount)
      this.#said.textContent = isFiltered ? t("shapes-found", { count: size }) : "";
    this.#tellsCount = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  /** Selects the shape of the active row and brings it into view. @param {boolean} adds  to the selection, or takes it away */
  #choose(adds) {
    const { editor } = this.#parts;
    const shape = this.#rows.activeShape;
    if (shape === null) return;
    // The select tool lets the person move the shape.
    if (editor.tool.value !== "select") editor.tool.set("select");
    // Nothing but this list selects a locked group.
    const units = isLocked(shape) ? editor.groups : editor.strokes;
    const ids = units.whole([shape.id]);
    if (adds) editor.selection.toggle(ids);
    else editor.selection.select(ids);
    if (editor.selection.has(shape.id) && !isSeen(editor.camera, shape.box))
      revealBox(editor.camera, shape.box, this.#margin());
  }

  #margin() {
    const { left, right, top } = this.#panel.getBoundingClientRect();
    if (this.#narrow.matches) {
      return { ...MARGIN_NARROW, bottom: MARGIN_NARROW.bottom + innerHeight - top };
    }
    const isRtl = document.documentElement.dir === "rtl";
    return isRtl
      ? { ...MARGIN, right: MARGIN.right + innerWidth - left }
      : { ...MARGIN, left: MARGIN.left + right };
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { target, isComposing } = event;
    if (isComposing) return;
    let isDone = true;
    if (target === this.#field) isDone = this.#onFieldKey(event);
    else if (target === this.#rows.element) isDone = this.#onListKey(event);
    else isDone = false;
    if (isDone) event.preventDefault();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  #onFieldKey({ key, shiftKey, ctrlKey, metaKey }) {
    if (key === "ArrowDown") {
      this.#rows.element.focus();
      // After Enter the active shape is known: the key goes on from it.
      const { activeShape: active } = this.#rows;
      if (active !== null && this.#parts.editor.selection.has(active.id)) this.#move(key, false);
    } else if (key === "Enter") this.#whenFound(() => this.#findNext(shiftKey));
    else return (ctrlKey || metaKey) && key.toLowerCase() === "f";
    return true;
  }

  /** Selects the active shape, and the next one if it is selected already. @param {boolean} adds */
  #findNext(adds) {
    const { editor, t } = this.#parts;
    const { activeShape: active } = this.#rows;
    const size = this.#list?.size ?? 0;
    if (active === null || size === 0) return;
    if (editor.selection.has(active.id)) this.#rows.activate((this.#rows.place + 1) % size);
    const shape = this.#rows.activeShape;
    if (shape === null) return;
    if (!adds || !editor.selection.has(shape.id)) this.#choose(adds);
    // The focus is in the field, so the row is not read by itself.
    const said = descriptionOf(shape, surroundingsOf(editor), t);
    this.#said.textContent = t("say-shape", {
      shape: said,
      place: this.#rows.place + 1,
      count: size,
    });
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  #onListKey(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    const hasCommand = ctrlKey || metaKey;
    const isAll = hasCommand && !altKey && !shiftKey && key.toLowerCase() === "a";
    if (key === "Enter" || (key === " " && !altKey))
      this.#whenFound(() => this.#choose(shiftKey || hasCommand));
    else if (isAll) this.#whenFound(() => this.#chooseAll());
    else if (key === "Tab") {
      // It leaves the list here, and visits the shapes on the board.
      event.stopPropagation();
      return false;
    } else if (isTyped(event)) {
      // Letters are typed into the field, and are not keys of commands here.
      event.stopPropagation();
      this.#field.focus();
      return false;
    } else if (hasCommand || altKey) return false;
    else if (MOVES.has(key)) this.#whenFound(() => this.#move(key, shiftKey));
    else return false;
    return true;
  }

  /** Moves the active row. @param {string} key @param {boolean} adds  the row to the selection */
  #move(key, adds) {
    this.#rows.activate(this.#rows.place + this.#stepOf(key));
    if (adds) this.#add();
  }

  /** @param {string} key @returns {number} the rows that a key moves by */
  #stepOf(key) {
    const size = this.#list?.size ?? 0;
    /** @type {Readonly<Record<string, number>>} */
    const steps = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: this.#rows.pageLength,
      PageUp: -this.#rows.pageLength,
      Home: -size,
      End: size,
    };
    return steps[key] ?? 0;
  }

  /** Adds the active shape to the selection. */
  #add() {
    const shape = this.#rows.activeShape;
    if (shape !== null && !this.#parts.editor.selection.has(shape.id)) this.#choose(true);
  }

  /** Selects every shape that the list holds. */
  #chooseAll() {
    const { editor } = this.#parts;
    const list = this.#list;
    if (list === null) return;
    if (editor.tool.value !== "select") editor.tool.set("select");
    editor.selection.select(list.ids());
    const count = editor.selection.size;
    if (count > 0) editor.notices.set({ kind: "arranged", what: "selected", count });
  }
}

/** Whether a box is on the screen and no control covers any of it. @param {Editor["camera"]} camera @param {Box} box  in units */
function isSeen(camera, box) {
  if (!contains(camera.view(), box)) return false;
  const start = camera.toScreen({ x: box.minX, y: box.minY });
  const end = camera.toScreen({ x: box.maxX, y: box.maxY });
  return queryAll(CONTROLS).every((control) => {
    const { left, top, right, bottom } = control.getBoundingClientRect();
    return left >= end.x || right <= start.x || top >= end.y || bottom <= start.y;
  });
}

/** Whether a key types something, or begins to. @param {KeyboardEvent} event */
function isTyped(event) {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (isSingleKey(event)) return true;
  return (key === "Dead" || key === "Process") && !ctrlKey && !metaKey && !altKey;
}

/** The names by which shapes are found, for comparison. @param {Editor} editor */
function namesOfPeople({ view, peers }) {
  const names = peers.list.value.map(({ author, name }) => [author, name]);
  return JSON.stringify([view.author, names]);
}
