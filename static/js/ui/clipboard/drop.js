/**
 * Pictures and saved boards that are dropped on the board. Everything else is refused for the whole page by `main.js`.
 */

import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** @param {Editor} editor @param {(files: readonly Blob[], middle: {x: number, y: number}) => unknown} add */
export function bindDrop({ camera, rights }, add) {
  const surface = byId("overlay", HTMLCanvasElement);
  surface.addEventListener("dragover", (event) => {
    if (!rights.value.draw || event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = "copy";
  });
  surface.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    const usable = files.filter(isUsable);
    if (usable.length === 0 || !rights.value.draw) return;
    event.preventDefault();
    event.stopPropagation();
    add(usable, camera.toBoard({ x: event.offsetX, y: event.offsetY }));
  });
}

/** Whether a file is a picture, or may be a saved board. @param {Blob} file */
export function isUsable(file) {
  return file.type.startsWith("image/") || isBoardFile(file);
}

/** Whether a file may be a saved board. @param {Blob} file */
export function isBoardFile(file) {
  return file.type === "application/json" || (file instanceof File && file.name.endsWith(".json"));
}
