/**
 * Text from the clipboard as texts for the board, each as long as a text may be.
 */

import { TEXT } from "./limits.js";

/** Code points of one paste: as many as 20 texts have. */
const MAX_LETTERS = 20 * TEXT;

/** Code points before the limit in which a line or a word ends, so that the text is cut there. */
const NEAR = 1_000;

/** A sign that belongs to the letter before it. */
const JOINED = /^[\p{M}\p{EMod}\u200d]/u;
const ZERO_WIDTH_JOINER = "\u200d";

/** Starts of texts that are drawings of other programs. */
const DRAWING = /^\s*(<svg[\s>]|<\?xml[\s\S]{0,2000}<svg[\s>]|\{\s*"type"\s*:\s*"excalidraw)/;

/** Whether a text is a drawing of another program. @param {string} text */
export function isDrawing(text) {
  return DRAWING.test(text.slice(0, 4_000));
}

/**
 * Cuts a text at the ends of lines or words. No letters are lost.
 * @param {string} pasted
 * @returns {string[] | null}  null when it is too long
 */
export function textsFrom(pasted) {
  if (pasted.length > 2 * MAX_LETTERS) return null;
  let letters = [...readable(pasted)];
  if (letters.length > MAX_LETTERS) return null;
  /** @type {string[]} */
  const texts = [];
  while (letters.length > 0) {
    const end = letters.length <= TEXT ? letters.length : placeToCut(letters);
    const text = letters.slice(0, end).join("").trimEnd();
    if (text !== "") texts.push(text);
    letters = letters.slice(end);
  }
  return texts;
}

/** With line breaks as the board has them, and without what cannot be shown or sent. @param {string} text */
function readable(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\p{Cc}/gu, (sign) => (sign === "\n" || sign === "\t" ? sign : ""))
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .trimEnd();
}

/** How many letters the first of several texts gets. @param {readonly string[]} letters */
function placeToCut(letters) {
  for (const isEnd of [isLineEnd, isSpace]) {
    for (let end = TEXT; end > TEXT - NEAR; end -= 1) if (isEnd(letters[end - 1] ?? "")) return end;
  }
  let end = TEXT;
  while (end > TEXT - NEAR && isJoined(letters, end)) end -= 1;
  return end;
}

/** @param {string} letter */
function isLineEnd(letter) {
  return letter === "\n";
}

/** @param {string} letter */
function isSpace(letter) {
  return letter.trim() === "";
}

/** Whether a cut would part one visible letter. @param {readonly string[]} letters @param {number} end */
function isJoined(letters, end) {
  return JOINED.test(letters[end] ?? "") || letters[end - 1] === ZERO_WIDTH_JOINER;
}
