/**
 * The commands on shapes: undo, select, lock, delete, and the arrow keys.
 */

import { shapesWith } from "../../editor/selection.js";
import { contains } from "../../model/box.js";
import { isLocked } from "../../model/more.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../actions.js").Actions} Actions */
/** @typedef {NonNullable<ReturnType<Actions["cycle"]>>} VisitedShape */
/**
 * @typedef {object} ArrangeParts
 * @property {Editor} editor
 * @property {Gestures} gestures
 * @property {Actions} actions
 * @property {() => boolean} takeBack  takes back one thing; returns false when there is none
 * @property {(visited: VisitedShape) => void} onVisit  called with the shape that Tab has selected
 */

/** Steps of the arrow keys in units, without and with Shift. */
const STEP = 16;
const LARGE_STEP = 160;

/** Screen pixels that an arrow key pans for each unit that it would move a selection. */
const PAN_PX_PER_UNIT = 4;

/** @param {ArrangeParts} parts @returns {Command[]} */
export function arrangeCommands({ editor, gestures, actions, takeBack, onVisit }) {
  // An undo during a stroke would remove the stroke before it.
  const isIdle = () => gestures.live.value === null;
  return [
    {
      ...{ id: "undo", keys: ["Ctrl+Z"], isInBoardMenu: true },
      when: isIdle,
      run: () => editor.undo(),
    },
    {
      ...{ id: "redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], isInBoardMenu: true },
      when: isIdle,
      run: () => editor.redo(),
    },
    {
      ...{ id: "select-all", keys: ["Ctrl+A"], isInBoardMenu: true },
      run() {
        gestures.interrupt();
        // Only the select tool can use the selection's frame.
        editor.tool.set("select");
        const count = actions.selectAll();
        if (count > 0) editor.notices.set({ kind: "arranged", what: "selected", count });
      },
    },
    {
      ...{ id: "delete", keys: ["Delete", "Backspace"], isInMenu: true, needsSelection: true },
      run: () => remove(editor, actions),
    },
    {
      ...{ id: "lock", keys: ["Ctrl+Shift+L"], isInMenu: true, needsSelection: true },
      run: () => toggleLock(editor),
    },
    { id: "escape", keys: ["Escape"], inPanels: true, run: takeBack },
    {
      id: "next-shape",
      keys: ["Tab"],
      onBoard: true,
      run: () => cycle(editor, actions, 1, onVisit),
    },
    {
      id: "previous-shape",
      keys: ["Shift+Tab"],
      onBoard: true,
      run: () => cycle(editor, actions, -1, onVisit),
    },
    ...arrowCommands(editor, actions),
  ];
}

/** Arrow keys move the selection, or pan the board when nothing is selected. @param {Editor} editor @param {Actions} actions @returns {Command[]} */
function arrowCommands(editor, actions) {
  /** @param {string} id @param {string} key @param {number} dx @param {number} dy @returns {Command} */
  const arrow = (id, key, dx, dy) => ({
    id,
    keys: [key],
    onBoard: true,
    held: true,
    run(down) {
      if (!down) actions.endNudge();
      else if (!actions.nudge(dx, dy))
        editor.camera.pan(-dx * PAN_PX_PER_UNIT, -dy * PAN_PX_PER_UNIT);
    },
  });
  return [
    arrow("left", "ArrowLeft", -STEP, 0),
    arrow("right", "ArrowRight", STEP, 0),
    arrow("up", "ArrowUp", 0, -STEP),
    arrow("down", "ArrowDown", 0, STEP),
    arrow("far-left", "Shift+ArrowLeft", -LARGE_STEP, 0),
    arrow("far-right", "Shift+ArrowRight", LARGE_STEP, 0),
    arrow("far-up", "Shift+ArrowUp", 0, -LARGE_STEP),
    arrow("far-down", "Shift+ArrowDown", 0, LARGE_STEP),
  ];
}

/** @param {Editor} editor @param {Actions} actions */
function remove({ notices, selection, rights }, actions) {
  const { count, loose } = actions.deleteSelection();
  if (count > 0) notices.set({ kind: "arranged", what: "removed", count, loose });
  else if (selection.size > 0 && rights.value.draw) notices.set({ kind: "locked" });
  else return false;
  return true;
}

/** Locks the selected shapes, and unlocks them when all are locked. They stay selected. @param {Editor} editor */
function toggleLock(editor) {
  const { selection, view, rights, notices } = editor;
  if (!rights.value.draw) return false;
  const shapes = shapesWith(view, selection.value);
  const free = shapes.filter((shape) => !isLocked(shape));
  const changed = free.length > 0 ? free : shapes;
  if (changed.length === 0) return false;
  const locked = free.length > 0;
  editor.commit(changed.map(({ id }) => /** @type {SetOp} */ ({ op: "set", id, locked })));
  notices.set({ kind: "arranged", what: locked ? "locked" : "unlocked", count: changed.length });
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
