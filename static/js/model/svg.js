/**
 * Shapes as SVG: what a canvas paints at 100 %, in whole units. Everything that people have written is escaped, and nothing
 * refers to another file.
 */

import { HIGHLIGHT_BLEND } from "./colour.js";
import { highlightColour, inkColour } from "./custom_colour.js";
import { isCountless } from "./fill.js";
import { traitsOf } from "./kinds.js";
import { altOf } from "./more.js";
import { Outliner, tipOf } from "./outline.js";
import { turn } from "./rotation.js";
import { SvgPath } from "./svg_path.js";
import { byteAt, intAt } from "./typed_arrays.js";

/** @typedef {import("./figure.js").Measure} Measure */
/** @typedef {import("./figure.js").PathPart} PathPart */
/** @typedef {import("./figure.js").Step} Step */
/** @typedef {import("./figure.js").TextPart} TextPart */
/** @typedef {import("./kinds.js").Points} Points */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./styles.js").Style["font"]} Font */
/** @typedef {Record<string, string | number | null | undefined>} Attributes  nothing for one that is left out */
/** @typedef {{theme: import("./colour.js").Theme, measure: Measure, familyOf: (font: Font) => string}} SvgLook */

/** The least width of a line, in units: three quarters of a pixel, as on a canvas. */
const LEAST_WIDTH = 12;

/** Signs that an attribute or a text spells as entities. @type {Readonly<Record<string, string>>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text that needs no escape. */
const PLAIN = /^[ !#-%'-;=?-~]*$/;

/** Escapes a text. A canvas shows a tab as a space; what XML cannot contain is left out. @param {string} text */
export function escapeXml(text) {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[\t\n\r]/g, " ")
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? "");
}

/** An element. @param {string} name @param {Attributes} attributes @param {string} [content]  markup */
export function element(name, attributes, content = "") {
  const written = Object.entries(attributes).map(([key, value]) =>
    value == null ? "" : ` ${key}="${escapeXml(String(value))}"`,
  );
  const start = `<${name}${written.join("")}`;
  return content === "" ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** Writes the shapes of one picture. */
export class SvgWriter {
  /** Letters of each font that is used. @type {Map<Font, Set<string>>} */
  letters = new Map();
  #look;
  #outliner = new Outliner();
  #ids = 0;
  /** Ids of the elements of embedded pictures, by picture. @type {Map<string | null, string>} */
  #embedded = new Map();
  /** Ids of blurs by their radius. @type {Map<number, string>} */
  #blurs = new Map();

  /** @param {SvgLook} look */
  constructor(look) {
    this.#look = look;
  }

  /** Whether the picture of an image is in the markup already. @param {string} image */
  embeds(image) {
    return this.#embedded.has(image);
  }

  /**
   * The markup of a shape.
   * @param {Shape} shape
   * @param {Points} pool
   * @param {string | null} [picture]  data URL of an image's picture, if it is not embedded; null when it is missing
   */
  shape(shape, pool, picture = null) {
    const { x, y, rotation, style, kind } = shape;
    const isTurned = rotation !== 0;
    const origin = isTurned ? { x: 0, y: 0 } : { x, y };
    const elements = this.#elements(shape, pool, { origin, picture });
    const transform = isTurned ? `translate(${x} ${y})rotate(${rotation / 100})` : null;
    const opacity = kind === "highlight" || style.opacity === 100 ? null : style.opacity / 100;
    if (transform === null && opacity === null) return elements.join("");
    // One layer, so that the parts of a pale figure do not show through each other.
    return elements.length === 1 && kind === "highlight"
      ? (elements[0] ?? "").replace("<path", `<path transform="${transform}"`)
      : element("g", { transform, opacity }, elements.join(""));
  }

  /** @param {Shape} shape @param {Points} pool @param {{origin: Point, picture: string | null}} options @returns {string[]} */
  #elements(shape, pool, { origin, picture }) {
    const { figure } = traitsOf(shape.kind);
    if (figure === null) return [this.#stroke(shape, pool, origin)];
    const isEmbedded = this.#embedded.has(shape.more?.image ?? null);
    if (picture !== null || isEmbedded) return [this.#image(shape, picture ?? "", origin)];
    const parts = figure(shape, pool, this.#look);
    return parts.map((part) =>
      part.type === "path" ? this.#path(part, shape, origin) : this.#text(part, origin),
    );
  }

  /** @param {Shape} shape @param {Points} pool @param {Point} origin */
  #stroke({ kind, style, start, count }, { xy, pressure }, origin) {
    const { ink, size } = style;
    const outliner = this.#outliner;
    outliner.begin(size, tipOf(kind));
    for (let at = start; at < start + count; at += 1)
      outliner.add(intAt(xy, at * 2), intAt(xy, at * 2 + 1), byteAt(pressure, at));
    const path = new SvgPath(origin);
    outliner.trace(path);
    const { theme } = this.#look;
    if (kind === "highlight") {
      const fill = highlightColour(ink, theme);
      const blend = `mix-blend-mode:${HIGHLIGHT_BLEND[theme]}`;
      return element("path", { d: path.data, fill, style: blend });
    }
    const fill = inkColour(ink, theme);
    const missing = LEAST_WIDTH - size;
    const edge = missing > 0 ? { stroke: fill, "stroke-width": missing } : {};
    return element("path", { d: path.data, fill, ...edge });
  }

  /** @param {Shape} shape @param {string} picture @param {Point} origin */
  #image(shape, picture, origin) {
    const { w, h, more } = shape;
    const image = more?.image ?? null;
    const alt = altOf(shape);
    const title = alt === "" ? "" : element("title", {}, escapeXml(alt));
    const transform = `translate(${origin.x} ${origin.y})scale(${w} ${h})`;
    const known = this.#embedded.get(image);
    if (known !== undefined) {
      return element("use", { "xlink:href": `#${known}`, transform }, title);
    }
    const id = this.#newId();
    this.#embedded.set(image, id);
    // Of one unit, so that a copy of it can have any size.
    const one = { id, width: 1, height: 1, preserveAspectRatio: "none", "xlink:href": picture };
    return element("g", { transform }, element("image", one) + title);
  }

  /** @param {PathPart} part @param {Shape} shape @param {Point} origin */
  #path({ steps, fill = "none", stroke, shadow, clip }, { rotation }, origin) {
    const d = pathData(steps, origin);
    let before = "";
    if (shadow !== undefined) {
      // A shadow falls down whichever way its shape is turned.
      const { sin, cos } = turn(rotation);
      const [dx, dy] = [Math.round(shadow.down * sin), Math.round(shadow.down * cos)];
      const alpha = Number.parseInt(shadow.colour.slice(7), 16) / 255;
      const shade = { fill: shadow.colour.slice(0, 7), "fill-opacity": alpha };
      const blur = this.#blur(shadow.blur);
      const transform = `translate(${dx} ${dy})`;
      before = blur.markup + element("path", { d, ...shade, filter: blur.use, transform });
    }
    const clipping = this.#clip(clip, origin);
    const line =
      stroke === undefined
        ? {}
        : {
            stroke: stroke.colour,
            "stroke-width": Math.max(stroke.width, LEAST_WIDTH),
            "stroke-dasharray": dashesFor(steps, stroke),
          };
    const filled = fill === "none" ? null : fill;
    const attributes = { d, fill: filled, ...line, "clip-path": clipping.use };
    return before + clipping.markup + element("path", attributes);
  }

  /** @param {TextPart} part @param {Point} origin */
  #text({ lines, room, size, weight, font, colour, clip }, { x: left, y: top }) {
    const letters = this.letters.get(font) ?? new Set();
    this.letters.set(font, letters);
    const markup = lines.map(({ text, x, y, anchor, direction, width }) => {
      for (const letter of text) letters.add(letter);
      const isSqueezed = width > room;
      const place = {
        x: left + x,
        y: top + y,
        "text-anchor": anchor === "start" ? null : anchor,
        direction: direction === "rtl" ? direction : null,
        textLength: isSqueezed ? room : null,
        lengthAdjust: isSqueezed ? "spacingAndGlyphs" : null,
      };
      return text.trim() === "" ? "" : element("text", place, escapeXml(text));
    });
    const clipping = this.#clip(clip, { x: left, y: top });
    const type = {
      "font-family": this.#look.familyOf(font),
      "font-size": size,
      "font-weight": weight,
      fill: colour,
      "clip-path": clipping.use,
    };
    return clipping.markup + element("g", type, markup.join(""));
  }

  /** A clip path, and the reference to it. @param {readonly Step[] | undefined} steps @param {Point} origin */
  #clip(steps, origin) {
    if (steps === undefined) return { markup: "", use: null };
    const id = this.#newId();
    const markup = element("clipPath", { id }, element("path", { d: pathData(steps, origin) }));
    return { markup, use: `url(#${id})` };
  }

  /** A blur, and the reference to it. A canvas names twice the deviation of SVG. @param {number} radius */
  #blur(radius) {
    const known = this.#blurs.get(radius);
    const id = known ?? this.#newId();
    this.#blurs.set(radius, id);
    const area = { x: "-50%", y: "-50%", width: "200%", height: "200%" };
    const blur = element("feGaussianBlur", { stdDeviation: radius / 2 });
    const markup = known === undefined ? element("filter", { id, ...area }, blur) : "";
    return { markup, use: `url(#${id})` };
  }

  #newId() {
    this.#ids += 1;
    return `l${this.#ids}`;
  }
}

/** @param {readonly Step[]} steps @param {Point} origin */
function pathData(steps, origin) {
  const path = new SvgPath(origin);
  for (const step of steps) path.step(step);
  return path.data;
}

/** The dashes of an outline; null for a whole one, and for more dashes than anybody sees. @param {readonly Step[]} steps @param {NonNullable<PathPart["stroke"]>} stroke */
function dashesFor(steps, { dashes }) {
  return dashes === undefined || isCountless(dashes, steps) ? null : dashes.join(" ");
}
