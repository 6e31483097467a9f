/**
 * Makes the files of a copy.
 */

import { paintPng, pictureSizes } from "../../render/scene_png.js";
import { writeSvg } from "../../render/scene_svg.js";

/** @typedef {import("../../platform/turns.js").Turns} Turns */
/** @typedef {import("../../render/scene_png.js").PictureSize} PictureSize */
/** @typedef {import("./scenes.js").NamedScene} NamedScene */
/** @typedef {{turns: Turns, onProgress: (share: number) => void}} Work */
/** `missing`: pictures that could not be loaded; `areFontsMissing`: whether it shows the fonts of the device. @typedef {{files: File[], missing: number, areFontsMissing: boolean}} Made */

/** Signs that names of files cannot have somewhere. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}/\\:*?"<>|]/gu;

/** Letters of the longest name of a file. */
const MAX_NAME = 80;

/** The name of a file, without its ending. @param {string} board @param {string} part  empty for all of it */
export function fileName(board, part) {
  const name = usable(board) || "Lavagna";
  return part === "" ? name : usable(`${name} – ${part}`);
}

/** What a file can be called. @param {string} text */
function usable(text) {
  const signs = text.replace(NOT_IN_NAMES, " ").replace(/\s+/g, " ").trim();
  // A dot at the beginning would hide it.
  return signs.replace(/^\.+/, "").slice(0, MAX_NAME).trim();
}

/** The largest size of a scene up to an enlargement. @param {NamedScene} named @param {number} scale @returns {PictureSize} */
export function sizeUpTo({ scene }, scale) {
  const sizes = pictureSizes(scene.box);
  const fitting = sizes.filter((size) => size.scale <= scale).at(-1) ?? sizes[0];
  if (fitting === undefined) throw new RangeError("no size fits");
  return fitting;
}

/**
 * A file for each scene.
 * @param {readonly NamedScene[]} scenes
 * @param {{format: "png" | "svg", scale: number, board: string}} options  `board`: its name
 * @param {Work} work
 * @returns {Promise<Made>}
 */
export async function makePictures(scenes, { format, scale, board }, { turns, onProgress }) {
  /** @type {File[]} */
  const files = [];
  let missing = 0;
  let areFontsMissing = false;
  for (const [at, named] of scenes.entries()) {
    const part = (/** @type {number} */ share) => onProgress((at + share) / scenes.length);
    const work = { turns, onProgress: part };
    const name = fileName(board, named.name);
    const size = sizeUpTo(named, scale);
    const made =
      format === "png"
        ? { ...(await paintPng(named.scene, size, work)), areFontsMissing: false }
        : await writeSvg(named.scene, name, work);
    missing += made.missing;
    areFontsMissing ||= made.areFontsMissing;
    files.push(new File([made.blob], `${name}.${format}`, { type: made.blob.type }));
  }
  return { files, missing, areFontsMissing };
}
