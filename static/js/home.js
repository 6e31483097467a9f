/**
 * The start page: theme, language, the boards this browser has opened, and a link
 * that leads to none. All else works without.
 */

import { ButtonGroup } from "./ui/elements/button_group.js";
import { byId, cloneTemplate, query } from "./ui/elements/dom.js";
import { bindJoinForm } from "./ui/page/join_form.js";
import { bindLanguageLinks } from "./ui/settings/language.js";
import { recentBoards, removeRecentBoard } from "./ui/settings/recent_boards.js";
import { Theme } from "./ui/settings/theme.js";

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

/** For a board that was never shared the list may be the only way to it. @param {() => void} putBack */
function showUndo(putBack) {
  const message = byId("recent-gone", HTMLElement);
  const undoButton = byId("recent-back", HTMLButtonElement);
  byId("recent", HTMLElement).hidden = false;
  message.hidden = false;
  undoButton.onclick = () => {
    putBack();
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

function bindThemes() {
  const theme = new Theme();
  const group = query("[data-setting=theme]", document);
  const choice = new ButtonGroup(group, "value", (value) => {
    theme.choose(/** @type {import("./ui/settings/theme.js").ThemeChoice} */ (value));
    choice.show(value);
  });
  choice.show(theme.choice);
}

bindThemes();
bindJoinForm();
bindLanguageLinks();
showRecents();
// A board that was renamed since is listed anew when this page comes back from the history.
addEventListener("pageshow", (event) => {
  if (event.persisted) showRecents();
});
