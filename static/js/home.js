/**
 * The start page: theme, language, the boards this browser has opened, and a link
 * that leads to none. All else works without.
 */

import { Choice } from "./ui/choice.js";
import { followJoinForm } from "./ui/join.js";
import { followLanguageLinks } from "./ui/language.js";
import { copyOf, part, partOf } from "./ui/page_parts.js";
import { forgetRecent, recents } from "./ui/recents.js";
import { Theme } from "./ui/theme.js";

/** @param {import("./ui/recents.js").Recent} recent */
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
    const putBack = forgetRecent(board);
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
  const list = recents();
  part("recent-list", HTMLElement).replaceChildren(...list.map(row));
  part("recent", HTMLElement).hidden = list.length === 0;
}

function offerThemes() {
  const theme = new Theme();
  const group = partOf("[data-setting=theme]", document);
  const choice = new Choice(group, "value", (value) => {
    theme.choose(/** @type {import("./ui/theme.js").Choice} */ (value));
    choice.show(value);
  });
  choice.show(theme.choice);
}

offerThemes();
followJoinForm();
followLanguageLinks();
showRecents();
// A board that was renamed since is listed anew when this page comes back from the history.
addEventListener("pageshow", (event) => {
  if (event.persisted) showRecents();
});
