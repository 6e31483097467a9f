/**
 * Finds the controls of a page in its document, so that new ones are tested too.
 */

/** @typedef {import("@playwright/test").Page} Page */

/**
 * Selectors of the controls that can be reached now, without those that leave the page or open a window of the browser.
 * @param {Page} page @param {boolean} byKeys  keys also reach controls that show only with the focus
 */
export function controlsOf(page, byKeys) {
  return page.evaluate(findControls, byKeys);
}

/** Runs in the page. @param {boolean} byKeys @returns {string[]} */
function findControls(byKeys) {
  const kinds = "button, a[href], input, select, textarea, summary, [tabindex='0']";
  const modal = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
  return [...modal.querySelectorAll(kinds)]
    .filter((element) => element.id !== "overlay" && isVisible(element) && !leaves(element))
    .filter((element) => !isAlike(element) && element.getAttribute("type") !== "color")
    .map(selectorOf);

  /** @param {Element} element */
  function isVisible(element) {
    const { width, height, bottom } = element.getBoundingClientRect();
    const isShown = element.checkVisibility({ visibilityProperty: true });
    return isShown && width > 1 && height > 1 && (byKeys || bottom > 0);
  }

  /** @param {Element} element */
  function leaves(element) {
    const isLink = element instanceof HTMLAnchorElement;
    if (isLink) return element.pathname !== location.pathname || element.search !== location.search;
    const form = element.closest("form");
    return form?.hasAttribute("action") === true;
  }

  /** Whether the style panel has a button before it that does the same with another value. @param {Element} element */
  function isAlike(element) {
    const group = element.closest(".style-panel [role=radiogroup]");
    return group !== null && group.querySelector("button") !== element;
  }

  /** @param {Element} element @returns {string} */
  function selectorOf(element) {
    if (element.id !== "") return `#${element.id}`;
    // Unlike its place, its name stays when a part of the page is loaded before it.
    const label = element.localName === "section" ? element.getAttribute("aria-label") : null;
    if (label !== null) return `section[aria-label="${label}"]`;
    const { parentElement: parent, localName } = element;
    if (parent === null) return localName;
    const alike = [...parent.children].filter((other) => other.localName === localName);
    return `${selectorOf(parent)} > ${localName}:nth-of-type(${alike.indexOf(element) + 1})`;
  }
}
