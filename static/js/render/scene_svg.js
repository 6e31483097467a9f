/**
 * A scene as an SVG that stands alone: with its fonts and pictures inside.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { PAPER } from "../model/colour.js";
import { element, escapeXml, SvgWriter } from "../model/svg.js";
import { toDataUrl } from "../platform/inline_files.js";
import { embeddedFonts } from "./embedded_fonts.js";
import { familyOf } from "./fonts.js";
import { pictureBlob } from "./page_pictures.js";
import { measureOn } from "./paint_figure.js";
import { paperToSvg } from "./paper_svg.js";
import { loadFontsOf } from "./scene.js";

/** @typedef {import("../platform/turns.js").Turns} Turns */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene_png.js").PaintedPicture} PaintedPicture */

/** Characters of markup that are joined before they leave the memory of scripts. */
const PART = 1_000_000;

/**
 * @param {Scene} scene
 * @param {string} title  empty for none
 * @param {{turns: Turns, onProgress: (share: number) => void}} work
 * @returns {Promise<PaintedPicture & {areFontsMissing: boolean}>}
 */
export async function writeSvg(scene, title, { turns, onProgress }) {
  await loadFontsOf(scene);
  const ctx = document.createElement("canvas").getContext("2d");
  if (ctx === null) throw new Error("this browser has no 2D canvas");
  const { box, query, pool, theme, paper } = scene;
  const writer = new SvgWriter({ theme, measure: measureOn(ctx), familyOf });
  /** @type {Set<string>} */
  const missing = new Set();
  /** @type {BlobPart[]} */
  const parts = [];
  let markup = "";
  const shapes = query(box);
  for (const [at, shape] of shapes.entries()) {
    const image = shape.more?.image ?? null;
    const isNew = image !== null && !writer.embeds(image) && !missing.has(image);
    const picture = isNew ? await embeddable(image) : null;
    if (isNew && picture === null) missing.add(image);
    markup += writer.shape(shape, pool, picture);
    if (markup.length > PART) {
      parts.push(new Blob([markup]));
      markup = "";
    }
    onProgress((at + 1) / shapes.length);
    await turns.rest();
  }
  const { minX, minY, maxX, maxY } = box;
  const [width, height] = [maxX - minX, maxY - minY];
  const root =
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xml:space="preserve"' +
    ` width="${width / UNITS_PER_PX}" height="${height / UNITS_PER_PX}" viewBox="${minX} ${minY} ${width} ${height}">`;
  const named = title === "" ? "" : element("title", {}, escapeXml(title));
  const fonts = await embeddedFonts(writer.letters);
  const ground =
    paper === null ? "" : paperToSvg(box, paper, { theme, ground: scene.ground ?? PAPER[theme] });
  // Lines without a fill of their own have none, and marks blend with nothing outside of the picture.
  const group =
    '<g fill="none" stroke-linecap="round" stroke-linejoin="round" style="isolation:isolate">';
  const all = [root, named, fonts.markup, group, ground, ...parts, markup, "</g></svg>\n"];
  return {
    blob: new Blob(all, { type: "image/svg+xml" }),
    missing: missing.size,
    areFontsMissing: fonts.areMissing,
  };
}

/** A picture as a data URL; null when it is missing. @param {string} image */
async function embeddable(image) {
  try {
    return await toDataUrl(await pictureBlob(image));
  } catch (error) {
    console.warn(`the picture ${image} is missing`, error);
    return null;
  }
}
