/**
 * What is done to the board before all of its page is there. It is kept, and done once more in its order
 * when there is somebody who knows what to do with it: nothing is lost.
 */

const ON_SURFACE = [
  "pointerenter",
  "pointerdown",
  "pointermove",
  "pointerup",
  "pointercancel",
  "lostpointercapture",
  "pointerleave",
  "wheel",
];

export class FirstEvents {
  /** @type {Event[]} */
  #events = [];
  #listening = new AbortController();

  /** @param {EventTarget} page  where all keys arrive @param {EventTarget} surface @param {EventTarget} ledge */
  constructor(page, surface, ledge) {
    // In the capture phase: a listener elsewhere may end an event.
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    const keep = (/** @type {Event} */ event) => this.#keep(event);
    for (const type of ON_SURFACE) surface.addEventListener(type, keep, options);
    for (const type of ["keydown", "keyup"]) page.addEventListener(type, keep, options);
    ledge.addEventListener("click", keep, options);
  }

  /** Whether there is work that is nowhere else. */
  get haveDrawn() {
    return this.#events.some(({ type }) => type === "pointerdown");
  }

  /** Ends it, and has everything done once more. @param {(event: PointerEvent) => void} hear  what pointers did */
  replay(hear) {
    this.#listening.abort();
    for (const event of this.#events) {
      if (event.type === "click") buttonOf(event)?.click();
      else if (event.type === "wheel") event.target?.dispatchEvent(new WheelEvent("wheel", event));
      else if (event.type.startsWith("key"))
        event.target?.dispatchEvent(new KeyboardEvent(event.type, event));
      // With the very event: it knows when it was, and where the pointer had been before.
      else hear(/** @type {PointerEvent} */ (event));
    }
  }

  /** @param {Event} event */
  #keep(event) {
    // Asked while the event is new, else some browsers forget it.
    if (event.type === "pointermove") /** @type {PointerEvent} */ (event).getCoalescedEvents?.();
    this.#events.push(event);
  }
}

/** @param {Event} event  a click @returns {HTMLButtonElement | null} */
export function buttonOf({ target }) {
  return /** @type {Element} */ (target).closest("button");
}
