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
  const held = Math.max(-MAX_STEP_PX, Math.min(MAX_STEP_PX, step));
  return Math.exp(-held * ZOOM_PER_PX);
}

/** @param {number} deltaMode */
function pixelsOf(deltaMode) {
  if (deltaMode === 1) return LINE_PX;
  return deltaMode === 2 ? PAGE_PX : 1;
}

/** What lies over the board and has nothing to do with it. */
const COVERS = "dialog, [popover]";

/** Parts with fields and keys of their own take the focus. */
const OWN_FOCUS = `${COVERS}, form`;

export class WheelInput {
  #camera;
  #surface;
  #listening = new AbortController();
  /** Zoom when a pinch on a trackpad of Safari began. */
  #zoom = 1;

  /** @param {Camera} camera @param {HTMLElement} surface @param {EventTarget} page  the window: bars zoom the board too */
  constructor(camera, surface, page) {
    this.#camera = camera;
    this.#surface = surface;
    // Not passive, because the page must neither scroll nor zoom.
    const options = { passive: false, signal: this.#listening.signal };
    /** @param {string} type @param {(event: any) => void} heard */
    const listen = (type, heard) => page.addEventListener(type, heard, options);
    listen("wheel", (event) => this.#turn(event));
    // Safari tells a trackpad pinch in events of its own.
    listen("gesturestart", (event) => this.#pinch(event));
    listen("gesturechange", (event) => this.#pinch(event));
  }

  stop() {
    this.#listening.abort();
  }

  /** @param {WheelEvent} event */
  #turn(event) {
    const isZoom = event.ctrlKey || event.metaKey;
    const isElsewhere = isCovering(event.target);
    if (!isZoom && (isElsewhere || canScroll(event.target))) return;
    event.preventDefault();
    if (isElsewhere) return;
    if (isZoom) {
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
    if (navigator.maxTouchPoints > 0 || isCovering(event.target)) return;
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

/** @param {EventTarget | null} target */
function isCovering(target) {
  return target instanceof Element && target.closest(COVERS) !== null;
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

/** @param {HTMLElement} surface  what has the focus while one is on the board */
export function keepToBoard(surface) {
  // At the press and not at the click: a press that ends elsewhere is none.
  addEventListener("mousedown", (event) => keepFocus(event, surface), { capture: true });
  for (const type of ["dragover", "drop"]) addEventListener(type, refuse);
}

/** What a button opens may still take the focus with the click. @param {MouseEvent} event @param {HTMLElement} surface */
function keepFocus(event, surface) {
  if (event.target instanceof Element && event.target.closest(OWN_FOCUS) !== null) return;
  event.preventDefault();
  surface.focus({ preventScroll: true });
}

/** The browser would leave the board for the file; text may go into a field. @param {Event} event */
function refuse(event) {
  const { dataTransfer, target } = /** @type {DragEvent} */ (event);
  const isField = target instanceof Element && target.matches("input, textarea");
  if (isField && !dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (dataTransfer !== null) dataTransfer.dropEffect = "none";
}
