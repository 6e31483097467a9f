/**
 * The theme of the shown page's paper: its own tone, or the theme of the interface (SPEC D20).
 */

import { Signal } from "../../platform/signal.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/colour.js").Theme} Theme */

/** @param {Editor} editor @param {Signal<Theme>} theme  of the interface @returns {Signal<Theme>} */
export function paperTheme({ page, view }, theme) {
  const shown = new Signal(theme.value);
  const update = () => {
    const { tone } = view.page(page.value);
    // Style sheets read this, and whoever names colours.
    document.documentElement.dataset.tone = tone;
    const next = tone === "auto" ? theme.value : tone;
    if (next !== shown.value) shown.set(next);
  };
  page.subscribe(update);
  theme.subscribe(update);
  view.subscribe(({ reset, papers }) => {
    if (reset || papers) update();
  });
  return shown;
}
