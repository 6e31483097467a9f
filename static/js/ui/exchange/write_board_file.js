/**
 * Writes the board, a page or the selection as a file that Lavagna can read again.
 */

import { selectedShapes } from "../../editor/copying.js";
import {
  AFTER_SHAPES,
  END_OF_FILE,
  pictureInFile,
  shapeInFile,
  startOfFile,
} from "../../model/board_file.js";
import { compareIds } from "../../model/shape.js";
import { toDataUrl } from "../../platform/inline_files.js";
import { pictureBlob } from "../../render/page_pictures.js";
import { fileName } from "./make_files.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("./choice.js").Part} Part */
/** @typedef {import("./make_files.js").Made} Made */
/** @typedef {import("./make_files.js").Work} Work */

/** Characters that are joined before they leave the memory of scripts. */
const JOINED = 1_000_000;

/**
 * @param {Editor} editor
 * @param {{part: Part, suffix: string}} what  `suffix`: what the name of the file has after that of the board
 * @param {Work} work
 * @returns {Promise<Made>}
 */
export async function writeBoardFile(editor, { part, suffix }, work) {
  const { view, page } = editor;
  const { turns, onProgress } = work;
  const shown = view.page(page.value);
  const pages = part === "board" ? view.listedPages() : [shown];
  const chosen =
    part === "selection"
      ? selectedShapes(editor)
      : pages.flatMap((each) => view.shapesOf(each.page));
  const shapes = chosen.toSorted(compareIds);
  const file = new Parts(startOfFile({ part, name: view.name, pages }));
  /** @type {Set<string>} */
  const images = new Set();
  for (const [at, shape] of shapes.entries()) {
    file.add((at === 0 ? "" : ",") + shapeInFile(shape, view.pool));
    const image = shape.more?.image ?? null;
    if (image !== null) images.add(image);
    onProgress((at + 1) / (shapes.length + 1));
    await turns.rest();
  }
  file.add(AFTER_SHAPES);
  let missing = 0;
  let isFirst = true;
  for (const image of images) {
    try {
      const url = await toDataUrl(await pictureBlob(image));
      file.add((isFirst ? "" : ",") + pictureInFile(image, url));
      isFirst = false;
    } catch (error) {
      console.warn(`the picture ${image} is missing`, error);
      missing += 1;
    }
    await turns.rest();
  }
  file.add(END_OF_FILE);
  const name = `${fileName(view.name, suffix)}.json`;
  const files = [new File(file.all, name, { type: "application/json" })];
  return { files, missing, areFontsMissing: false };
}

/** A text that is longer than a string should be. */
class Parts {
  #text;
  /** @type {Blob[]} */
  #blobs = [];

  /** @param {string} start */
  constructor(start) {
    this.#text = start;
  }

  /** @param {string} text */
  add(text) {
    this.#text += text;
    if (this.#text.length < JOINED) return;
    this.#blobs.push(new Blob([this.#text]));
    this.#text = "";
  }

  /** @returns {BlobPart[]} */
  get all() {
    return [...this.#blobs, this.#text];
  }
}
