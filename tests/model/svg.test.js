import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS } from "../../static/js/model/kinds.js";
import { PointPool } from "../../static/js/model/points.js";
import { escapeXml, SvgWriter } from "../../static/js/model/svg.js";
import { placed, rectangle, someShape } from "./drawing.js";
import { Seeded } from "./seeded.js";

const ID = "00000000000000aa.1";
/** Letters of half the size of the type. @type {import("../../static/js/model/svg.js").SvgLook} */
const LOOK = {
  theme: "light",
  measure: () => (text) => text.length / 2,
  familyOf: (font) => `"${font}", serif`,
};

/** The markup of a shape on the wire. @param {import("../../static/js/model/shape.js").NewShape} wire @param {string | null} [picture] @param {Partial<typeof LOOK>} [look] */
function markup(wire, picture = null, look = {}) {
  const pool = new PointPool();
  return new SvgWriter({ ...LOOK, ...look }).shape(placed(wire, pool), pool, picture);
}

/** Elements that are open at the end of a text, or where one ends that is not; null for well-formed markup. @param {string} text */
function brokenAt(text) {
  /** @type {string[]} */
  const open = [];
  const rest = text.replace(
    /<(\/?)([A-Za-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g,
    (_, end, name, __, closed) => {
      if (end === "/") assert.equal(open.pop(), name);
      else if (closed === "") open.push(name);
      return "";
    },
  );
  return open.length > 0 || /[<>]|&(?!amp;|lt;|gt;|quot;)/.test(rest) ? rest + open.join() : null;
}

test("every kind of shape is well-formed markup in whole units, in both themes", () => {
  const chance = new Seeded(77);
  /** @type {Set<string>} */
  const seen = new Set();
  for (let round = 0; round < 1500; round += 1) {
    const pool = new PointPool();
    const shape = placed(someShape(chance, ID), pool);
    const theme = chance.chance(50) ? "light" : "dark";
    const picture = shape.kind === "image" && round % 2 === 0 ? "data:image/png;base64,AAAA" : null;
    const text = new SvgWriter({ ...LOOK, theme }).shape(shape, pool, picture);
    assert.equal(brokenAt(text), null, text);
    for (const [, data = ""] of text.matchAll(/ d="([^"]*)"/g))
      assert.match(data, /^(M-?\d+ -?\d+|[lqc](-?\d+ ?)+|z)*$/);
    seen.add(shape.kind);
  }
  assert.deepEqual([...seen].sort(), [...KINDS].sort());
});

test("what people write is escaped, and what XML cannot contain is left out", () => {
  assert.equal(escapeXml(`<script>&"\u0000\ud800\u001b\uffff\ta`), "&lt;script&gt;&amp;&quot; a");
  const text = `</text><script>alert(1)</script>&"'\u0007`;
  const style = { ink: /** @type {const} */ ("red"), size: 384 };
  const geometry = { w: 100_000, h: 1_000, lines: [text.length] };
  const note = markup({ ...rectangle(ID), kind: "note", geometry, style, text });
  assert.equal(brokenAt(note), null);
  assert.ok(!note.includes("<script"));
  const hostile = { image: ID, alt: `"/><script>` };
  const image = markup({ ...rectangle(ID), kind: "image", ...hostile }, "data:image/png;base64,AA");
  assert.equal(brokenAt(image), null);
  assert.ok(image.includes("&lt;script&gt;"));
});

test("[D17] lines of text stay where their author's page broke them, and a wide one is squeezed", () => {
  const text = "ab\ncdefgh ijkl";
  const geometry = { w: 1_000, h: 1_000, lines: [3, 7, 4] };
  const style = { ink: /** @type {const} */ ("black"), size: 320 };
  const written = markup({ ...rectangle(ID), kind: "text", geometry, style, text });
  const lines = [...written.matchAll(/<text([^>]*)>([^<]*)</g)];
  assert.deepEqual(
    lines.map(([, , letters]) => letters),
    ["ab", "cdefgh", "ijkl"],
  );
  assert.ok(lines.every(([, attributes]) => !attributes?.includes("textLength")));
  const narrow = { ...geometry, w: 800 };
  const squeezed = markup({ ...rectangle(ID), kind: "text", geometry: narrow, style, text });
  assert.match(squeezed, /textLength="800" lengthAdjust="spacingAndGlyphs">cdefgh</);
});

test("a highlighter blends as its theme needs, and a pale figure is one layer", () => {
  const points = { points: [0, 0, 500, 0, 500, 100], pressure: [128, 0, 0], time: [0, 8, 8] };
  const style = { ink: /** @type {const} */ ("yellow"), size: 320 };
  const mark = {
    ...rectangle(ID),
    kind: /** @type {const} */ ("highlight"),
    geometry: points,
    style,
  };
  assert.match(markup(mark), /^<path d="M[^"]*" fill="#FFE45C" style="mix-blend-mode:darken"\/>$/);
  assert.match(markup(mark, null, { theme: "dark" }), /mix-blend-mode:lighten/);
  // Without a group around it, which would keep it from blending with what is below.
  const turned = markup({ ...mark, pos: [10, 20, 4_550] });
  assert.match(turned, /^<path transform="translate\(10 20\)rotate\(45.5\)" d="M/);
  const pale = {
    ink: /** @type {const} */ ("blue"),
    size: 64,
    fill: /** @type {const} */ ("red"),
    opacity: 40,
  };
  assert.match(
    markup({ ...rectangle(ID), style: pale }),
    /^<g opacity="0.4"><path .*<path .*<\/g>$/,
  );
});

test("a picture that several images show is embedded once", () => {
  const pool = new PointPool();
  const writer = new SvgWriter(LOOK);
  const picture = "data:image/png;base64,iVBORw0KGgo=";
  const image = { kind: /** @type {const} */ ("image"), image: "00000000000000aa.9" };
  const [one, other] = [1, 2].map((n) =>
    writer.shape(placed({ ...rectangle(`00000000000000aa.${n}`), ...image }, pool), pool, picture),
  );
  assert.ok(one?.includes(picture));
  assert.match(
    other ?? "",
    /^<use xlink:href="#l1" transform="translate\([^)]*\)scale\(\d+ \d+\)"\/>$/,
  );
});
