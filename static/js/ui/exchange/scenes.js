/**
 * The parts of the board that a copy shows: a page each, or the selected shapes.
 */

import { selectedShapes } from "../../editor/copying.js";
import { inflate } from "../../model/box.js";
import { sceneOf } from "../../render/scene.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/colour.js").Theme} Theme */
/** @typedef {import("../../render/scene.js").Scene} Scene */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./choice.js").Background} Background */
/** @typedef {import("./choice.js").Part} Part */
/** `name` is empty for the whole board, if it has one page. @typedef {{scene: Scene, name: string}} NamedScene */

/** The shape of a sheet, as width by height: less than that of the paper, so that a picture as wide as the sheet fits on it. */
const WIDE_SHEET = 1.46;
const TALL_SHEET = 0.76;

/** The least width of a sheet in units, so that a small drawing is at most twice as large as at 100 %. */
const LEAST_WIDE = 8_384;
const LEAST_TALL = 5_744;

/**
 * The scenes of a part of the board, without empty pages.
 * @param {Editor} editor
 * @param {Part} part
 * @param {{background: Background, theme: Theme, t: Translate}} look  the theme of the screen
 * @returns {NamedScene[]}
 */
export function scenesOf(editor, part, { background, theme, t }) {
  const { view, page: shown } = editor;
  const listed = view.listedPages();
  const isOne = listed.length === 1;
  return listed.flatMap(({ page, paper, tone, name }, at) => {
    if (part !== "board" && page !== shown.value) return [];
    const only = part === "selection" ? selectedShapes(editor) : null;
    const isPaper = background === "paper";
    // Without paper it is shown on what is mostly white.
    const usual = isPaper ? theme : "light";
    const look = { theme: tone === "auto" ? usual : tone, paper: isPaper ? paper : null };
    const scene = sceneOf(view, { page, only, ...look });
    const title = name === "" ? t("exchange-page", { number: at + 1 }) : name;
    const named = part === "selection" ? t("exchange-selection") : isOne ? "" : title;
    return scene === null ? [] : [{ scene, name: named }];
  });
}

/** Whether a scene is printed on a sheet that is wider than high. @param {Scene} scene */
export function isWide({ box }) {
  return box.maxX - box.minX > box.maxY - box.minY;
}

/** The scene with so much room around it that it has the shape of a sheet. @param {Scene} scene @returns {Scene} */
export function asSheet(scene) {
  const { box } = scene;
  const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
  const [shape, least] = isWide(scene) ? [WIDE_SHEET, LEAST_WIDE] : [TALL_SHEET, LEAST_TALL];
  const wanted = Math.max(width, Math.ceil(height * shape), least);
  const beside = Math.ceil((wanted - width) / 2);
  const above = Math.ceil(Math.max(0, wanted / shape - height) / 2);
  const { minX, maxX } = inflate(box, beside);
  const { minY, maxY } = inflate(box, above);
  return { ...scene, theme: "light", ground: "#ffffff", box: { minX, minY, maxX, maxY } };
}
