/**
 * Wheel and trackpad pan the board, and with Ctrl they zoom at the pointer (trackpads report a pinch as Ctrl and wheel).
 *
 * Listens on the whole page, bars included. Elements that scroll or cover the board keep the wheel, but the browser never
 * zooms the page.
 */

/** @typedef {import("../../editor/camera.js").Camera} Camera */

/** Screen pixels of a line and of a page, for wheels that report these units. */
const LINE_PX = 20;
const PAGE_PX = 400;

/** Limit of a single zoom step: a notch of a mouse wheel reports far more than a trackpad. */
const MAX_STEP_PX = 40;

const ZOOM_PER_PX = 0.01;

/** The fields of a WheelEvent that give its distance. @typedef {{deltaX: number, deltaY: number, deltaMode: number, shiftKey: boolean}} WheelDelta */

/** How far to pan, in screen pixels. @param {WheelDelta} turn */
export function panOf({ deltaX, deltaY, deltaMode, shiftKey }) {
  const unit = pixelsOf(deltaMode);
  // Shift swaps the axes of a vertical wheel, unless the system has done so already.
  const isSwapped = shiftKey && deltaX === 0;
  const dx = -(isSwapped ? deltaY : deltaX) * unit;
  const dy = isSwapped ? 0 : -deltaY * unit;
  return { dx: dx + 0, dy: dy + 0 };
}

/** The factor by which to multiply the zoom. @param {WheelDelta} turn */
export function zoomFactorOf({ deltaY, deltaMode }) {
  const step = deltaY * pixelsOf(deltaMode);
  const clamped = Math.max(-MAX_STEP_PX, Math.min(MAX_STEP_PX, step));
  return Math.exp(-clamped * ZOOM_PER_PX);
}

/** @param {number} deltaMode */
function pixelsOf(deltaMode) {
  if (deltaMode === 1) return LINE_PX;
  return deltaMode === 2 ? PAGE_PX : 1;
}

/** Elements that cover the board and keep the wheel. */
const COVERS_BOARD = "dialog, :popover-open";

export class WheelInput {
  #camera;
  #surface;
  #listening = new AbortController();
  /** Zoom at the start of a Safari trackpad pinch. */
  #pinchStartZoom = 1;

  /** @param {Camera} camera @param {HTMLElement} surface @param {EventTarget} page  the window, because bars zoom the board too */
  constructor(camera, surface, page) {
    this.#camera = camera;
    this.#surface = surface;
    // Not passive: preventDefault keeps the page from scrolling and zooming.
    const options = { passive: false, signal: this.#listening.signal };
    /** @param {string} type @param {(event: any) => void} handler */
    const listen = (type, handler) => page.addEventListener(type, handler, options);
    listen("wheel", (event) => this.#onWheel(event));
    // Safari reports a trackpad pinch in events of its own.
    listen("gesturestart", (event) => this.#onPinch(event));
    listen("gesturechange", (event) => this.#onPinch(event));
  }

  stop() {
    this.#listening.abort();
  }

  /** @param {WheelEvent} event */
  #onWheel(event) {
    const isZoom = event.ctrlKey || event.metaKey;
    const isOverCover = isCovering(event.target);
    if (!isZoom && (isOverCover || canScroll(event.target))) return;
    event.preventDefault();
    if (isOverCover) return;
    if (isZoom) {
      this.#camera.zoomAt(this.#surfacePoint(event), this.#camera.zoom * zoomFactorOf(event));
      return;
    }
    const { dx, dy } = panOf(event);
    this.#camera.pan(dx, dy);
  }

  /** @param {Event} event */
  #onPinch(event) {
    event.preventDefault();
    // Touch screens send these beside pointer events, which zoom there.
    if (navigator.maxTouchPoints > 0 || isCovering(event.target)) return;
    const pinch = /** @type {Event & {scale: number, clientX: number, clientY: number}} */ (event);
    if (event.type === "gesturestart") this.#pinchStartZoom = this.#camera.zoom;
    else this.#camera.zoomAt(this.#surfacePoint(pinch), this.#pinchStartZoom * pinch.scale);
  }

  /** @param {{clientX: number, clientY: number}} event */
  #surfacePoint({ clientX, clientY }) {
    const { left, top } = this.#surface.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

/** @param {EventTarget | null} target */
function isCovering(target) {
  return target instanceof Element && target.closest(COVERS_BOARD) !== null;
}

/** Whether an ancestor of the target can scroll, as the inks do on a phone. @param {EventTarget | null} target */
function canScroll(target) {
  let element = target instanceof Element ? target : null;
  for (; element !== null && element !== document.body; element = element.parentElement) {
    const isLarger =
      element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
    if (!isLarger) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    if (/auto|scroll/.test(`${overflowX} ${overflowY}`)) return true;
  }
  return false;
}
