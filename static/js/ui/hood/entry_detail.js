/**
 * One message, control frame or close in detail: what it is for, its frames bit by bit, its text.
 */

import { buildHeader, closePayload, OPCODE, parseHeader } from "../../model/frame.js";
import { make } from "../elements/build.js";
import { isOnWire, meaningOfClose } from "./close_meanings.js";
import { entryName, purposeOf } from "./entry_names.js";
import { frameFigure, opcodeText } from "./frame_view.js";

/** @typedef {import("../../sync/socket.js").CloseDetail} CloseDetail */
/** @typedef {import("../../sync/frame_log.js").Entry} Entry */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Frames that are shown of a message in fragments. */
const MAX_FRAMES = 8;

/** @param {Entry} entry @param {Translate} t @returns {Node[]} */
export function entryDetail(entry, t) {
  if (entry.kind === "opened") return [title(entry, t), make("p", {}, t("hood-opened-text"))];
  if (entry.kind === "closed") return [title(entry, t), ...closeDetail(entry, t)];
  const purpose =
    entry.kind === "control" ? controlPurpose(entry.type, t) : purposeOf(entry.type, t);
  return [
    title(entry, t),
    purpose === "" ? null : make("p", {}, purpose),
    ...frames(entry, t),
    text(entry, t),
  ].filter((node) => node !== null);
}

/** @param {Entry} entry @param {Translate} t */
function title(entry, t) {
  const { sender } = entry;
  const from =
    sender === null ? "" : sender === "page" ? t("hood-page-to-server") : t("hood-server-to-page");
  return make("h3", {}, entryName(entry, t), " ", make("small", {}, from));
}

/** @param {Entry} entry @param {Translate} t @returns {HTMLElement[]} */
function frames({ frames: all, over }, t) {
  if (all.length === 0)
    return [
      make(
        "p",
        { class: "small" },
        over === "stream" ? t("hood-stream-no-frames") : t("hood-no-frame"),
      ),
    ];
  const figures = all.slice(0, MAX_FRAMES).map((frame) => frameFigure(frame, t));
  if (all.length === 1) return figures;
  return [make("p", { class: "small" }, t("hood-fragments", { count: all.length })), ...figures];
}

/** @param {Entry} entry @param {Translate} t */
function text({ text: content, kind }, t) {
  if (kind !== "message") return null;
  return make(
    "section",
    {},
    make("h4", {}, t("hood-decoded")),
    make("pre", { class: "traffic-text", tabindex: "0", "aria-label": t("hood-decoded") }, content),
  );
}

/** @param {Entry} entry @param {Translate} t @returns {HTMLElement[]} */
function closeDetail({ close }, t) {
  if (close === null) return [make("p", {}, t("hood-closed-here"))];
  const { code, reason } = close;
  const parts = [
    make("p", { class: "close-code" }, make("b", {}, String(code)), " ", meaningOfClose(code, t)),
  ];
  if (reason !== "") parts.push(make("p", {}, make("q", {}, reason)));
  if (!isOnWire(code)) return [...parts, make("p", { class: "small" }, t("hood-close-not-sent"))];
  const payload = closePayload(code, reason);
  const header = parseHeader(buildHeader({ opcode: OPCODE.close, length: payload.length }));
  if (header === null) return parts;
  const figure = frameFigure({ header, payload: payload.slice(0, 16) }, t);
  return [...parts, make("p", { class: "small" }, t("hood-close-rebuilt")), figure];
}

/** @param {string} type @param {Translate} t */
function controlPurpose(type, t) {
  if (type === "ping") return t("hood-about-ping");
  if (type === "pong") return t("hood-about-pong");
  return type === "close" ? opcodeText("close", t) : "";
}
