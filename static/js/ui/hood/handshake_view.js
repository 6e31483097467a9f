/**
 * The opening handshake as it happened: request and answer with their headers, what was offered and taken, and how
 * `Sec-WebSocket-Accept` follows from the key.
 */

import { headerOf, parseHead } from "../../model/handshake.js";
import { code, make } from "../elements/build.js";
import { acceptFigure } from "./accept_view.js";

/** @typedef {import("../../model/handshake.js").Head} Head */
/** @typedef {import("../../sync/frame_log.js").Handshake} Handshake */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {Handshake | null} handshake @param {Translate} t @returns {Node[]} */
export function handshakeView(handshake, t) {
  if (handshake === null) return [make("p", {}, t("hood-no-connection"))];
  const { channel, request, answer, isReported } = handshake;
  if (channel.kind === "stream") return [make("p", {}, t("hood-stream-text")), code(channel.url)];
  if (request === null || answer === null)
    return [make("p", {}, isReported ? t("hood-handshake-not-kept") : t("hood-handshake-waiting"))];
  return handshakeFigure({ request, answer }, t);
}

/** @param {{request: string, answer: string}} heads @param {Translate} t @returns {HTMLElement[]} */
export function handshakeFigure({ request, answer }, t) {
  const asked = parseHead(request);
  const answered = parseHead(answer);
  const key = headerOf(asked, "Sec-WebSocket-Key");
  const struck = request.includes("***") ? make("p", { class: "small" }, t("hood-struck")) : null;
  return [
    section(t("hood-request"), headView(asked, t), struck),
    section(t("hood-answer"), headView(answered, t)),
    section(t("hood-agreed"), agreed(asked, answered, t)),
    key === null
      ? null
      : section(t("hood-accept"), acceptFigure(key, headerOf(answered, "Sec-WebSocket-Accept"), t)),
  ].filter((part) => part !== null);
}

/** @param {string} name @param {...(HTMLElement | null)} parts */
function section(name, ...parts) {
  return make("section", {}, make("h3", {}, name), ...parts);
}

/** @param {Head} head @param {Translate} t */
function headView({ line, headers }, t) {
  const rows = headers.map(({ name, value }) => {
    const isPart = /^(upgrade|connection|origin|host|sec-websocket-)/i.test(name);
    return make(
      "div",
      isPart ? { class: "of-handshake" } : {},
      make("dt", {}, name),
      make("dd", {}, value === "***" ? t("hood-struck-value") : value),
    );
  });
  return make("div", { class: "http-head" }, code(line, "http-line"), make("dl", {}, ...rows));
}

/** Shows what client and server agreed on. @param {Head} asked @param {Head} answered @param {Translate} t */
function agreed(asked, answered, t) {
  const offered = headerOf(asked, "Sec-WebSocket-Extensions");
  const taken = headerOf(answered, "Sec-WebSocket-Extensions");
  const none = t("hood-none");
  /** @type {[string, string, string][]} */
  const rows = [
    [t("hood-origin"), headerOf(asked, "Origin") ?? none, t("hood-origin-text")],
    [
      t("hood-subprotocol"),
      `${headerOf(asked, "Sec-WebSocket-Protocol") ?? none} → ${headerOf(answered, "Sec-WebSocket-Protocol") ?? none}`,
      t("hood-subprotocol-text"),
    ],
    [
      t("hood-extensions"),
      `${offered ?? none} → ${taken ?? none}`,
      offered !== null && taken === null ? t("hood-extensions-text") : "",
    ],
  ];
  const items = rows.map(([name, value, text]) =>
    make(
      "div",
      {},
      make("dt", {}, name),
      make("dd", {}, code(value), text === "" ? null : make("small", {}, text)),
    ),
  );
  return make("dl", { class: "agreed" }, ...items);
}
