/**
 * The colours of a board, by stored name, for both themes.
 *
 * A board stores `blue`, never a colour value: the ink is dark on paper and light on slate, with a contrast of at
 * least 4.5 on both.
 */

/** @typedef {"light" | "dark"} Theme */
/** @typedef {{light: string, dark: string}} Pair */
/** @typedef {keyof typeof INKS} InkName */

/** The ink colours, in the order of SPEC D7, which is also that of the ledge. @satisfies {Readonly<Record<string, Pair>>} */
export const INKS = {
  black: { light: "#201E1A", dark: "#F3F0E6" },
  blue: { light: "#1F2BAE", dark: "#80A0FE" },
  red: { light: "#B51C26", dark: "#FB7B68" },
  green: { light: "#1E620F", dark: "#8DE491" },
  orange: { light: "#C44E0D", dark: "#FB9D32" },
  violet: { light: "#7A1FD0", dark: "#C88CF0" },
  sky: { light: "#1F77BF", dark: "#80C7FE" },
  teal: { light: "#00676C", dark: "#68E9EF" },
  pink: { light: "#C6229A", dark: "#FBA6CA" },
  yellow: { light: "#876C0E", dark: "#FDD94B" },
  brown: { light: "#5E2F12", dark: "#C7A383" },
  grey: { light: "#75736E", dark: "#9CA3A0" },
};

/** The ink names, in the order of `INKS`; chunks store an ink as its index here. */
export const INK_NAMES = /** @type {InkName[]} */ (Object.keys(INKS));

/**
 * The highlighter colour of each ink. There are five; every other ink uses the nearest one.
 */
export const HIGHLIGHTER = /** @type {const} @satisfies {Record<InkName, InkName>} */ ({
  black: "yellow",
  blue: "blue",
  red: "pink",
  green: "green",
  orange: "orange",
  violet: "pink",
  sky: "blue",
  teal: "green",
  pink: "pink",
  yellow: "yellow",
  brown: "orange",
  grey: "yellow",
});

/** Highlighter colours by ink. @type {Readonly<Record<InkName, Pair>>} */
export const HIGHLIGHTS = (() => {
  const pairs = {
    yellow: { light: "#FFE45C", dark: "#5C5420" },
    green: { light: "#B9F0A2", dark: "#2F5A35" },
    blue: { light: "#AEE0FF", dark: "#27506B" },
    pink: { light: "#FFC2DD", dark: "#673650" },
    orange: { light: "#FFD09A", dark: "#6A4720" },
  };
  const entries = INK_NAMES.map((ink) => [ink, pairs[HIGHLIGHTER[ink]]]);
  return /** @type {Record<InkName, Pair>} */ (Object.fromEntries(entries));
})();

/**
 * The blend mode of the highlighter: ink below stays visible, and two crossing marks of one colour keep it, which
 * `multiply` would darken. @type {Readonly<Record<Theme, "darken" | "lighten">>}
 */
export const HIGHLIGHT_BLEND = { light: "darken", dark: "lighten" };

/** The colour of a note of each ink. There are six; every other ink uses the nearest one. */
export const NOTE_INK = /** @type {const} @satisfies {Record<InkName, InkName>} */ ({
  black: "grey",
  blue: "blue",
  red: "pink",
  green: "green",
  orange: "orange",
  violet: "pink",
  sky: "blue",
  teal: "green",
  pink: "pink",
  yellow: "yellow",
  brown: "orange",
  grey: "grey",
});

/** Colours of notes by ink. @type {Readonly<Record<InkName, Pair>>} */
export const NOTES = (() => {
  const pairs = {
    yellow: { light: "#FFEFA8", dark: "#F2DE8A" },
    green: { light: "#DDF0CF", dark: "#C9E2B6" },
    blue: { light: "#D9EAF8", dark: "#BFD9EF" },
    pink: { light: "#FBDDE6", dark: "#EFC4D2" },
    orange: { light: "#FFE0C2", dark: "#F2CCA4" },
    grey: { light: "#ECE8DF", dark: "#D9D6CC" },
  };
  const entries = INK_NAMES.map((ink) => [ink, pairs[NOTE_INK[ink]]]);
  return /** @type {Record<InkName, Pair>} */ (Object.fromEntries(entries));
})();

/** Use of an ink: for a line or letters, a highlighter's mark, or the paper of a note. @typedef {"ink" | "mark" | "note"} Palette */

/** The colours that are offered for each palette, in the order of the ledge. @type {Readonly<Record<Palette, readonly InkName[]>>} */
export const PALETTES = {
  ink: INK_NAMES,
  mark: INK_NAMES.filter((ink) => HIGHLIGHTER[ink] === ink),
  note: INK_NAMES.filter((ink) => NOTE_INK[ink] === ink),
};

/** The offered colour that an ink is painted as; a colour without a name is its own. @param {Palette} palette @param {string} ink @returns {string} */
export function nearestIn(palette, ink) {
  const nearest = palette === "mark" ? HIGHLIGHTER : palette === "note" ? NOTE_INK : null;
  return nearest?.[/** @type {InkName} */ (ink)] ?? ink;
}

/** Text on a note is dark on both papers, because notes are light on both. */
export const NOTE_TEXT = "#2B2612";

/** The background of a page. */
export const PAPER = { light: "#FDFBF6", dark: "#1D2624" };

/** Squares and lines of the paper: pale, because they carry no meaning. On slate a lower contrast is invisible. */
export const RULE = { light: "#F1ECE0", dark: "#3A4944" };

/** Staves and dots: a contrast of at least 2, because notes are read against staves and dots are tiny. */
export const CLEAR_RULE = { light: "#B4AE9F", dark: "#5A6763" };

/** Colours of what floats over the board. */
export const SURFACE = { light: "#FFFFFF", dark: "#2A3431" };

/** Frames and handles. */
export const ACCENT = { light: "#1C6653", dark: "#8ED6B8" };

/** Colours of people; white text on each has a contrast of at least 4.5. */
export const PEOPLE = [
  "#BF5034",
  "#9F6700",
  "#70790E",
  "#2C8340",
  "#0F807D",
  "#1777C0",
  "#6267D4",
  "#9654C9",
  "#C44085",
  "#8E6B5C",
];

/** Leading hex digits of a tag that a browser reuses for all its tags, so that a person keeps a colour. */
export const COLOUR_DIGITS = 2;

/** Step through `PEOPLE`: it visits all ten colours, and consecutive ones differ clearly. */
const COLOUR_STEP = 3;

/**
 * Colours of the people who are here, one each until all ten are in use. Every screen comes to the
 * same, because it depends only on the people present; a person who joins takes nobody's colour.
 * @param {readonly {tag: string, peer: number}[]} people  peer numbers grow in the order of joining
 * @returns {Map<number, string>} by peer number
 */
export function peopleColours(people) {
  /** @type {Map<number, string>} */
  const colours = new Map();
  const inUse = new Map(PEOPLE.map((colour) => [colour, 0]));
  const inOrder = [...people].sort((a, b) => a.peer - b.peer);
  for (const { tag, peer } of inOrder) {
    const colour = leastUsed(inUse, PEOPLE.indexOf(personColour(tag)));
    inUse.set(colour, (inUse.get(colour) ?? 0) + 1);
    colours.set(peer, colour);
  }
  return colours;
}

/** @param {ReadonlyMap<string, number>} inUse @param {number} first  index of the one to prefer */
function leastUsed(inUse, first) {
  let best = /** @type {string} */ (PEOPLE[first]);
  for (let step = 1; step < PEOPLE.length; step += 1) {
    const next = /** @type {string} */ (PEOPLE[(first + step * COLOUR_STEP) % PEOPLE.length]);
    if ((inUse.get(next) ?? 0) < (inUse.get(best) ?? 0)) best = next;
  }
  return best;
}

/**
 * The preferred colour of a person, by the leading digits of the tag, which a browser keeps.
 * @param {string} tag
 */
export function personColour(tag) {
  const digits = Number.parseInt(tag.slice(0, COLOUR_DIGITS), 16) || 0;
  return /** @type {string} */ (PEOPLE[digits % PEOPLE.length]);
}

/** Contrast of two colours as WCAG 2 defines it, 1 to 21. @param {string} one @param {string} other */
export function contrast(one, other) {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
