/**
 * The style panel: the fields that apply to the text being written, else the selection, else the tool. It is a small panel
 * above the ledge, and a sheet on a phone. Loaded on first use.
 */

import { createPanelHead } from "../elements/panel_head.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { restyleFitted } from "../text/refit.js";
import { colourName, styleRows } from "./style_choices.js";
import { firstControl } from "./style_rows.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/style_fields.js").Field} Field */
/** @typedef {import("../../tools/actions.js").Actions} Actions */
/** @typedef {import("../../tools/actions.js").StyleInUse} StyleInUse */
/** @template T @typedef {import("../../platform/signal.js").Signal<T>} Signal */
/** @typedef {import("../../model/colour.js").Theme} Theme */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{editor: Editor, actions: Actions, t: Translate, ledge: HTMLElement, button: HTMLElement, surface: HTMLElement, pick: () => void, theme: Signal<Theme>, escapeKey: import("../input/escape.js").Escape}} PanelParts */

export class StylePanel {
  #parts;
  #panel = document.createElement("div");
  #scope = document.createElement("span");
  #nothing = document.createElement("p");
  /** Starts the eyedropper. */
  #pick = document.createElement("button");
  #rows;
  #narrow = matchMedia("(max-width: 640px)");
  #isDue = false;

  /** @param {PanelParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#rows = styleRows(parts.t, (...change) => this.#change(...change));
    this.#build();
    this.#listen();
  }

  get isOpen() {
    return this.#panel.matches(":popover-open");
  }

  /** @param {{focus: boolean}} options  whether the panel takes the focus */
  toggle({ focus }) {
    if (this.isOpen) this.close();
    else this.#open(focus);
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidePopover();
    this.#parts.button.setAttribute("aria-expanded", "false");
    if (hadFocus) this.#leaveFocus();
  }

  /** @param {boolean} focus */
  #open(focus) {
    this.#panel.showPopover();
    this.#parts.button.setAttribute("aria-expanded", "true");
    this.#place();
    this.#show();
    if (focus) firstControl(this.#panel)?.focus();
  }

  /** Gives the focus back to the text being written, or to the board. */
  #leaveFocus() {
    const field = document.querySelector(".text-editor");
    const target = field instanceof HTMLElement ? field : this.#parts.surface;
    target.focus({ preventScroll: true });
  }

  #build() {
    const { t, ledge } = this.#parts;
    const panel = this.#panel;
    panel.id = "style-panel";
    panel.className = "card style-panel";
    panel.popover = "manual";
    panel.dataset.region = "";
    panel.dataset.keepsWriting = "";
    panel.setAttribute("role", "region");
    panel.setAttribute("aria-label", t("style"));
    const title = document.createElement("h2");
    title.append(t("style"), " ", this.#scope);
    const head = createPanelHead(title, { t, close: () => this.close() });
    this.#nothing.className = "style-nothing";
    this.#nothing.textContent = t("style-nothing");
    this.#pick.type = "button";
    this.#pick.className = "button soft style-pick";
    this.#pick.textContent = t("style-pick");
    this.#pick.addEventListener("click", () => {
      // It may lie over the shape, and over what the eyedropper says.
      this.close();
      this.#parts.pick();
    });
    panel.append(head, ...this.#rows.map(({ element }) => element), this.#pick, this.#nothing);
    // After the ledge in the order of the Tab key, too.
    ledge.after(panel);
  }

  #listen() {
    const { editor } = this.#parts;
    const { tool, style, selection, rights, writing, view } = editor;
    const later = () => this.#showLater();
    this.#parts.theme.subscribe(later);
    for (const signal of [tool, style, selection, rights, writing]) signal.subscribe(later);
    view.subscribe(({ reset, changes }) => {
      const isInUse = (/** @type {string} */ id) => selection.has(id) || writing.value?.id === id;
      if (reset || changes.some(({ id }) => isInUse(id))) later();
    });
    const panel = this.#panel;
    this.#parts.escapeKey.add({
      element: panel,
      isOpen: () => this.isOpen,
      close: () => this.close(),
      isIdle: () => this.#parts.actions.styleInUse() === null,
    });
    // A press changes the style and leaves the focus on the board, or in the text.
    panel.addEventListener("mousedown", (event) => {
      if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
    });
    panel.addEventListener("pointerup", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "range") this.#leaveFocus();
    });
    bindSwipeToClose(panel, { isSheet: () => this.#narrow.matches, close: () => this.close() });
    document.addEventListener("pointerdown", ({ target }) => {
      const isInside = target instanceof Node && panel.contains(target);
      const isButton = target instanceof Node && this.#parts.button.contains(target);
      if (this.#narrow.matches && !isInside && !isButton) this.close();
    });
    addEventListener("resize", () => {
      if (this.isOpen) this.#place();
    });
  }

  /** Aligns the panel with the end of the ledge, above it. */
  #place() {
    const { left, right, top } = this.#parts.ledge.getBoundingClientRect();
    const isRtl = document.documentElement.dir === "rtl";
    const { style } = this.#panel;
    style.setProperty("--ledge-end", `${Math.round(isRtl ? left : innerWidth - right)}px`);
    style.setProperty("--ledge-top", `${Math.round(innerHeight - top)}px`);
  }

  #showLater() {
    if (this.#isDue || !this.isOpen) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (this.isOpen) this.#show();
    });
  }

  #show() {
    const { editor, actions, t } = this.#parts;
    const inUse = editor.rights.value.draw ? actions.styleInUse() : null;
    for (const row of this.#rows) {
      const palette = row.field === "ink" ? (inUse?.palette ?? "ink") : "ink";
      row.offer?.(palette, (value) => colourName(value, palette));
      const value = inUse?.fields.get(row.field);
      row.element.hidden = value === undefined;
      if (value !== undefined) row.show(value);
    }
    this.#nothing.hidden = inUse !== null;
    this.#pick.hidden = inUse === null;
    this.#scope.textContent = inUse === null ? "" : scopeText(inUse, t);
  }

  /** @param {Field} field @param {string | number} value @param {boolean} isDone */
  #change(field, value, isDone) {
    const { editor, actions } = this.#parts;
    const change = { [field]: value };
    if (!isDone) actions.previewStyle(change);
    else if (field === "font" || field === "type") restyleFitted(editor, actions, change);
    else actions.restyle(change);
  }
}

/** @param {StyleInUse} inUse @param {Translate} t */
function scopeText({ of }, t) {
  if (of === "tool") return t("style-of-tool");
  return of === "text" ? t("style-of-text") : t("style-of-selection");
}
