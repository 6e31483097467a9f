/**
 * Presses that ask for the menu of what lies under them: of the right button, and of a finger that rests.
 */

import { queryAll } from "../elements/dom.js";

/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {{x: number, y: number}} Point */

const RIGHT_BUTTON = 2;

/** A finger rests when it stays within this distance, in pixels, for this time. */
const REST_PX = 8;
const REST_MS = 500;

/**
 * @param {HTMLElement} surface
 * @param {{gestures: Gestures, mayRest: () => boolean, open: (place: Point) => void}} parts  `mayRest`: whether a finger may ask
 */
export function bindMenuPresses(surface, { gestures, mayRest, open }) {
  const board = surface.parentElement ?? surface;
  // The surface receives nothing while a menu is open; what lies below it does.
  board.addEventListener("contextmenu", (event) => {
    const { target, button, ctrlKey, pointerType, clientX: x, clientY: y } = event;
    const isBoard =
      target === board || queryAll("canvas", board).includes(/** @type {any} */ (target));
    if (!isBoard) return;
    event.preventDefault();
    // A Mac sends Ctrl and the first button, whose gesture has begun.
    const isCtrlPress = button === 0 && ctrlKey;
    const isPress = pointerType !== "pen" && pointerType !== "touch";
    if (!isPress || (button !== RIGHT_BUTTON && !isCtrlPress)) return;
    if (isCtrlPress) gestures.cancel();
    // During a stroke the other button means nothing.
    else if (gestures.live.value !== null) return;
    open({ x, y });
  });
  bindRest(surface, (place) => {
    if (!mayRest()) return;
    gestures.cancel();
    open(place);
  });
}

/** @param {HTMLElement} surface @param {(place: Point) => void} onRest */
function bindRest(surface, onRest) {
  /** @type {Point | null} */
  let start = null;
  let timer = 0;
  const end = () => {
    clearTimeout(timer);
    start = null;
  };
  surface.addEventListener("pointerdown", ({ pointerType, isPrimary, clientX: x, clientY: y }) => {
    end();
    // A second finger pans and zooms.
    if (pointerType !== "touch" || !isPrimary) return;
    start = { x, y };
    timer = window.setTimeout(() => onRest({ x, y }), REST_MS);
  });
  surface.addEventListener("pointermove", ({ pointerType, clientX: x, clientY: y }) => {
    if (start === null || pointerType !== "touch") return;
    if (Math.hypot(x - start.x, y - start.y) > REST_PX) end();
  });
  for (const type of ["pointerup", "pointercancel"]) surface.addEventListener(type, end);
}
