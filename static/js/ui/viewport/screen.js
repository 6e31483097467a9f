/**
 * Fits canvases and camera to the size and density of the screen, follows the setting for reduced motion, and restores
 * the camera after a reload.
 */

import { contains } from "../../model/box.js";
import { readTabSetting, writeTabSetting } from "../settings/storage.js";
import { isReadable, showPageFirst } from "./zoom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../render/renderer.js").Renderer} Renderer */

/**
 * @param {Editor} editor
 * @param {Gestures} gestures
 * @param {Renderer} renderer
 * @param {HTMLElement} place  the element that the canvases fill
 */
export function bindScreen(editor, gestures, renderer, place) {
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = place;
    // A page in a hidden frame has no size yet.
    if (width === 0 || height === 0) return;
    // The keyboard or address bar of a phone may appear during a stroke: then the corner stays where it is.
    editor.camera.resize(width, height, gestures.live.value === null ? "middle" : "corner");
    renderer.resize(width, height, devicePixelRatio);
  };
  new ResizeObserver(fit).observe(place);
  onDensityChange(fit);
  fit();
  // The graphics memory may be lost, for example after sleep.
  for (const canvas of place.querySelectorAll("canvas")) {
    canvas.addEventListener("contextrestored", () => renderer.restore());
  }
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const applyReducedMotion = () => {
    renderer.reducedMotion = reducedMotion.matches;
  };
  reducedMotion.addEventListener("change", applyReducedMotion);
  applyReducedMotion();
  if (!restoreCamera(editor)) showContentOnLoad(editor);
  addEventListener("pagehide", () => storeCamera(editor));
}

/** @param {Editor} editor */
function storeCamera({ camera: { x, y, zoom }, page }) {
  writeTabSetting(cameraKey(), JSON.stringify({ x, y, zoom, page: page.value }));
}

/** Restores the camera after a reload, which a change of language is too. Returns whether there was one to restore. @param {Editor} editor */
function restoreCamera({ camera, page }) {
  /** @type {any} */
  let stored = null;
  try {
    stored = JSON.parse(readTabSetting(cameraKey()) ?? "null");
  } catch {
    // Other code of this origin wrote the key.
  }
  const { x, y, zoom, page: number } = stored ?? {};
  if (![x, y, zoom].every(Number.isFinite) || !Number.isSafeInteger(number)) return false;
  page.set(number);
  camera.goTo({ x, y, zoom });
  return true;
}

function cameraKey() {
  return `place.${document.documentElement.dataset.board}`;
}

/** Calls back when the pixel density changes: on another screen or by the browser's zoom. @param {() => void} fit */
function onDensityChange(fit) {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  const onChange = () => {
    fit();
    onDensityChange(fit);
  };
  query.addEventListener("change", onChange, { once: true });
}

/** Moves the camera to the ink once, when the board has loaded. @param {Editor} editor */
function showContentOnLoad(editor) {
  const { camera, view, page, status } = editor;
  const { x, y, zoom } = camera;
  const show = () => {
    for (const end of ends) end();
    const moved = camera.zoom !== zoom || camera.x !== x || camera.y !== y;
    const bounds = view.bounds(page.value);
    // After the first edit the board must not move under the pen.
    if (moved || bounds === null || view.pending.length > 0) return;
    if (!contains(camera.view(), bounds)) showPageFirst(editor);
  };
  const ends = [
    // The bounds arrive before the shapes. They suffice where the whole page is readable; the rest needs the shapes.
    view.subscribe(({ reset }) => {
      if (reset && isReadable(editor)) show();
    }),
    status.subscribe(({ state }) => {
      if (state !== "loading") show();
    }),
  ];
}
