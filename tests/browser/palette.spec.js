/**
 * The command palette: found by a few letters, run by Enter, and then the keys belong to the board again.
 */
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** @param {BoardPage} who */
async function openPalette({ page }) {
  await page.keyboard.press("Control+k");
  await expect(page.locator("#palette-field")).toBeFocused();
}

/** @param {BoardPage} who @param {string} words */
async function runCommand(who, words) {
  await openPalette(who);
  await who.page.keyboard.type(words);
  await who.page.keyboard.press("Enter");
  await expect(who.page.locator("dialog#palette")).toBeHidden();
}

/** @param {BoardPage} who @returns {Promise<string>} */
function toolOf({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tool.value);
}

test("a command acts on the selection, others see it, and the keys go back", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await ada.expectSynced();
  await ada.page.keyboard.press("Control+a");
  await runCommand(ada, "duplic");
  await ada.expectSynced();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
  await expect(ada.surface).toBeFocused();
  await runCommand(ada, "undo");
  await ada.expectSynced();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(1);
  await runCommand(ada, "eraser");
  expect(await toolOf(ada)).toBe("eraser");
});

test("arrows, Home, End and Escape move in the list and leave it", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { page } = ada;
  await ada.surface.focus();
  await openPalette(ada);
  const field = page.locator("#palette-field");
  const rows = page.locator("#palette-list [role=option]");
  const count = await rows.count();
  expect(count).toBeGreaterThan(50);
  const expectActive = async (/** @type {number} */ at) => {
    await expect(field).toHaveAttribute("aria-activedescendant", `palette-${at}`);
    await expect(rows.nth(at)).toHaveAttribute("aria-selected", "true");
    await expect(rows.nth(at)).toBeInViewport({ ratio: 0.9 });
  };
  await expectActive(0);
  await page.keyboard.press("ArrowDown");
  await expectActive(1);
  await page.keyboard.press("End");
  await expectActive(count - 1);
  await page.keyboard.press("ArrowDown");
  await expectActive(0);
  await page.keyboard.press("ArrowUp");
  await expectActive(count - 1);
  await page.keyboard.press("Home");
  await expectActive(0);
  await page.keyboard.type("zoom");
  await expect(rows.first()).toContainText("Zoom");
  expect(await rows.count()).toBeLessThan(10);
  await page.keyboard.type(" qqq");
  await expect(rows).toHaveCount(0);
  await expect(page.locator("#palette")).toContainText("Nothing has all these words.");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog#palette")).toBeHidden();
  await expect(ada.surface).toBeFocused();
});

test("what needs a selection says so, and what was used last comes first", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { page } = ada;
  await openPalette(ada);
  await page.keyboard.type("lock");
  const row = page.locator("#palette-list [role=option]").first();
  await expect(row).toHaveAttribute("aria-disabled", "true");
  await expect(row).toContainText("select something first");
  await page.keyboard.press("Enter");
  await expect(page.locator("dialog#palette")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.locator("dialog#palette")).toBeHidden();
  await runCommand(ada, "highl");
  await page.reload();
  await ada.expectReady();
  await openPalette(ada);
  await expect(row).toHaveText(/^Highlighter/);
});

test("settings are found too, and a theme applies at once", async ({ person, board }) => {
  const ada = await person("Ada", { colorScheme: "light" });
  await ada.open(board);
  await runCommand(ada, "dark");
  await expect(ada.root).toHaveAttribute("data-theme", "dark");
  await runCommand(ada, "single");
  await expect(ada.page.locator("dialog#settings")).toBeVisible();
  await expect(ada.page.locator("#single-keys")).toBeFocused();
  await ada.page.keyboard.press("Escape");
  await expect(ada.surface).toBeFocused();
  await runCommand(ada, "italian");
  await expect(ada.root).toHaveAttribute("lang", "it");
  await ada.expectReady();
  // The English words go on to count.
  await openPalette(ada);
  await ada.page.keyboard.type("eraser");
  await expect(ada.page.locator("#palette-list [role=option]").first()).toContainText("Gomma");
});

test("a text that is being written is kept", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.keyboard.press("t");
  await ada.page.mouse.click(400, 300);
  await expect(ada.page.locator(".text-editor")).toBeFocused();
  await ada.page.keyboard.type("Acids and bases");
  await runCommand(ada, "show everything");
  await ada.expectSynced();
  await expect
    .poll(async () => (await bruno.shapes()).map((shape) => /** @type {any} */ (shape).text))
    .toEqual(["Acids and bases"]);
});

test("fingers open it by the menu, and it fits a small phone", async ({ person, board }) => {
  const ada = await person("Ada", { ...PHONE, viewport: { width: 360, height: 640 } });
  await ada.open(board);
  const { page } = ada;
  await page.locator("#menu-button").tap();
  await page.locator("#palette-button").tap();
  const dialog = page.locator("dialog#palette");
  const box = await restingBox(dialog);
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
  expect(box.y + box.height).toBeLessThanOrEqual(640);
  const over = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(over, "pixels wider than the dialog").toBe(0);
  await page.locator("#palette-field").fill("eraser");
  await page.locator("#palette-list [role=option]").first().tap();
  await expect(dialog).toBeHidden();
  expect(await toolOf(ada)).toBe("eraser");
});

test("it leads to pages by their names and to people, who may be on another page", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await bruno.page.locator("#page-add").click();
  const figure = ada.page.locator("#page-figure [aria-hidden]");
  await expect(figure).toHaveText("1 / 2");
  await bruno.page.mouse.move(500, 300);
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await bruno.expectSynced();
  await runCommand(ada, "bruno");
  await expect(figure).toHaveText("2 / 2");
  await runCommand(ada, "page 1");
  await expect(figure).toHaveText("1 / 2");
  // They are of this board: what was used last are commands only.
  await openPalette(ada);
  await expect(ada.page.locator("#palette-list [role=option]").first()).not.toContainText(
    /Page 1|Bruno/,
  );
});
