/**
 * The dialog that saves a copy of the board: which part, as what, and one button.
 */

import { openDialog } from "../dialogs/dialogs.js";
import { make } from "../elements/build.js";
import { ButtonGroup } from "../elements/button_group.js";
import { createIcon } from "../elements/dom.js";
import { OFFERED, readChoice, writeChoice } from "./choice.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./choice.js").Background} Background */
/** @typedef {import("./choice.js").Choice} Choice */
/** @typedef {import("./choice.js").Format} Format */
/** @typedef {import("./choice.js").Part} Part */
/** What can be chosen now: `parts` of the board, and what there is to say of a choice. @typedef {{parts: readonly Part[], note: (choice: Choice) => string, hasShare: (choice: Choice) => boolean}} Offer */
/** @typedef {{t: Translate, run: (choice: Choice, isShared: boolean) => void, cancel: () => void, addFile: () => void}} DialogParts */

export class ExportDialog {
  #parts;
  #dialog;
  #rows;
  #note = make("p", { class: "exchange-note", role: "status" });
  #bar = make("progress", { max: "1", value: "0" });
  #go;
  #share;
  #choice = readChoice();
  /** @type {Offer} */
  #offer = { parts: [], note: () => "", hasShare: () => false };

  /** @param {DialogParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { t } = parts;
    this.#rows = {
      part: this.#row("part", t("exchange-what"), [
        { value: "board", label: t("exchange-board") },
        { value: "page", label: t("exchange-this-page") },
        { value: "selection", label: t("exchange-selection") },
      ]),
      format: this.#row("format", t("exchange-as"), [
        { value: "png", label: t("exchange-png") },
        { value: "svg", label: t("exchange-svg") },
        { value: "pdf", label: t("exchange-pdf") },
        { value: "json", label: t("exchange-json") },
      ]),
      scale: this.#row(
        "scale",
        t("exchange-scale"),
        OFFERED.scale.map((scale) => ({ value: String(scale), label: `${scale}×` })),
      ),
      background: this.#row("background", t("exchange-background"), [
        { value: "paper", label: t("exchange-paper") },
        { value: "none", label: t("exchange-none") },
      ]),
    };
    this.#go = make("button", { type: "button", class: "button", id: "exchange-go" });
    this.#go.addEventListener("click", () => this.#run(false));
    this.#share = make("button", { type: "button", class: "button soft", id: "exchange-share" });
    this.#share.append(createIcon("share"), t("exchange-share"));
    this.#share.addEventListener("click", () => this.#run(true));
    this.#dialog = this.#build();
  }

  /** @param {Offer} offer @param {Format | null} format  null for the latest */
  open(offer, format) {
    this.#offer = offer;
    if (format !== null) this.#choice = { ...this.#choice, format };
    const { parts } = offer;
    if (!parts.includes(this.#choice.part)) {
      const part = parts.includes("page") ? "page" : "board";
      this.#choice = { ...this.#choice, part };
    }
    this.showProgress(null);
    this.#show();
    openDialog(this.#dialog);
    this.#go.focus();
  }

  close() {
    this.#dialog.close();
  }

  /** Shows how far the work is; null while there is none. @param {number | null} share */
  showProgress(share) {
    this.#dialog.toggleAttribute("data-busy", share !== null);
    if (share !== null) this.#bar.value = share;
  }

  /** @param {string} text */
  showNote(text) {
    this.#note.textContent = text;
  }

  /** @param {boolean} isShared */
  #run(isShared) {
    writeChoice(this.#choice);
    this.#parts.run(this.#choice, isShared);
  }

  #show() {
    const { t } = this.#parts;
    const { part, format, scale, backgrounds } = this.#choice;
    const { parts } = this.#offer;
    for (const button of this.#rows.part.buttons)
      button.hidden = !parts.includes(/** @type {Part} */ (button.dataset.value));
    this.#rows.part.element.hidden = parts.length < 2;
    this.#rows.scale.element.hidden = format !== "png";
    this.#rows.background.element.hidden = format === "json";
    this.#rows.part.group.show(part);
    this.#rows.format.group.show(format);
    this.#rows.scale.group.show(String(scale));
    this.#rows.background.group.show(backgrounds[format]);
    this.#go.textContent = format === "pdf" ? t("exchange-print") : t("exchange-save");
    this.#share.hidden = format === "pdf" || !this.#offer.hasShare(this.#choice);
    this.showNote(this.#offer.note(this.#choice));
  }

  /** @param {"part" | "format" | "scale" | "background"} field @param {string} name @param {readonly {value: string, label: string}[]} choices */
  #row(field, name, choices) {
    const id = `exchange-${field}`;
    const buttons = choices.map(({ value, label }) =>
      make("button", { type: "button", role: "radio", "data-value": value }, label),
    );
    const control = make(
      "div",
      { class: "segments", role: "radiogroup", "aria-labelledby": id },
      ...buttons,
    );
    const label = make("span", { class: "menu-label", id }, name);
    const element = make("div", { class: "exchange-row", "data-field": field }, label, control);
    const group = new ButtonGroup(control, "value", (value) => this.#choose(field, value));
    return { element, buttons, group };
  }

  /** @param {"part" | "format" | "scale" | "background"} field @param {string} value */
  #choose(field, value) {
    const { format, backgrounds } = this.#choice;
    const change =
      field === "background"
        ? { backgrounds: { ...backgrounds, [format]: value } }
        : { [field]: field === "scale" ? Number(value) : value };
    this.#choice = /** @type {Choice} */ ({ ...this.#choice, ...change });
    this.#show();
  }

  #build() {
    const { t, cancel, addFile } = this.#parts;
    const close = make("button", {
      ...{ type: "button", class: "icon-button small", "data-dialog-close": "" },
      "aria-label": t("close"),
    });
    close.append(createIcon("close"));
    const title = make("h2", { id: "exchange-title" }, t("exchange-title"));
    const stop = make("button", { type: "button", class: "button soft", id: "exchange-cancel" });
    stop.textContent = t("exchange-cancel");
    stop.addEventListener("click", cancel);
    const add = make("button", { type: "button", class: "link-button", id: "exchange-add" });
    add.textContent = t("exchange-add");
    add.addEventListener("click", addFile);
    this.#bar.setAttribute("aria-label", t("exchange-working"));
    const { part, format, scale, background } = this.#rows;
    const dialog = make(
      "dialog",
      { id: "exchange", class: "dialog exchange", "aria-labelledby": "exchange-title" },
      make("div", { class: "dialog-head" }, title, close),
      ...[part.element, format.element, scale.element, background.element],
      this.#note,
      make("div", { class: "exchange-work" }, this.#bar, stop),
      make("div", { class: "dialog-actions" }, this.#share, this.#go),
      make("p", { class: "exchange-other" }, add),
    );
    // However it is closed; the event comes later, and by then it may be open again.
    dialog.addEventListener("close", () => {
      if (!dialog.open) cancel();
    });
    document.body.append(dialog);
    return dialog;
  }
}
