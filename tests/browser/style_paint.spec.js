/**
 * Every key of a style can be seen: on the page, which paints changes itself, and in tiles of the worker.
 */
import { expect, test } from "./harness.js";
import { Picture } from "./pixels.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("../../static/js/model/kinds.js").Kind} Kind */
/** @typedef {import("../../static/js/model/styles.js").WireStyle} WireStyle */

/** On an empty board the middle of the window is the origin. */
const MIDDLE = { x: 640, y: 400 };

/** Adds a shape of 200 × 100 px above and left of the middle. @param {BoardPage} who @param {Kind} kind @param {Partial<WireStyle>} style @param {string} [text] */
async function add({ page }, kind, style, text) {
  await page.evaluate(
    ([kind, style, text]) => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const isLine = kind === "line" || kind === "arrow";
      const geometry = isLine ? { points: [0, 0, 1600, 800, 1600, 800] } : { w: 3200, h: 1600 };
      const shape = { id: editor.newId(), kind, page: 1, pos: [-3200, -1600, 0], geometry, style };
      editor.commit([{ op: "add", shape: { ...shape, ...(text !== undefined && { text }) } }]);
    },
    /** @type {const} */ ([kind, { ink: "blue", size: 64, ...style }, text]),
  );
}

const FAMILIES = {
  sans: "Atkinson Hyperlegible Next",
  hand: "Patrick Hand",
  mono: "Atkinson Hyperlegible Mono",
};

/** Removes all shapes. @param {BoardPage} who */
async function clear({ page }) {
  await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    editor.commit(editor.view.all().map((/** @type {any} */ { id }) => ({ op: "del", id })));
  });
}

const AROUND = { x: MIDDLE.x - 230, y: MIDDLE.y - 130, width: 260, height: 160 };

/** A picture once all tiles are sharp and fonts are there. @param {BoardPage} who */
async function settled(who) {
  await who.expectSynced();
  await who.page.waitForFunction(() => /** @type {any} */ (window).lavagna.renderer.sharp);
  await who.page.evaluate(() => document.fonts.ready.then(() => undefined));
  return Picture.fromPng(await who.page.screenshot({ clip: AROUND }));
}

/** Checks the picture of a second page that opens the board. @param {BoardPage} who @param {(picture: Picture) => void} check */
async function onBoth(who, check) {
  check(await settled(who));
  await who.page.reload();
  await who.expectReady();
  // The camera shows all of the drawing after a reload.
  await who.page.evaluate(() => {
    const { camera } = /** @type {any} */ (window).lavagna.editor;
    camera.goTo({ x: -camera.width / 2, y: -camera.height / 2, zoom: 1 });
  });
  check(await settled(who));
}

/** How often paint begins along a row or column of a picture. @param {Picture} picture @param {(at: number) => {x: number, y: number}} place @param {number} length */
function stretches(picture, place, length) {
  let count = 0;
  let wasInk = false;
  for (let at = 0; at < length; at += 1) {
    const { x, y } = place(at);
    const [red, , blue] = picture.at(x, y);
    const isInk = blue - red > 60;
    if (isInk && !wasInk) count += 1;
    wasInk = isInk;
  }
  return count;
}

/** The top edge of the box, without its corners. @param {Picture} picture */
const alongTop = (picture) => stretches(picture, (at) => ({ x: 50 + at, y: 30 }), 160);
/** A row through the upper part of the box. @param {Picture} picture */
const across = (picture) => stretches(picture, (at) => ({ x: at, y: 60 }), 250);

test("[D15] dashes have gaps, dots more of them", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await add(ada, "rectangle", { dash: "dashed" });
  await onBoth(ada, (picture) => {
    expect(alongTop(picture)).toBeGreaterThan(5);
    expect(alongTop(picture)).toBeLessThan(10);
  });
});

test("[D15] a solid line has none, and a dotted one many", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await add(ada, "rectangle", { dash: "dotted" });
  await onBoth(ada, (picture) => expect(alongTop(picture)).toBeGreaterThan(14));
  await clear(ada);
  await add(ada, "rectangle", {});
  await onBoth(ada, (picture) => expect(alongTop(picture)).toBe(1));
});

test("[D15] a hatched inside has stripes, a tint is pale, and a solid one is full", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await add(ada, "rectangle", { fill: "blue", pattern: "hatch" });
  await onBoth(ada, (picture) => expect(across(picture)).toBeGreaterThan(5));
  await clear(ada);
  await add(ada, "rectangle", { fill: "blue" });
  await onBoth(ada, (picture) => {
    expect(across(picture)).toBe(1);
    expect(picture.at(120, 60)).toEqual([0x1f, 0x2b, 0xae]);
  });
  await clear(ada);
  await add(ada, "rectangle", { fill: "blue", pattern: "tint" });
  await onBoth(ada, (picture) => expect(picture.at(120, 60)).toEqual([0xd9, 0xea, 0xf8]));
});

test("[D15] the parts of a pale shape do not show through each other", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await add(ada, "rectangle", { fill: "blue", opacity: 50, size: 192 });
  await onBoth(ada, (picture) => {
    const inside = picture.at(120, 80);
    // The inner half of the outline lies over the fill.
    expect(picture.at(120, 32)).toEqual(inside);
    expect(inside[2] - inside[0]).toBeGreaterThan(50);
    expect(inside[0]).toBeGreaterThan(0x80);
  });
});

test("[D15] lines have heads at both ends, and bend", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const ends = { x: 20, y: 20, width: 40, height: 40 };
  await add(ada, "line", {});
  const bare = await settled(ada);
  await clear(ada);
  await add(ada, "line", { tail: "triangle", head: "dot" });
  const paper = await ada.paper();
  await onBoth(ada, (picture) => {
    expect(picture.drawn(paper, ends)).toBeGreaterThan(1.3 * bare.drawn(paper, ends));
    const other = { ...ends, x: 210, y: 110 };
    expect(picture.drawn(paper, other)).toBeGreaterThan(1.3 * bare.drawn(paper, other));
  });
  await clear(ada);
  await add(ada, "line", { bend: "elbow" });
  await onBoth(ada, (picture) => {
    // From the corner it goes right first, where the straight line has gone down.
    expect(picture.drawn(paper, { x: 60, y: 26, width: 10, height: 8 })).toBeGreaterThan(20);
    expect(bare.drawn(paper, { x: 60, y: 26, width: 10, height: 8 })).toBe(0);
  });
});

test("[D15] texts have three fonts, which load when they are needed", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  /** @type {string[]} */
  const asked = [];
  ada.page.on("request", (request) => {
    const file = /vendor\/([a-z-]+)\/.*woff2$/.exec(request.url())?.[1];
    if (file !== undefined) asked.push(file);
  });
  /** @type {Picture[]} */
  const pictures = [];
  const text = "Illi quam";
  for (const font of /** @type {const} */ (["sans", "hand", "mono"])) {
    asked.splice(0);
    await add(ada, "text", { font, size: 576 }, text);
    if (font !== "sans") {
      const folder = font === "hand" ? "patrick-hand" : "atkinson-mono";
      await expect.poll(() => asked).toContain(folder);
    }
    await expect.poll(() => ada.page.evaluate(loadedFamilies)).toContain(FAMILIES[font]);
    // A font that has loaded repaints the board.
    await ada.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(0))));
    const mine = await settled(ada);
    pictures.push(mine);
    await ada.page.reload();
    await ada.expectReady();
    await ada.page.evaluate(() => {
      const { camera } = /** @type {any} */ (window).lavagna.editor;
      camera.goTo({ x: -camera.width / 2, y: -camera.height / 2, zoom: 1 });
    });
    // The worker has its own copy of the font: the same picture.
    await expect.poll(async () => mine.differences(await settled(ada))).toBeLessThan(200);
    await clear(ada);
  }
  const [sans, hand, mono] = pictures;
  if (sans === undefined || hand === undefined || mono === undefined) throw new Error("no picture");
  for (const [one, other] of [
    [sans, hand],
    [sans, mono],
    [hand, mono],
  ]) {
    expect(one?.differences(/** @type {Picture} */ (other))).toBeGreaterThan(400);
  }
});

/** Runs in the page: the families that have loaded faces. */
function loadedFamilies() {
  const loaded = [...document.fonts].filter(({ status }) => status === "loaded");
  return loaded.map(({ family }) => family.replaceAll('"', ""));
}
