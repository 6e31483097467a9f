/**
 * What is done to the board before all of its page is there. It is kept, and done once more in its order
 * when there is somebody who knows what to do with it: nothing is lost. What the ledge and the keys of its
 * tools choose is shown at once.
 */

import { queryAll } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Style} Style */
/** @typedef {import("../../editor/gestures.js").DrawingContext} DrawingContext */

const SURFACE_EVENTS = [
  "pointerenter",
  "pointerdown",
  "pointermove",
  "pointerup",
  "pointercancel",
  "lostpointercapture",
  "pointerleave",
];

const PAGE_EVENTS = ["keydown", "keyup", "wheel"];

export class FirstEvents {
  /** @type {Event[]} */
  #events = [];
  #listening = new AbortController();

  /** @param {EventTarget} page  where all keys and the wheel arrive @param {EventTarget} surface @param {EventTarget} ledge */
  constructor(page, surface, ledge) {
    // In the capture phase: a listener elsewhere may end an event.
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    const record = (/** @type {Event} */ event) => this.#record(event);
    for (const type of SURFACE_EVENTS) surface.addEventListener(type, record, options);
    for (const type of PAGE_EVENTS) page.addEventListener(type, record, options);
    ledge.addEventListener("click", record, options);
  }

  /** Whether there is work that is nowhere else. */
  get hasPointerDown() {
    return this.#events.some(({ type }) => type === "pointerdown");
  }

  /** Ends it, and has everything done once more. @param {(event: PointerEvent) => void} handlePointer  what pointers did */
  replay(handlePointer) {
    this.#listening.abort();
    for (const event of this.#events) {
      if (event.type === "click") buttonOf(event)?.click();
      else if (event.type === "wheel") event.target?.dispatchEvent(new WheelEvent("wheel", event));
      else if (event.type.startsWith("key"))
        event.target?.dispatchEvent(new KeyboardEvent(event.type, event));
      // With the very event: it knows when it was, and where the pointer had been before.
      else handlePointer(/** @type {PointerEvent} */ (event));
    }
  }

  /** @param {Event} event */
  #record(event) {
    // Asked while the event is new, else some browsers forget it.
    if (event.type === "pointermove") /** @type {PointerEvent} */ (event).getCoalescedEvents?.();
    this.#events.push(event);
  }
}

/** @param {HTMLElement} ledge @param {DrawingContext} desk @param {AbortSignal} signal  ends it */
export function bindFirstLedge(ledge, { tool, style }, signal) {
  const show = () => {
    const { ink, size } = style.value;
    for (const [key, value] of Object.entries({ tool: tool.value, ink, size })) {
      showChosen(
        queryAll(`[data-${key}]`, ledge),
        (button) => button.dataset[key] === String(value),
      );
    }
  };
  const ends = [tool.subscribe(show), style.subscribe(show)];
  signal.addEventListener("abort", () => {
    for (const end of ends) end();
  });
  show();
  /** @param {HTMLElement} button */
  const choose = ({ dataset }) => {
    const { ink, size } = style.value;
    if (dataset.tool !== undefined) tool.set(dataset.tool);
    else {
      const chosen = /** @type {Style["ink"]} */ (dataset.ink ?? ink);
      style.set({ ink: chosen, size: Number(dataset.size ?? size) });
    }
  };
  const onClick = (/** @type {Event} */ event) => {
    const button = buttonOf(event);
    if (button !== null) choose(button);
  };
  ledge.addEventListener("click", onClick, { signal });
  addEventListener(
    "keydown",
    ({ key, ctrlKey, metaKey, altKey }) => {
      if (ctrlKey || metaKey || altKey) return;
      const button = queryAll("[data-tool]", ledge).find(
        ({ dataset }) => dataset.key === key.toUpperCase(),
      );
      if (button !== undefined) choose(button);
    },
    { signal },
  );
}

/** @param {readonly HTMLElement[]} buttons @param {(button: HTMLElement) => boolean} isChosen */
function showChosen(buttons, isChosen) {
  for (const button of buttons) {
    const state = button.getAttribute("role") === "radio" ? "aria-checked" : "aria-pressed";
    button.setAttribute(state, String(isChosen(button)));
  }
}

/** @param {Event} event  a click @returns {HTMLButtonElement | null} */
function buttonOf({ target }) {
  return /** @type {Element} */ (target).closest("button");
}
