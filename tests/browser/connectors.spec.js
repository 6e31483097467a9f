/**
 * Lines and arrows that are bound to shapes: the end is drawn at the outline, follows the shape while it is dragged, on the
 * pages of others too, and is right again when both were offline.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {{x: number, y: number}} Point */

/** Units of a pixel. */
const PX = 16;

test.use({ tolerate: /ERR_INTERNET_DISCONNECTED/ });

/** Two boxes of 100 px: at (300, 150) and at (800, 150). @param {BoardPage} who */
async function addBoxes({ page }) {
  await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const style = { ink: "blue", size: 48, fill: "sky" };
    const ops = [300, 800].map((px) => {
      const { x, y } = editor.camera.toBoard({ x: px, y: 150 });
      const pos = [Math.round(x), Math.round(y), 0];
      const shape = { kind: "rectangle", page: 1, pos, geometry: { w: 1600, h: 1600 }, style };
      return { op: "add", shape: { id: editor.newId(), ...shape } };
    });
    editor.commit(ops);
  });
}

/** Draws an arrow from the middle of the first box to that of the second, which it only touches for now. @param {BoardPage} who */
async function drawArrow(who) {
  await who.chooseTool("arrow");
  await who.drawAndHold([
    { x: 350, y: 200 },
    { x: 600, y: 220 },
    { x: 850, y: 202 },
  ]);
}

/** How far the ends of the only arrow are from the boxes that they are bound to, in pixels along each axis. @param {BoardPage} who */
async function gaps(who) {
  const shapes = await who.shapes();
  const arrow = /** @type {any} */ (shapes.find(({ kind }) => kind === "arrow"));
  const [dx, dy] = arrow.geometry.points.slice(-2);
  const [x, y] = arrow.pos;
  /** @param {readonly number[]} end @param {readonly [string]} bound */
  const gap = ([px = 0, py = 0], [id]) => {
    const box = /** @type {any} */ (shapes.find((shape) => shape.id === id));
    const [left, top] = box.pos;
    const beside = (
      /** @type {number} */ at,
      /** @type {number} */ from,
      /** @type {number} */ length,
    ) => Math.max(from - at, at - from - length, 0) / PX;
    return Math.max(beside(px, left, box.geometry.w), beside(py, top, box.geometry.h));
  };
  return [gap([x, y], arrow.geometry.from), gap([x + dx, y + dy], arrow.geometry.to)];
}

/** Asserts that both ends lie just outside of their boxes. @param {BoardPage} who */
async function expectConnected(who) {
  for (const gap of await gaps(who)) {
    expect(gap).toBeGreaterThan(1);
    expect(gap).toBeLessThanOrEqual(4);
  }
}

test("an arrow follows the box that is dragged, live on both pages, and undo brings both back", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await addBoxes(ada);
  await expectSame(server, [ada, bruno]);
  await drawArrow(ada);
  // The outline of the target, and the arrow that ends before it.
  await ada.expectInk({ x: 790, y: 155, width: 8, height: 20 }, 20);
  await bruno.expectInk({ x: 500, y: 190, width: 200, height: 20 }, 100);
  await bruno.expectNoInk({ x: 790, y: 155, width: 6, height: 20 });
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  await expectConnected(bruno);
  const drawn = await ada.canonical();

  await ada.drawAndHold([
    { x: 850, y: 240 },
    { x: 850, y: 400 },
    { x: 850, y: 540 },
  ]);
  // Half way between the boxes, where the arrow was not before.
  const way = { x: 560, y: 320, width: 80, height: 60 };
  const before = { x: 560, y: 185, width: 80, height: 30 };
  for (const one of [ada, bruno]) {
    await one.expectInk(way, 60);
    await one.expectNoInk(before);
  }
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  await expectConnected(bruno);
  await bruno.expectInk(way, 60);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect(await bruno.canonical()).toBe(drawn);
  await ada.redo();
  await expectSame(server, [ada, bruno]);
  await expectConnected(bruno);
});

test("both boxes are moved while one person is offline, and the arrow fits both afterwards", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await addBoxes(ada);
  await drawArrow(ada);
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  await ada.page.context().setOffline(true);
  await ada.expectOffline();
  await ada.chooseTool("select");
  await ada.draw([
    { x: 850, y: 240 },
    { x: 850, y: 400 },
    { x: 850, y: 540 },
  ]);
  await bruno.chooseTool("select");
  await bruno.draw([
    { x: 350, y: 170 },
    { x: 350, y: 400 },
    { x: 410, y: 560 },
  ]);
  await bruno.expectSynced();
  await ada.page.context().setOffline(false);
  await ada.tryNow();
  await expectSame(server, [ada, bruno]);
  await expect.poll(async () => Math.max(...(await gaps(bruno)))).toBeLessThanOrEqual(4);
  await expectSame(server, [ada, bruno]);
  await expectConnected(ada);
});

test("by keyboard: two shapes selected, the arrow, Enter", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await addBoxes(ada);
  await ada.expectSynced();
  await ada.page.keyboard.press("Control+a");
  await ada.page.keyboard.press("a");
  await ada.surface.focus();
  await ada.page.keyboard.press("Enter");
  await expect.poll(async () => (await ada.shapes()).length).toBe(3);
  await expectConnected(ada);
  await expect(ada.page.locator("#say-now")).toHaveText("Connected: 2 shapes");
});

test("an arrow stays where it is when its box is deleted, which is said, and undo binds it again", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await addBoxes(ada);
  await drawArrow(ada);
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  const drawn = await bruno.canonical();
  const shown = { x: 560, y: 185, width: 80, height: 30 };
  await bruno.expectInk(shown, 60);
  const { page } = ada;
  await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const arrow = editor.view.all().find((/** @type {any} */ { kind }) => kind === "arrow");
    editor.tool.set("select");
    editor.selection.select([arrow.details.to[0]]);
  });
  await ada.surface.focus();
  await page.keyboard.press("Delete");
  await expect(page.locator("#say-now")).toHaveText(
    "Removed: 1 shape. 1 line or arrow has lost its shape and stays where it is.",
  );
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toHaveLength(2);
  await bruno.expectInk(shown, 60);
  // Somebody else changes the arrow before the undo.
  await bruno.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const arrow = editor.view.all().find((/** @type {any} */ { kind }) => kind === "arrow");
    editor.commit([{ op: "set", id: arrow.id, locked: true }]);
    editor.commit([{ op: "set", id: arrow.id, locked: false }]);
  });
  await expectSame(server, [ada, bruno]);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect(await bruno.canonical()).toBe(drawn);
  await expectConnected(bruno);
});
