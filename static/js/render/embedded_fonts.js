/**
 * The fonts of an SVG, inside of it: only those faces that have a letter of its texts.
 */

import { escapeXml } from "../model/svg.js";
import { toDataUrl } from "../platform/inline_files.js";
import { readFile } from "../sync/file_reader.js";
import { fontFacesOf } from "./font_faces.js";
import { faceName } from "./fonts.js";

/** @typedef {import("./fonts.js").Font} Font */

const ADDRESS = /url\("([^"]+)"\)/;

/**
 * @param {ReadonlyMap<Font, ReadonlySet<string>>} letters  of the texts, by font
 * @returns {Promise<{markup: string, areMissing: boolean}>}  `areMissing`: whether one could not be loaded
 */
export async function embeddedFonts(letters) {
  const faces = [...letters].flatMap(([font, used]) =>
    fontFacesOf(faceName(font)).filter(({ unicodeRange }) => hasLetter(unicodeRange, used)),
  );
  const rules = await Promise.allSettled(
    faces.map(async ({ family, source, weight, unicodeRange }) => {
      const url = await toDataUrl(await readFile(ADDRESS.exec(source)?.[1] ?? ""));
      const kept = weight === "" ? "" : `font-weight:${weight};`;
      return `@font-face{font-family:"${family}";${kept}src:url(${url});unicode-range:${unicodeRange}}`;
    }),
  );
  const there = rules.flatMap((rule) => (rule.status === "fulfilled" ? [rule.value] : []));
  const markup = there.length === 0 ? "" : `<style>${escapeXml(there.join(""))}</style>`;
  return { markup, areMissing: there.length < rules.length };
}

/** Whether one of the letters is in a range as CSS writes it. @param {string} range @param {ReadonlySet<string>} letters */
function hasLetter(range, letters) {
  const spans = [...range.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)].map(([, from, to]) => ({
    from: Number.parseInt(from ?? "", 16),
    to: Number.parseInt(to ?? from ?? "", 16),
  }));
  return [...letters].some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return spans.some(({ from, to }) => code >= from && code <= to);
  });
}
