/**
 * Every screen, panel and dialog, in both themes and languages, has nothing that axe objects to.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** @param {BoardPage} who @param {string} where */
async function expectAccessible({ page }, where) {
  // Colours are measured once nothing fades any more.
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    // One that is taken back has ended too.
    return Promise.allSettled(ending.map(({ finished }) => finished)).then(() => undefined);
  });
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

/** @type {{colorScheme: "light" | "dark", locale: string}[]} */
const EVERY = [
  { colorScheme: "light", locale: "en-GB" },
  { colorScheme: "light", locale: "it-IT" },
  { colorScheme: "dark", locale: "en-GB" },
  { colorScheme: "dark", locale: "it-IT" },
];
const [LIGHT_ENGLISH, , , DARK_ITALIAN] = EVERY;

for (const surroundings of EVERY) {
  const title = Object.values(surroundings).join(", ");

  test(`start page and board, ${title}`, async ({ person, board, server }) => {
    const guest = await person("", surroundings);
    await guest.page.goto(server.origin);
    await expectAccessible(guest, "start page");
    await guest.open(board);
    await expect(guest.page.locator("#name-card")).toBeVisible();
    await expectAccessible(guest, "new board");
  });
}

for (const surroundings of [LIGHT_ENGLISH, DARK_ITALIAN]) {
  const title = Object.values(surroundings ?? {}).join(", ");

  test(`panels, dialogs and toasts, ${title}`, async ({ person, board, server }) => {
    const ada = await person("Ada", surroundings);
    const bruno = await person("Bruno");
    const { page } = ada;
    await ada.open(board);
    await bruno.open(board);
    await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
    await ada.expectSynced();
    await checkPanel(ada, "menu");
    await checkPanel(ada, "people");
    await page.locator("#share-button").click();
    await checkDialog(ada, "share");
    await page.keyboard.press("?");
    await checkDialog(ada, "help");
    await ada.openClearDialog();
    await expectAccessible(ada, "clear");
    await page.locator("#clear-confirm").click();
    await expect(ada.toasts).toHaveCount(1);
    await expectAccessible(ada, "note with undo");
    await page.goto(server.origin);
    await expect(page.locator("#recent-list a")).toHaveCount(1);
    await expectAccessible(ada, "start page with boards");
  });
}

for (const surroundings of [LIGHT_ENGLISH, DARK_ITALIAN]) {
  const title = Object.values(surroundings ?? {}).join(", ");

  test(`settings and all commands, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada", surroundings);
    await ada.open(board);
    await ada.page.keyboard.press("Control+,");
    await checkDialog(ada, "settings");
    await ada.page.keyboard.press("Control+k");
    await checkDialog(ada, "palette");
    await ada.page.keyboard.press("Shift+F10");
    await expect(ada.page.locator("#context-menu")).toBeVisible();
    await expectAccessible(ada, "menu of the board");
  });
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

for (const surroundings of [LIGHT_ENGLISH, DARK_ITALIAN]) {
  test(`under the hood, ${Object.values(surroundings ?? {}).join(", ")}`, async ({
    person,
    board,
  }) => {
    const ada = await person("Ada", surroundings);
    const { page } = ada;
    await ada.open(board);
    await page.keyboard.press("Alt+Shift+U");
    await ada.draw(line({ x: 100, y: 250 }, { x: 300, y: 250 }));
    await page.locator(".traffic-row[data-sender=page]").last().click();
    await expect(page.locator(".frame-payload")).toBeVisible();
    await expectAccessible(ada, "messages");
    await page.locator("#hood-tab-handshake").click();
    await expect(page.locator(".accept-verdict")).toBeVisible();
    await expectAccessible(ada, "handshake");
    await page.locator("#hood-tab-lab").click();
    await page.locator("[data-delay='300']").click();
    await expect(page.locator(".lab-sign")).toBeVisible();
    await expectAccessible(ada, "lab");
  });
}

for (const surroundings of [LIGHT_ENGLISH, DARK_ITALIAN]) {
  const title = Object.values(surroundings ?? {}).join(", ");

  test(`notes, shapes and sheets on a phone, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada", { ...surroundings, ...PHONE });
    const { page } = ada;
    await ada.open(board);
    await page.locator("[data-tool=note]").tap();
    await expect(page.locator("#width-button")).toBeHidden();
    await expectAccessible(ada, "colours of notes");
    await page.locator("#shapes-button").tap();
    await expect(page.locator("#shapes")).toBeVisible();
    await expectAccessible(ada, "menu of shapes");
    await page.keyboard.press("Escape");
    await page.locator("#menu-button").tap();
    await page.locator("[data-command=hood]").tap();
    await page.locator(".traffic-opener").tap();
    await expect(page.locator("#hood-choices")).toBeVisible();
    await expectAccessible(ada, "filters of messages");
  });

  test(`a picture, its toast and its description, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada", surroundings);
    const { page } = ada;
    await ada.open(board);
    await page.locator("[data-tool=note]").click();
    await expectAccessible(ada, "colours of notes");
    await ada.openMenu();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.locator("#picture-button").click(),
    ]);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="teal"/></svg>`;
    const file = { name: "field.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) };
    await chooser.setFiles(file);
    // One that has the focus stays.
    await ada.toasts.getByRole("button").first().focus();
    await expectAccessible(ada, "toast about a picture");
    await page.keyboard.press("Enter");
    await expect(page.locator("#describe-field")).toBeFocused();
    await checkDialog(ada, "describe");
  });
}

test("a phone", async ({ person, board }) => {
  const ada = await person("Ada", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await ada.open(board);
  await expectAccessible(ada, "board");
  await checkPanel(ada, "menu");
  await checkPanel(ada, "people");
});

test("changes by others are announced politely", async ({ person, board }) => {
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
