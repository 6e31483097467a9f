/**
 * Shows the board's name on its card and in the tab's title, and lists the board among the recent ones.
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
  // The tooltip shows the whole name where the card cuts it off. Screen readers always read all of it.
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
    // A board that the server never sent does not count as opened.
    if (!isListed && state !== "loading" && state !== "stopped" && state !== "offline")
      addToRecent();
  };
  editor.status.subscribe(addOnceLoaded);
  addOnceLoaded();
  show();
}

/** The board's name without invisible characters. @param {Editor} editor */
function nameOf({ view }) {
  return visibleName(view.name);
}
