/**
 * The zoom buttons of the toolbar and the menu, and the percentages they show.
 */

import { queryAll } from "../elements/dom.js";
import { fitPage, zoomAroundMiddle } from "../viewport/zoom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

const LONG_PRESS_MS = 500;

/** Binds every zoom button and updates the percentages. @param {Editor} editor */
export function bindZoomButtons(editor) {
  const { camera } = editor;
  const figures = queryAll(".zoom-figure");
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
  for (const button of queryAll("[data-action=zoom-in]")) {
    button.addEventListener("click", () => zoomAroundMiddle(editor, camera.stepFrom(1)));
  }
  for (const button of queryAll("[data-action=zoom-out]")) {
    button.addEventListener("click", () => zoomAroundMiddle(editor, camera.stepFrom(-1)));
  }
  for (const figure of figures)
    bindPresses(
      figure,
      () => zoomAroundMiddle(editor, 1),
      () => fitPage(editor),
    );
}

/**
 * Calls one function for a short press and another for a long one.
 * @param {HTMLElement} button
 * @param {() => void} onShort
 * @param {() => void} onLong
 */
function bindPresses(button, onShort, onLong) {
  let timer = 0;
  let wasLong = false;
  button.addEventListener("pointerdown", () => {
    wasLong = false;
    timer = window.setTimeout(() => {
      wasLong = true;
      onLong();
    }, LONG_PRESS_MS);
  });
  for (const type of ["pointerup", "pointercancel", "pointerleave"]) {
    button.addEventListener(type, () => clearTimeout(timer));
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (!wasLong) onShort();
    wasLong = false;
  });
}
