/**
 * The pictures of this page's board.
 */

import { pictureReader } from "../sync/pictures.js";
import { visitorHeaders } from "../sync/visitor.js";
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

/** The file of a picture: that of this page, else the server's. @param {string} image */
export async function pictureBlob(image) {
  return localPictures.get(image) ?? pictureReader(pictureBase(), visitorHeaders())(image);
}

/** @param {(picture: string) => void} onLoaded */
export function loadPictures(onLoaded) {
  loaded = new PictureCache({ load: pictureBlob, onLoaded });
  return loaded;
}
