/**
 * The fields of the style panel, in its order: their texts, their values, and what each value looks like.
 */

import { INK_NAMES } from "../../model/colour.js";
import { OPACITY } from "../../model/limits.js";
import { queryAll } from "../elements/dom.js";
import { SIZES, TYPE_SIZES } from "../settings/tool_styles.js";
import { ChoiceRow, PaletteRow, RangeRow } from "./style_rows.js";

/** @typedef {import("../../model/colour.js").Palette} Palette */
/** @typedef {import("../../model/style_fields.js").Field} Field */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./style_rows.js").Choice} Choice */
/** @typedef {import("./style_rows.js").Row} Row */
/** Called while a value is being chosen, and once more when it is. @typedef {(field: Field, value: string | number, isDone: boolean) => void} OnChange */

/** Units of a pixel at 100 %. */
const UNITS = 16;

const BOX = "M5 6.5h14v11H5z";

/** Small pictures of values, on the grid of the icons: paths by field and value; `fill` is how much of the inside is covered. @type {Readonly<Record<string, Readonly<Record<string, {d: string, fill?: number}>>>>} */
const GLYPHS = {
  pattern: {
    solid: { d: BOX, fill: 1 },
    tint: { d: BOX, fill: 0.3 },
    hatch: { d: `${BOX}M5 12.2l5.7-5.7M5.4 17.5l11-11M11 17.5l8-8M16.6 17.5l2.4-2.4` },
  },
  dash: {
    solid: { d: "M4 12h16" },
    dashed: { d: "M4 12h3.2M10.4 12h3.2M16.8 12H20" },
    dotted: { d: "M4 12h.01M8 12h.01M12 12h.01M16 12h.01M20 12h.01" },
  },
  align: {
    start: { d: "M4 6.5h16M4 12h10M4 17.5h13" },
    center: { d: "M4 6.5h16M7 12h10M5.5 17.5h13" },
    end: { d: "M4 6.5h16M10 12h10M7 17.5h13" },
  },
  head: {
    none: { d: "M4 12h16" },
    arrow: { d: "M4 12h16M14.5 6.5 20 12l-5.5 5.5" },
    triangle: { d: "M4 12h8.5M12.5 7.2 20 12l-7.5 4.8z", fill: 1 },
    dot: { d: "M4 12h9M13 12a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0z", fill: 1 },
    bar: { d: "M4 12h16M20 7v10" },
  },
  bend: {
    straight: { d: "M4 18 20 6" },
    round: { d: "M4 18C13 18 11 6 20 6" },
    elbow: { d: "M4 18h8V6h8" },
  },
};

/** The rows of the panel. @param {Translate} t @param {OnChange} onChange */
export function styleRows(t, onChange) {
  return new StyleRows(t, onChange).all();
}

class StyleRows {
  #t;
  #onChange;

  /** @param {Translate} t @param {OnChange} onChange */
  constructor(t, onChange) {
    this.#t = t;
    this.#onChange = onChange;
  }

  /** @returns {Row[]} */
  all() {
    const t = this.#t;
    const opacity = { min: OPACITY, max: 100, step: 5 };
    const name = (/** @type {Field} */ field, /** @type {string} */ text) => ({
      field,
      name: text,
      mixed: t("style-mixed-value"),
    });
    const heads = () => ({
      none: t("style-head-none"),
      arrow: t("style-head-arrow"),
      triangle: t("style-head-triangle"),
      dot: t("style-head-dot"),
      bar: t("style-head-bar"),
    });
    return [
      this.#paletteRow("ink", t("inks"), []),
      this.#paletteRow("fill", t("style-fill"), [{ value: "none", name: t("style-fill-none") }]),
      this.#glyphRow("pattern", t("style-pattern"), {
        solid: t("style-pattern-solid"),
        tint: t("style-pattern-tint"),
        hatch: t("style-pattern-hatch"),
      }),
      this.#widthRow(),
      this.#glyphRow("dash", t("style-dash"), {
        solid: t("style-dash-solid"),
        dashed: t("style-dash-dashed"),
        dotted: t("style-dash-dotted"),
      }),
      this.#glyphRow("bend", t("style-bend"), {
        straight: t("style-bend-straight"),
        round: t("style-bend-round"),
        elbow: t("style-bend-elbow"),
      }),
      this.#glyphRow("tail", t("style-tail"), heads()),
      this.#glyphRow("head", t("style-head"), heads()),
      this.#wordRow("font", t("style-font"), {
        sans: t("style-font-sans"),
        hand: t("style-font-hand"),
        mono: t("style-font-mono"),
      }),
      this.#typeRow(),
      this.#glyphRow("align", t("style-align"), {
        start: t("style-align-start"),
        center: t("style-align-center"),
        end: t("style-align-end"),
      }),
      new RangeRow({ ...name("opacity", t("style-opacity")), ...opacity }, (value, isDone) =>
        this.#onChange("opacity", value, isDone),
      ),
    ];
  }

  /** @param {Field} field @param {string} name @param {{value: string, name: string}[]} first  choices before the colours */
  #paletteRow(field, name, first) {
    const t = this.#t;
    const named = INK_NAMES.map((ink) => ({ value: ink, name: "" }));
    const choices = [...first, ...named].map((choice) => ({ ...choice, sign: "" }));
    const texts = { field, name, mixed: t("style-mixed-value"), own: t("style-own-colour") };
    return new PaletteRow(texts, choices, (value, isDone) => this.#onChange(field, value, isDone));
  }

  /** @param {Field} field @param {string} name @param {readonly Choice[]} choices @param {(value: unknown) => string} [figureOf] */
  #choiceRow(field, name, choices, figureOf) {
    const options = { field, name, mixed: this.#t("style-mixed-value") };
    const onChange = (/** @type {string | number} */ value) => this.#onChange(field, value, true);
    return new ChoiceRow(options, choices, onChange, figureOf);
  }

  /** @param {Field} field @param {string} name @param {Record<string, string>} names  by value */
  #glyphRow(field, name, names) {
    const choices = Object.entries(names).map(([value, text]) => {
      return { value, name: text, sign: glyphOf(field, value) };
    });
    return this.#choiceRow(field, name, choices);
  }

  /** @param {Field} field @param {string} name @param {Record<string, string>} names */
  #wordRow(field, name, names) {
    const choices = Object.entries(names).map(([value, text]) => {
      return { value, name: text, sign: text };
    });
    return this.#choiceRow(field, name, choices);
  }

  #widthRow() {
    const t = this.#t;
    const names = [t("width-thin"), t("width-medium"), t("width-thick"), t("width-broad")];
    const choices = SIZES.map((value, at) => {
      const sign = document.createElement("i");
      sign.className = `dot dot-${at + 1}`;
      return { value, name: names[at] ?? "", sign };
    });
    return this.#choiceRow("size", t("widths"), choices, figureBeside(SIZES));
  }

  #typeRow() {
    const t = this.#t;
    const names = [
      t("style-type-small"),
      t("style-type-medium"),
      t("style-type-large"),
      t("style-type-huge"),
    ];
    const choices = TYPE_SIZES.map((value, at) => {
      return { value, name: names[at] ?? "", sign: ["S", "M", "L", "XL"][at] ?? "" };
    });
    return this.#choiceRow("type", t("style-type"), choices, figureBeside(TYPE_SIZES));
  }
}

/** A value that has no button of its own, in pixels. @param {readonly number[]} offered @returns {(value: unknown) => string} */
function figureBeside(offered) {
  return (value) =>
    typeof value !== "number" || offered.includes(value)
      ? ""
      : `${Math.round((value / UNITS) * 10) / 10} px`;
}

/** The name of a colour on a palette, as the ledge has it; null for what is no named colour. @param {string} value @param {Palette} palette */
export function colourName(value, palette) {
  const chalk = queryAll("#ledge [data-ink]").find(({ dataset }) => dataset.ink === value);
  if (chalk === undefined) return null;
  const { inkName, yellowName } = chalk.dataset;
  const own = palette === "ink" ? inkName : yellowName;
  return own ?? chalk.getAttribute("aria-label") ?? value;
}

const SPACE = "http://www.w3.org/2000/svg";

/** @param {string} field @param {string} value @returns {SVGElement} */
function glyphOf(field, value) {
  const isTail = field === "tail";
  const { d, fill = 0 } = GLYPHS[isTail ? "head" : field]?.[value] ?? { d: "" };
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("class", isTail ? "icon mirrored" : "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", d);
  path.setAttribute("fill", fill === 0 ? "none" : "currentcolor");
  path.setAttribute("fill-opacity", String(fill));
  svg.append(path);
  return svg;
}
