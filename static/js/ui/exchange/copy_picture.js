/**
 * Puts a picture on the clipboard: SVG as text, everywhere; PNG where the browser lets a page do so.
 */

import { copyText } from "../elements/clipboard.js";

/** @typedef {import("./make_files.js").Made} Made */

/** Returns whether it is there. @param {"png" | "svg"} format @param {() => Promise<Made>} make */
export async function copyPicture(format, make) {
  try {
    if (format === "svg") return copyText(await (await firstOf(make())).text());
    if (navigator.clipboard === undefined || typeof ClipboardItem === "undefined") return false;
    // A promise: the browser allows it only while the key or button is being handled.
    const item = new ClipboardItem({ "image/png": firstOf(make()) });
    await navigator.clipboard.write([item]);
    return true;
  } catch (error) {
    console.warn("the picture was not copied", error);
    return false;
  }
}

/** @param {Promise<Made>} made @returns {Promise<File>} */
async function firstOf(made) {
  const [file] = (await made).files;
  if (file === undefined) throw new Error("there is nothing to copy");
  return file;
}
