/**
 * The fonts of texts on the board. Each loads when a shape that uses it is painted or written.
 */

/** @typedef {import("../model/styles.js").Style["font"]} Font */
/** @typedef {import("../model/figure.js").TypeFace} TypeFace */

/** Families as the style sheets name them, and what takes their place. @type {Readonly<Record<Font, {name: string, fallback: string}>>} */
const FONTS = {
  sans: { name: "Atkinson Hyperlegible Next", fallback: "system-ui, sans-serif" },
  hand: { name: "Patrick Hand", fallback: "cursive" },
  mono: { name: "Atkinson Hyperlegible Mono", fallback: "ui-monospace, monospace" },
};

/** Weights in which texts and notes are set. */
const WEIGHTS = [400, 500];

/** The name of a font's faces in the style sheets. @param {Font} font */
export function faceName(font) {
  return FONTS[font].name;
}

/** A font and its fallback, as CSS writes them. @param {Font} font */
export function familyOf(font) {
  const { name, fallback } = FONTS[font];
  return `"${name}", ${fallback}`;
}

/** @param {TypeFace} face @param {number} px */
export function cssFont({ font, weight }, px) {
  return `${weight} ${px}px ${familyOf(font)}`;
}

/**
 * Loads a font into the page in all its weights. Returns whether it was missing: then widths were measured with another.
 * Resolves also when it cannot be loaded; the system's font stays in use.
 * @param {Font} font
 */
export async function loadFont(font) {
  const wanted = WEIGHTS.map((weight) => cssFont({ font, weight }, 16));
  if (wanted.every((each) => document.fonts.check(each))) return false;
  try {
    await Promise.all(wanted.map((each) => document.fonts.load(each)));
    return true;
  } catch (error) {
    console.warn(`the font ${font} did not load`, error);
    return false;
  }
}

/** Loads fonts when text is first painted with them. */
export class FontLoader {
  /** Fonts whose loading has begun. @type {Set<Font>} */
  #asked = new Set();
  #onLoaded;

  /** @param {() => void} onLoaded  called for each font that texts were painted without */
  constructor(onLoaded) {
    this.#onLoaded = onLoaded;
  }

  /** @param {Iterable<Font>} fonts */
  load(fonts) {
    for (const font of fonts) {
      if (this.#asked.has(font)) continue;
      this.#asked.add(font);
      loadFont(font).then((wasMissing) => {
        if (wasMissing) this.#onLoaded();
      });
    }
  }
}
