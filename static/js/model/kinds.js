/**
 * The kinds of shapes, with their traits, and the kinds of paper.
 */

/** @typedef {"ink" | "highlight" | "line" | "arrow" | "rectangle" | "ellipse" | "diamond" | "text" | "note"} Kind */
/** @typedef {"blank" | "squares" | "lines" | "dots" | "staff"} Paper */

/**
 * The traits of every kind. `text`: it has the text register. `width`: people choose its line width; a highlighter has
 * one width, and the size of a text is its font size.
 * @type {Readonly<Record<Kind, {text: boolean, width: boolean, geometry: "ink" | "line" | "box"}>>}
 */
const TRAITS = {
  ink: { text: false, width: true, geometry: "ink" },
  highlight: { text: false, width: false, geometry: "ink" },
  line: { text: false, width: true, geometry: "line" },
  arrow: { text: false, width: true, geometry: "line" },
  rectangle: { text: false, width: true, geometry: "box" },
  ellipse: { text: false, width: true, geometry: "box" },
  diamond: { text: false, width: true, geometry: "box" },
  text: { text: true, width: false, geometry: "box" },
  note: { text: true, width: false, geometry: "box" },
};

export const KINDS = /** @type {readonly Kind[]} */ (Object.keys(TRAITS));

/** @type {readonly Paper[]} */
export const PAPERS = ["blank", "squares", "lines", "dots", "staff"];

/** Whether shapes of this kind have the text register. @param {Kind} kind */
export function hasText(kind) {
  return TRAITS[kind].text;
}

/** Whether people choose a width for shapes of this kind. @param {Kind} kind */
export function hasWidth(kind) {
  return TRAITS[kind].width;
}

/** Which of the three geometries a kind has. @param {Kind} kind */
export function geometryOf(kind) {
  return TRAITS[kind].geometry;
}
