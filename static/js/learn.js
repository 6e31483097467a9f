/**
 * The lecture page: theme and language as on the start page, and a script for each live figure.
 */

import { byId, queryAll } from "./ui/elements/dom.js";
import { bindDuplex } from "./ui/learn/duplex_figure.js";
import { bindFrameBuilder } from "./ui/learn/frame_builder.js";
import { bindHandshake } from "./ui/learn/handshake_live.js";
import { bindPolling } from "./ui/learn/polling_figure.js";
import { bindSequences } from "./ui/learn/sequences.js";
import { loadTexts } from "./ui/settings/l10n.js";
import { bindLanguageLinks } from "./ui/settings/language.js";
import { bindThemeButtons } from "./ui/settings/theme_buttons.js";

/** The board that the figures use: that of `?board=` in the address, else the demo board. */
function chosenBoard() {
  const asked = new URL(location.href).searchParams.get("board") ?? "";
  const { demo } = byId("lecture", HTMLElement).dataset;
  return /^(demo|[0-9A-Za-z]{22})$/.test(asked) ? asked : (demo ?? "");
}

/** Binds one figure: what is missing in one must not end the others. @param {() => void} bind */
function bindFigure(bind) {
  try {
    bind();
  } catch (error) {
    console.error("a figure does not work", error);
  }
}

async function start() {
  const t = await loadTexts("hood", "learn");
  const board = chosenBoard();
  bindFigure(() => bindFrameBuilder(t));
  bindFigure(() => bindSequences(t));
  byId("no-board", HTMLElement).hidden = board !== "";
  for (const button of queryAll("[data-needs-board]"))
    button.toggleAttribute("disabled", board === "");
  if (board === "") return;
  for (const link of queryAll("a[data-board]"))
    link.setAttribute("href", `${link.dataset.board}${board}`);
  bindFigure(() => bindPolling(board, t));
  const place = { board, form: byId("lecture", HTMLElement).dataset.form ?? "" };
  bindFigure(() => bindHandshake(place, t));
  bindFigure(() => bindDuplex(place, t));
}

bindThemeButtons();
bindLanguageLinks();
start();
