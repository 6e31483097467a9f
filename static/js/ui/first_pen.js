/**
 * The pen that draws while the rest of the page is on its way. What it hears it shows and keeps; once the
 * page is there, all of it is told again to those who know what to do with it, and nothing is lost.
 *
 * It only guesses: one pointer draws, a finger does not while a pen is used, and two fingers are no
 * stroke. What became of it is decided by `PointerInput`, from the same events.
 */

import { capture, Samples } from "./samples.js";

/** @typedef {import("../editor/camera.js").Camera} Camera */
/** @typedef {import("../editor/tool.js").FirstPoint} FirstPoint */
/** @typedef {import("../editor/tool.js").Gesture} Gesture */
/**
 * @typedef {object} Paper
 * @property {(point: FirstPoint) => Gesture | null} begin  null when the chosen tool does not draw yet
 * @property {(gesture: Gesture) => void} show
 * @property {(gesture: Gesture) => void} drop
 * @property {(button: DOMStringMap) => void} choose  something on the ledge, by what is written on it
 */
/** @typedef {{id: number, type: string, gesture: Gesture, samples: Samples}} Drawing */

const HEARD = [
  "pointerenter",
  "pointerdown",
  "pointermove",
  "pointerup",
  "pointercancel",
  "lostpointercapture",
  "pointerleave",
];

/** A pen whose side button is held or whose eraser end is down reports more than this. */
const TIP = 1;

export class FirstPen {
  #surface;
  #camera;
  #paper;
  /** Of pointers, and clicks on the ledge. @type {Event[]} */
  #heard = [];
  /** @type {Drawing | null} */
  #drawing = null;
  #penSeen = false;
  #listening = new AbortController();

  /** @param {HTMLElement} surface @param {HTMLElement} ledge @param {Camera} camera @param {Paper} paper */
  constructor(surface, ledge, camera, paper) {
    this.#surface = surface;
    this.#camera = camera;
    this.#paper = paper;
    const { signal } = this.#listening;
    const heard = (/** @type {Event} */ event) => this.#hear(/** @type {PointerEvent} */ (event));
    for (const type of HEARD) surface.addEventListener(type, heard, { signal });
    ledge.addEventListener("click", (event) => this.#choose(event), { signal });
    const refuse = (/** @type {Event} */ event) => event.preventDefault();
    surface.addEventListener("contextmenu", refuse, { signal });
    surface.addEventListener("touchmove", refuse, { passive: false, signal });
  }

  /** Whether anything must stay where it is on the screen. */
  get hasDrawn() {
    return this.#heard.some(({ type }) => type === "pointerdown");
  }

  /** Ends it, and tells somebody else all that was heard, in its order. @param {(event: PointerEvent) => void} hear */
  handOver(hear) {
    this.#listening.abort();
    for (const event of this.#heard) {
      if (event.type === "click") buttonOf(event)?.click();
      else hear(/** @type {PointerEvent} */ (event));
    }
  }

  /** @param {Event} event */
  #choose(event) {
    const button = buttonOf(event);
    if (button === null) return;
    this.#heard.push(event);
    this.#paper.choose(button.dataset);
  }

  /** @param {PointerEvent} event */
  #hear(event) {
    this.#heard.push(event);
    if (event.pointerType === "pen") this.#penSeen = true;
    if (event.type === "pointerdown") this.#press(event);
    else if (event.pointerId === this.#drawing?.id) this.#goOn(event, this.#drawing);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    // The browser would begin to select text and, on touch screens, repeat everything as a mouse.
    event.preventDefault();
    this.#surface.focus({ preventScroll: true });
    const { pointerId: id, pointerType: type } = event;
    // A second finger, or a pen where a hand rests.
    if (this.#drawing?.type === "touch") this.#withdraw(this.#drawing);
    const draws = type === "touch" ? !this.#penSeen && event.isPrimary : event.buttons === TIP;
    if (this.#drawing !== null || !draws) return;
    const samples = new Samples(this.#camera, this.#surface.getBoundingClientRect(), {
      even: false,
    });
    const gesture = this.#paper.begin({ ...samples.one(event), shift: event.shiftKey });
    if (gesture === null) return;
    this.#drawing = { id, type, gesture, samples };
    capture(this.#surface, id);
    this.#paper.show(gesture);
  }

  /** @param {PointerEvent} event @param {Drawing} drawing */
  #goOn(event, drawing) {
    const { gesture, samples } = drawing;
    switch (event.type) {
      case "pointermove":
        gesture.update(samples.all(event));
        break;
      case "pointerup":
        gesture.update(samples.end(event));
        this.#drawing = null;
        break;
      case "pointercancel":
        this.#withdraw(drawing);
        return;
      case "lostpointercapture":
        this.#drawing = null;
        break;
    }
    this.#paper.show(gesture);
  }

  /** @param {Drawing} drawing */
  #withdraw({ gesture }) {
    this.#drawing = null;
    this.#paper.drop(gesture);
  }
}

/** @param {Event} event  a click @returns {HTMLButtonElement | null} */
function buttonOf({ target }) {
  return /** @type {Element} */ (target).closest("button");
}
