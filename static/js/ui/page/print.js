/**
 * Printing: the drawing alone, all of the page, whatever part of it the screen shows.
 */

import { paintPrintout } from "../../render/printout.js";
import { byId } from "../elements/dom.js";

/** @param {import("../../editor/editor.js").Editor} editor */
export function bindPrint({ view, page }) {
  const canvas = byId("printout", HTMLCanvasElement);
  addEventListener("beforeprint", () => paintPrintout(canvas, view, page.value));
  // Its pixels are many.
  addEventListener("afterprint", () => {
    canvas.width = 0;
    canvas.height = 0;
  });
}
