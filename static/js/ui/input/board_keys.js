/**
 * What the keys do to the board. What they do to the rest of the page (fit, theme, focus mode,
 * regions, help) is the page's to add.
 */

import { contains } from "../../model/box.js";
import { HIGHLIGHTER, HIGHLIGHTER_NAMES, INK_NAMES } from "../../model/colour.js";
import { SIZES } from "../toolbar/styles.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../tools/actions.js").Actions} Actions */
/** @typedef {NonNullable<ReturnType<Actions["cycle"]>>} Visited */

/** Steps of the arrow keys in units, without and with Shift. */
const NEAR = 16;
const FAR = 160;

/** How many screen pixels an arrow key pans where it would move the selection by a unit. */
const PAN = 4;

/** Share of the screen that Page Up and Page Down pan. */
const PAGEFUL = 0.8;

/**
 * @param {object} parts
 * @param {Editor} parts.editor
 * @param {Gestures} parts.gestures
 * @param {Actions} parts.actions
 * @param {(held: boolean) => void} parts.holdHand  Space is down: the pointer moves the board
 * @param {(visited: Visited) => void} parts.visit  a shape was reached with Tab: say which
 * @returns {import("./keyboard.js").KeyActions}
 */
export function boardKeys({ editor, gestures, actions, holdHand, visit }) {
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
      // Frames and handles belong to the tool that can use them.
      editor.tool.set("select");
      actions.selectAll();
    },
    escape: () => giveUp(editor, gestures),
    "next-shape": () => cycle(editor, actions, 1, visit),
    "previous-shape": () => cycle(editor, actions, -1, visit),
    "hold-hand": holdHand,
  };
}

/** Zooms around the middle of the screen. @param {Editor} editor @param {number} zoom */
export function zoomTo({ camera }, zoom) {
  camera.zoomAt({ x: camera.width / 2, y: camera.height / 2 }, zoom);
}

/** @param {Editor} editor @param {Gestures} gestures */
function toolKeys(editor, gestures) {
  const ids = ["select", "hand", "pen", "highlighter", "eraser"];
  const there = ids.filter((id) => gestures.tool(id) !== null);
  return Object.fromEntries(there.map((id) => [`tool-${id}`, () => editor.tool.set(id)]));
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
    const now = selected?.ink ?? style.value.ink;
    const shown = isMarker ? HIGHLIGHTER[now] : now;
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
    "zoom-in": () => zoomTo(editor, camera.stepFrom(1)),
    "zoom-out": () => zoomTo(editor, camera.stepFrom(-1)),
    "zoom-reset": () => zoomTo(editor, 1),
    "page-up": () => camera.pan(0, PAGEFUL * camera.height),
    "page-down": () => camera.pan(0, -PAGEFUL * camera.height),
  };
}

/** Arrow keys move the selection, and the board when nothing is selected. @param {Editor} editor @param {Actions} actions */
function arrowKeys(editor, actions) {
  /** @param {number} dx @param {number} dy @returns {(down: boolean) => void} */
  const arrow = (dx, dy) => (down) => {
    if (!down) actions.endNudge();
    else if (!actions.nudge(dx, dy)) editor.camera.pan(-dx * PAN, -dy * PAN);
  };
  return {
    left: arrow(-NEAR, 0),
    right: arrow(NEAR, 0),
    up: arrow(0, -NEAR),
    down: arrow(0, NEAR),
    "far-left": arrow(-FAR, 0),
    "far-right": arrow(FAR, 0),
    "far-up": arrow(0, -FAR),
    "far-down": arrow(0, FAR),
  };
}

/** An undo in the middle of a stroke would take back the one before it. @param {Gestures} gestures @param {() => void} act */
function unlessDrawing(gestures, act) {
  if (gestures.live.value === null) act();
}

/** @param {Editor} editor @param {Gestures} gestures */
function giveUp(editor, gestures) {
  if (gestures.cancel()) return true;
  if (editor.selection.size === 0) return false;
  editor.selection.clear();
  return true;
}

/**
 * @param {Editor} editor
 * @param {Actions} actions
 * @param {1 | -1} direction
 * @param {(visited: Visited) => void} visit
 */
function cycle(editor, actions, direction, visit) {
  const visited = actions.cycle(direction);
  if (visited === null) {
    // Past the last shape Tab leaves the board as it leaves any other list.
    editor.selection.clear();
    return false;
  }
  // What is reached can be moved and deleted, so it has the tool for that.
  if (editor.tool.value !== "select") editor.tool.set("select");
  show(editor, visited.shape.box);
  visit(visited);
  return true;
}

/** Brings a box into view. @param {Editor} editor @param {import("../../model/box.js").Box} box  in units */
function show({ camera }, box) {
  if (contains(camera.view(), box)) return;
  const middle = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
  camera.goTo(camera.centred(middle, camera.zoom));
}
