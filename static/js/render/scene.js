/**
 * A part of the board that leaves it: the shapes of a page, or some of them, and how they look.
 */

import { inflate, UNITS_PER_PX, union } from "../model/box.js";
import { faceName } from "./fonts.js";
import { paintedBox } from "./paint.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/**
 * @typedef {object} Scene
 * @property {number} page
 * @property {Box} box  in units, of whole pixels at 100 %
 * @property {readonly Shape[]} shapes  in no order
 * @property {(box: Box) => Shape[]} query  in painting order
 * @property {import("../model/points.js").PointPool} pool
 * @property {import("../model/kinds.js").Paper | null} paper  null for a transparent background
 * @property {import("../model/colour.js").Theme} theme
 * @property {string} [ground]  colour of the paper; that of the theme when missing
 */

/** Room around the shapes, in units. */
const MARGIN = 256;

/**
 * The scene of a page, or of some of its shapes; null for none.
 * @param {Replica} view
 * @param {{page: number, only: readonly Shape[] | null} & Pick<Scene, "paper" | "theme">} what
 * @returns {Scene | null}
 */
export function sceneOf(view, { page, only, paper, theme }) {
  const shapes = only ?? view.shapesOf(page);
  const [first] = shapes;
  if (first === undefined) return null;
  let around = paintedBox(first);
  for (const shape of shapes) around = union(around, paintedBox(shape));
  const ids = only === null ? null : new Set(only.map(({ id }) => id));
  const query = (/** @type {Box} */ box) => {
    const found = view.query(box, page);
    return ids === null ? found : found.filter(({ id }) => ids.has(id));
  };
  const box = wholePixels(inflate(around, MARGIN));
  return { page, box, shapes, query, pool: view.pool, paper, theme };
}

/** @param {Box} box @returns {Box} */
function wholePixels({ minX, minY, maxX, maxY }) {
  const down = (/** @type {number} */ at) => Math.floor(at / UNITS_PER_PX) * UNITS_PER_PX;
  const up = (/** @type {number} */ at) => Math.ceil(at / UNITS_PER_PX) * UNITS_PER_PX;
  return { minX: down(minX), minY: down(minY), maxX: up(maxX), maxY: up(maxY) };
}

/** Loads the fonts of the texts of a scene, with the letters of all scripts that they have. Resolves also when one cannot be loaded. @param {Scene} scene */
export async function loadFontsOf({ shapes }) {
  const fonts = new Set(shapes.flatMap(({ text, style }) => (text === null ? [] : [style.font])));
  const names = new Set([...fonts].map(faceName));
  const faces = [...document.fonts].filter(({ family }) => names.has(family.replaceAll('"', "")));
  await Promise.allSettled(faces.map((face) => face.load()));
}
