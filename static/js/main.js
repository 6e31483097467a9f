/**
 * The board page. First a pen that draws at once, with nothing else; then the whole page, which is
 * fetched while somebody may be drawing already and takes over what was drawn.
 */

import { Camera } from "./editor/camera.js";
import { Signal } from "./editor/signal.js";
import { FirstInk } from "./render/first_ink.js";
import { InkGesture } from "./tools/ink_gesture.js";
import { FirstPen } from "./ui/first_pen.js";
import { part } from "./ui/page_parts.js";
import { preload } from "./ui/preload.js";
import { isLarge, Theme } from "./ui/theme.js";

/** @typedef {import("./app.js").Begun} Begun */
/** @typedef {import("./editor/editor.js").Style} Style */
/** When the rest of the page could not be fetched, it is tried again after so long. */
const RETRY_MS = 2_000;

/** Widths of the pen in units; seen from the last row, the usual line is too thin. */
const SIZE = 64;
const WALL_SIZE = 112;

const place = part("board", HTMLElement);
const surface = part("overlay", HTMLCanvasElement);
const loading = part("loading", HTMLElement);
const theme = new Theme();
const camera = new Camera();
/** @type {Style} */
const style = { ink: "black", size: isLarge() ? WALL_SIZE : SIZE };
const ink = new FirstInk(part("hot", HTMLCanvasElement), camera, () => theme.shown.value);

/** What is chosen on the ledge meanwhile. */
const chosen = { tool: "pen", style: { ...style } };
/** Nobody is told of the first strokes, and nothing is kept of them but how they look. */
const desk = {
  camera,
  page: new Signal(1),
  newId: () => "",
  draft: () => undefined,
  endDraft: () => undefined,
  commit: () => 0,
};
const pen = new FirstPen(surface, part("ledge", HTMLElement), camera, {
  begin: (point) =>
    chosen.tool === "pen"
      ? new InkGesture(desk, point, { kind: "ink", style: chosen.style })
      : null,
  show: (gesture) => {
    ink.show(gesture);
    // Nothing lies over what somebody draws; the status says the same.
    loading.hidden = true;
  },
  drop: (gesture) => ink.drop(gesture),
  choose: (button) => {
    chosen.tool = button.tool ?? chosen.tool;
    const inkName = /** @type {Style["ink"] | undefined} */ (button.ink);
    const { ink: was, size } = chosen.style;
    chosen.style = { ink: inkName ?? was, size: Number(button.size ?? size) };
  },
});
addEventListener("beforeunload", holdBack);
const fitting = new ResizeObserver(fit);
fitting.observe(place);
fit();
surface.focus({ preventScroll: true });
preload(document.documentElement.dataset.app);
loadSurely().then(({ start }) => start({ camera, style, theme, handOver }));

function fit() {
  const { clientWidth: width, clientHeight: height } = place;
  // A page that is loaded in a hidden frame has no size yet.
  if (width === 0 || height === 0) return;
  camera.resize(width, height, pen.hasDrawn ? "corner" : "middle");
  ink.resize(width, height, devicePixelRatio);
}

/** Drawing goes on meanwhile; a lost request must not leave a page without a board. @returns {Promise<typeof import("./app.js")>} */
async function loadSurely() {
  try {
    return await import("./app.js");
  } catch (error) {
    console.warn("the page did not load", error);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return loadSurely();
  }
}

/** What was drawn so far is nowhere else. @param {Event} event */
function holdBack(event) {
  if (pen.hasDrawn) event.preventDefault();
}

/** @type {Begun["handOver"]} */
function handOver(hear) {
  removeEventListener("beforeunload", holdBack);
  fitting.disconnect();
  pen.handOver(hear);
  ink.stop();
}
