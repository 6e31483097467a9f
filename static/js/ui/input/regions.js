/**
 * F6 and Shift+F6: from one part of the page to the next, as between the panes of a window.
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

/** Notes on the page whether somebody goes through it by keys, which styles read. */
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

/** What takes the focus in a region: itself or the first thing in it that is seen. @param {HTMLElement} region */
function focusTarget(region) {
  if (!region.checkVisibility()) return null;
  if (region.tabIndex === 0) return region;
  return queryAll(FOCUSABLE, region).find((element) => element.checkVisibility()) ?? null;
}
