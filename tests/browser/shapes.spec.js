/**
 * Lines and shapes, drawn with the pointer and made with keys.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const START = { x: 300, y: 200 };
const END = { x: 500, y: 320 };
/** Around the right edge of a box between both, or the end of a line. */
const AT_END = { x: 490, y: 300, width: 24, height: 30 };

/** @param {BoardPage} who @param {string} id */
async function expectTool(who, id) {
  await expect(who.page.locator(`[data-tool=${id}]`)).toHaveAttribute("aria-pressed", "true");
}

for (const tool of /** @type {const} */ (["line", "arrow", "rectangle", "ellipse", "diamond"])) {
  test(`[V2] others see a shape while it is drawn: ${tool}`, async ({ person, board, server }) => {
    const ada = await person("Ada");
    const bruno = await person("Bruno");
    await ada.open(board);
    await bruno.open(board);
    await ada.chooseTool(tool);
    await ada.chooseInk("red");
    await ada.drawAndHold([START, { x: 380, y: 250 }, END]);
    // A rhombus and an ellipse touch the middle of the right side, a rectangle all of it.
    const isOval = tool === "ellipse" || tool === "diamond";
    const area = isOval ? { ...AT_END, y: 245 } : AT_END;
    await bruno.expectInk(area, 20);
    expect(await bruno.shapes()).toEqual([]);
    await ada.penUp();
    await ada.expectSynced();
    await expectSame(server, [ada, bruno]);
    const [shape] = await bruno.shapes();
    expect([shape?.kind, shape?.style.ink]).toEqual([tool, "red"]);
    await bruno.expectInk(area, 20);
    await expectTool(ada, "select");
  });
}

test("Shift, also pressed while the pointer rests, makes a square that others see", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.keyboard.press("r");
  await ada.drawAndHold([START, END]);
  const below = { x: 380, y: 390, width: 40, height: 20 };
  await bruno.expectNoInk(below);
  await ada.page.keyboard.down("Shift");
  await bruno.expectInk(below, 20);
  await ada.page.keyboard.up("Shift");
  await bruno.expectNoInk(below);
  await ada.page.keyboard.down("Shift");
  await ada.penUp();
  await ada.page.keyboard.up("Shift");
  await ada.expectSynced();
  expect((await ada.shapes())[0]?.geometry).toEqual({ w: 3200, h: 3200 });
});

test("a tool stays with Q, and every tool has a style of its own", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  await keyboard.press("l");
  await ada.chooseInk("green");
  await keyboard.press("q");
  for (const y of [150, 250]) {
    await ada.draw([
      { x: 300, y },
      { x: 500, y },
    ]);
    await expectTool(ada, "line");
  }
  await keyboard.press("q");
  await ada.draw([
    { x: 300, y: 350 },
    { x: 500, y: 350 },
  ]);
  await expectTool(ada, "select");
  await ada.expectSynced();
  expect((await ada.shapes()).map(({ style }) => style.ink)).toEqual(["green", "green", "green"]);
  await ada.page.reload();
  await ada.expectReady();
  await keyboard.press("p");
  await expect(ada.page.locator("[data-ink=black]")).toHaveAttribute("aria-checked", "true");
  await keyboard.press("l");
  await expect(ada.page.locator("[data-ink=green]")).toHaveAttribute("aria-checked", "true");
});

test("keys alone make a shape, say what it is, and move it", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  await keyboard.press("o");
  await keyboard.press(".");
  await keyboard.press("Enter");
  await expect(ada.page.locator("#say-now")).toHaveText("Ellipse, blue, middle, added");
  await keyboard.press("ArrowRight");
  await ada.expectSynced();
  const [shape] = await ada.shapes();
  expect(shape?.geometry).toEqual({ w: 2560, h: 1600 });
  expect(shape?.pos).toEqual([-1280 + 16, -800, 0]);
  await keyboard.press("Delete");
  await ada.expectSynced();
  expect(await ada.shapes()).toEqual([]);
});

test("a phone has the shapes behind one button", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const { page } = ada;
  const arrow = page.locator("[data-tool=arrow]");
  await expect(arrow).toBeHidden();
  await page.locator("#shapes-button").tap();
  await expect(page.locator("#shapes-button")).toHaveAttribute("aria-expanded", "true");
  await arrow.tap();
  await expect(arrow).toBeHidden();
  await expect(page.locator("#shapes-button")).toHaveAttribute("aria-pressed", "true");
  const fingers = await Fingers.of(page);
  await fingers.down(1, { x: 100, y: 300 });
  await fingers.drag([
    { x: 150, y: 330 },
    { x: 220, y: 380 },
  ]);
  await fingers.up(1);
  await ada.expectSynced();
  expect((await ada.shapes()).map(({ kind }) => kind)).toEqual(["arrow"]);
  await expect(page.locator("#shapes-button")).toHaveAttribute("aria-pressed", "false");
});
