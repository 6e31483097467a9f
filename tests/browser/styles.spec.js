/**
 * The inks and widths of the tools, over reloads.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test("pen and highlighter have their own inks, from the first stroke after a reload", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { page } = ada;
  await ada.chooseInk("red");
  await ada.chooseSize(192);
  await ada.chooseTool("highlighter");
  await expect(page.locator("[data-ink=yellow]")).toHaveAttribute("aria-checked", "true");
  await ada.chooseTool("pen");
  await expect(page.locator("[data-ink=red]")).toHaveAttribute("aria-checked", "true");
  // All but the first pen comes late.
  /** @type {import("@playwright/test").Route[]} */
  const late = [];
  await page.route(/\/js\/app\.js$/, (route) => {
    late.push(route);
  });
  await page.goto(`${ada.origin}/b/${board}?debug`);
  await expect(ada.surface).toBeFocused();
  await expect(page.locator("[data-ink=red]")).toHaveAttribute("aria-checked", "true");
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await page.keyboard.press("m");
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  for (const route of late) await route.continue();
  await ada.expectReady();
  await ada.expectSynced();
  const styles = (await ada.shapes()).map(({ kind, style }) => [kind, style.ink]);
  expect(styles).toEqual([
    ["ink", "red"],
    ["highlight", "yellow"],
  ]);
});
