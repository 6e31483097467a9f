/**
 * The dialog that saves copies of a board, as a person uses it.
 */
import { readFile } from "node:fs/promises";
import { expect } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {"part" | "format" | "scale" | "background"} Field */

/** @param {BoardPage} who @param {Field} field @param {string} value */
export async function choose({ page }, field, value) {
  const button = page.locator(`#exchange [data-field=${field}] [data-value="${value}"]`);
  await button.click();
  await expect(button).toHaveAttribute("aria-checked", "true");
}

/** @param {BoardPage} who */
export async function openDialog({ page }) {
  await page.keyboard.press("Control+Shift+E");
  await expect(page.locator("dialog#exchange")).toBeVisible();
}

/** Opens the dialog and downloads what is chosen. @param {BoardPage} who @param {Partial<Record<Field, string>>} choice @returns {Promise<{name: string, bytes: Buffer}>} */
export async function saveCopy(who, choice) {
  await openDialog(who);
  for (const [field, value] of Object.entries(choice))
    await choose(who, /** @type {Field} */ (field), value);
  const [download] = await Promise.all([
    who.page.waitForEvent("download"),
    who.page.locator("#exchange-go").click(),
  ]);
  await expect(who.page.locator("dialog#exchange")).toBeHidden();
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Waits until both have the edits of both. @param {BoardPage} ada @param {BoardPage} bruno */
export async function expectAlike(ada, bruno) {
  await ada.expectSynced();
  await bruno.expectSynced();
  await expect.poll(async () => (await ada.hash()) === (await bruno.hash())).toBe(true);
}
