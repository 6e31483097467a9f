/**
 * The figure of a shape: everything that it paints, as data, in painting order. Coordinates are whole units relative to the
 * shape's position, without its rotation.
 */

import { numberAt } from "./typed_arrays.js";

/** @typedef {import("./colour.js").Theme} Theme */
/** @typedef {import("./styles.js").Style} Style */
/** A step of a path, named as in SVG. @typedef {["M" | "L", number, number] | ["Q", number, number, number, number] | ["C", number, number, number, number, number, number] | ["Z"]} Step */
/** Offset and blur in units, and a colour `#rrggbbaa`. @typedef {{down: number, blur: number, colour: string}} Shadow */
/**
 * @typedef {object} PathPart
 * @property {"path"} type
 * @property {readonly Step[]} steps
 * @property {string} [fill]
 * @property {{colour: string, width: number, dashes?: readonly number[]}} [stroke]  with round ends and corners
 * @property {readonly Step[]} [clip]  nothing is painted outside of it
 * @property {Shadow} [shadow]
 */
/** A painted line of text. `x` is where its anchor is, `y` its baseline, `width` its own width. @typedef {{text: string, x: number, y: number, anchor: "start" | "middle" | "end", direction: "ltr" | "rtl", width: number}} TextLine */
/**
 * @typedef {object} TextPart
 * @property {"text"} type
 * @property {readonly TextLine[]} lines
 * @property {number} room  a wider line is squeezed into it
 * @property {number} size  of the type
 * @property {number} weight
 * @property {Style["font"]} font
 * @property {string} colour
 * @property {readonly Step[]} [clip]  nothing is painted outside of it
 */
/** @typedef {readonly (PathPart | TextPart)[]} Figure */
/** @typedef {{font: Style["font"], weight: number}} TypeFace */
/** Widths of texts as a share of the size of the type, by typeface. @typedef {(face: TypeFace) => (text: string) => number} Measure */
/** @typedef {{theme: Theme, measure: Measure}} Look */

/** Distance of the control points from the ends of a quarter circle, as a share of its radius. */
const QUARTER = 0.5523;

/** A closed polygon. @param {readonly number[]} corners  shares of width and height @param {{w: number, h: number}} size @returns {Step[]} */
export function polygon(corners, { w, h }) {
  /** @type {Step[]} */
  const steps = [];
  for (let at = 0; at < corners.length; at += 2) {
    const x = Math.round(numberAt(corners, at) * w);
    steps.push([at === 0 ? "M" : "L", x, Math.round(numberAt(corners, at + 1) * h)]);
  }
  return [...steps, ["Z"]];
}

/** A box with round corners, of half the shorter side at most. @param {{w: number, h: number}} size @param {number} radius @returns {Step[]} */
export function roundedBox({ w, h }, radius) {
  const r = Math.round(Math.min(radius, w / 2, h / 2));
  const c = r - Math.round(r * QUARTER);
  return [
    ["M", r, 0],
    ["L", w - r, 0],
    ["C", w - c, 0, w, c, w, r],
    ["L", w, h - r],
    ["C", w, h - c, w - c, h, w - r, h],
    ["L", r, h],
    ["C", c, h, 0, h - c, 0, h - r],
    ["L", 0, r],
    ["C", 0, c, c, 0, r, 0],
    ["Z"],
  ];
}

/** An ellipse that fills a box. @param {{w: number, h: number}} size @returns {Step[]} */
export function ellipse({ w, h }) {
  const [a, b] = [Math.round(w / 2), Math.round(h / 2)];
  const [dx, dy] = [Math.round((w / 2) * (1 - QUARTER)), Math.round((h / 2) * (1 - QUARTER))];
  return [
    ["M", a, 0],
    ["C", w - dx, 0, w, dy, w, b],
    ["C", w, h - dy, w - dx, h, a, h],
    ["C", dx, h, 0, h - dy, 0, b],
    ["C", 0, dy, dx, 0, a, 0],
    ["Z"],
  ];
}
