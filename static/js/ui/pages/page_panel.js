/**
 * The list of pages, with what can be done with the shown one. It is a panel beside the board, and a sheet on a phone. Loaded
 * on first use; it follows the board only while it is open.
 */

import { renamePage, writePage } from "../../editor/page_edits.js";
import { PAPERS } from "../../model/kinds.js";
import { TONES } from "../../model/pages.js";
import { createIcon } from "../elements/dom.js";
import { createPanelHead } from "../elements/panel_head.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { PageRows } from "./page_rows.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */
/**
 * @typedef {import("./page_actions.js").PageParts & {actions: import("./page_actions.js").PageActions, button: HTMLElement,
 *   surface: HTMLElement, escapeKey: import("../input/escape.js").Escape}} PanelParts
 */

export class PagePanel {
  #parts;
  #panel = document.createElement("div");
  #name = document.createElement("input");
  #paper = document.createElement("select");
  #tone = document.createElement("select");
  #rows;
  /** @type {Record<"add" | "duplicate" | "up" | "down" | "delete", HTMLButtonElement>} */
  #buttons;
  #narrow = matchMedia("(max-width: 640px)");
  #isDue = false;

  /** @param {PanelParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { t, actions, editor } = parts;
    this.#rows = new PageRows({ ...parts, onRename: () => this.#name.select() });
    const shown = () => editor.page.value;
    const move = (/** @type {1 | -1} */ by) => actions.move(shown(), editor.pages.place + by);
    this.#buttons = {
      add: createButton("plus", t("page-add"), () => actions.add()),
      duplicate: createButton("duplicate", t("page-duplicate"), () => actions.duplicate(shown())),
      up: createButton("up", t("page-up"), () => move(-1)),
      down: createButton("down", t("page-down"), () => move(1)),
      delete: createButton("clear", t("page-delete"), () => actions.delete(shown())),
    };
    this.#build();
    this.#listen();
  }

  get isOpen() {
    return this.#panel.matches(":popover-open");
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.#open();
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    if (hadFocus) this.#rename();
    this.#panel.hidePopover();
    this.#parts.button.setAttribute("aria-expanded", "false");
    if (hadFocus) this.#parts.surface.focus({ preventScroll: true });
  }

  #open() {
    this.#panel.showPopover();
    this.#parts.button.setAttribute("aria-expanded", "true");
    this.#show();
    this.#rows.focus();
  }

  #build() {
    const { t } = this.#parts;
    const panel = this.#panel;
    panel.id = "page-panel";
    panel.className = "card side-panel page-panel";
    panel.popover = "manual";
    panel.dataset.region = "";
    panel.setAttribute("role", "region");
    panel.setAttribute("aria-label", t("page-list"));
    const title = document.createElement("h2");
    title.textContent = t("page-list");
    const name = this.#name;
    name.className = "field";
    name.dir = "auto";
    name.autocomplete = "off";
    name.maxLength = 40;
    name.setAttribute("aria-label", t("page-name"));
    this.#paper.className = "field page-paper";
    this.#paper.setAttribute("aria-label", t("paper"));
    const papers = {
      blank: t("paper-blank"),
      squares: t("paper-squares"),
      lines: t("paper-lines"),
      dots: t("paper-dots"),
      staff: t("paper-staff"),
    };
    for (const paper of PAPERS) this.#paper.append(new Option(papers[paper], paper));
    this.#tone.className = "field page-tone";
    this.#tone.setAttribute("aria-label", t("page-tone"));
    const tones = { auto: t("tone-auto"), light: t("tone-light"), dark: t("tone-dark") };
    for (const tone of TONES) this.#tone.append(new Option(tones[tone], tone));
    const tools = document.createElement("div");
    tools.className = "page-tools";
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", t("page-tools"));
    tools.append(...Object.values(this.#buttons));
    const fields = document.createElement("div");
    fields.className = "page-fields";
    fields.append(name, this.#paper, this.#tone);
    panel.append(createPanelHead(title, { t, close: () => this.close() }));
    panel.append(this.#rows.element, fields, tools);
    document.querySelector(".corner")?.before(panel);
  }

  #listen() {
    const { editor, escapeKey } = this.#parts;
    const panel = this.#panel;
    escapeKey.add({ element: panel, isOpen: () => this.isOpen, close: () => this.close() });
    this.#name.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#showName();
      if (event.key !== "Enter" || event.isComposing) return;
      this.#rename();
      this.#rows.focus();
    });
    this.#name.addEventListener("change", () => this.#rename());
    this.#paper.addEventListener("change", () => {
      const paper = PAPERS.find((each) => each === this.#paper.value);
      if (paper !== undefined) writePage(editor, editor.page.value, { paper });
    });
    this.#tone.addEventListener("change", () => {
      const tone = TONES.find((each) => each === this.#tone.value);
      if (tone !== undefined) writePage(editor, editor.page.value, { tone });
    });
    const showLater = () => this.#showLater();
    editor.pages.listed.subscribe(showLater);
    editor.peers.list.subscribe(showLater);
    editor.rights.subscribe(showLater);
    editor.page.subscribe(showLater);
    bindSwipeToClose(panel, {
      isSheet: () => this.#narrow.matches,
      close: () => this.close(),
      scroller: this.#rows.element,
    });
    document.addEventListener("pointerdown", ({ target }) => {
      const isInside = target instanceof Node && panel.contains(target);
      if (this.#narrow.matches && !isInside) this.close();
    });
  }

  #rename() {
    const { editor } = this.#parts;
    if (!this.#name.disabled) renamePage(editor, this.#page, this.#name.value);
  }

  /** The page that the field names: the shown one, when the panel showed it last. */
  #page = 1;

  #showLater() {
    if (this.#isDue || !this.isOpen) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (this.isOpen) this.#show();
    });
  }

  #show() {
    const { editor, t } = this.#parts;
    const { pages, rights, page } = editor;
    const { draw } = rights.value;
    const count = pages.listed.value.length;
    // A name that is being typed belongs to its page.
    if (page.value !== this.#page && document.activeElement === this.#name) this.#rename();
    const isTyped = page.value === this.#page && document.activeElement === this.#name;
    this.#page = page.value;
    if (!isTyped) this.#showName();
    this.#name.placeholder = t("page-name-hint", { place: pages.lastPlace(page.value) });
    this.#name.disabled = !draw;
    const { paper, tone } = editor.view.page(page.value);
    this.#paper.disabled = !draw;
    this.#paper.value = paper;
    this.#tone.disabled = !draw;
    this.#tone.value = tone;
    const { add, duplicate, up, down, delete: remove } = this.#buttons;
    setEnabled(add, draw);
    setEnabled(duplicate, draw);
    setEnabled(up, draw && pages.place > 0);
    setEnabled(down, draw && pages.place !== -1 && pages.place < count - 1);
    setEnabled(remove, draw && count > 1 && pages.place !== -1);
    this.#rows.show();
  }

  #showName() {
    const { view } = this.#parts.editor;
    this.#name.value = view.page(this.#page).name;
  }
}

/** @param {string} icon @param {string} label @param {() => void} run */
function createButton(icon, label, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button";
  button.setAttribute("aria-label", label);
  button.dataset.tip = label;
  button.append(createIcon(icon));
  button.addEventListener("click", () => {
    if (button.ariaDisabled !== "true") run();
  });
  return button;
}

/** @param {HTMLButtonElement} button @param {boolean} isEnabled */
function setEnabled(button, isEnabled) {
  button.ariaDisabled = String(!isEnabled);
}
