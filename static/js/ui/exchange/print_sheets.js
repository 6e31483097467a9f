/**
 * Prints pages of the board, a sheet each, and nothing else. The browser offers to save them as a PDF.
 */

import { writeSvg } from "../../render/scene_svg.js";
import { make } from "../elements/build.js";
import { asSheet, isWide } from "./scenes.js";

/** `signal` ends it. @typedef {import("./make_files.js").Work & {signal: AbortSignal}} EndingWork */
/** @typedef {import("./scenes.js").NamedScene} NamedScene */

/** The element of the sheets; `print.js` leaves printing to it. */
const SHEETS = "sheets";

/**
 * @param {readonly NamedScene[]} scenes
 * @param {EndingWork} work
 * @returns {Promise<{missing: number, print: () => void}>}  prints once everything is there
 */
export async function prepareSheets(scenes, { turns, onProgress, signal }) {
  document.getElementById(SHEETS)?.remove();
  const sheets = make("div", { id: SHEETS, class: "sheets" });
  /** @type {string[]} */
  const addresses = [];
  let missing = 0;
  for (const [at, { scene, name }] of scenes.entries()) {
    const part = (/** @type {number} */ share) => onProgress((at + share) / scenes.length);
    const written = await writeSvg(asSheet(scene), name, { turns, onProgress: part });
    missing += written.missing;
    const src = URL.createObjectURL(written.blob);
    addresses.push(src);
    const direction = isWide(scene) ? "wide" : "tall";
    const image = make("img", { src, alt: name, class: `sheet ${direction}` });
    await image.decode();
    sheets.append(image);
    await turns.rest();
  }
  signal.throwIfAborted();
  document.body.append(sheets);
  const end = () => {
    sheets.remove();
    for (const address of addresses) URL.revokeObjectURL(address);
  };
  addEventListener("afterprint", end, { once: true });
  return { missing, print: () => window.print() };
}
