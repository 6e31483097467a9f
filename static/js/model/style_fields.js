/**
 * The style of shapes as people choose it. A field is a key of the style register, except that texts and notes keep the size
 * of their type in `size`, where other kinds keep the width of their stroke.
 */

import { traitsOf } from "./kinds.js";
import { internStyle, isSameStyle, STYLE_KEYS, styleToWire } from "./styles.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./styles.js").Style} Style */
/** @typedef {import("./styles.js").StyleValues} StyleValues */
/** @typedef {import("./styles.js").WireStyle} WireStyle */
/** @typedef {keyof StyleValues} Field */
/** New values of some fields; `size` is the width of strokes, `type` the size of every type. @typedef {{readonly [Key in Field]?: NonNullable<StyleValues[Key]>}} StyleChange */
/** Parts of a shape that decide its fields. @typedef {Pick<Shape, "kind" | "style" | "text">} Styled */

/** The value of a field in which shapes differ. */
export const MIXED = Symbol("mixed");

/** Fields of a label, which apply once it has letters. */
const LABEL_FIELDS = ["font", "type", "align"];

/** All fields, in the order of the register. */
const FIELDS = /** @type {readonly Field[]} */ (STYLE_KEYS);

/** The fields that change how a shape looks. @param {Styled} shape @returns {Field[]} */
export function fieldsOf({ kind, style, text }) {
  const { styleKeys, text: use } = traitsOf(kind);
  return styleKeys.filter((field) => {
    if (field === "pattern") return style.fill !== "none";
    return use !== "label" || text !== null || !LABEL_FIELDS.includes(field);
  });
}

/** The value of a field as people see it: the kind's own one where the style has none. @param {Pick<Shape, "kind" | "style">} shape @param {Field} field @returns {StyleValues[Field]} */
function fieldValue({ kind, style }, field) {
  return style[keyOf(kind, field)] ?? usualValue(kind, field) ?? null;
}

/** The style of a shape after a change; null when it stays as it is. @param {Pick<Shape, "kind" | "style">} shape @param {StyleChange} change @returns {WireStyle | null} */
export function restyled({ kind, style }, change) {
  /** @type {Record<string, unknown>} */
  const next = { ...styleToWire(style) };
  for (const field of traitsOf(kind).styleKeys) {
    const value = change[field];
    if (value === undefined) continue;
    // The kind's own value is left out, as in a style that was never changed.
    next[keyOf(kind, field)] = value === usualValue(kind, field) ? undefined : value;
  }
  const changed = internStyle(/** @type {WireStyle} */ (next));
  return isSameStyle(changed, style) ? null : styleToWire(changed);
}

/** The part of a tool's style that a kind has, as a new shape is sent. @param {Kind} kind @param {WireStyle} style @returns {WireStyle} */
export function styleFor(kind, style) {
  const keys = traitsOf(kind).styleKeys.map((field) => keyOf(kind, field));
  const { ink, size } = style;
  const further = keys.map((key) => [key, style[key]]);
  return styleToWire(internStyle({ ...Object.fromEntries(further), ink, size }));
}

/** Style that shapes have in common. */
export class CommonStyle {
  /** The value of each field that any of the shapes has, or `MIXED`. @type {Map<Field, StyleValues[Field] | typeof MIXED>} */
  #values = new Map();
  /** Kinds and styles that have been added: most shapes of a board share a few. @type {Map<Style, Set<string>>} */
  #seen = new Map();
  #isEmpty = true;

  /** @param {Styled} shape */
  add(shape) {
    const { kind, style, text } = shape;
    this.#isEmpty = false;
    const kinds = this.#seen.get(style) ?? new Set();
    const key = text === null ? kind : `${kind} with text`;
    if (kinds.has(key)) return;
    this.#seen.set(style, kinds.add(key));
    for (const field of fieldsOf(shape)) {
      const value = fieldValue(shape, field);
      const known = this.#values.get(field);
      this.#values.set(field, known === undefined || known === value ? value : MIXED);
    }
  }

  get isEmpty() {
    return this.#isEmpty;
  }

  /** The fields and their values, in the order of the register. @returns {ReadonlyMap<Field, StyleValues[Field] | typeof MIXED>} */
  get fields() {
    const fields = FIELDS.filter((field) => this.#values.has(field));
    return new Map(fields.map((field) => [field, this.#values.get(field) ?? null]));
  }
}

/** The key that holds a field. @param {Kind} kind @param {Field} field @returns {Field} */
function keyOf(kind, field) {
  return field === "type" && traitsOf(kind).text === "always" ? "size" : field;
}

/** Returns the default of a field for a kind, where kinds differ (SPEC D15). @param {Kind} kind @param {Field} field */
function usualValue(kind, field) {
  const { text } = traitsOf(kind);
  if (field === "align") return text === "always" ? "start" : "center";
  if (field === "head") return kind === "arrow" ? "arrow" : "none";
  return field === "tail" ? "none" : undefined;
}
