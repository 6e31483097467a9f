// Reads the vectors shared with the Rust tests.

import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../vectors/", import.meta.url);

/**
 * All cases of a folder, in order.
 * @param {string} folder  `ops` or `edits`
 * @returns {any[]} each with the `title` of its test
 */
export function cases(folder) {
  const files = readdirSync(new URL(`${folder}/`, FOLDER)).sort();
  return files.flatMap((file) => {
    const vector = JSON.parse(readFileSync(new URL(`${folder}/${file}`, FOLDER), "utf8"));
    return vector.cases.map((/** @type {any} */ one) => ({
      ...unfolded(one),
      title: `${one.rules.map((/** @type {string} */ id) => `[${id}]`).join(" ")} ${one.name}`,
    }));
  });
}

/**
 * Expands every `{"repeat": [what, times]}`: in a list to that many items, and for a string to one long string.
 * @param {any} value
 * @returns {any}
 */
function unfolded(value) {
  if (Array.isArray(value)) {
    return value.flatMap((item) => (isRepeated(item) ? unfolded(item) : [unfolded(item)]));
  }
  if (typeof value !== "object" || value === null) return value;
  if (!isRepeated(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unfolded(item)]));
  }
  const [what, times] = value.repeat;
  return typeof what === "string" ? what.repeat(times) : Array(times).fill(unfolded(what));
}

/** @param {any} value */
function isRepeated(value) {
  return typeof value === "object" && value !== null && "repeat" in value;
}
