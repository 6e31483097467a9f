/**
 * The dialog with the settings of this browser: each applies at once and is there after a reload.
 */
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { PHONE } from "./touch.js";

/** @param {import("./board_page.js").BoardPage} who */
async function openSettings({ page }) {
  await page.keyboard.press("Control+,");
  await expect(page.locator("dialog#settings")).toBeVisible();
}

test("every setting applies at once and outlives a reload", async ({ person, board }) => {
  const ada = await person("Ada", { colorScheme: "light" });
  await ada.open(board);
  const { page } = ada;
  await ada.openSettings();
  const dialog = page.locator("dialog#settings");
  await dialog.getByRole("radio", { name: "Dark" }).click();
  await expect(ada.root).toHaveAttribute("data-theme", "dark");
  await page.locator("#large-controls").click();
  await expect(ada.root).toHaveAttribute("data-size", "l");
  await page.locator("#single-keys").click();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.reload();
  await ada.expectReady();
  await openSettings(ada);
  await expect(dialog.getByRole("radio", { name: "Dark" })).toBeChecked();
  await expect(page.locator("#large-controls")).toBeChecked();
  await expect(page.locator("#single-keys")).not.toBeChecked();
  await expect(page.locator("#snap-shapes")).toBeChecked();
  await page.keyboard.press("Escape");
  await ada.surface.focus();
  const tool = await page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tool.value);
  await page.keyboard.press("e");
  expect(
    await page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tool.value),
    "letters are no keys of tools now",
  ).toBe(tool);
});

test("the keys go back to the board, and a name is seen by others", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { page } = ada;
  await ada.surface.focus();
  await openSettings(ada);
  const field = page.locator("#settings-name-field");
  await expect(field).toHaveValue("Ada");
  await field.fill("Nobody");
  await field.press("Escape");
  await expect(page.locator("dialog#settings")).toBeHidden();
  await expect(ada.surface).toBeFocused();
  await openSettings(ada);
  await expect(field, "Escape takes back what was typed").toHaveValue("Ada");
  await field.fill("Ada Rossi");
  // A press beside the dialog closes it, and the name applies.
  await page.mouse.click(5, 400);
  await expect(page.locator("dialog#settings")).toBeHidden();
  await bruno.openPeople();
  await expect(bruno.page.locator("#people-list")).toContainText("Ada Rossi");
});

test("the language is chosen there, and the address does not keep it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await openSettings(ada);
  await ada.page.getByRole("link", { name: "Italiano" }).click();
  await expect(ada.root).toHaveAttribute("lang", "it");
  await expect.poll(() => new URL(ada.page.url()).searchParams.has("lang")).toBe(false);
});

for (const locale of ["en-GB", "it-IT"]) {
  test(`the settings fit a small screen and a phone, ${locale}`, async ({ person, board }) => {
    for (const surroundings of [
      { viewport: { width: 1366, height: 768 } },
      { ...PHONE, viewport: { width: 360, height: 640 } },
    ]) {
      const ada = await person("Ada", { ...surroundings, locale });
      const { width, height } = surroundings.viewport;
      await ada.open(board);
      await ada.openSettings();
      const dialog = ada.page.locator("dialog#settings");
      const box = await restingBox(dialog);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      const over = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(over, "pixels wider than the dialog").toBe(0);
      if (height > 700) {
        const hidden = await dialog.evaluate(
          (element) => element.scrollHeight - element.clientHeight,
        );
        expect(hidden, "pixels that have to be scrolled to").toBe(0);
      }
      await ada.page.close();
    }
  });
}
