/**
 * The board page. First a pen that draws at once, with as little as that needs; then the whole page, which is
 * fetched while somebody may be drawing already, and to which everything is done once more.
 */

import { Camera } from "./editor/camera.js";
import { Gestures } from "./editor/gestures.js";
import { Signal } from "./platform/signal.js";
import { FirstInk } from "./render/first_ink.js";
import { hand } from "./tools/hand.js";
import { highlighter, pen } from "./tools/ink.js";
import { bindFirstLedge, FirstEvents } from "./ui/input/first_events.js";
import { keepToBoard, WheelInput } from "./ui/input/page_input.js";
import { PointerInput } from "./ui/input/pointer.js";
import { part } from "./ui/page/page_parts.js";
import { importWithRetry, preload } from "./ui/page/preload.js";
import { Theme } from "./ui/settings/theme.js";
import { bindStyles, readStyles } from "./ui/toolbar/styles.js";

/** @typedef {import("./app.js").BootState} BootState */
/** @typedef {import("./editor/editor.js").Editor} Editor */
/** @typedef {import("./editor/editor.js").Rights} Rights */

const place = part("board", HTMLElement);
const surface = part("overlay", HTMLCanvasElement);
const ledge = part("ledge", HTMLElement);
const loading = part("loading", HTMLElement);
const theme = new Theme();
const camera = new Camera();
const styles = readStyles();

const ink = new FirstInk(part("hot", HTMLCanvasElement), camera, theme.shown);
/**
 * Instead of an editor: nobody is told of the first strokes, and nothing is kept of them but their look.
 * @type {import("./editor/gestures.js").DrawingContext}
 */
const desk = {
  camera,
  page: new Signal(1),
  tool: new Signal("pen"),
  style: new Signal(styles.pen),
  rights: new Signal(/** @type {Rights} */ ({ role: "editor", draw: true })),
  newId: () => "",
  draft: () => undefined,
  endDraft: (n) => ink.end(n !== null),
  commit: () => 0,
  undo: () => undefined,
  redo: () => undefined,
  pointAt: () => undefined,
};
// None of these tools asks for more of it.
const editor = /** @type {Editor} */ (desk);
const gestures = new Gestures(editor, [hand, pen, highlighter]);
gestures.live.subscribe((gesture) => {
  if (gesture === null) return;
  ink.show(gesture);
  // Nothing lies over what somebody draws; the status says the same.
  loading.hidden = true;
});
const first = new FirstEvents(window, surface, ledge);
const pointer = new PointerInput(editor, gestures, surface);
const wheel = new WheelInput(camera, surface, window);
const listening = new AbortController();
bindStyles(desk, styles);
bindFirstLedge(ledge, desk, listening.signal);
for (const type of ["keydown", "keyup"]) addEventListener(type, holdHand, listening);
addEventListener("beforeunload", holdBack, listening);

/** Where the camera was before anything was done. */
let start = { x: 0, y: 0, zoom: 1 };
const fitting = new ResizeObserver(fit);
fitting.observe(place);
fit();
keepToBoard(surface);
surface.focus({ preventScroll: true });
preload(document.documentElement.dataset.app);
importWithRetry(() => import("./app.js")).then((app) =>
  app.start({ camera, styles, theme, handOver }),
);

function fit() {
  const { clientWidth: width, clientHeight: height } = place;
  // A page that is loaded in a hidden frame has no size yet.
  if (width === 0 || height === 0) return;
  camera.resize(width, height, first.haveDrawn ? "corner" : "middle");
  if (!first.haveDrawn) start = { x: camera.x, y: camera.y, zoom: camera.zoom };
  ink.resize(width, height, devicePixelRatio);
}

/** @param {Event} event */
function holdHand(event) {
  if (/** @type {KeyboardEvent} */ (event).key === " ") pointer.holdHand(event.type === "keydown");
}

/** What was drawn so far is nowhere else. @param {Event} event */
function holdBack(event) {
  if (first.haveDrawn) event.preventDefault();
}

/** @type {BootState["handOver"]} */
function handOver(hear) {
  fitting.disconnect();
  listening.abort();
  pointer.stop();
  wheel.stop();
  ink.stop();
  camera.goTo(start);
  first.replay(hear);
}
