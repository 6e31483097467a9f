/**
 * Pictures that are dropped on the board. Everything else is refused for the whole page by `main.js`.
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
    const pictures = files.filter(({ type }) => type.startsWith("image/"));
    if (pictures.length === 0 || !rights.value.draw) return;
    event.preventDefault();
    event.stopPropagation();
    add(pictures, camera.toBoard({ x: event.offsetX, y: event.offsetY }));
  });
}
