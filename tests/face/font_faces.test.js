// The font faces of a page, for the tile worker.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fontFacesOf } from "../../static/js/render/font_faces.js";

class FakeRule {
  /** @param {Record<string, string>} says */
  constructor(says) {
    this.style = { getPropertyValue: (/** @type {string} */ name) => says[name] ?? "" };
  }
}

const own = {
  href: "http://here/assets/css/base.css",
  cssRules: [
    new FakeRule({ "font-family": '"Board"', src: 'url("a.woff2")', "font-weight": "400" }),
  ],
};

/** As a sheet of an extension, or of another site. */
const foreign = {
  href: "extension://somebody/style.css",
  get cssRules() {
    throw new DOMException("may not be read", "SecurityError");
  },
};

Object.assign(globalThis, { CSSFontFaceRule: FakeRule });
after(() => {
  Reflect.deleteProperty(globalThis, "document");
  Reflect.deleteProperty(globalThis, "CSSFontFaceRule");
});

test("an unreadable style sheet does not prevent the fonts from loading", () => {
  Object.assign(globalThis, { document: { styleSheets: [foreign, own, foreign] } });
  assert.deepEqual(
    fontFacesOf("Board").map(({ source }) => source),
    ['url("http://here/assets/css/a.woff2")'],
  );
});
