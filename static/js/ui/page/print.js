/**
 * Printing: paints the whole page's drawing, without controls and independent of the camera.
 */

import { paintPrintout } from "../../render/printout.js";
import { byId } from "../elements/dom.js";

/** Whether the board itself is printed: by the menu of the browser, for one. */
const isOfBoard = () =>
  document.getElementById("sheets") === null &&
  !document.documentElement.hasAttribute("data-prints-help");

/** @param {import("../../editor/editor.js").Editor} editor */
export function bindPrint({ view, page, pages, notices }) {
  const canvas = byId("printout", HTMLCanvasElement);
  addEventListener("beforeprint", () => {
    // Our own dialog has made the sheets; else the browser prints, and waits for nothing.
    if (isOfBoard()) paintPrintout(canvas, view, page.value);
  });
  // Frees the memory of the canvas.
  addEventListener("afterprint", () => {
    const isShownPage = canvas.width > 0;
    canvas.width = 0;
    canvas.height = 0;
    if (isShownPage && pages.listed.value.length > 1) notices.set({ kind: "printed-page" });
  });
}
