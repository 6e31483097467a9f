/**
 * Meanings of WebSocket close codes: those of RFC 6455 and of this protocol (SPEC C11).
 */

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {number} closeCode @param {Translate} t */
export function meaningOfClose(closeCode, t) {
  /** @type {Readonly<Record<number, string>>} */
  const meanings = {
    1000: t("hood-close-1000"),
    1001: t("hood-close-1001"),
    1002: t("hood-close-1002"),
    1003: t("hood-close-1003"),
    1005: t("hood-close-1005"),
    1006: t("hood-close-1006"),
    1007: t("hood-close-1007"),
    1009: t("hood-close-1009"),
    1011: t("hood-close-1011"),
    1012: t("hood-close-1012"),
    4000: t("hood-close-4000"),
    4001: t("hood-close-4001"),
    4002: t("hood-close-4002"),
    4003: t("hood-close-4003"),
    4004: t("hood-close-4004"),
    4500: t("hood-close-4500"),
    4501: t("hood-close-4501"),
    4503: t("hood-close-4503"),
    4504: t("hood-close-4504"),
    4509: t("hood-close-4509"),
    4510: t("hood-close-4510"),
    4511: t("hood-close-4511"),
  };
  return meanings[closeCode] ?? (closeCode >= 4000 ? t("hood-close-own") : t("hood-close-other"));
}

/** Whether a Close frame carries a code; the others are told by the browser alone (RFC 6455 section 7.4). @param {number} closeCode */
export function isOnWire(closeCode) {
  return closeCode !== 1005 && closeCode !== 1006 && closeCode !== 1015;
}
