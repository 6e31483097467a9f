/**
 * Zoom and fit, wherever their buttons are.
 */

import { initialView, READABLE_ZOOM } from "../../editor/initial_view.js";
import { zoomTo } from "../input/board_keys.js";
import { animateCamera } from "../page/animate_camera.js";
import { parts } from "../page/page_parts.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

const LONG_PRESS_MS = 500;

/** What the chrome covers on a large screen and on a phone, in screen pixels. */
const COVERED = { top: 72, right: 32, bottom: 136, left: 32 };
const COVERED_NARROW = { top: 64, right: 16, bottom: 176, left: 16 };

/** Below this zoom a whole page is too small to begin with. */
const MIN_AT_FIRST = 0.15;

/** Shows the whole page, or of a page that is too large the part with most on it. @param {Editor} editor */
export function fitPage(editor) {
  const { camera } = editor;
  animateCamera(camera, placeFor(editor) ?? camera.centred({ x: 0, y: 0 }, 1));
}

/** Shows a page for the first time: something that can be read, on a page with far corners too. @param {Editor} editor */
export function openPage(editor) {
  const place = placeFor(editor, MIN_AT_FIRST);
  if (place !== null) animateCamera(editor.camera, place);
}

/** Whether the whole page can be shown so large that it can be read, whatever is on it. @param {Editor} editor */
export function isReadable({ camera, view, page }) {
  const bounds = view.bounds(page.value);
  return bounds !== null && camera.zoomFor(bounds, marginOf(camera)) >= READABLE_ZOOM;
}

/** @param {import("../../editor/camera.js").Camera} camera */
function marginOf({ width }) {
  return width <= 640 ? COVERED_NARROW : COVERED;
}

/** @param {Editor} editor @param {number} [least]  zoom */
function placeFor({ camera, view, page }, least) {
  return initialView(view, page.value, camera, { margin: marginOf(camera), least });
}

/** Wires every zoom button and keeps the figures true. @param {Editor} editor */
export function bindZoom(editor) {
  const { camera } = editor;
  const figures = parts(".zoom-figure");
  let shown = 0;
  const show = () => {
    const percent = Math.round(camera.zoom * 100);
    if (percent === shown) return;
    shown = percent;
    for (const figure of figures) {
      figure.textContent = `${percent}%`;
      figure.setAttribute("aria-label", `${percent}%, ${figure.dataset.label}`);
    }
  };
  camera.moves.subscribe(show);
  show();
  for (const button of parts("[data-action=zoom-in]")) {
    button.addEventListener("click", () => zoomTo(editor, camera.stepFrom(1)));
  }
  for (const button of parts("[data-action=zoom-out]")) {
    button.addEventListener("click", () => zoomTo(editor, camera.stepFrom(-1)));
  }
  for (const figure of figures)
    onPress(
      figure,
      () => zoomTo(editor, 1),
      () => fitPage(editor),
    );
}

/**
 * A short press does one thing, a long one another.
 * @param {HTMLElement} button
 * @param {() => void} short
 * @param {() => void} long
 */
function onPress(button, short, long) {
  let timer = 0;
  let wasLong = false;
  button.addEventListener("pointerdown", () => {
    wasLong = false;
    timer = window.setTimeout(() => {
      wasLong = true;
      long();
    }, LONG_PRESS_MS);
  });
  for (const type of ["pointerup", "pointercancel", "pointerleave"]) {
    button.addEventListener(type, () => clearTimeout(timer));
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (!wasLong) short();
    wasLong = false;
  });
}
