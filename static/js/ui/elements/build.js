/**
 * Builds elements with their attributes and children.
 */

/** @typedef {Node | string | null} Child */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {...Child} children  null for none
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A code word, in the fixed-width face. @param {string} text @param {string} [className] */
export function code(text, className = "") {
  return make("code", className === "" ? {} : { class: className }, text);
}
