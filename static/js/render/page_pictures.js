/**
 * The pictures of this page's board.
 */

import { PictureCache, pictureReader } from "./picture_cache.js";

/** The address of a picture before its id. */
export function pictureBase() {
  const { board = "" } = document.documentElement.dataset;
  return new URL(`/api/boards/${board}/images/`, location.href).href;
}

/** @param {(picture: string) => void} onLoaded */
export function loadPictures(onLoaded) {
  return new PictureCache({ load: pictureReader(pictureBase()), onLoaded });
}
