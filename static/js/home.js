/**
 * The start page: theme, language, the boards this browser has opened, and a link
 * that leads to none. All else works without.
 */

import { bindJoinForm } from "./ui/page/join.js";
import { copyOf, part, partOf } from "./ui/page/page_parts.js";
import { bindLanguageLinks } from "./ui/settings/language.js";
import { recentBoards, removeRecentBoard } from "./ui/settings/recent_boards.js";
import { Theme } from "./ui/settings/theme.js";
import { Choice } from "./ui/toolbar/choice.js";

/** @param {import("./ui/settings/recent_boards.js").Recent} recent */
function row({ board, name, at }) {
  const element = copyOf("recent-row");
  const status = part("recent-status", HTMLElement);
  const link = partOf("a", element);
  link.setAttribute("href", `/b/${board}`);
  const title = name === "" ? (status.dataset.untitled ?? "") : name;
  partOf("bdi", element).textContent = title;
  const when = new Date(at);
  const time = partOf("time", element);
  time.setAttribute("datetime", when.toISOString());
  const { lang } = document.documentElement;
  time.textContent = when.toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  const forget = partOf("button", element);
  forget.setAttribute("aria-label", `${forget.title}: ${title}`);
  forget.addEventListener("click", () => {
    const putBack = removeRecentBoard(board);
    showRecents();
    offerBack(putBack);
    status.textContent = status.dataset.forgotten ?? "";
  });
  return element;
}

/** For a board that was never shared the list may be the only way to it. @param {() => void} putBack */
function offerBack(putBack) {
  const note = part("recent-gone", HTMLElement);
  const back = part("recent-back", HTMLButtonElement);
  part("recent", HTMLElement).hidden = false;
  note.hidden = false;
  back.onclick = () => {
    putBack();
    note.hidden = true;
    showRecents();
    partOf("#recent-list a", document).focus();
  };
  back.focus();
}

function showRecents() {
  const list = recentBoards();
  part("recent-list", HTMLElement).replaceChildren(...list.map(row));
  part("recent", HTMLElement).hidden = list.length === 0;
}

function offerThemes() {
  const theme = new Theme();
  const group = partOf("[data-setting=theme]", document);
  const choice = new Choice(group, "value", (value) => {
    theme.choose(/** @type {import("./ui/settings/theme.js").Choice} */ (value));
    choice.show(value);
  });
  choice.show(theme.choice);
}

offerThemes();
bindJoinForm();
bindLanguageLinks();
showRecents();
// A board that was renamed since is listed anew when this page comes back from the history.
addEventListener("pageshow", (event) => {
  if (event.persisted) showRecents();
});
