/**
 * The names of kinds and inks, and of changes, as a screen reader says them.
 */

import { UNITS_PER_PX } from "../../model/box.js";
import { nearestIn } from "../../model/colour.js";
import { paletteOf } from "../../model/kinds.js";
import { altOf, isLocked } from "../../model/more.js";
import { graphemes } from "../../model/names.js";
import { isCustom } from "../../model/styles.js";
import { shownTheme } from "../settings/theme.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/box.js").Box} Box */
/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../model/colour.js").Theme} Theme */
/** @typedef {import("../../model/kinds.js").Kind} Kind */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** The kind of a shape, and its colour as it looks: black ink is white on slate. @param {Shape} shape @param {Theme} theme @param {Translate} t @returns {{kind: string, ink: string}} */
export function namesOf({ kind, style }, theme, t) {
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
    black: theme === "dark" ? t("say-white") : t("say-black"),
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
  const palette = paletteOf(kind);
  const ink = /** @type {InkName} */ (nearestIn(palette, style.ink));
  const isYellow = palette !== "ink" && ink === "yellow";
  return { kind: name, ink: isYellow ? t("say-yellow") : inks[ink] };
}

/** Letters of a text that are said. */
const MAX_LETTERS = 80;

/**
 * The surroundings of a shape in its name: `author` is this person, `bounds` are around all shapes of its page, and `theme` is the one shown.
 * @typedef {{theme: Theme, author: number, people: readonly Pick<Peer, "author" | "name">[], bounds: Box | null}} Surroundings
 */

/** @param {Editor} editor @returns {Surroundings} */
export function surroundingsOf({ view, page, peers }) {
  return {
    theme: shownTheme(),
    author: view.author,
    people: peers.list.value,
    bounds: view.bounds(page.value),
  };
}

/** Names a shape: kind, colour, text, lock, its author unless it is this person, and its place. @param {Shape} shape @param {Surroundings} surroundings @param {Translate} t */
export function descriptionOf(shape, surroundings, t) {
  const { kind, ink } = namesOf(shape, surroundings.theme, t);
  const text = textOf(shape);
  const author = authorName(shape, surroundings, t);
  const parts = [
    kind,
    shape.kind === "image" ? "" : ink,
    text === "" ? undescribed(shape, t) : t("say-text", { text }),
    isLocked(shape) ? t("say-locked") : "",
    author === "" ? "" : t("say-by", { name: author }),
    placeName(shape, surroundings.bounds, t),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Says that an image has no description; empty for other shapes. @param {Shape} shape @param {Translate} t */
export function undescribed(shape, t) {
  return shape.kind === "image" && altOf(shape) === "" ? t("say-undescribed") : "";
}

/** The text of a shape, or its description, as far as it is said. @param {Shape} shape */
export function textOf(shape) {
  return shortened(shape.text ?? altOf(shape));
}

/** Returns the name of a shape's author, empty for this person. @param {Shape} shape @param {Surroundings} surroundings @param {Translate} t */
export function authorName(shape, { author, people }, t) {
  // A shape that is not sent yet has no author.
  if (shape.author === 0 || shape.author === author) return "";
  const name = people.find((person) => person.author === shape.author)?.name ?? "";
  return name === "" ? t("say-somebody") : name;
}

/** Where the middle of a shape is among all shapes of its page. @param {Shape} shape @param {Box | null} bounds @param {Translate} t */
export function placeName({ box }, bounds, t) {
  if (bounds === null) return "";
  const column = thirdOf((box.minX + box.maxX) / 2, bounds.minX, bounds.maxX);
  const row = thirdOf((box.minY + box.maxY) / 2, bounds.minY, bounds.maxY);
  const names = [
    [t("place-top-left"), t("place-top"), t("place-top-right")],
    [t("place-left"), t("place-middle"), t("place-right")],
    [t("place-bottom-left"), t("place-bottom"), t("place-bottom-right")],
  ];
  return names[row]?.[column] ?? "";
}

/** The third of a range that a number is in: 0, 1 or 2. @param {number} value @param {number} least @param {number} most */
function thirdOf(value, least, most) {
  if (most <= least) return 1;
  return Math.min(2, Math.max(0, Math.floor((3 * (value - least)) / (most - least))));
}

/** @param {string} text */
function shortened(text) {
  const letters = graphemes(text.replace(/\s+/g, " ").trim());
  return letters.length > MAX_LETTERS
    ? `${letters.slice(0, MAX_LETTERS).join("")}…`
    : letters.join("");
}

/** Describes what keys have done to the selection. @param {import("../../tools/keyed_change.js").Outcome} outcome @param {Translate} t */
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
