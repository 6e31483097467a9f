/**
 * The commands that move the camera and turn pages.
 */

import { fitPage, zoomAroundMiddle } from "./zoom.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Share of the screen that Page Up and Page Down pan on a board of one page. */
const SCREEN_SHARE = 0.8;

/** @param {Editor} editor @param {(held: boolean) => void} holdHand  Space is held: the pointer pans the board @returns {Command[]} */
export function viewCommands(editor, holdHand) {
  const { camera } = editor;
  /** @param {1 | -1} direction */
  const zoom = (direction) => zoomAroundMiddle(editor, camera.stepFrom(direction));
  /** Turns the page, or pans where there is only one. @param {1 | -1} direction */
  const turn = (direction) => {
    if (!editor.pages.turn(direction)) camera.pan(0, -direction * SCREEN_SHARE * camera.height);
  };
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
    { id: "page-up", keys: ["PageUp"], onBoard: true, run: () => turn(-1) },
    { id: "page-down", keys: ["PageDown"], onBoard: true, run: () => turn(1) },
  ];
}
