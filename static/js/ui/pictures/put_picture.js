/**
 * Stores pictures that come with something else, as a paste or an import: the whole waits for them, and is left out or told
 * where one cannot be had. A picture that a person adds waits by itself instead (`picture_adder.js`).
 */

import { pictureAddress, pictureReader, sendPicture } from "../../sync/pictures.js";
import { visitorHeaders } from "../../sync/visitor.js";
import { personSecret } from "../settings/person.js";

/** @typedef {import("../../model/shape.js").NewShape} NewShape */

/** Waits before a picture is sent or fetched again, ms. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000];

/**
 * Stores a picture on this page's board.
 * @param {string} id  of the picture, with the tag of this page
 * @param {Blob} file
 * @returns {Promise<string | null>}  null when it is stored, else the code of the refusal, "later" when it cannot be sent now
 */
export async function putPicture(id, file) {
  const { board = "" } = document.documentElement.dataset;
  const request = { address: pictureAddress(board, id), person: personSecret(board), file };
  for (const wait of WAITS_MS) {
    const outcome = await sendPicture(request);
    if (outcome !== "later") return outcome;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return sendPicture(request);
}

/**
 * Fetches the pictures of shapes from another board and stores them on this one.
 * @param {readonly NewShape[]} shapes
 * @param {string} board  of the shapes, empty when it is not known
 * @param {{isKnown: (image: string) => boolean, newId: () => string}} here  `isKnown`: the picture is on this board already
 * @returns {Promise<{shapes: NewShape[], missing: number}>}  the shapes with their new pictures, without images whose picture cannot be had
 */
export async function bringPictures(shapes, board, { isKnown, newId }) {
  const read = pictureReader(pictureAddress(board, ""), visitorHeaders());
  /** New ids by old ones, null where there is none. @type {Map<string, string | null>} */
  const brought = new Map();
  // One after the other, so that they leave memory and turns to the pictures of others.
  for (const { image } of shapes) {
    if (image == null || brought.has(image) || isKnown(image)) continue;
    const file = board === "" ? null : await read(image).catch(() => null);
    const id = newId();
    const isStored = file !== null && (await putPicture(id, file)) === null;
    brought.set(image, isStored ? id : null);
  }
  const whole = shapes.flatMap((shape) => {
    const { image } = shape;
    if (image == null || !brought.has(image)) return [shape];
    const id = brought.get(image) ?? null;
    return id === null ? [] : [{ ...shape, image: id }];
  });
  return { shapes: whole, missing: shapes.length - whole.length };
}
