/**
 * Every screen, panel and dialog, in both themes and languages, has nothing that axe objects to.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** @param {BoardPage} who @param {string} where */
async function expectAccessible({ page }, where) {
  // Colours are measured once nothing fades any more.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => ({
    rule: id,
    where: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
  }));
  expect(found, where).toEqual([]);
}

/** @param {BoardPage} who @param {string} id  of a popover and its button */
async function checkPanel(who, id) {
  await who.page.locator(`#${id}-button`).click();
  await expect(who.page.locator(`#${id}`)).toBeVisible();
  await expectAccessible(who, id);
  await who.page.keyboard.press("Escape");
  await expect(who.page.locator(`#${id}`)).toBeHidden();
}

/** @param {BoardPage} who @param {string} id  of a dialog */
async function checkDialog(who, id) {
  await expect(who.page.locator(`dialog#${id}`)).toBeVisible();
  await expectAccessible(who, id);
  await who.page.keyboard.press("Escape");
  await expect(who.page.locator(`dialog#${id}`)).toBeHidden();
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const locale of ["en-GB", "it-IT"]) {
    test(`${colorScheme}, ${locale}`, async ({ person, board, server }) => {
      const guest = await person("", { colorScheme, locale });
      const { page } = guest;
      await page.goto(server.origin);
      await expectAccessible(guest, "start page");
      await guest.open(board);
      await expect(page.locator("#name-card")).toBeVisible();
      await expectAccessible(guest, "new board");
      await page.locator("#name-later").click();

      const bruno = await person("Bruno");
      await bruno.open(board);
      await bruno.page.mouse.move(300, 300);
      await guest.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
      await guest.expectSynced();
      await checkPanel(guest, "menu");
      await checkPanel(guest, "people");
      await page.locator("#share-button").click();
      await checkDialog(guest, "share");
      await page.keyboard.press("?");
      await checkDialog(guest, "help");
      await guest.askToClear();
      await checkDialog(guest, "clear");
      await guest.clear();
      await expect(guest.toasts).toHaveCount(1);
      await expectAccessible(guest, "note with undo");
      await page.goto(server.origin);
      await expect(page.locator("#recent-list a")).toHaveCount(1);
      await expectAccessible(guest, "start page with boards");
    });
  }
}

test.describe("when things go wrong", () => {
  test.use({ tolerate: /status of 404|ERR_CONNECTION_REFUSED/ });

  test("an unknown board, and no connection", async ({ person, board, server }) => {
    const ada = await person("Ada");
    await ada.page.goto(`${server.origin}/b/AAAAAAAAAAAAAAAAAAAAAA`);
    await expectAccessible(ada, "unknown board");
    await ada.open(board);
    await server.kill();
    await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
    await ada.expectOffline();
    await expectAccessible(ada, "offline");
  });
});

test("a phone", async ({ person, board }) => {
  const ada = await person("Ada", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await ada.open(board);
  await expectAccessible(ada, "board");
  await checkPanel(ada, "menu");
  await checkPanel(ada, "people");
});

test("what others do is spoken, politely", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await bruno.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  const polite = ada.page.locator("#say");
  await expect(polite).toHaveText(/Bruno.* added 2 shapes/);
  await expect(polite).toHaveAttribute("aria-live", "polite");
});
