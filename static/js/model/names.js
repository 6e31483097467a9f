/**
 * Cleans names for display: no invisible characters, no bidi controls, and truncation at grapheme boundaries.
 */

/** Invisible characters, and those that change the direction of text. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** Invisible characters that modify a visible one: joiners, variation selectors and the tags of flags. */
const MODIFIER = /\p{Join_Control}|\p{Variation_Selector}|[\u{e0020}-\u{e007f}]/u;

/** Characters that can be modified: emoji, and the letters of joining scripts. */
const MODIFIABLE =
  /\p{Extended_Pictographic}|\p{Emoji_Component}|(?!\p{Script=Latin})[\p{L}\p{M}]/u;

/** A readable name has at least one of these. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** U+2800 is a symbol that looks like a space. */
const BLANKS = /[\s\u{2800}]+/gu;

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

/** Splits a text into graphemes. @param {string} text @returns {string[]} */
export function graphemes(text) {
  // Older browsers have no `Intl.Segmenter`; here an emoji of several code points is split.
  if (segmenter === null) return Array.from(text);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Removes invisible characters and extra spaces; the result is empty when nothing readable is left. @param {string} name */
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

/** Truncates a text to the graphemes that fit. @param {string} text @param {number} most  code points */
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
