/**
 * The commands that resize, turn and flip the selection. All steps while a key is held are one gesture and one edit. Their
 * module loads ahead of use; a press that comes earlier waits for it.
 */

import { isLocked } from "../../model/more.js";
import { importWithRetry, Lazy } from "../../platform/loading.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../keyed_change.js").KeyedChange} KeyedChange */
/** @typedef {import("../keyed_change.js").Outcome} Outcome */
/**
 * @typedef {object} TransformParts
 * @property {Editor} editor
 * @property {import("../../editor/gestures.js").Gestures} gestures
 * @property {(outcome: Outcome) => void} onTransformed  called when a command has ended
 * @property {(work: Promise<unknown>) => void} waitFor  makes keys wait for the module
 */

/** Steps of a resize in units, without and with Shift. */
const STEP = 16;
const LARGE_STEP = 160;

export const keyedChanges = new Lazy(() => importWithRetry(() => import("../keyed_change.js")));

/** @param {TransformParts} parts @returns {Command[]} */
export function transformCommands({ editor, gestures, onTransformed, waitFor }) {
  /** @type {KeyedChange | null} */
  let keyed = null;
  /** @param {(changes: typeof import("../keyed_change.js"), keyed: KeyedChange) => boolean | void} act */
  const run = (act) => {
    const { value } = keyedChanges;
    if (value !== null) {
      keyed ??= new value.KeyedChange(editor, gestures, onTransformed);
      return act(value, keyed);
    }
    waitFor(keyedChanges.load().then(() => run(act)));
    return true;
  };
  /** @param {string} id @param {string} key @param {(keyed: KeyedChange) => boolean} step @returns {Command} */
  const held = (id, key, step) => ({
    id,
    keys: [key],
    onBoard: true,
    held: true,
    needsSelection: true,
    run(down) {
      if (!down) return run((_, change) => change.end());
      return mayChange(editor) && run((_, change) => step(change));
    },
  });
  /** @param {string} id @param {string} key @param {number} dw @param {number} dh */
  const resize = (id, key, dw, dh) => held(id, key, (change) => change.resize(dw, dh));
  /** @param {string} id @param {string} key @param {1 | -1} direction @param {{isLittle?: boolean}} [options] */
  const turn = (id, key, direction, options) =>
    held(id, key, (change) => change.turn(direction, options));
  /** @param {string} id @param {string} key @param {boolean} isHorizontal @returns {Command} */
  const flip = (id, key, isHorizontal) => ({
    id,
    keys: [key],
    isInMenu: true,
    needsSelection: true,
    run: () =>
      mayChange(editor) &&
      run(({ flipSelection }) => {
        const isDone = flipSelection(editor, isHorizontal);
        if (isDone) onTransformed({ kind: "flip", isHorizontal });
        return isDone;
      }),
  });
  return [
    resize("resize-left", "Ctrl+ArrowLeft", -STEP, 0),
    resize("resize-right", "Ctrl+ArrowRight", STEP, 0),
    resize("resize-up", "Ctrl+ArrowUp", 0, -STEP),
    resize("resize-down", "Ctrl+ArrowDown", 0, STEP),
    resize("resize-far-left", "Ctrl+Shift+ArrowLeft", -LARGE_STEP, 0),
    resize("resize-far-right", "Ctrl+Shift+ArrowRight", LARGE_STEP, 0),
    resize("resize-far-up", "Ctrl+Shift+ArrowUp", 0, -LARGE_STEP),
    resize("resize-far-down", "Ctrl+Shift+ArrowDown", 0, LARGE_STEP),
    turn("turn-left", "Alt+,", -1),
    turn("turn-right", "Alt+.", 1),
    turn("turn-left-little", "Alt+Shift+,", -1, { isLittle: true }),
    turn("turn-right-little", "Alt+Shift+.", 1, { isLittle: true }),
    flip("flip-horizontal", "Shift+H", true),
    flip("flip-vertical", "Shift+V", false),
  ];
}

/** Whether anything is selected and all of it may be changed. @param {Editor} editor */
function mayChange({ rights, selectionFrame }) {
  const { frame, shapes } = selectionFrame;
  return frame !== null && rights.value.draw && !shapes.some(isLocked);
}
