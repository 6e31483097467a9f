/**
 * The board as a file (SPEC X): its canonical form, or that of a page or of some shapes, with the pictures inside. What is read
 * may come from anybody.
 */

import { isEdit } from "./check.js";
import { KINDS } from "./kinds.js";
import { FORM } from "./known.js";
import { MAX_NUMBER } from "./limits.js";
import { pageToWire } from "./pages.js";
import { compareIds, splitId, toWire } from "./shape.js";

/** @typedef {import("./pages.js").Page} Page */
/** @typedef {import("./pages.js").WirePage} WirePage */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").NewShape} NewShape */
/** @typedef {import("./shape.js").Shape} Shape */
/** The part of a board that a file has. @typedef {"board" | "page" | "selection"} Part */
/** Shapes are in painting order; `images` are data URLs by the id of the picture. @typedef {{part: Part, name: string, pages: WirePage[], shapes: NewShape[], images: ReadonlyMap<string, string>}} BoardFile */
/**
 * Why a file is not read: it is no JSON; JSON of something else; of a newer version; broken, with the first thing that is; or
 * it has more than a board can have.
 * @typedef {{why: "unreadable" | "foreign" | "newer" | "too-much"} | {why: "broken", what: string}} Refusal
 */

/** Shapes of a board, their bytes, and its listed pages (SPEC O7, O14). */
export const MAX_SHAPES = 100_000;
export const MAX_BOARD_BYTES = 64 * 1024 * 1024;
export const MAX_PAGES = 500;

/** Bytes of a file that is read at all. */
export const MAX_FILE_BYTES = 128 * 1024 * 1024;

/** @type {readonly Part[]} */
const PARTS = ["board", "page", "selection"];

/** What a picture inside of a file begins with. */
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Everything before the shapes. @param {{part: Part, name: string, pages: readonly Page[]}} what */
export function startOfFile({ part, name, pages }) {
  const head = JSON.stringify({ lavagna: FORM, part, name, pages: pages.map(pageToWire) });
  return `${head.slice(0, -1)},"shapes":[`;
}

/** A shape in a file: in its canonical form (SPEC D11), without the times of its points. @param {Shape} shape @param {PointPool} pool */
export function shapeInFile(shape, pool) {
  const wire = toWire(shape, pool);
  const { time: _, ...geometry } = wire.geometry;
  return `\n${JSON.stringify({ ...wire, geometry })}`;
}

/** What follows the shapes and precedes the first picture. */
export const AFTER_SHAPES = '\n],"images":{';

/** @param {string} image @param {string} url  data URL */
export function pictureInFile(image, url) {
  return `\n${JSON.stringify(image)}:${JSON.stringify(url)}`;
}

export const END_OF_FILE = "\n}}\n";

/**
 * Reads a file, all or nothing. It yields now and then, so that the page can do other things between.
 * @param {string} text
 * @returns {Generator<undefined, BoardFile | Refusal>}
 */
export function* readBoardFile(text) {
  /** @type {unknown} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { why: "unreadable" };
  }
  if (!isObject(file) || typeof file.lavagna !== "number") return { why: "foreign" };
  if (file.lavagna > FORM) return { why: "newer" };
  const { lavagna, part, name, pages, shapes, images } = file;
  const isOurs = lavagna === FORM && PARTS.some((known) => known === part);
  if (!isOurs || typeof name !== "string") return { why: "broken", what: "part" };
  if (!Array.isArray(pages) || !Array.isArray(shapes) || !isObject(images))
    return { why: "broken", what: "lists" };
  if (shapes.length > MAX_SHAPES || pages.length > MAX_PAGES) return { why: "too-much" };
  const wrong = pages.findIndex((page) => !isFilePage(page));
  if (wrong !== -1) return { why: "broken", what: `pages[${wrong}]` };
  const checked = yield* checkedShapes(shapes, new Set(pages.map(({ page }) => page)));
  if (!Array.isArray(checked)) return checked;
  const pictures = Object.entries(images);
  const broken = pictures.find(([, url]) => typeof url !== "string" || !PICTURE.test(url));
  if (broken !== undefined) return { why: "broken", what: `images ${broken[0].slice(0, 40)}` };
  return {
    part: /** @type {Part} */ (part),
    name,
    pages: /** @type {WirePage[]} */ (pages),
    shapes: checked,
    images: new Map(/** @type {[string, string][]} */ (pictures)),
  };
}

/**
 * The shapes of a file in painting order.
 * @param {readonly unknown[]} shapes
 * @param {ReadonlySet<number>} pages
 * @returns {Generator<undefined, NewShape[] | Refusal>}
 */
function* checkedShapes(shapes, pages) {
  /** @type {{z: number, tag: string, n: number, shape: NewShape}[]} */
  const found = [];
  const ids = new Set();
  for (const [at, value] of shapes.entries()) {
    const shape = isObject(value) ? value : {};
    const { author: _, seq: __, z, ...rest } = shape;
    if (typeof shape.kind === "string" && !KINDS.some((kind) => kind === shape.kind))
      return { why: "newer" };
    const isShape = Number.isInteger(z) && Math.abs(Number(z)) <= MAX_NUMBER && isAddable(rest);
    if (!isShape || !pages.has(Number(rest.page)) || ids.has(rest.id))
      return { why: "broken", what: `shapes[${at}]` };
    ids.add(rest.id);
    const added = /** @type {NewShape} */ (/** @type {unknown} */ (rest));
    found.push({ z: Number(z), ...splitId(added.id), shape: added });
    if (at % 256 === 255) yield;
  }
  found.sort((a, b) => a.z - b.z || compareIds(a, b));
  return found.map(({ shape }) => shape);
}

/** @param {unknown} shape */
function isAddable(shape) {
  return isEdit({ ops: [{ op: "add", shape }] });
}

/** Whether a page of a file is one: no more than an edit may write of it. @param {unknown} page */
function isFilePage(page) {
  return isObject(page) && isEdit({ ops: [{ ...page, op: "page" }] });
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** About the bytes that a shape counts on the server (SPEC O7), rather more. @param {{count: number, text: string | null}} shape  `count`: of its points */
export function countedBytes({ count, text }) {
  return 400 + 8 * count + 3 * (text ?? "").length;
}

/** The same of a shape in a file. @param {NewShape} shape */
export function countedBytesOf({ geometry, text }) {
  return countedBytes({ count: (geometry.points ?? []).length / 2, text: text ?? null });
}
