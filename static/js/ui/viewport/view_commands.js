/**
 * The commands that move the camera.
 */

import { fitPage, zoomAroundMiddle } from "./zoom.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Share of the screen that Page Up and Page Down pan. */
const SCREEN_SHARE = 0.8;

/** @param {Editor} editor @param {(held: boolean) => void} holdHand  Space is held: the pointer pans the board @returns {Command[]} */
export function viewCommands(editor, holdHand) {
  const { camera } = editor;
  /** @param {1 | -1} direction */
  const zoom = (direction) => zoomAroundMiddle(editor, camera.stepFrom(direction));
  /** @param {1 | -1} direction */
  const pan = (direction) => camera.pan(0, direction * SCREEN_SHARE * camera.height);
  return [
    { id: "hold-hand", keys: ["Space"], onBoard: true, held: true, run: holdHand },
    { id: "zoom-in", keys: ["Ctrl+=", "Ctrl++"], run: () => zoom(1) },
    { id: "zoom-out", keys: ["Ctrl+-"], run: () => zoom(-1) },
    {
      id: "zoom-reset",
      keys: ["Ctrl+0", "Shift+0"],
      run: () => zoomAroundMiddle(editor, 1),
    },
    { id: "zoom-fit", keys: ["Shift+1"], isInBoardMenu: true, run: () => fitPage(editor) },
    { id: "page-up", keys: ["PageUp"], onBoard: true, run: () => pan(1) },
    { id: "page-down", keys: ["PageDown"], onBoard: true, run: () => pan(-1) },
  ];
}
