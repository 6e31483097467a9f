/**
 * The figure of polling: asks for news again and again, and counts what that costs.
 */

import { askForNews, readHead } from "../../sync/lecture_requests.js";
import { byId } from "../elements/dom.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

const ASK_MS = 1_000;
/** The figure stops by itself. */
const MAX_QUESTIONS = 10;

/** @param {string} board @param {Translate} t */
export function bindPolling(board, t) {
  const button = byId("poll", HTMLButtonElement);
  const output = byId("poll-output", HTMLElement);
  const answer = byId("poll-answer", HTMLElement);
  let [left, asked, news, bytes] = [0, 0, 0, 0];
  /** @type {number | null} */
  let since = null;

  const ask = async () => {
    since ??= await readHead(board);
    const { path, status, head, body } = await askForNews(board, since);
    const request = `GET ${path} HTTP/1.1\nHost: ${location.host}`;
    if (status === 200) {
      const { edits } = JSON.parse(body);
      since += edits.length;
      news += edits.length;
    } else since = null;
    asked += 1;
    bytes += request.length + head.length + body.length;
    answer.textContent = `${request}\n…\n\n${head}\n\n${body}`;
    output.textContent = t("learn-poll-result", { asked, news, bytes });
    left -= 1;
    if (left > 0) setTimeout(ask, ASK_MS);
    else button.disabled = false;
  };

  button.addEventListener("click", () => {
    button.disabled = true;
    left = MAX_QUESTIONS;
    ask();
  });
}
