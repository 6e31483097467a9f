/**
 * What the ledge and the keys of its tools choose before the page is there, shown on the ledge.
 */

import { buttonOf } from "./first_events.js";
import { parts } from "./page_parts.js";

/** @typedef {import("../editor/editor.js").Style} Style */
/** @typedef {import("../editor/tool.js").Desk} Desk */

/** @param {HTMLElement} ledge @param {Desk} desk @param {AbortSignal} signal  ends it */
export function followFirstLedge(ledge, { tool, style }, signal) {
  /** @param {HTMLElement} button */
  const choose = (button) => {
    const { ink, size } = style.value;
    const { dataset } = button;
    if (dataset.tool !== undefined) tool.set(dataset.tool);
    const chosenInk = /** @type {Style["ink"]} */ (dataset.ink ?? ink);
    style.set({ ink: chosenInk, size: Number(dataset.size ?? size) });
    for (const key of ["tool", "ink", "size"]) {
      if (dataset[key] !== undefined) showChosen(parts(`[data-${key}]`, ledge), button);
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
      const button = parts("[data-tool]", ledge).find(
        ({ dataset }) => dataset.key === key.toUpperCase(),
      );
      if (button !== undefined) choose(button);
    },
    { signal },
  );
}

/** @param {readonly HTMLElement[]} buttons @param {HTMLElement} chosen */
function showChosen(buttons, chosen) {
  for (const button of buttons) {
    const state = button.getAttribute("role") === "radio" ? "aria-checked" : "aria-pressed";
    button.setAttribute(state, String(button === chosen));
  }
}
