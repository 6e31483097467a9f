/**
 * The menu of what lies under the pointer: by the right button, by keys and by a finger that rests.
 */
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** @param {BoardPage} who @returns {Promise<number>} */
function selected({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);
}

/** @param {BoardPage} who */
function menuOf({ page }) {
  return page.locator("#context-menu");
}

/** @param {BoardPage} who @param {string} name */
function itemOf(who, name) {
  return menuOf(who).getByRole("menuitem", { name });
}

test("the right button selects a shape, and what is chosen is seen by others", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await ada.expectSynced();
  const { mouse } = ada.page;
  await mouse.click(400, 250, { button: "right" });
  await expect(menuOf(ada)).toBeVisible();
  expect(await selected(ada)).toBe(1);
  expect(await ada.shapes(), "it does not draw").toHaveLength(1);
  await itemOf(ada, "Duplicate").click();
  await expect(menuOf(ada)).toBeHidden();
  await expect(ada.surface).toBeFocused();
  await ada.expectSynced();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
});

test("an empty place has a menu of its own, and a press beside it only closes it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  const { mouse } = ada.page;
  await mouse.click(800, 500, { button: "right" });
  await expect(itemOf(ada, "Paste")).toBeVisible();
  await expect(itemOf(ada, "Duplicate")).toHaveCount(0);
  // A second press of the right button moves it.
  const before = await restingBox(menuOf(ada));
  await mouse.click(200, 400, { button: "right" });
  await expect.poll(async () => (await restingBox(menuOf(ada))).x).toBeLessThan(before.x);
  await ada.draw(line({ x: 700, y: 200 }, { x: 900, y: 200 }));
  await expect(menuOf(ada)).toBeHidden();
  expect(await ada.shapes(), "the press that closes it does not draw").toHaveLength(1);
  await ada.draw(line({ x: 700, y: 200 }, { x: 900, y: 200 }));
  await expect.poll(async () => (await ada.shapes()).length).toBe(2);
});

test("keys open it, move in it and leave it, and a corner does not cut it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", { viewport: { width: 1366, height: 768 } });
  await ada.open(board);
  const { page } = ada;
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Shift+F10");
  await expect(itemOf(ada, "Cut")).toBeFocused();
  await page.keyboard.press("End");
  await expect(itemOf(ada, "Remove")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("d");
  await expect(itemOf(ada, "Duplicate")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menuOf(ada)).toBeHidden();
  await expect(ada.surface).toBeFocused();
  expect(await selected(ada), "Escape closes only the menu").toBe(1);
  await page.mouse.click(1360, 600, { button: "right" });
  const box = await restingBox(menuOf(ada));
  expect(box.x + box.width).toBeLessThanOrEqual(1366);
  expect(box.y + box.height).toBeLessThanOrEqual(768);
});

test("a locked shape is unlocked there", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await ada.page.keyboard.press("Control+a");
  await ada.page.keyboard.press("Control+Shift+l");
  await ada.page.keyboard.press("Escape");
  await ada.page.mouse.click(400, 250, { button: "right" });
  await itemOf(ada, "Lock or unlock").click();
  await ada.expectSynced();
  const [shape] = await ada.shapes();
  expect(/** @type {any} */ (shape).locked ?? false).toBe(false);
});

test("a finger that rests opens it while shapes are selected, and draws nothing", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 100, y: 250 });
  await fingers.drag(line({ x: 110, y: 250 }, { x: 300, y: 250 }, 8));
  await fingers.up(1);
  await ada.chooseTool("select");
  await fingers.down(1, { x: 200, y: 250 });
  await expect(menuOf(ada)).toBeVisible();
  await fingers.up(1);
  await expect(menuOf(ada)).toBeVisible();
  expect(await selected(ada)).toBe(1);
  expect(await ada.shapes()).toHaveLength(1);
  await itemOf(ada, "Remove").tap();
  await ada.expectSynced();
  await expect.poll(async () => (await ada.shapes()).length).toBe(0);
});

test("several shapes are aligned there, and one shape is not offered it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await ada.draw(line({ x: 340, y: 350 }, { x: 540, y: 350 }));
  await ada.page.keyboard.press("v");
  await ada.page.mouse.click(400, 250, { button: "right" });
  await expect(itemOf(ada, "Duplicate")).toBeVisible();
  await expect(itemOf(ada, "Align and distribute")).toHaveCount(0);
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("Control+a");
  await ada.page.keyboard.press("Shift+F10");
  await itemOf(ada, "Align and distribute").click();
  await itemOf(ada, "Align left").click();
  await expect(ada.surface).toBeFocused();
  await ada.expectSynced();
  const places = async () => (await bruno.shapes()).map(({ pos: [x] }) => x);
  await expect.poll(async () => new Set(await places()).size).toBe(1);
  await ada.undo();
  await expect.poll(async () => new Set(await places()).size).toBe(2);
});
