/**
 * Boots the board page. Starts a pen with the few modules that it needs, so that drawing works at once; then loads
 * `app.js`, hands over and replays the input so far.
 */

import { Camera } from "./editor/camera.js";
import { Gestures } from "./editor/gestures.js";
import { importWithRetry, preload } from "./platform/loading.js";
import { Signal } from "./platform/signal.js";
import { FirstInk } from "./render/first_ink.js";
import { hand } from "./tools/hand.js";
import { highlighter, pen } from "./tools/ink.js";
import { byId } from "./ui/elements/dom.js";
import { bindFirstLedge, FirstEvents } from "./ui/input/first_events.js";
import { PointerInput } from "./ui/input/pointer.js";
import { WheelInput } from "./ui/input/wheel.js";
import { Theme } from "./ui/settings/theme.js";
import { bindToolStyles, readToolStyles } from "./ui/settings/tool_styles.js";

/** @typedef {import("./app.js").BootState} BootState */
/** @typedef {import("./editor/editor.js").Editor} Editor */
/** @typedef {import("./editor/editor.js").Rights} Rights */

/** Elements that take the focus when they are pressed: they have fields and keys of their own. */
const TAKES_FOCUS = "dialog, :popover-open, form";

const KEEPS_WRITING = "[data-keeps-writing]";

const place = byId("board", HTMLElement);
const surface = byId("overlay", HTMLCanvasElement);
const ledge = byId("ledge", HTMLElement);
const loading = byId("loading", HTMLElement);
const theme = new Theme();
const camera = new Camera();
const styles = readToolStyles();

const ink = new FirstInk(byId("hot", HTMLCanvasElement), camera, theme.shown);
/**
 * Stands in for the editor until `app.js` has loaded: strokes are shown, but neither sent nor stored.
 * @type {import("./editor/gestures.js").DrawingContext}
 */
const context = {
  camera,
  page: new Signal(1),
  tool: new Signal("pen"),
  style: new Signal(styles.pen),
  rights: new Signal(/** @type {Rights} */ ({ role: "editor", draw: true, why: null })),
  newId: () => "",
  draft: () => undefined,
  endDraft: (n) => ink.end(n !== null),
  commit: () => 0,
  undo: () => undefined,
  redo: () => undefined,
  pointAt: () => undefined,
};
// The tools below use no other part of the editor.
const editor = /** @type {Editor} */ (context);
const gestures = new Gestures(editor, [hand, pen, highlighter]);
gestures.live.subscribe((gesture) => {
  if (gesture === null) return;
  ink.show(gesture);
  // The loading bar must not cover ink; the status pill says the same.
  loading.hidden = true;
});
const firstEvents = new FirstEvents(window, surface, ledge);
const firstPointer = new PointerInput(editor, gestures, surface);
const wheel = new WheelInput(camera, surface, window);
const firstListeners = new AbortController();
bindToolStyles(context, styles);
bindFirstLedge(ledge, context, firstListeners.signal);
for (const type of ["keydown", "keyup"]) addEventListener(type, onSpaceKey, firstListeners);
addEventListener("beforeunload", warnBeforeUnload, firstListeners);

/** The camera before the first input, from which the replay starts. */
let startPlace = { x: 0, y: 0, zoom: 1 };
const resizeObserver = new ResizeObserver(fit);
resizeObserver.observe(place);
fit();
guardPage();
surface.focus({ preventScroll: true });
preload(document.documentElement.dataset.app);
importWithRetry(() => import("./app.js")).then((app) =>
  app.start({ camera, styles, theme, handOver }),
);

function fit() {
  const { clientWidth: width, clientHeight: height } = place;
  // A page in a hidden frame has no size yet.
  if (width === 0 || height === 0) return;
  camera.resize(width, height, firstEvents.hasPointerDown ? "corner" : "middle");
  if (!firstEvents.hasPointerDown) startPlace = { x: camera.x, y: camera.y, zoom: camera.zoom };
  ink.resize(width, height, devicePixelRatio);
}

/** @param {Event} event */
function onSpaceKey(event) {
  if (/** @type {KeyboardEvent} */ (event).key === " ")
    firstPointer.holdHand(event.type === "keydown");
}

/** Asks before the page closes: only this page holds the strokes so far. @param {Event} event */
function warnBeforeUnload(event) {
  if (firstEvents.hasPointerDown) event.preventDefault();
}

/** Stops everything above and replays its input. @type {BootState["handOver"]} */
function handOver(handlePointer) {
  resizeObserver.disconnect();
  firstListeners.abort();
  firstPointer.stop();
  wheel.stop();
  ink.stop();
  camera.goTo(startPlace);
  firstEvents.replay(handlePointer);
}

/** Keeps the focus on the board and refuses dropped files, for the whole page and as long as it is open. */
function guardPage() {
  // Acts on the press, not on the click: a press that ends elsewhere is no click.
  addEventListener("mousedown", keepFocus, { capture: true });
  for (const type of ["dragover", "drop"]) addEventListener(type, refuseDrop);
}

/** Leaves the focus on the board when a bar is pressed; a click may still move it. @param {MouseEvent} event */
function keepFocus(event) {
  if (event.target instanceof Element && event.target.closest(TAKES_FOCUS) !== null) return;
  event.preventDefault();
  // A text that is being written takes the colours of the rail.
  const isWriting = document.activeElement instanceof HTMLTextAreaElement;
  if (isWriting && event.target instanceof Element && event.target.closest(KEEPS_WRITING)) return;
  surface.focus({ preventScroll: true });
}

/** Keeps the browser from opening a dropped file in place of the board; fields accept text. @param {Event} event */
function refuseDrop(event) {
  const { dataTransfer, target } = /** @type {DragEvent} */ (event);
  const isField = target instanceof Element && target.matches("input, textarea");
  if (isField && !dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (dataTransfer !== null) dataTransfer.dropEffect = "none";
}
