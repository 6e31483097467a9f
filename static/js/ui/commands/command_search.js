/**
 * Finds commands by the words of their names, the best match first. Case and accents do not count.
 */

import { folded } from "../elements/folded.js";

/** @typedef {{id: string, name: string, other: string}} Searchable  `other`: further words, as the name in English */

/** What a match is worth: of the whole name, of its first word, of another word, within a word. */
const WHOLE = 100;
const FIRST_WORD = 8;
const WORD = 4;
const WITHIN = 1;

/** A match in the further words is worth this share of one in the name. */
const OTHER_SHARE = 0.6;

/**
 * The entries that have every word of a query, the best first; among equals in the order of `recent`, then in their own.
 * @template {Searchable} T
 * @param {readonly T[]} entries
 * @param {string} query
 * @param {readonly string[]} recent  ids of those used last, the latest first
 * @returns {T[]}
 */
export function foundCommands(entries, query, recent) {
  const wanted = folded(query).trim();
  const words = wordsOf(query);
  const place = (/** @type {string} */ id) => {
    const at = recent.indexOf(id);
    return at === -1 ? recent.length : at;
  };
  const found = entries.flatMap((entry) => {
    const worth = words.length === 0 ? 0 : worthOf(entry, wanted, words);
    return worth > 0 ? [{ entry, worth }] : [];
  });
  found.sort((a, b) => b.worth - a.worth || place(a.entry.id) - place(b.entry.id));
  return found.map(({ entry }) => entry);
}

/** How well an entry matches; 0 when a word is nowhere in it. @param {Searchable} entry @param {string} wanted @param {readonly string[]} words */
function worthOf({ name, other }, wanted, words) {
  const [own, further] = [wordsOf(name), wordsOf(other)];
  let worth = 0;
  for (const word of words) {
    const best = Math.max(worthIn(own, word), OTHER_SHARE * worthIn(further, word));
    if (best === 0) return 0;
    worth += best;
  }
  if (folded(name) === wanted) worth += WHOLE;
  // The shorter name is matched the more.
  return worth + 1 / (1 + own.length);
}

/** @param {string} text */
function wordsOf(text) {
  return folded(text).match(/[\p{L}\p{N}%]+/gu) ?? [];
}

/** @param {readonly string[]} words @param {string} wanted  a word */
function worthIn(words, wanted) {
  const at = words.findIndex((word) => word.startsWith(wanted));
  if (at !== -1) return at === 0 ? FIRST_WORD : WORD;
  return words.some((word) => word.includes(wanted)) ? WITHIN : 0;
}
