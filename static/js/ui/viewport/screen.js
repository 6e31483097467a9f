/**
 * Canvases and camera follow the size and density of the screen, and the wish for less motion.
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
 * @param {HTMLElement} place  what the canvases fill
 */
export function bindScreen(editor, gestures, renderer, place) {
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = place;
    // A page that is loaded in a hidden frame has no size yet.
    if (width === 0 || height === 0) return;
    // The keyboard or the address bar of a phone may come and go in the middle of a stroke.
    editor.camera.resize(width, height, gestures.live.value === null ? "middle" : "corner");
    renderer.resize(width, height, devicePixelRatio);
  };
  new ResizeObserver(fit).observe(place);
  onDensityChange(fit);
  fit();
  // The memory of a graphics card may be lost, after sleep for one.
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

/** Whoever loads the page again, for another language too, looks where they looked. @param {Editor} editor */
function restoreCamera({ camera, page }) {
  /** @type {any} */
  let stored = null;
  try {
    stored = JSON.parse(readTabSetting(cameraKey()) ?? "null");
  } catch {
    // Somebody else wrote there.
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

/** Moving the window to another screen or zooming the page changes the density. @param {() => void} fit */
function onDensityChange(fit) {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  const changed = () => {
    fit();
    onDensityChange(fit);
  };
  query.addEventListener("change", changed, { once: true });
}

/** Whoever opens a board sees what is on it, on a phone too. @param {Editor} editor */
function showContentOnLoad(editor) {
  const { camera, view, page, status } = editor;
  const { x, y, zoom } = camera;
  const show = () => {
    for (const end of ends) end();
    const moved = camera.zoom !== zoom || camera.x !== x || camera.y !== y;
    const bounds = view.bounds(page.value);
    // Drawing may have begun already; then nothing may move under the pen.
    if (moved || bounds === null || view.pending.length > 0) return;
    if (!contains(camera.view(), bounds)) showPageFirst(editor);
  };
  const ends = [
    // Where all of it will be is known before it is there; where most of it is, only afterwards.
    view.subscribe(({ reset }) => {
      if (reset && isReadable(editor)) show();
    }),
    status.subscribe(({ state }) => {
      if (state !== "loading") show();
    }),
  ];
}
