/**
 * Printing: paints the whole page's drawing, without controls and independent of the camera.
 */

import { paintPrintout } from "../../render/printout.js";
import { byId } from "../elements/dom.js";

/** @param {import("../../editor/editor.js").Editor} editor */
export function bindPrint({ view, page }) {
  const canvas = byId("printout", HTMLCanvasElement);
  addEventListener("beforeprint", () => {
    // Our own dialog has made the sheets; else the browser prints, and waits for nothing.
    if (document.getElementById("sheets") === null) paintPrintout(canvas, view, page.value);
  });
  // Frees the memory of the canvas.
  addEventListener("afterprint", () => {
    canvas.width = 0;
    canvas.height = 0;
  });
}
