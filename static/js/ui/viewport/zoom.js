/**
 * Camera moves of the zoom controls and keys: the whole page, its first view, the middle of the screen.
 */

import { initialView, READABLE_ZOOM } from "../../editor/initial_view.js";
import { animateCamera } from "./animate_camera.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Margins that the chrome covers on a large screen and on a phone, in screen pixels. */
const CHROME_MARGIN = { top: 72, right: 32, bottom: 136, left: 32 };
const CHROME_MARGIN_NARROW = { top: 64, right: 16, bottom: 176, left: 16 };

/** Below `readable` the first view ignores outliers, below `least` a whole page is too small for it. */
const FIRST_VIEW = { readable: READABLE_ZOOM, least: 0.15 };
/** On a phone, where two fingers zoom at once, what a large screen holds is seen whole. */
const FIRST_VIEW_NARROW = { readable: 0.15, least: 0.1 };

const NARROW_PX = 640;

/** Shows the whole page, or the part with most shapes of a page that is too large. @param {Editor} editor */
export function fitPage(editor) {
  const { camera } = editor;
  animateCamera(camera, fittingPlace(editor) ?? camera.centred({ x: 0, y: 0 }, 1));
}

/** Shows a page for the first time, at a readable zoom even when it has far corners. @param {Editor} editor @param {"gliding" | "at once"} [how] */
export function showPageFirst(editor, how = "gliding") {
  const { camera } = editor;
  const place = fittingPlace(editor, firstViewOf(camera));
  if (place === null) return;
  if (how === "gliding") animateCamera(camera, place);
  else camera.goTo(place);
}

/** Whether the whole page fits the screen at a readable zoom. @param {Editor} editor */
export function isReadable({ camera, view, page }) {
  const bounds = view.bounds(page.value);
  return (
    bounds !== null && camera.zoomFor(bounds, marginOf(camera)) >= firstViewOf(camera).readable
  );
}

/** @param {import("../../editor/camera.js").Camera} camera */
function firstViewOf({ width }) {
  return width <= NARROW_PX ? FIRST_VIEW_NARROW : FIRST_VIEW;
}

/** @param {import("../../editor/camera.js").Camera} camera */
function marginOf({ width }) {
  return width <= NARROW_PX ? CHROME_MARGIN_NARROW : CHROME_MARGIN;
}

/** @param {Editor} editor @param {{readable?: number, least?: number}} [bounds] */
function fittingPlace({ camera, view, page }, bounds) {
  return initialView(view, page.value, camera, { margin: marginOf(camera), ...bounds });
}

/** Zooms around the middle of the screen. @param {Editor} editor @param {number} zoom */
export function zoomAroundMiddle({ camera }, zoom) {
  camera.zoomAt({ x: camera.width / 2, y: camera.height / 2 }, zoom);
}
