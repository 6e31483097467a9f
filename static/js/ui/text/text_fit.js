/**
 * Measures texts, so that a shape gets the size that its text needs, and where its lines break (SPEC D17).
 *
 * Where a width is given the browser breaks the lines (Unicode line breaking, UAX 14), in a hidden twin of the text field.
 */

import { UNITS_PER_PX } from "../../model/box.js";
import { traitsOf } from "../../model/kinds.js";
import { NO_POINTS } from "../../model/points.js";
import { geometryToWire } from "../../model/shape.js";
import { BASELINE, LINE_HEIGHT } from "../../model/text_layout.js";
import { familyOf } from "../../render/fonts.js";
import { measureOn } from "../../render/paint_figure.js";
import { lineLengths } from "./text_lines.js";

/** @typedef {import("../../model/kinds.js").TextBlock} TextBlock */
/** @typedef {import("../../model/points.js").PointPool} PointPool */
/** @typedef {import("../../model/shape.js").Shape} Shape */

/** Least width of a text, as a share of its type: room for a caret. */
const LEAST_WIDTH = 0.5;

/** A word that is longer, as a share of its type, breaks instead of widening its box. */
const MAX_WORD = 12;

/** Units more than a line needs, because browsers round widths differently. */
const SLACK = 1;

export class TextFit {
  #twin;
  #canvas = document.createElement("canvas").getContext("2d");

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#twin = document.createElement("div");
    this.#twin.className = "text-field text-twin";
    this.#twin.setAttribute("aria-hidden", "true");
    parent.append(this.#twin);
  }

  /**
   * The size of a text in whole units, and its lines.
   * @param {string} text
   * @param {TextBlock} type
   * @returns {{w: number, h: number, lines: number[]}}
   */
  sizeOf(text, type) {
    const lineHeight = type.size * LINE_HEIGHT;
    if (type.room === null) {
      const lines = text.split("\n");
      const widest = Math.max(...lines.map((line) => this.#widthOf(line, type)));
      const w = Math.ceil(Math.max(type.size * LEAST_WIDTH, widest) + SLACK);
      return { w, h: Math.ceil(lines.length * lineHeight), lines: lengthsOf(lines) };
    }
    const twin = this.#twin;
    applyType(twin, type);
    // A line break at the end opens a line that an element does not show.
    twin.textContent = text.endsWith("\n") || text === "" ? `${text}\u200b` : text;
    const { height } = twin.getBoundingClientRect();
    const count = Math.max(1, Math.round((height * UNITS_PER_PX) / lineHeight));
    const lines = lineLengths(twin, text.length, lineHeight / UNITS_PER_PX);
    return { w: type.room, h: Math.ceil(count * lineHeight), lines };
  }

  /** The width that a label covers: of its widest line, at most its room. @param {string} text @param {TextBlock} type */
  coveredWidth(text, type) {
    const widths = text.split("\n").map((line) => this.#widthOf(line, type));
    return Math.min(type.room ?? Number.POSITIVE_INFINITY, Math.max(...widths) + type.size / 2);
  }

  /**
   * The geometry that a shape needs for a text: a text box is as large as its letters; notes, and boxes with a label, grow
   * but never shrink; on a line a label changes only its lines.
   * @param {Shape} shape @param {PointPool} pool @param {string} text
   */
  geometryOf(shape, pool, text) {
    const geometry = geometryToWire(shape, pool);
    const block = traitsOf(shape.kind).writing?.(shape, pool);
    if (block === undefined) return geometry;
    const { sizeForLabel } = traitsOf(shape.kind);
    if (sizeForLabel !== undefined) return this.#aroundLabel(shape, text, geometry);
    const { w, h, lines } = this.sizeOf(text, block);
    if (shape.kind === "text") return { ...geometry, w, h, lines };
    const least = h + 2 * (block.corner?.y ?? 0);
    return { ...geometry, lines, ...(shape.kind === "note" && { h: Math.max(shape.h, least) }) };
  }

  /** A box grows until the words of its label are whole, and all of its lines inside. @param {Shape} shape @param {string} text @param {import("../../model/shape.js").WireGeometry} geometry */
  #aroundLabel(shape, text, geometry) {
    const { writing, sizeForLabel } = traitsOf(shape.kind);
    const blockOf = (/** @type {Shape} */ box) => writing?.(box, NO_POINTS);
    const block = blockOf(shape);
    if (block === undefined || sizeForLabel === undefined) return geometry;
    if (text === "") return { ...geometry, lines: [] };
    const words = text.split(/\s+/).map((word) => this.#widthOf(word, block) + SLACK);
    const widest = Math.min(Math.max(...words), MAX_WORD * block.size);
    const w = Math.max(shape.w, sizeForLabel({ w: widest, h: 0 }).w);
    const { h: height, lines } = this.sizeOf(text, blockOf({ ...shape, w }) ?? block);
    const h = Math.max(shape.h, sizeForLabel({ w: widest, h: height }).h);
    return { ...geometry, w, h, lines };
  }

  /** How far a field must be moved down, in units, so that its baseline is where the board paints it. @param {TextBlock} type */
  shiftOf(type) {
    const twin = this.#twin;
    applyType(twin, type);
    const foot = document.createElement("span");
    foot.style.display = "inline-block";
    twin.replaceChildren(foot);
    const baseline = foot.getBoundingClientRect().bottom - twin.getBoundingClientRect().top;
    return BASELINE * type.size - baseline * UNITS_PER_PX;
  }

  /** The width of a line as the board paints it, in units. @param {string} line @param {TextBlock} type */
  #widthOf(line, { size, weight, font }) {
    return this.#canvas === null ? 0 : measureOn(this.#canvas)({ font, weight })(line) * size;
  }

  remove() {
    this.#twin.remove();
  }
}

/** The code points of each line; a line break belongs to the line that it ends. @param {readonly string[]} lines */
function lengthsOf(lines) {
  if (lines.length === 1 && lines[0] === "") return [];
  return lines.map((line, at) => [...line].length + (at < lines.length - 1 ? 1 : 0));
}

/** Sets the type of a text field or its twin. @param {HTMLElement} element @param {TextBlock} type */
export function applyType({ style }, { size, weight, font, align, room }) {
  style.fontFamily = familyOf(font);
  style.fontSize = `${size / UNITS_PER_PX}px`;
  style.fontWeight = String(weight);
  style.textAlign = align;
  style.whiteSpace = room === null ? "pre" : "pre-wrap";
  style.width = room === null ? "max-content" : `${room / UNITS_PER_PX}px`;
}
