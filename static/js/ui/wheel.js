/**
 * The wheel and the trackpad: they pan, and with Ctrl, as a pinch on a trackpad reports itself,
 * they zoom at the pointer.
 */

/** @typedef {import("../editor/camera.js").Camera} Camera */

/** Screen pixels of a line and of a page, for wheels that count in those. */
const LINE_PX = 20;
const PAGE_PX = 400;

/** How much a wheel step zooms at most; a notch of a mouse wheel is far more than a trackpad sends. */
const MOST_STEP_PX = 40;

const ZOOM_PER_PX = 0.01;

/** What a WheelEvent says about distance. @typedef {{deltaX: number, deltaY: number, deltaMode: number, shiftKey: boolean}} Turn */

/** How far to pan, in screen pixels. @param {Turn} turn */
export function panOf({ deltaX, deltaY, deltaMode, shiftKey }) {
  const unit = pixelsOf(deltaMode);
  // Shift turns a wheel that only knows one direction; some systems have done so already.
  const turned = shiftKey && deltaX === 0;
  const dx = -(turned ? deltaY : deltaX) * unit;
  const dy = turned ? 0 : -deltaY * unit;
  return { dx: dx + 0, dy: dy + 0 };
}

/** What to multiply the zoom with. @param {Turn} turn */
export function zoomFactorOf({ deltaY, deltaMode }) {
  const step = deltaY * pixelsOf(deltaMode);
  const held = Math.max(-MOST_STEP_PX, Math.min(MOST_STEP_PX, step));
  return Math.exp(-held * ZOOM_PER_PX);
}

/** @param {number} deltaMode */
function pixelsOf(deltaMode) {
  if (deltaMode === 1) return LINE_PX;
  return deltaMode === 2 ? PAGE_PX : 1;
}

export class WheelInput {
  #camera;
  #surface;
  #listening = new AbortController();
  /** Zoom when a pinch on a trackpad of Safari began. */
  #zoom = 1;

  /** @param {Camera} camera @param {HTMLElement} surface */
  constructor(camera, surface) {
    this.#camera = camera;
    this.#surface = surface;
    // Not passive, because the page must neither scroll nor zoom.
    const options = { passive: false, signal: this.#listening.signal };
    surface.addEventListener("wheel", (event) => this.#turn(event), options);
    // Safari tells a trackpad pinch in events of its own.
    const pinch = /** @param {Event} event */ (event) => this.#pinch(event);
    surface.addEventListener("gesturestart", pinch, options);
    surface.addEventListener("gesturechange", pinch, options);
  }

  stop() {
    this.#listening.abort();
  }

  /** @param {WheelEvent} event */
  #turn(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.#camera.zoomAt(this.#place(event), this.#camera.zoom * zoomFactorOf(event));
      return;
    }
    const { dx, dy } = panOf(event);
    this.#camera.pan(dx, dy);
  }

  /** @param {Event} event */
  #pinch(event) {
    event.preventDefault();
    // On touch screens the same events come beside the pointers, which do the work there.
    if (navigator.maxTouchPoints > 0) return;
    const pinch = /** @type {Event & {scale: number, clientX: number, clientY: number}} */ (event);
    if (event.type === "gesturestart") this.#zoom = this.#camera.zoom;
    else this.#camera.zoomAt(this.#place(pinch), this.#zoom * pinch.scale);
  }

  /** @param {{clientX: number, clientY: number}} event */
  #place({ clientX, clientY }) {
    const { left, top } = this.#surface.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
