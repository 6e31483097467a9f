/**
 * The board's name where it is shown: on its card, in the tab's title, in the list of boards opened
 * here.
 */

import { visibleName } from "../../model/names.js";
import { byId } from "../elements/dom.js";
import { addRecentBoard } from "../settings/recent_boards.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {Editor} editor @param {Translate} t */
export function bindBoardName(editor, t) {
  const card = byId("board-name", HTMLElement);
  const board = document.documentElement.dataset.board ?? "";
  let isListed = false;
  const button = byId("menu-button", HTMLElement);
  const { tip = "" } = button.dataset;
  // What is cut off is told in full by the tip; readers hear all of it anyway.
  const showTip = () => {
    const isCut = card.scrollWidth > card.clientWidth;
    button.dataset.tip = isCut ? (card.textContent ?? "") : tip;
  };
  for (const type of ["pointerenter", "focus"]) button.addEventListener(type, showTip);
  const show = () => {
    const name = nameOf(editor) || t("untitled-board");
    if (card.textContent !== name) card.textContent = name;
    const count = Math.max(1, editor.peers.count.value);
    const title = t("title-people", { name, count });
    if (document.title !== title) document.title = title;
  };
  const addToRecent = () => {
    isListed = true;
    addRecentBoard({ board, name: nameOf(editor), at: Date.now() });
  };
  editor.view.subscribe(({ reset, name }) => {
    if (!reset && !name) return;
    show();
    if (isListed) addToRecent();
  });
  editor.peers.count.subscribe(show);
  const addOnceLoaded = () => {
    const { state } = editor.status.value;
    // A board that never answered is not one that was opened.
    if (!isListed && state !== "loading" && state !== "stopped" && state !== "offline")
      addToRecent();
  };
  editor.status.subscribe(addOnceLoaded);
  addOnceLoaded();
  show();
}

/** What can be read of the board's name. @param {Editor} editor */
function nameOf({ view }) {
  return visibleName(view.name);
}
