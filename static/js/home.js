/**
 * The start page: theme, language, recent boards and the form that joins a board. Creating a board needs no script.
 */

import { byId, cloneTemplate, query } from "./ui/elements/dom.js";
import { bindJoinForm } from "./ui/page/join_form.js";
import { bindLanguageLinks } from "./ui/settings/language.js";
import { recentBoards, removeRecentBoard } from "./ui/settings/recent_boards.js";
import { bindThemeButtons } from "./ui/settings/theme_buttons.js";

/** @param {import("./ui/settings/recent_boards.js").Recent} recent */
function createRow({ board, name, at }) {
  const element = cloneTemplate("recent-row");
  const status = byId("recent-status", HTMLElement);
  const link = query("a", element);
  link.setAttribute("href", `/b/${board}`);
  const title = name === "" ? (status.dataset.untitled ?? "") : name;
  query("bdi", element).textContent = title;
  const when = new Date(at);
  const time = query("time", element);
  time.setAttribute("datetime", when.toISOString());
  const { lang } = document.documentElement;
  time.textContent = when.toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  const removeButton = query("button", element);
  removeButton.setAttribute("aria-label", `${removeButton.title}: ${title}`);
  removeButton.addEventListener("click", () => {
    const restore = removeRecentBoard(board);
    showRecents();
    showUndo(restore);
    status.textContent = status.dataset.forgotten ?? "";
  });
  return element;
}

/** Offers to undo a removal: the list may hold the only link to a board. @param {() => void} restore */
function showUndo(restore) {
  const message = byId("recent-gone", HTMLElement);
  const undoButton = byId("recent-back", HTMLButtonElement);
  byId("recent", HTMLElement).hidden = false;
  message.hidden = false;
  undoButton.onclick = () => {
    restore();
    message.hidden = true;
    showRecents();
    query("#recent-list a", document).focus();
  };
  undoButton.focus();
}

function showRecents() {
  const list = recentBoards();
  byId("recent-list", HTMLElement).replaceChildren(...list.map(createRow));
  byId("recent", HTMLElement).hidden = list.length === 0;
}

bindThemeButtons();
bindJoinForm();
bindLanguageLinks();
showRecents();
// After a visit to a board its name may be new: refresh when the page comes from the back/forward cache.
addEventListener("pageshow", (event) => {
  if (event.persisted) showRecents();
});
