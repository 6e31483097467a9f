/**
 * Describes in words how the server's reader understood some bytes.
 */

import { toHex } from "../../model/frame.js";
import { meaningOfClose } from "../hood/close_meanings.js";

/** @typedef {import("../../sync/lecture_requests.js").Reading} Reading */
/** @typedef {import("../../sync/lecture_requests.js").ReadMessage} ReadMessage */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {ReadMessage} message @param {Translate} t */
function messageText(message, t) {
  switch (message.kind) {
    case "text":
      return t("learn-read-text", { text: message.text });
    case "binary":
      return t("learn-read-binary", { bytes: message.bytes });
    case "ping":
      return t("learn-read-ping", { bytes: message.bytes });
    case "pong":
      return t("learn-read-pong");
    case "close": {
      const { code, reason } = message;
      const meaning = code === null ? t("hood-close-1005") : `${code} ${meaningOfClose(code, t)}`;
      return t("learn-read-close", { meaning: reason === "" ? meaning : `${meaning} (${reason})` });
    }
  }
}

/** The sentences that say what was read. @param {Reading} reading @param {Translate} t */
export function readingLines({ messages, close, rest, open }, t) {
  const lines = messages.map((message) => messageText(message, t));
  if (close !== null)
    lines.push(
      t("learn-read-refused", { meaning: `${close.code} ${meaningOfClose(close.code, t)}` }),
    );
  if (rest > 0) lines.push(t("learn-read-rest", { count: rest }));
  if (open) lines.push(t("learn-read-open"));
  return lines.length === 0 ? [t("learn-read-nothing")] : lines;
}

/** Bytes in hex, with a gap after each. @param {Uint8Array} bytes */
export function hexOf(bytes) {
  return toHex(bytes, " ");
}
