/**
 * The names of kinds and inks, and of changes, as a screen reader says them.
 */

import { UNITS_PER_PX } from "../../model/box.js";
import { HIGHLIGHTER } from "../../model/colour.js";
import { altOf } from "../../model/more.js";
import { graphemes } from "../../model/names.js";
import { isCustom } from "../../model/styles.js";

/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../model/kinds.js").Kind} Kind */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
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

/** Letters of a text that are said. */
const MAX_LETTERS = 80;

/**
 * What a shape is: kind, colour, text and, unless it is this person, its author.
 * @param {Shape} shape
 * @param {{author: number, people: readonly Pick<Peer, "author" | "name">[]}} board  `author` is this person
 * @param {Translate} t
 */
export function descriptionOf(shape, { author, people }, t) {
  const { kind, ink } = namesOf(shape, t);
  const parts = shape.kind === "image" ? [kind] : [kind, ink];
  const text = shape.text ?? altOf(shape);
  if (text !== "") parts.push(t("say-text", { text: shortened(text) }));
  // A shape that is not sent yet has no author.
  const isMine = shape.author === 0 || shape.author === author;
  const name = people.find((person) => person.author === shape.author)?.name ?? "";
  if (!isMine) parts.push(t("say-by", { name: name === "" ? t("say-somebody") : name }));
  return parts.join(", ");
}

/** @param {string} text */
function shortened(text) {
  const letters = graphemes(text.replace(/\s+/g, " ").trim());
  return letters.length > MAX_LETTERS
    ? `${letters.slice(0, MAX_LETTERS).join("")}…`
    : letters.join("");
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
