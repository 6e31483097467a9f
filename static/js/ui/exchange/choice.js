/**
 * What a person has chosen for a copy of the board; this browser remembers the latest.
 */

import { readSetting, writeSetting } from "../settings/storage.js";

/** @typedef {"board" | "page" | "selection"} Part */
/** @typedef {"png" | "svg" | "pdf" | "json"} Format */
/** @typedef {"paper" | "none"} Background */
/** `scale`: enlargement of a PNG; `backgrounds`: those of the formats that have one. @typedef {{part: Part, format: Format, scale: number, backgrounds: Readonly<Record<Format, Background>>}} Choice */

/** @type {Readonly<{part: readonly Part[], format: readonly Format[], scale: readonly number[], background: readonly Background[]}>} */
export const OFFERED = {
  part: ["board", "page", "selection"],
  format: ["png", "svg", "pdf", "json"],
  scale: [1, 2, 3],
  background: ["paper", "none"],
};

/** @type {Choice} */
const FIRST = {
  part: "page",
  format: "png",
  scale: 2,
  // Printed paper is paper already.
  backgrounds: { png: "paper", svg: "paper", pdf: "none", json: "none" },
};

const SETTING = "copy";

/** @returns {Choice} */
export function readChoice() {
  const stored = parsed(readSetting(SETTING) ?? "");
  const { part, format, scale } = stored;
  const backgrounds = Object.entries(FIRST.backgrounds).map(([name, usual]) => {
    return [name, known(OFFERED.background, stored.backgrounds?.[name], usual)];
  });
  return {
    part: known(OFFERED.part, part, FIRST.part),
    format: known(OFFERED.format, format, FIRST.format),
    scale: known(OFFERED.scale, scale, FIRST.scale),
    backgrounds: /** @type {Choice["backgrounds"]} */ (Object.fromEntries(backgrounds)),
  };
}

/** @param {Choice} choice */
export function writeChoice(choice) {
  writeSetting(SETTING, JSON.stringify(choice));
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** @template T @param {readonly T[]} offered @param {unknown} value @param {T} usual */
function known(offered, value, usual) {
  return offered.find((each) => each === value) ?? usual;
}
