/**
 * Names as they are shown: nothing that cannot be seen, nothing that turns the direction of what follows,
 * and cut between signs, never within one.
 */

/** Characters without a look of their own, and those that change the direction of text. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** Those of them that shape a sign: joiners, variation selectors and the tags of flags. */
const MODIFIER = /\p{Join_Control}|\p{Variation_Selector}|[\u{e0020}-\u{e007f}]/u;

/** Signs that they shape: emoji, and the letters of scripts that join them. */
const MODIFIABLE =
  /\p{Extended_Pictographic}|\p{Emoji_Component}|(?!\p{Script=Latin})[\p{L}\p{M}]/u;

/** One of these makes a name that can be read. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** U+2800 is a symbol that looks like a space. */
const BLANKS = /[\s\u{2800}]+/gu;

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

/** The signs of a text, as a reader counts them. @param {string} text @returns {string[]} */
export function graphemes(text) {
  // Older browsers take emoji of several parts apart.
  if (segmenter === null) return Array.from(text);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** A name without spare spaces and without what cannot be seen; empty when nothing is left. @param {string} name */
export function visibleName(name) {
  let seen = "";
  let before = "";
  for (const sign of name.replace(BLANKS, " ")) {
    if (INVISIBLE.test(sign) && !(MODIFIER.test(sign) && MODIFIABLE.test(before))) continue;
    seen += sign;
    before = sign;
  }
  return VISIBLE.test(seen) ? seen.trim() : "";
}

/** The whole signs of a text that fit. @param {string} text @param {number} most  code points */
export function truncated(text, most) {
  let fits = "";
  let count = 0;
  for (const sign of graphemes(text.trim())) {
    count += Array.from(sign).length;
    if (count > most) break;
    fits += sign;
  }
  return fits.trim();
}
