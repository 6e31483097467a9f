/**
 * Why the server does not take a picture, in words (SPEC P1 to P4).
 */

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {string} code  of the refusal @param {Translate} t */
export function whyRefused(code, t) {
  switch (code) {
    case "format":
    case "unreadable":
    case "gone":
      return t("picture-unreadable");
    case "too_big":
    case "413":
    case "too_many_pixels":
      return t("picture-too-large");
    case "quota":
      return t("picture-quota");
    case "no_room":
      return t("picture-no-room");
    case "role":
    case "mode":
      return t("refused-role");
    default:
      return t("picture-refused-code", { code });
  }
}
