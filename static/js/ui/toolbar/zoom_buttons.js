/**
 * The percentages of the zoom in the toolbar and the menu: a press zooms to 100 %, a long one shows everything.
 */

import { queryAll } from "../elements/dom.js";

/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */

const LONG_PRESS_MS = 500;

/** @param {Editor} editor @param {Commands} commands */
export function bindZoomFigures(editor, commands) {
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
  for (const figure of figures)
    bindPresses(
      figure,
      () => commands.run("zoom-reset"),
      () => commands.run("zoom-fit"),
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
