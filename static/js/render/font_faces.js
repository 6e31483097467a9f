/**
 * The fonts of the page, for a worker that has none: it has to be told what the style sheets say.
 */

/** @typedef {{family: string, source: string, weight: string, unicodeRange: string}} Face */

const ADDRESS = /url\("?([^")]+)"?\)/;

/** The faces of a family that the page's own style sheets declare. @param {string} family @returns {Face[]} */
export function fontFacesOf(family) {
  const faces = [];
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const say = (/** @type {string} */ name) => rule.style.getPropertyValue(name);
      const address = ADDRESS.exec(say("src"))?.[1];
      if (say("font-family").replaceAll('"', "") !== family || address === undefined) continue;
      const source = `url("${new URL(address, sheet.href ?? document.baseURI)}")`;
      faces.push({
        family,
        source,
        weight: say("font-weight"),
        unicodeRange: say("unicode-range"),
      });
    }
  }
  return faces;
}

/** What a sheet says; nothing of one that an extension put here, which pages may not read. @param {CSSStyleSheet} sheet */
function rulesOf(sheet) {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

/**
 * Resolves when they have come, and also when they cannot: then the system's own font is used.
 * @param {readonly Face[]} faces
 * @param {FontFaceSet | undefined} fonts  of the worker, where it has any
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
