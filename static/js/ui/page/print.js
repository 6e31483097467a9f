/**
 * Printing: the drawing alone, all of the page, whatever part of it the screen shows.
 */

import { paintPrintout } from "../../render/printout.js";
import { part } from "./page_parts.js";

/** @param {import("../../editor/editor.js").Editor} editor */
export function bindPrint({ view, page }) {
  const sheet = part("printout", HTMLCanvasElement);
  addEventListener("beforeprint", () => paintPrintout(sheet, view, page.value));
  // Its pixels are many.
  addEventListener("afterprint", () => {
    sheet.width = 0;
    sheet.height = 0;
  });
}
