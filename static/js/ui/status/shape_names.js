/**
 * The names of kinds and inks, and of changes, as a screen reader says them.
 */

import { UNITS_PER_PX } from "../../model/box.js";
import { HIGHLIGHTER } from "../../model/colour.js";
import { isCustom } from "../../model/styles.js";

/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../model/kinds.js").Kind} Kind */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {Shape} shape @param {Translate} t @returns {{kind: string, ink: string}} */
export function namesOf({ kind, style }, t) {
  /** @type {Record<Kind, string>} */
  const kinds = {
    ink: t("kind-ink"),
    highlight: t("kind-highlight"),
    line: t("kind-line"),
    arrow: t("kind-arrow"),
    rectangle: t("kind-rectangle"),
    ellipse: t("kind-ellipse"),
    diamond: t("kind-diamond"),
    text: t("kind-text"),
    note: t("kind-note"),
    image: t("kind-image"),
  };
  /** @type {Record<InkName, string>} */
  const inks = {
    black: t("say-black"),
    blue: t("say-blue"),
    red: t("say-red"),
    green: t("say-green"),
    orange: t("say-orange"),
    violet: t("say-violet"),
    sky: t("say-sky"),
    teal: t("say-teal"),
    pink: t("say-pink"),
    yellow: t("say-ochre"),
    brown: t("say-brown"),
    grey: t("say-grey"),
  };
  const name = kinds[kind];
  if (isCustom(style.ink)) return { kind: name, ink: t("say-own-colour") };
  const ink = kind === "highlight" ? HIGHLIGHTER[style.ink] : style.ink;
  const isYellow = kind === "highlight" && ink === "yellow";
  return { kind: name, ink: isYellow ? t("say-yellow") : inks[ink] };
}

/** What keys have done to the selection. @param {import("../../tools/commands/transform.js").Outcome} outcome @param {Translate} t */
export function sentenceOf(outcome, t) {
  switch (outcome.kind) {
    case "size": {
      const [width, height] = [outcome.w, outcome.h].map((size) => Math.round(size / UNITS_PER_PX));
      return t("say-size", { width: width ?? 0, height: height ?? 0 });
    }
    case "turn":
      return t("say-turn", { degrees: Math.round(outcome.angle / 100) });
    case "flip":
      return outcome.isHorizontal ? t("say-flip-horizontal") : t("say-flip-vertical");
  }
}
