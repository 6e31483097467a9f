/**
 * Texts without what a search passes over.
 */

/** Accents, and the vowel signs that Hebrew and Arabic may leave out. */
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f]/g;

/** A text without accents, in small letters. @param {string} text */
export function folded(text) {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase();
}
