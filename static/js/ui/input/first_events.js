/**
 * Records the input that arrives before `app.js` has loaded, and replays it in order once the editor exists, so that no
 * stroke or key is lost. Choices on the ledge show at once.
 */

import { queryAll } from "../elements/dom.js";
import { hasType } from "../settings/tool_styles.js";

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

  /** @param {EventTarget} page  the window, which receives keys and wheel @param {EventTarget} surface @param {EventTarget} ledge */
  constructor(page, surface, ledge) {
    // Capture phase: another listener may stop the event.
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    const record = (/** @type {Event} */ event) => this.#record(event);
    for (const type of SURFACE_EVENTS) surface.addEventListener(type, record, options);
    for (const type of PAGE_EVENTS) page.addEventListener(type, record, options);
    ledge.addEventListener("click", record, options);
  }

  /** Whether a stroke may exist that only this recording holds. */
  get hasPointerDown() {
    return this.#events.some(({ type }) => type === "pointerdown");
  }

  /** Stops recording and replays all events. @param {(event: PointerEvent) => void} handlePointer  receives pointer events */
  replay(handlePointer) {
    this.#listening.abort();
    for (const event of this.#events) {
      if (event.type === "click") buttonOf(event)?.click();
      else if (event.type === "wheel") event.target?.dispatchEvent(new WheelEvent("wheel", event));
      else if (event.type.startsWith("key"))
        event.target?.dispatchEvent(new KeyboardEvent(event.type, event));
      // The original event carries its time and its coalesced points.
      else handlePointer(/** @type {PointerEvent} */ (event));
    }
  }

  /** @param {Event} event */
  #record(event) {
    // Some browsers drop coalesced events that are not read during dispatch.
    if (event.type === "pointermove") /** @type {PointerEvent} */ (event).getCoalescedEvents?.();
    this.#events.push(event);
  }
}

/** Binds tool, ink and width buttons to the context until the signal aborts. @param {HTMLElement} ledge @param {DrawingContext} context @param {AbortSignal} signal */
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
    else if (dataset.ink !== undefined || dataset.size !== undefined) {
      const chosen = /** @type {Style["ink"]} */ (dataset.ink ?? ink);
      // A width is no size of type.
      const width = hasType(tool.value) ? size : Number(dataset.size ?? size);
      style.set({ ...style.value, ink: chosen, size: width });
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
