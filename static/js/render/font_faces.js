/**
 * Passes the page's font faces to a worker, which cannot read its style sheets.
 */

/** @typedef {{family: string, source: string, weight: string, unicodeRange: string}} Face */

const ADDRESS = /url\("?([^")]+)"?\)/;

/** The font faces of a family in the page's style sheets. @param {string} family @returns {Face[]} */
export function fontFacesOf(family) {
  const faces = [];
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const property = (/** @type {string} */ name) => rule.style.getPropertyValue(name);
      const address = ADDRESS.exec(property("src"))?.[1];
      if (property("font-family").replaceAll('"', "") !== family || address === undefined) continue;
      const source = `url("${new URL(address, sheet.href ?? document.baseURI)}")`;
      faces.push({
        family,
        source,
        weight: property("font-weight"),
        unicodeRange: property("unicode-range"),
      });
    }
  }
  return faces;
}

/** The rules of a sheet; empty for a sheet of an extension, which a page may not read. @param {CSSStyleSheet} sheet */
function rulesOf(sheet) {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

/**
 * Loads font faces. It resolves also when some fail; text then uses the system's font.
 * @param {readonly Face[]} faces
 * @param {FontFaceSet | undefined} fonts  of the worker, undefined if it has none
 */
export async function loadFontFaces(faces, fonts) {
  if (fonts === undefined) return;
  const loading = faces.map(({ family, source, weight, unicodeRange }) => {
    const face = new FontFace(family, source, { weight, unicodeRange });
    fonts.add(face);
    return face.load();
  });
  await Promise.allSettled(loading);
}
