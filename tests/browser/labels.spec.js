/**
 * Labels and lines of many points, as everybody sees and picks them.
 */
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** A labelled box of 300 by 150 px at (300, 200), and a labelled arrow from (300, 400) by (700, 400). @param {BoardPage} who */
async function addLabelled({ page }) {
  await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const { x, y } = editor.camera.toBoard({ x: 300, y: 200 });
    const [left, top] = [Math.round(x), Math.round(y)];
    const style = { ink: "blue", size: 48 };
    const box = { w: 4800, h: 2400, lines: [4, 4] };
    const points = [0, 0, 6400, 0, 0, 2400];
    const shapes = [
      { kind: "rectangle", pos: [left, top, 0], geometry: box, text: "one two!" },
      { kind: "arrow", pos: [left, top + 3200, 0], geometry: { points }, text: "to" },
    ];
    const place = () => ({ id: editor.newId(), page: 1, style });
    editor.commit(shapes.map((shape) => ({ op: "add", shape: { ...place(), ...shape } })));
  });
}

/** The first press may wait for the module of the tool. @param {BoardPage} who @param {number} x @param {number} y @param {number} count */
async function expectPicked({ page }, x, y, count) {
  await page.keyboard.press("Escape");
  await page.mouse.click(x, y);
  const picked = () =>
    page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);
  await expect.poll(picked).toBe(count);
}

const FIRST_LINE = { x: 420, y: 246, width: 60, height: 28 };
const SECOND_LINE = { x: 420, y: 278, width: 60, height: 28 };
const EMPTY_CORNER = { x: 310, y: 215, width: 60, height: 25 };
const ARROW_LABEL = { x: 560, y: 385, width: 30, height: 30 };
const LAST_SEGMENT = { x: 690, y: 440, width: 20, height: 60 };

test("labels are seen by everybody, in their boxes and on their lines", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await addLabelled(ada);
  await ada.expectSynced();
  const carla = await person("Carla");
  await carla.open(board);
  for (const who of [ada, bruno, carla]) {
    for (const area of [FIRST_LINE, SECOND_LINE, ARROW_LABEL, LAST_SEGMENT]) {
      await who.expectInk(area);
    }
    await who.expectNoInk(EMPTY_CORNER);
  }
  expect(await bruno.canonical()).toBe(await ada.canonical());
  expect(await carla.canonical()).toBe(await ada.canonical());
});

test("a label and every segment are picked, and the empty part of a box is not", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await addLabelled(ada);
  await ada.page.keyboard.press("v");
  await expectPicked(ada, 450, 275, 1);
  await expectPicked(ada, 340, 228, 0);
  await expectPicked(ada, 575, 408, 1);
  await expectPicked(ada, 700, 470, 1);
});

test("a filled box is moved from its inside while others watch, an unfilled one is not", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const { x, y } = editor.camera.toBoard({ x: 300, y: 200 });
    const [left, top] = [Math.round(x), Math.round(y)];
    const box = { kind: "rectangle", page: 1, geometry: { w: 1600, h: 1600 } };
    const style = { ink: "blue", size: 48 };
    const ops = [
      { ...box, id: editor.newId(), pos: [left, top, 0], style: { ...style, fill: "green" } },
      { ...box, id: editor.newId(), pos: [left, top + 4800, 0], style },
    ];
    editor.commit(ops.map((shape) => ({ op: "add", shape })));
  });
  const moved = { x: 560, y: 210, width: 30, height: 30 };
  await bruno.expectNoInk(moved);
  await ada.chooseTool("select");
  await ada.drawAndHold([
    { x: 350, y: 250 },
    { x: 450, y: 250 },
    { x: 600, y: 250 },
  ]);
  await bruno.expectInk(moved, 800);
  expect((await bruno.shapes()).map(({ pos }) => pos[0])).toHaveLength(2);
  await ada.penUp();
  await ada.expectSynced();
  await ada.undo();
  await bruno.expectNoInk(moved);
  await expectPicked(ada, 350, 250, 1);
  await expectPicked(ada, 350, 550, 0);
});

test("a small box grows until the words of its label are whole, and one undo takes both back", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { keyboard } = ada.page;
  for (const kind of /** @type {const} */ (["rectangle", "ellipse", "diamond"])) {
    await ada.chooseTool(kind);
    await ada.draw([
      { x: 300, y: 200 },
      { x: 360, y: 240 },
    ]);
    const drawn = /** @type {any} */ (await ada.onlyShape()).geometry;
    await keyboard.type("the membrane");
    await keyboard.press("Escape");
    await expect.poll(async () => JSON.stringify(await bruno.shapes())).toContain("the membrane");
    const { geometry, text } = /** @type {any} */ (await bruno.onlyShape());
    expect(text).toBe("the membrane");
    expect(geometry.lines, "each word on a line of its own").toEqual([4, 8]);
    expect(geometry.w).toBeGreaterThan(drawn.w);
    expect(geometry.h).toBeGreaterThan(drawn.h);
    await keyboard.press("Control+z");
    await ada.expectSynced();
    expect(/** @type {any} */ (await ada.onlyShape()).geometry).toEqual(drawn);
    await keyboard.press("Control+z");
    await expect.poll(async () => (await bruno.shapes()).length).toBe(0);
  }
});

test("Escape closes the menu first and leaves the selection", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await addLabelled(ada);
  const { keyboard } = ada.page;
  await keyboard.press("Control+a");
  await ada.openMenu();
  await keyboard.press("Escape");
  await expect(ada.page.locator("#menu")).toBeHidden();
  const count = () =>
    ada.page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);
  expect(await count()).toBe(2);
  await keyboard.press("Escape");
  expect(await count()).toBe(0);
});
