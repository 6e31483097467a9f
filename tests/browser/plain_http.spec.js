/**
 * The network of a classroom: plain http and a name that is not localhost. Browsers call such a
 * place insecure and take some of their features away; everything here works without them.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { Fingers } from "./touch.js";

// Chromium says of a header that protects on https that it does nothing here.
test.use({ tolerate: /Cross-Origin-Opener-Policy header has been ignored/ });

test("[C1][A1] a class meets on plain http", async ({ person, server }) => {
  const origin = `http://classroom.test:${server.port}`;
  const ada = await person("Ada", { origin });
  const { page } = ada;
  await page.goto(origin);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await page.getByRole("button", { name: "New board" }).click();
  await expect(page).toHaveURL(/^http:\/\/classroom\.test:\d+\/b\/[0-9A-Za-z]{22}$/);
  await ada.expectReady();
  const address = page.url();

  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.locator("#share-link")).toHaveValue(address);
  await expect(page.locator("#qr-small")).toHaveJSProperty("complete", true);
  expect(await page.locator("#qr-small").evaluate((image) => image.clientWidth)).toBeGreaterThan(
    99,
  );
  await page.locator("#copy-link").click();
  await expect(page.locator("#copy-result")).toHaveText("Link copied.");
  await page.keyboard.press("Escape");
  // It is really on the clipboard.
  await ada.openMenu();
  await page.locator("#board-name-field").focus();
  await page.keyboard.press("Control+v");
  await expect(page.locator("#board-name-field")).toHaveValue(address);
  await page.keyboard.press("Escape");

  const bruno = await person("Bruno", { origin, hasTouch: true });
  const board = new URL(address).pathname.slice("/b/".length);
  await ada.open(board);
  await bruno.open(board);
  await ada.drawAndHold(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await bruno.expectInk({ x: 300, y: 140, width: 150, height: 20 });
  await ada.penUp();
  const fingers = await Fingers.of(bruno.page);
  await fingers.down(1, { x: 300, y: 250 });
  await fingers.drag(line({ x: 310, y: 250 }, { x: 500, y: 250 }));
  await fingers.up(1);
  await ada.expectInk({ x: 300, y: 240, width: 150, height: 20 });
  for (const one of [ada, bruno]) await one.expectSynced();
  await expect.poll(() => ada.shapes().then(({ length }) => length)).toBe(2);
  await expect.poll(async () => (await bruno.hash()) === (await ada.hash())).toBe(true);
  await ada.undo();
  await bruno.expectNoInk({ x: 300, y: 140, width: 150, height: 20 });

  // Reloading finds the same person and the same board.
  await page.reload();
  await ada.expectReady();
  expect((await ada.shapes()).map(({ author }) => author)).toEqual([2]);
  await page.goto(origin);
  await expect(page.locator("#recent-list a")).toHaveCount(1);
});
