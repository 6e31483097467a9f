/**
 * One row of the list of shapes: a sign in the colour of the shape, its text or kind, and what else tells it apart.
 */

import { highlightColour, inkColour, noteColour } from "../../model/custom_colour.js";
import { isLocked } from "../../model/more.js";
import { createIcon } from "../elements/dom.js";
import {
  authorName,
  descriptionOf,
  namesOf,
  placeName,
  textOf,
  undescribed,
} from "../status/shape_names.js";

/** @typedef {import("../../model/kinds.js").Kind} Kind */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/shape_names.js").Surroundings} Surroundings */

/** @type {Readonly<Record<Kind, string>>} */
const ICONS = {
  ink: "pen",
  highlight: "hl",
  line: "line",
  arrow: "arrow",
  rectangle: "rect",
  ellipse: "ellipse",
  diamond: "rhombus",
  text: "text",
  note: "note",
  image: "image",
};

export class ShapeRow {
  element = document.createElement("div");
  #t;
  #shown = "";

  /** @param {Translate} t */
  constructor(t) {
    this.#t = t;
    this.element.className = "shape-row";
    this.element.setAttribute("role", "option");
  }

  /** @param {Shape} shape @param {Surroundings} surroundings */
  show(shape, surroundings) {
    const description = descriptionOf(shape, surroundings, this.#t);
    const shown = `${description} ${shape.style.ink}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = description;
    this.element.replaceChildren(said, signOf(shape), ...this.#words(shape, surroundings));
  }

  /** @param {Shape} shape @param {Surroundings} surroundings */
  #words(shape, surroundings) {
    const { kind, ink } = namesOf(shape, surroundings.theme, this.#t);
    const text = textOf(shape);
    const words = document.createElement("span");
    words.className = "shape-words";
    words.setAttribute("aria-hidden", "true");
    const title = document.createElement("bdi");
    title.textContent = text === "" ? kind : text;
    const more = document.createElement("small");
    const parts = [
      text === "" ? "" : kind,
      shape.kind === "image" ? undescribed(shape, this.#t) : ink,
      authorName(shape, surroundings, this.#t),
      placeName(shape, surroundings.bounds, this.#t),
    ];
    more.textContent = parts.filter((part) => part !== "").join(" · ");
    words.append(title, more);
    return isLocked(shape) ? [words, createIcon("lock")] : [words];
  }
}

/** @param {Shape} shape */
function signOf({ kind, style }) {
  const sign = createIcon(ICONS[kind]);
  const isTinted = kind === "note" || kind === "highlight";
  const colourIn = kind === "note" ? noteColour : isTinted ? highlightColour : inkColour;
  const colours = `${colourIn(style.ink, "light")}, ${colourIn(style.ink, "dark")}`;
  sign.style.setProperty("--k", `light-dark(${colours})`);
  sign.classList.toggle("tinted", isTinted);
  return sign;
}
