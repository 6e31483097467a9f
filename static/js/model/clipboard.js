/**
 * Shapes on the clipboard: as JSON, inside a comment of HTML for programs that keep nothing else, and as the texts of the
 * shapes. Another program may have written what is read.
 */

import { isEdit } from "./check.js";
import { MAX_COPIED, MAX_COPIED_BYTES } from "./copies.js";
import { FORM } from "./known.js";

/** @typedef {import("./shape.js").NewShape} NewShape */
/** @typedef {{json: string, html: string, text: string}} Clip */
/** Why there are no shapes: `unreadable` data is broken or of another version, `limit` is too much at once. @typedef {"unreadable" | "limit"} Refusal */

export const CLIPBOARD_TYPE = "application/x-lavagna+json";

/** Markers around the JSON in HTML. */
const [START, END] = ["<!--lavagna ", "-->"];

/** Characters of JSON around its shapes, at most. */
const ENVELOPE = 100;

/** Signs that would end the comment; in JSON they stand in strings only. @type {Readonly<Record<string, string>>} */
const ESCAPED = { "<": "\\u003c", ">": "\\u003e" };
/** @type {Readonly<Record<string, string>>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** @param {readonly NewShape[]} shapes @param {string} [board]  where the pictures of images are @returns {Clip} */
export function clipOf(shapes, board) {
  const hasPictures = shapes.some(({ image }) => image != null);
  const json = JSON.stringify({ lavagna: FORM, board: hasPictures ? board : undefined, shapes });
  const text = textsOf(shapes).join("\n");
  const comment = START + json.replace(/[<>]/g, (sign) => ESCAPED[sign] ?? "") + END;
  const shown = text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? "").replaceAll("\n", "<br>");
  return { json, text, html: `${comment}<p>${shown}</p>` };
}

/** The texts of shapes from top to bottom. @param {readonly NewShape[]} shapes */
function textsOf(shapes) {
  const written = shapes.filter(({ text }) => text != null && text !== "");
  written.sort(({ pos: [x, y] }, { pos: [otherX, otherY] }) => y - otherY || x - otherX);
  return written.map(({ text }) => text);
}

/** The board of the pictures in a clip that `shapesIn` has read, empty for none. @param {string} clip  JSON or HTML */
export function boardOfClip(clip) {
  return /"lavagna":\d+,"board":"(\w+)"/.exec(clip)?.[1] ?? "";
}

/**
 * The shapes on a clipboard; null when it has none of this program.
 * @param {{json: string, html: string}} clip  each empty when it is missing
 * @returns {NewShape[] | Refusal | null}
 */
export function shapesIn({ json, html }) {
  if (json !== "") return parsed(json);
  const start = html.indexOf(START);
  if (start === -1) return null;
  const end = html.indexOf(END, start);
  return end === -1 ? "unreadable" : parsed(html.slice(start + START.length, end));
}

/** @param {string} json @returns {NewShape[] | Refusal} */
function parsed(json) {
  if (json.length > MAX_COPIED_BYTES + MAX_COPIED + ENVELOPE) return "limit";
  /** @type {unknown} */
  let clip;
  try {
    clip = JSON.parse(json);
  } catch {
    return "unreadable";
  }
  const { lavagna, shapes } = /** @type {Record<string, unknown>} */ (clip ?? {});
  if (lavagna !== FORM || !Array.isArray(shapes)) return "unreadable";
  if (shapes.length > MAX_COPIED) return "limit";
  const isReadable = shapes.every((shape) => isEdit({ ops: [{ op: "add", shape }] }));
  return isReadable && areDistinct(shapes) ? shapes : "unreadable";
}

/** Whether no id is there twice: a copy would be lost. @param {readonly NewShape[]} shapes */
function areDistinct(shapes) {
  return new Set(shapes.map(({ id }) => id)).size === shapes.length;
}
