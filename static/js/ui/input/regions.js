/**
 * F6 and Shift+F6 move the focus between the regions of the page, as between the panes of a window.
 */

import { queryAll } from "../elements/dom.js";

const FOCUSABLE = "a[href], button:not([tabindex='-1']), input, [tabindex='0']";

/** @param {1 | -1} direction */
export function focusRegion(direction) {
  const regions = queryAll("[data-region]").filter((region) => focusTarget(region) !== null);
  const current = regions.findIndex((region) => region.contains(document.activeElement));
  const count = regions.length;
  const next =
    current === -1 ? (direction === 1 ? 0 : count - 1) : (current + direction + count) % count;
  const region = regions[next];
  if (region === undefined) return;
  focusTarget(region)?.focus({ preventScroll: true });
}

/** Sets `data-by-keys` on the page while the person navigates by keys; style sheets read it. */
export function trackKeyboardUse() {
  const { dataset } = document.documentElement;
  addEventListener(
    "keydown",
    ({ key }) => {
      if (key === "Tab" || key === "F6") dataset.byKeys = "";
    },
    { capture: true },
  );
  addEventListener(
    "pointerdown",
    () => {
      delete dataset.byKeys;
    },
    { capture: true },
  );
}

/** The element of a region that takes the focus: itself or the first visible one in it. @param {HTMLElement} region */
function focusTarget(region) {
  if (!region.checkVisibility()) return null;
  if (region.tabIndex === 0) return region;
  return queryAll(FOCUSABLE, region).find((element) => element.checkVisibility()) ?? null;
}
