/**
 * Fits canvases and camera to the size and density of the screen, and follows the setting for reduced motion.
 */

import { bindPagePlaces } from "./page_places.js";

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
  bindPagePlaces(editor);
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
