import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import * as files from "../../static/js/model/board_file.js";
import { importOps } from "../../static/js/model/imported_ops.js";
import { comparePlaces } from "../../static/js/model/pages.js";
import { compareIds, comparePaintOrder, toWire } from "../../static/js/model/shape.js";
import { rectangle, someShape } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/board_file.js").BoardFile} BoardFile */
/** @typedef {import("../../static/js/model/reduce.js").Op} Op */

const TAG = "00000000000000ee";

/** A board after edits. @param {readonly (readonly Op[])[]} edits */
function boardOf(edits) {
  const board = new Board();
  for (const [at, ops] of edits.entries()) {
    const edit = { author: 1, tag: TAG, n: at + 1, at: 0, ops: [...ops] };
    board.advance(edit, at + 1);
  }
  return board;
}

/** The file of a board, as `write_board_file.js` joins it. @param {Board} board @param {Readonly<Record<string, string>>} [images] */
function fileOf(board, images = {}) {
  const shapes = [...board.shapes.values()].sort(compareIds);
  const pages = [...new Set([1, ...board.pages.keys(), ...shapes.map(({ page }) => page)])];
  const start = files.startOfFile({
    part: "board",
    name: board.name,
    pages: pages.map((page) => board.page(page)),
  });
  const all = shapes.map((shape) => files.shapeInFile(shape, board.pool));
  const pictures = Object.entries(images).map(([image, url]) => files.pictureInFile(image, url));
  return start + all.join() + files.AFTER_SHAPES + pictures.join() + files.END_OF_FILE;
}

/** @param {string} text */
function read(text) {
  const reading = files.readBoardFile(text);
  for (;;) {
    const { value, done } = reading.next();
    if (done) return value;
  }
}

/** @param {string} text @returns {BoardFile} */
function readable(text) {
  const file = read(text);
  assert.ok(!("why" in file), JSON.stringify(file));
  return file;
}

/** A destination on an empty board. @param {ReadonlyMap<string, string>} [images] */
function emptyBoard(images = new Map()) {
  let n = 0;
  let page = 1_000;
  const newId = () => {
    n += 1;
    return `00000000000000ff.${n}`;
  };
  const newPage = () => {
    page += 1;
    return page;
  };
  return { newId, newPage, first: 1, listed: [{ page: 1, place: 2 ** 20 }], onPage: null, images };
}

/** What a page shows, in painting order, without what is of one board only. @param {Board} board @param {number} page */
function shownOn(board, page) {
  const shapes = [...board.shapes.values()].filter((shape) => shape.page === page);
  return shapes.sort(comparePaintOrder).map((shape) => {
    const { geometry, kind, pos, style, text, locked, alt, group } = toWire(shape, board.pool);
    const { time: _, from, to, ...rest } = geometry;
    return { kind, pos, style, text, locked, alt, depth: group?.length ?? 0, rest };
  });
}

test("[X1] [X2] a board comes back from its file as it was painted, whatever is on it", () => {
  const chance = new Seeded(411);
  for (let round = 0; round < 60; round += 1) {
    /** @type {Op[][]} */
    const edits = [[{ op: "page", page: 2, paper: "staff", name: "Two", tone: "dark" }]];
    /** @type {Map<string, string>} */
    const images = new Map();
    for (let n = 1; n <= 25; n += 1) {
      const shape = someShape(chance, `${TAG}.${n}`);
      if (shape.image != null) images.set(shape.image, `00000000000000ff.${900 + images.size}`);
      edits.push([{ op: "add", shape }]);
      if (chance.chance(20)) edits.push([{ op: "set", id: `${TAG}.${n}`, z: "back" }]);
    }
    const board = boardOf(edits);
    const url = "data:image/png;base64,iVBORw0KGgo=";
    const text = fileOf(board, Object.fromEntries([...images.keys()].map((id) => [id, url])));
    assert.equal(
      text,
      fileOf(board, Object.fromEntries([...images.keys()].map((id) => [id, url]))),
    );
    const { ops, ids, pages } = importOps(readable(text), emptyBoard(images));
    const other = boardOf([ops]);
    assert.equal(other.shapes.size, board.shapes.size);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(shownOn(other, 1), shownOn(board, 1));
    assert.deepEqual(shownOn(other, Number(pages[1])), shownOn(board, 2));
    const { paper, name, tone, place } = other.page(Number(pages[1]));
    assert.deepEqual({ paper, name, tone }, { paper: "staff", name: "Two", tone: "dark" });
    assert.ok(place > other.page(1).place);
    for (const { more } of other.shapes.values())
      assert.ok((more?.image ?? null) === null || [...images.values()].includes(more?.image ?? ""));
  }
});

test("[X2] groups and bound ends refer to the new shapes, and to none that is not in the file", () => {
  const group = [`${TAG}.50`];
  const geometry = {
    points: [0, 0, 900, 0],
    from: [`${TAG}.1`, 500, 500],
    to: [`${TAG}.99`, 0, 0],
  };
  const board = boardOf([
    [
      { op: "add", shape: rectangle(`${TAG}.1`, { group, locked: true }) },
      {
        op: "add",
        shape: rectangle(`${TAG}.2`, /** @type {any} */ ({ kind: "arrow", geometry, group })),
      },
    ],
  ]);
  const { ops } = importOps(readable(fileOf(board)), emptyBoard());
  const added = ops.flatMap((op) => (op.op === "add" ? [op.shape] : []));
  const [box, arrow] = added;
  assert.deepEqual(arrow?.geometry.from?.[0], box?.id);
  assert.equal(arrow?.geometry.to, undefined);
  assert.deepEqual(box?.group, arrow?.group);
  assert.notDeepEqual(box?.group, group);
  assert.equal(box?.locked, true);
});

test("[D20] [X2] added pages come last in their order, also where no place is left after the last one", () => {
  const names = ["a", "b", "c"];
  const board = boardOf([
    names.map((name, at) => ({ op: "page", page: at + 2, name, place: at + 2 ** 21 })),
  ]);
  const last = 2 ** 53 - 1;
  for (const place of [2 ** 20, last - 1, last]) {
    const there = [{ op: /** @type {const} */ ("page"), page: 7, name: "there", place }];
    const listed = boardOf([there]).page(7);
    const where = { ...emptyBoard(), first: null, listed: [listed] };
    const { ops, pages } = importOps(readable(fileOf(board)), where);
    const after = boardOf([there, ops]);
    const inOrder = [7, ...pages].map((page) => after.page(page)).sort(comparePlaces);
    assert.deepEqual(
      inOrder.map(({ name }) => name),
      ["there", "", ...names],
    );
    assert.equal(new Set(inOrder.map((page) => page.place)).size, 5);
  }
});

test("[X2] an image without its picture is left out, and a selection goes to the shown page", () => {
  const image = { kind: /** @type {const} */ ("image"), image: `${TAG}.7` };
  const board = boardOf([
    [
      { op: "add", shape: rectangle(`${TAG}.1`, image) },
      { op: "add", shape: rectangle(`${TAG}.2`, { locked: true }) },
    ],
  ]);
  const file = { ...readable(fileOf(board)), part: /** @type {const} */ ("selection") };
  const onPage = { page: 77, dx: 40, dy: -8 };
  const { ops, ids } = importOps(file, { ...emptyBoard(), onPage });
  assert.equal(ids.length, 1);
  const [op] = ops;
  assert.ok(op?.op === "add" && op.shape.page === 77 && op.shape.locked === undefined);
  assert.deepEqual(op.shape.pos, [40, -8, 0]);
});

test("[X2] hostile files are refused, each with its reason", () => {
  const good = JSON.parse(fileOf(boardOf([[{ op: "add", shape: rectangle(`${TAG}.1`) }]])));
  const with_ = (/** @type {object} */ change) => JSON.stringify({ ...good, ...change });
  const shape = (/** @type {object} */ change) =>
    with_({ shapes: [{ ...good.shapes[0], ...change }] });
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  /** @type {[string, string, string][]} */
  const cases = [
    ["not JSON", "{", "unreadable"],
    ["empty", "", "unreadable"],
    ["other JSON", JSON.stringify({ type: "excalidraw", elements: [] }), "foreign"],
    ["a list", "[]", "foreign"],
    ["null", "null", "foreign"],
    ["deep", deep, "foreign"],
    ["deep inside", with_({}).replace('"shapes":[', `"shapes":[${deep},`), "broken"],
    ["a later form", with_({ lavagna: 4 }), "newer"],
    ["an unknown kind", shape({ kind: "cube" }), "newer"],
    ["an old form", with_({ lavagna: 2 }), "broken"],
    ["an unknown part", with_({ part: "all" }), "broken"],
    ["no name", with_({ name: 7 }), "broken"],
    ["shapes that are no list", with_({ shapes: {} }), "broken"],
    ["no pictures", with_({ images: [] }), "broken"],
    ["an unknown key", shape({ onclick: "x" }), "broken"],
    ["out of range", shape({ pos: [2 ** 26 + 1, 0, 0] }), "broken"],
    ["a fraction", shape({ pos: [0.5, 0, 0] }), "broken"],
    ["a lone surrogate", shape({ text: "\ud800" }), "broken"],
    ["no order", shape({ z: "front" }), "broken"],
    ["no shape", with_({ shapes: [null] }), "broken"],
    ["a page that is missing", shape({ page: 9 }), "broken"],
    ["a page with a wrong paper", with_({ pages: [{ page: 1, paper: "graph" }] }), "broken"],
    ["an id twice", with_({ shapes: [good.shapes[0], good.shapes[0]] }), "broken"],
    ["a script as a picture", with_({ images: { a: "data:text/html;base64,AAAA" } }), "broken"],
    ["an SVG as a picture", with_({ images: { a: "data:image/svg+xml;base64,AAAA" } }), "broken"],
    ["an address as a picture", with_({ images: { a: "https://example.org/a.png" } }), "broken"],
    ["too many shapes", with_({ shapes: new Array(100_001).fill(0) }), "too-much"],
    [
      "too many pages",
      with_({ pages: new Array(501).fill({ page: 1, paper: "blank" }) }),
      "too-much",
    ],
  ];
  for (const [what, text, why] of cases) {
    const refused = read(text);
    assert.ok(
      "why" in refused && refused.why === why,
      `${what}: ${JSON.stringify(refused).slice(0, 200)}`,
    );
  }
  const prototype = read(with_({}).replace('"shapes":[', '"__proto__":{"part":"x"},"shapes":['));
  assert.ok(!("why" in prototype));
});
