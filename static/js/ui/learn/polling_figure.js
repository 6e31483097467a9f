/**
 * The figure of polling: asks for news again and again, and counts what that costs.
 */

import { askForNews, readHead } from "../../sync/lecture_requests.js";
import { byId } from "../elements/dom.js";
import { bindBusyButton } from "./busy_button.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

const ASK_MS = 1_000;
/** The figure stops by itself. */
const MAX_QUESTIONS = 10;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} board @param {Translate} t */
export function bindPolling(board, t) {
  const button = byId("poll", HTMLButtonElement);
  const output = byId("poll-output", HTMLElement);
  const status = byId("poll-status", HTMLElement);
  const answer = byId("poll-answer", HTMLElement);
  let [asked, news, characters] = [0, 0, 0];
  /** @type {number | null} */
  let since = null;

  const ask = async () => {
    since ??= await readHead(board);
    const { path, status: code, head, body } = await askForNews(board, since);
    // The browser adds headers, which a script cannot read.
    const request = `GET ${path} HTTP/1.1\nHost: ${location.host}\n`;
    if (code === 200) {
      const { edits } = JSON.parse(body);
      since += edits.length;
      news += edits.length;
    } else since = null;
    asked += 1;
    characters += request.length + head.length + body.length;
    answer.textContent = `${request}…\n\n${head}\n\n${body}`;
  };

  bindBusyButton({ button, status, t }, async () => {
    status.textContent = "";
    for (let left = MAX_QUESTIONS; left > 0; left -= 1) {
      await ask();
      output.textContent = t("learn-poll-result", { asked, news, characters });
      if (left > 1) await pause(ASK_MS);
    }
    // Readers hear the counts once, not every second.
    status.textContent = output.textContent;
    output.textContent = "";
  });
}
