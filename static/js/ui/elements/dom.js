/**
 * Typed element lookup. A missing element is a mistake in a template and throws at once.
 */

/**
 * Returns the element with this id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return element;
}

/**
 * All HTML elements that match.
 * @param {string} selector
 * @param {ParentNode} [root]
 */
export function queryAll(selector, root = document) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Returns the first element below `root` that matches.
 * @param {string} selector
 * @param {ParentNode} root
 */
export function query(selector, root) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`nothing matches ${selector}`);
  return element;
}

/** Clones the first element of a `<template>`. @param {string} id */
export function cloneTemplate(id) {
  const copy = byId(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`template #${id} is empty`);
  return copy;
}

/** An icon from the sprite `icons.svg`. @param {string} name */
export function createIcon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.documentElement.dataset.assets}/icons.svg#icon-${name}`);
  svg.append(use);
  return svg;
}
