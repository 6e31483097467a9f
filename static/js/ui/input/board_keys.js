/**
 * Actions of the keys that concern the board. `app.js` adds those of the page: fit, theme, focus mode, regions, help.
 */

import { contains } from "../../model/box.js";
import { HIGHLIGHTER, HIGHLIGHTER_NAMES, INK_NAMES } from "../../model/colour.js";
import { SIZES } from "../settings/tool_styles.js";
import { zoomAroundMiddle } from "../viewport/zoom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../tools/actions.js").Actions} Actions */
/** @typedef {NonNullable<ReturnType<Actions["cycle"]>>} VisitedShape */

/** Steps of the arrow keys in units, without and with Shift. */
const STEP = 16;
const LARGE_STEP = 160;

/** Screen pixels that an arrow key pans for each unit that it would move a selection. */
const PAN_PX_PER_UNIT = 4;

/** Share of the screen that Page Up and Page Down pan. */
const SCREEN_SHARE = 0.8;

/**
 * @param {object} parts
 * @param {Editor} parts.editor
 * @param {Gestures} parts.gestures
 * @param {Actions} parts.actions
 * @param {(held: boolean) => void} parts.holdHand  Space is held: the pointer pans the board
 * @param {(visited: VisitedShape) => void} parts.onVisit  called with the shape that Tab has selected
 * @returns {import("./keyboard.js").KeyActions}
 */
export function boardKeys({ editor, gestures, actions, holdHand, onVisit }) {
  return {
    ...toolKeys(editor, gestures),
    ...styleKeys(editor, actions),
    ...cameraKeys(editor),
    ...arrowKeys(editor, actions),
    undo: () => unlessDrawing(gestures, () => editor.undo()),
    redo: () => unlessDrawing(gestures, () => editor.redo()),
    delete: () => actions.deleteSelection() > 0,
    "select-all": () => {
      gestures.interrupt();
      // Only the select tool can use the selection's frame.
      editor.tool.set("select");
      actions.selectAll();
    },
    escape: () => cancelOrDeselect(editor, gestures),
    "next-shape": () => cycle(editor, actions, 1, onVisit),
    "previous-shape": () => cycle(editor, actions, -1, onVisit),
    "hold-hand": holdHand,
  };
}

/** @param {Editor} editor @param {Gestures} gestures */
function toolKeys(editor, gestures) {
  const ids = ["select", "hand", "pen", "highlighter", "eraser"];
  const available = ids.filter((id) => gestures.tool(id) !== null);
  return Object.fromEntries(available.map((id) => [`tool-${id}`, () => editor.tool.set(id)]));
}

/** @param {Editor} editor @param {Actions} actions */
function styleKeys(editor, actions) {
  /** @param {1 | -1} direction */
  const resize = (direction) => {
    const size = actions.selectionStyle()?.size ?? editor.style.value.size;
    const next =
      direction === 1 ? SIZES.find((step) => step > size) : SIZES.findLast((step) => step < size);
    actions.restyle({ size: next ?? size });
  };
  /** @param {1 | -1} direction */
  const recolour = (direction) => {
    const { style, tool } = editor;
    const selected = actions.selectionStyle();
    const isMarker = selected?.isMarker ?? tool.value === "highlighter";
    const names = isMarker ? HIGHLIGHTER_NAMES : INK_NAMES;
    const current = selected?.ink ?? style.value.ink;
    const shown = isMarker ? HIGHLIGHTER[current] : current;
    const ink = names[(names.indexOf(shown) + direction + names.length) % names.length];
    if (ink !== undefined) actions.restyle({ ink });
  };
  return {
    "size-down": () => resize(-1),
    "size-up": () => resize(1),
    "ink-previous": () => recolour(-1),
    "ink-next": () => recolour(1),
  };
}

/** @param {Editor} editor */
function cameraKeys(editor) {
  const { camera } = editor;
  return {
    "zoom-in": () => zoomAroundMiddle(editor, camera.stepFrom(1)),
    "zoom-out": () => zoomAroundMiddle(editor, camera.stepFrom(-1)),
    "zoom-reset": () => zoomAroundMiddle(editor, 1),
    "page-up": () => camera.pan(0, SCREEN_SHARE * camera.height),
    "page-down": () => camera.pan(0, -SCREEN_SHARE * camera.height),
  };
}

/** Arrow keys move the selection, or pan the board when nothing is selected. @param {Editor} editor @param {Actions} actions */
function arrowKeys(editor, actions) {
  /** @param {number} dx @param {number} dy @returns {(down: boolean) => void} */
  const arrow = (dx, dy) => (down) => {
    if (!down) actions.endNudge();
    else if (!actions.nudge(dx, dy))
      editor.camera.pan(-dx * PAN_PX_PER_UNIT, -dy * PAN_PX_PER_UNIT);
  };
  return {
    left: arrow(-STEP, 0),
    right: arrow(STEP, 0),
    up: arrow(0, -STEP),
    down: arrow(0, STEP),
    "far-left": arrow(-LARGE_STEP, 0),
    "far-right": arrow(LARGE_STEP, 0),
    "far-up": arrow(0, -LARGE_STEP),
    "far-down": arrow(0, LARGE_STEP),
  };
}

/** Runs unless a gesture is live: an undo during a stroke would remove the stroke before it. @param {Gestures} gestures @param {() => void} act */
function unlessDrawing(gestures, act) {
  if (gestures.live.value === null) act();
}

/** @param {Editor} editor @param {Gestures} gestures */
function cancelOrDeselect(editor, gestures) {
  if (gestures.cancel()) return true;
  if (editor.selection.size === 0) return false;
  editor.selection.clear();
  return true;
}

/**
 * @param {Editor} editor
 * @param {Actions} actions
 * @param {1 | -1} direction
 * @param {(visited: VisitedShape) => void} visit
 */
function cycle(editor, actions, direction, visit) {
  const visited = actions.cycle(direction);
  if (visited === null) {
    // After the last shape Tab leaves the board, as in any list.
    editor.selection.clear();
    return false;
  }
  // The select tool lets the person move or delete the shape.
  if (editor.tool.value !== "select") editor.tool.set("select");
  revealBox(editor, visited.shape.box);
  visit(visited);
  return true;
}

/** Pans until a box is in view. @param {Editor} editor @param {import("../../model/box.js").Box} box  in units */
function revealBox({ camera }, box) {
  if (contains(camera.view(), box)) return;
  const middle = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
  camera.goTo(camera.centred(middle, camera.zoom));
}
