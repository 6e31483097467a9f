/**
 * Names of what passes over a connection, as rows and filters show them.
 */

/** @typedef {import("../../sync/frame_log.js").Entry} Entry */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Returns the name of a row: a message has the name that the protocol gives it. @param {Entry} entry @param {Translate} t */
export function entryName({ kind, type }, t) {
  if (kind === "opened") return type === "stream" ? t("hood-stream-opened") : t("hood-opened");
  if (kind === "closed") return t("hood-closed");
  return type;
}

/** Group of an entry in the filter by kind. @param {Entry} entry @returns {"data" | "live" | "control"} */
export function groupOf({ kind, type }) {
  if (kind !== "message" || type === "ping" || type === "hb") return "control";
  return type === "draft" || type === "presence" || type === "live" ? "live" : "data";
}

/** Returns the purpose of a message of this protocol (SPEC C, L, V). @param {string} type @param {Translate} t @returns {string} empty for an unknown one */
export function purposeOf(type, t) {
  /** @type {Readonly<Record<string, string>>} */
  const purposes = {
    hello: t("hood-for-hello"),
    welcome: t("hood-for-welcome"),
    resync: t("hood-for-resync"),
    ops: t("hood-for-ops"),
    log: t("hood-for-log"),
    ack: t("hood-for-ack"),
    nack: t("hood-for-nack"),
    draft: t("hood-for-draft"),
    presence: t("hood-for-presence"),
    live: t("hood-for-live"),
    ping: t("hood-for-ping"),
    hb: t("hood-for-hb"),
    bye: t("hood-for-bye"),
  };
  return purposes[type] ?? "";
}
