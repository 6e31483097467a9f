/**
 * Finds shapes by what they are called: kind, colour, text and author. Case and accents do not count.
 */

import { altOf, isLocked } from "../../model/more.js";
import { folded } from "../elements/folded.js";
import { authorName, namesOf } from "../status/shape_names.js";

/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/shape_names.js").Surroundings} Surroundings */

/**
 * A test of whether a shape has every word of a query.
 * @param {string} query
 * @param {Surroundings} surroundings
 * @param {Translate} t
 * @returns {(shape: Shape) => boolean}
 */
export function matcherOf(query, surroundings, t) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  /** Names of shapes without their text, which many share. @type {Map<string, string>} */
  const names = new Map();
  return (shape) => {
    const key = `${shape.kind} ${shape.style.ink} ${shape.author} ${isLocked(shape)}`;
    let name = names.get(key);
    if (name === undefined) {
      name = folded(nameOf(shape, surroundings, t));
      names.set(key, name);
    }
    const text = shape.text ?? altOf(shape);
    const all = text === "" ? name : `${name} ${folded(text)}`;
    return words.every((word) => all.includes(word));
  };
}

/** @param {Shape} shape @param {Surroundings} surroundings @param {Translate} t */
function nameOf(shape, surroundings, t) {
  const { kind, ink } = namesOf(shape, surroundings.theme, t);
  const own = surroundings.people.find(({ author }) => author === surroundings.author);
  const author = authorName(shape, surroundings, t) || (own?.name ?? "");
  return [kind, ink, author, isLocked(shape) ? t("say-locked") : ""].join(" ");
}
