/**
 * What the whole page hears, the bars around the board included.
 *
 * The wheel and the trackpad pan, and with Ctrl, as a pinch on a trackpad reports itself, they zoom at the
 * pointer. What scrolls or covers the board keeps the wheel, but the browser never zooms the page itself. A
 * press on a bar leaves the focus to the board, and nothing that is dropped opens in place of the board.
 */

/** @typedef {import("../../editor/camera.js").Camera} Camera */

/** Screen pixels of a line and of a page, for wheels that count in those. */
const LINE_PX = 20;
const PAGE_PX = 400;

/** How much a wheel step zooms at most; a notch of a mouse wheel is far more than a trackpad sends. */
const MAX_STEP_PX = 40;

const ZOOM_PER_PX = 0.01;

/** What a WheelEvent says about distance. @typedef {{deltaX: number, deltaY: number, deltaMode: number, shiftKey: boolean}} WheelDelta */

/** How far to pan, in screen pixels. @param {WheelDelta} turn */
export function panOf({ deltaX, deltaY, deltaMode, shiftKey }) {
  const unit = pixelsOf(deltaMode);
  // Shift turns a wheel that only knows one direction; some systems have done so already.
  const isSwapped = shiftKey && deltaX === 0;
  const dx = -(isSwapped ? deltaY : deltaX) * unit;
  const dy = isSwapped ? 0 : -deltaY * unit;
  return { dx: dx + 0, dy: dy + 0 };
}

/** What to multiply the zoom with. @param {WheelDelta} turn */
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

/** What lies over the board and has nothing to do with it. */
const COVERS_BOARD = "dialog, [popover]";

export class WheelInput {
  #camera;
  #surface;
  #listening = new AbortController();
  /** Zoom when a pinch on a trackpad of Safari began. */
  #pinchStartZoom = 1;

  /** @param {Camera} camera @param {HTMLElement} surface @param {EventTarget} page  the window: bars zoom the board too */
  constructor(camera, surface, page) {
    this.#camera = camera;
    this.#surface = surface;
    // Not passive, because the page must neither scroll nor zoom.
    const options = { passive: false, signal: this.#listening.signal };
    /** @param {string} type @param {(event: any) => void} handler */
    const listen = (type, handler) => page.addEventListener(type, handler, options);
    listen("wheel", (event) => this.#onWheel(event));
    // Safari tells a trackpad pinch in events of its own.
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
    // On touch screens the same events come beside the pointers, which do the work there.
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

/** Whether something around the target is larger than its frame, as the inks are on a phone. @param {EventTarget | null} target */
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
