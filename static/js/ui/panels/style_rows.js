/**
 * The rows of the style panel: each shows and changes one field of a style.
 */

import { INKS, nearestIn, PALETTES } from "../../model/colour.js";
import { MIXED } from "../../model/style_fields.js";
import { isCustom } from "../../model/styles.js";
import { ButtonGroup } from "../elements/button_group.js";
import { query, queryAll } from "../elements/dom.js";

/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../model/colour.js").Palette} Palette */
/** @typedef {import("../../model/style_fields.js").Field} Field */
/** A value that a field can have, and what its button shows. @typedef {{value: string | number, name: string, sign: Node | string}} Choice */
/** @typedef {{field: Field, name: string, mixed: string}} RowOptions  texts: the name, and what tells that shapes differ */
/** Called while a value is being chosen, and once more when it is. @typedef {(value: string | number, isDone: boolean) => void} OnChange */
/** @typedef {{field: Field, element: HTMLElement, show: (value: unknown) => void, offer?: (palette: Palette, nameOf: (ink: string) => string | null) => void}} Row */

/** A row with its name, to which a control is appended. */
class NamedRow {
  field;
  element = document.createElement("div");
  #figure = document.createElement("small");
  #mixed;
  #id;

  /** @param {RowOptions} options */
  constructor({ field, name, mixed }) {
    this.field = field;
    this.#mixed = mixed;
    this.#id = `style-${field}`;
    this.element.className = "style-row";
    this.element.dataset.field = field;
    const label = document.createElement("span");
    label.className = "style-name";
    label.id = this.#id;
    label.append(name, " ", this.#figure);
    this.element.append(label);
  }

  /** @param {HTMLElement} control @param {string} [role] */
  add(control, role = "radiogroup") {
    if (role !== "") control.setAttribute("role", role);
    control.setAttribute("aria-labelledby", this.#id);
    this.element.append(control);
  }

  /** Shows a figure beside the name, or that shapes differ. @param {unknown} value @param {string} figure */
  showFigure(value, figure) {
    this.#figure.textContent = value === MIXED ? this.#mixed : figure;
  }
}

/** @implements {Row} */
export class ChoiceRow extends NamedRow {
  #choices;
  #group;
  #figureOf;

  /** @param {RowOptions} options @param {readonly Choice[]} choices @param {OnChange} onChange @param {(value: unknown) => string} [figureOf]  of a value */
  constructor(options, choices, onChange, figureOf = () => "") {
    super(options);
    this.#choices = choices;
    this.#figureOf = figureOf;
    const group = document.createElement("div");
    group.className = "segments";
    group.append(...choices.map(button));
    this.add(group);
    this.#group = new ButtonGroup(group, "value", (chosen) => {
      const choice = choices.find(({ value }) => String(value) === chosen);
      if (choice !== undefined) onChange(choice.value, true);
    });
  }

  /** @param {unknown} value */
  show(value) {
    this.showFigure(value, this.#figureOf(value));
    const isKnown = this.#choices.some((choice) => choice.value === value);
    this.#group.show(isKnown ? String(value) : "");
  }
}

/**
 * The named colours, and any other through the browser's own control.
 * @implements {Row}
 */
export class PaletteRow extends NamedRow {
  #group;
  #own = document.createElement("label");
  #input = document.createElement("input");
  /** @type {Palette} */
  #palette = "ink";

  /** @param {RowOptions & {own: string}} options @param {readonly Choice[]} choices @param {OnChange} onChange */
  constructor(options, choices, onChange) {
    super(options);
    this.element.classList.add("wide");
    const palette = document.createElement("div");
    palette.className = "swatches";
    const group = document.createElement("div");
    group.append(...choices.map(swatch));
    this.add(group);
    this.#input.type = "color";
    this.#input.setAttribute("aria-label", `${options.name}: ${options.own}`);
    this.#own.className = "swatch own";
    this.#own.dataset.tip = options.own;
    this.#own.append(this.#input);
    palette.append(group, this.#own);
    this.element.append(palette);
    this.#group = new ButtonGroup(group, "value", (value) => onChange(value, true));
    for (const type of ["input", "change"]) {
      this.#input.addEventListener(type, () => onChange(this.#input.value, type === "change"));
    }
  }

  /** Offers the colours of a palette, by their names there; only inks may be any other colour. @param {Palette} palette @param {(ink: string) => string | null} nameOf  null for what is no colour */
  offer(palette, nameOf) {
    this.#palette = palette;
    this.element.dataset.palette = palette;
    for (const button of queryAll("button", this.element)) {
      const { value = "" } = button.dataset;
      const name = nameOf(value);
      if (name === null) continue;
      button.dataset.tip = name;
      button.setAttribute("aria-label", name);
      const isOffered = PALETTES[palette].some((ink) => ink === value);
      button.style.display = isOffered ? "" : "none";
    }
    this.#own.hidden = palette !== "ink";
  }

  /** @param {unknown} value */
  show(value) {
    this.showFigure(value, "");
    const isOwn = isCustom(value);
    this.#group.show(typeof value === "string" && !isOwn ? nearestIn(this.#palette, value) : "");
    this.#own.toggleAttribute("data-chosen", isOwn);
    this.#own.style.setProperty("--k", isOwn ? value : "");
    const named = INKS[/** @type {InkName} */ (value)]?.light.toLowerCase();
    // The field opens at the colour in use, unless it is open: then the person is choosing.
    if (document.activeElement !== this.#input)
      this.#input.value = isOwn ? value : (named ?? "#000000");
  }
}

/** @implements {Row} */
export class RangeRow extends NamedRow {
  #input = document.createElement("input");
  #mixedText;

  /** @param {RowOptions & {min: number, max: number, step: number}} options @param {OnChange} onChange */
  constructor(options, onChange) {
    super(options);
    this.#mixedText = options.mixed;
    const { min, max, step } = options;
    Object.assign(this.#input, {
      type: "range",
      min: String(min),
      max: String(max),
      step: String(step),
    });
    this.add(this.#input, "");
    let isOpen = false;
    for (const type of ["input", "change"]) {
      this.#input.addEventListener(type, () => {
        isOpen = type === "input";
        this.show(this.#input.valueAsNumber);
        onChange(this.#input.valueAsNumber, !isOpen);
      });
    }
    // Back at its first value the slider ends without a `change`.
    for (const type of ["pointerup", "blur"]) {
      this.#input.addEventListener(type, () =>
        setTimeout(() => {
          if (isOpen) onChange(this.#input.valueAsNumber, true);
          isOpen = false;
        }),
      );
    }
  }

  /** @param {unknown} value  percent */
  show(value) {
    const isMixed = value === MIXED;
    this.showFigure(value, `${value} %`);
    if (!isMixed) this.#input.value = String(value);
    this.#input.setAttribute("aria-valuetext", isMixed ? this.#mixedText : `${value} %`);
  }
}

/** @param {Choice} choice */
function button({ value, name, sign }) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.value = String(value);
  made.dataset.tip = name;
  made.setAttribute("role", "radio");
  made.setAttribute("aria-checked", "false");
  made.setAttribute("aria-label", name);
  made.append(sign);
  return made;
}

/** @param {Choice} choice */
function swatch(choice) {
  const made = button({ ...choice, sign: document.createElement("i") });
  made.className = `swatch ${choice.value === "none" ? "none" : `ink-${choice.value}`}`;
  return made;
}

/** The first control of a row that takes the focus. @param {HTMLElement} panel */
export function firstControl(panel) {
  return query(".style-row:not([hidden]) :is([tabindex='0'], input)", panel);
}
