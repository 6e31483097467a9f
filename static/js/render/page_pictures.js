/**
 * The pictures of this page's board.
 */

import { pictureReader } from "../sync/pictures.js";
import { PictureCache } from "./picture_cache.js";

/** The address of a picture before its id. */
export function pictureBase() {
  const { board = "" } = document.documentElement.dataset;
  return `${location.origin}/api/boards/${board}/images/`;
}

/** Pictures of this page that are being sent, by the id of their image. @type {Map<string, Blob>} */
export const localPictures = new Map();

/** The cache of this page, once an image was painted. @type {PictureCache | null} */
let loaded = null;

/** The pictures that this page has; null for none. */
export function pagePictures() {
  return loaded;
}

/** @param {(picture: string) => void} onLoaded */
export function loadPictures(onLoaded) {
  const read = pictureReader(pictureBase());
  const load = async (/** @type {string} */ image) => localPictures.get(image) ?? read(image);
  loaded = new PictureCache({ load, onLoaded });
  return loaded;
}
