/**
 * Phones held upright: every control applies, and no control covers another.
 */
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("@playwright/test").Locator} Locator */

const SIZES = [
  { width: 390, height: 844 },
  { width: 360, height: 640 },
];
const ITALIAN = { locale: "it-IT" };

/** Where a box ends. @param {Locator} element */
async function bottomOf(element) {
  const { y, height } = await restingBox(element);
  return y + height;
}

/** Opens *Under the hood* from the menu. @param {BoardPage} who */
async function openHood({ page }) {
  await page.locator("#menu-button").tap();
  await page.locator("[data-command=hood]").tap();
  await expect(page.locator("#hood")).toBeVisible();
}

test("the rail has only what the tool uses", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const { page } = ada;
  const [width, style] = [page.locator("#width-button"), page.locator("#style-button")];
  await expect(width).toBeVisible();
  await page.locator("[data-tool=note]").tap();
  await expect(width).toBeHidden();
  await expect(style).toBeVisible();
  await page.locator("[data-tool=highlighter]").tap();
  await expect(width).toBeHidden();
  await expect(style).toBeHidden();
  await page.locator("[data-tool=pen]").tap();
  await expect(width).toBeVisible();
  await expect(style).toBeVisible();
});

for (const viewport of SIZES) {
  const title = `${viewport.width} wide`;

  test(`messages have half of the sheet, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada", { ...PHONE, ...ITALIAN, viewport });
    await ada.open(board);
    await openHood(ada);
    const { page } = ada;
    const sheet = await restingBox(page.locator("#hood"));
    const list = await restingBox(page.locator(".traffic-list"));
    expect(list.height).toBeGreaterThanOrEqual(sheet.height / 2);
    const opener = page.locator(".traffic-opener");
    const server = page.locator(".traffic-choices [data-value=server]");
    await expect(server).toBeHidden();
    await opener.tap();
    await server.tap();
    await expect(server).toHaveAttribute("aria-checked", "true");
    await opener.tap();
    await expect(server).toBeHidden();
    await expect(opener).toHaveAttribute("data-filtered", "");
  });

  test(`status and lab leave each other room, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada", { ...PHONE, ...ITALIAN, viewport });
    await ada.open(board);
    await openHood(ada);
    const { page } = ada;
    await page.locator("#hood-tab-lab").tap();
    await page.locator("[data-delay='1000']").tap();
    await page.locator("#lab-cuts").tap();
    await page.locator(".lab-buttons button").last().tap();
    await ada.expectOffline();
    await expect(page.locator(".lab-sign")).toContainText("nessuna connessione");
    const status = page.locator("#status-text");
    await expect(status).toBeVisible();
    const pill = await restingBox(page.locator(".status"));
    const sign = await restingBox(page.locator(".lab-sign"));
    const sheet = await restingBox(page.locator("#hood"));
    expect(pill.y).toBeGreaterThanOrEqual(await bottomOf(page.locator("#menu-button")));
    expect(pill.x + pill.width).toBeLessThanOrEqual(viewport.width);
    expect(sign.y).toBeGreaterThanOrEqual(pill.y + pill.height);
    expect(sheet.y).toBeGreaterThanOrEqual(sign.y + sign.height);
  });

  test(`a joiner sees all that a screen holds, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada");
    await ada.open(board);
    for (let row = 0; row < 10; row += 1)
      await ada.draw([
        { x: 100, y: 150 + row * 20 },
        { x: 200, y: 150 + row * 20 },
      ]);
    await ada.draw([
      { x: 1000, y: 150 },
      { x: 1200, y: 150 },
    ]);
    await ada.expectSynced();
    const bruno = await person("Bruno", { ...PHONE, viewport });
    await bruno.open(board);
    await expect
      .poll(() =>
        bruno.page.evaluate(() => {
          const { camera, view } = /** @type {any} */ (window).lavagna.editor;
          const [all, seen] = [view.bounds(1), camera.view()];
          return [
            seen.minX <= all.minX,
            seen.minY <= all.minY,
            seen.maxX >= all.maxX,
            seen.maxY >= all.maxY,
          ];
        }),
      )
      .toEqual([true, true, true, true]);
  });
}
